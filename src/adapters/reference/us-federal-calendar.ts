/**
 * Federal holidays. 12 CFR 1006.34(b)(5) leaves out the legal public holidays of 5 USC 6103(a); that a holiday on a Saturday is kept on Friday and
 * one on a Sunday on Monday stands in 6103(b) and Executive Order 11582. Both days are left out: a longer period is always permitted.
 */
import Holidays from 'date-holidays';
import { addDays, weekdayOf, type BusinessCalendar, type LocalDate } from '#core/local-time.ts';

const SATURDAY = 6;
const SUNDAY = 7;

/** Saturdays, Sundays and federal holidays, actual and observed, from the first day of one year to the last of another. */
export function usFederalCalendar(fromYear: number, toYear: number): BusinessCalendar {
  if (fromYear > toYear) throw new RangeError(`The years ${fromYear} to ${toYear} hold no day.`);
  const holidays = new Holidays('US');
  const years = Array.from({ length: toYear - fromYear + 2 }, (_, index) => fromYear + index);
  // One year more, for New Year's Day on a Saturday is kept on the last day of the year before.
  const actual = years.flatMap((year) => holidays.getHolidays(year).filter((day) => day.type === 'public' && day.substitute !== true).map((day) => day.date.slice(0, 10)));
  const all = actual.flatMap((date) => [date, observedOn(date)]).filter((date) => Number(date.slice(0, 4)) >= fromYear && Number(date.slice(0, 4)) <= toYear);
  return { weekend: [SATURDAY, SUNDAY], holidays: [...new Set(all)].toSorted() };
}

function observedOn(date: LocalDate): LocalDate {
  const weekday = weekdayOf(date);
  return weekday === SATURDAY ? addDays(date, -1) : weekday === SUNDAY ? addDays(date, 1) : date;
}
