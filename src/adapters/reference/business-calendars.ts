/** The days on which a country's businesses rest, as small as a decision can record them. */
import Holidays, { type HolidaysTypes } from 'date-holidays';
import { addDays, DAY_MS, weekdayOf, type LocalDate } from '#core/local-time.ts';
import type { ReferenceData } from '../db/decision/reference-data.ts';
import type { CountryTable } from './rule-schemas.ts';
import { usFederalCalendar } from './us-federal-calendar.ts';

const PLAIN_WEEKEND = [6, 7];
/**
 * How far business days are counted from today. Back to the due date of an account that has reached the greatest age of the shipped cadences
 * (365 days) with some to spare, for a holiday that dropped out of sight would move steps that have been counted from before it; ahead to a
 * promise of 45 days, its grace, and 40 business days of a cadence that starts with an account.
 */
const DAYS_BACK = 400;
const DAYS_AHEAD = 120;

/** Holidays of one country in one calendar year, in order. */
export type HolidaySource = (countryCode: string, year: number) => readonly LocalDate[];

/** Each year of a country is computed once. Holidays on days that rest anyway are left out: they change nothing. */
export function businessCalendarsBy(countries: CountryTable, holidaysOf: HolidaySource): ReferenceData['calendar'] {
  const years = new Map<string, readonly LocalDate[]>();
  const weekendOf = (countryCode: string): readonly number[] => countries[countryCode]?.weekend ?? PLAIN_WEEKEND;
  const yearOf = (countryCode: string, year: number): readonly LocalDate[] => {
    const key = `${countryCode} ${year}`;
    const dates = years.get(key) ?? holidaysOf(countryCode, year).filter((date) => !weekendOf(countryCode).includes(weekdayOf(date)));
    years.set(key, dates);
    return dates;
  };
  return (countryCode, today) => {
    const [from, to] = [addDays(today, -DAYS_BACK), addDays(today, DAYS_AHEAD)];
    const [firstYear, lastYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
    const span = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
    return { weekend: weekendOf(countryCode), holidays: span.flatMap((year) => yearOf(countryCode, year)).filter((date) => date >= from && date <= to) };
  };
}

/** Public and bank holidays by the library; none for a country that has no row. */
export function nationalHolidays(countries: CountryTable): HolidaySource {
  const opened = new Map<string, Holidays>();
  return (countryCode, year) => {
    if (countryCode === 'US') return usFederalCalendar(year, year).holidays;
    const row = countries[countryCode];
    if (row === undefined) return [];
    const holidays = opened.get(countryCode) ?? openHolidays(countryCode, row);
    opened.set(countryCode, holidays);
    const dates = holidays.getHolidays(year).filter((day) => day.type === 'public' || day.type === 'bank').flatMap(datesOf);
    return [...new Set(dates)].filter((date) => date.startsWith(`${year}-`)).toSorted();
  };
}

function openHolidays(countryCode: string, row: CountryTable[string]): Holidays {
  if (row.holiday_rules === undefined) return row.holiday_region === undefined ? new Holidays(countryCode) : new Holidays(countryCode, row.holiday_region);
  const holidays = new Holidays();
  for (const rule of row.holiday_rules) holidays.setHoliday(rule, { name: rule, type: 'public' });
  return holidays;
}

/** Every day of a holiday; one that lasts some hours rests the day on which it falls. */
function datesOf(holiday: HolidaysTypes.Holiday): readonly LocalDate[] {
  const first = holiday.date.slice(0, 10);
  const days = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}
