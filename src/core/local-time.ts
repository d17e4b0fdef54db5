/**
 * Local dates, instants and zones. Instants are UTC ISO texts in data and epoch milliseconds in arithmetic;
 * local dates are `YYYY-MM-DD`; minutes of the day run from 0 to 1439. Zones are IANA names and always explicit.
 */
import { DateTime, IANAZone } from 'luxon';

export type Instant = string;
export type LocalDate = string;
export type Zone = string;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export function isKnownZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/** True for a real calendar date in the form YYYY-MM-DD (so not 2026-02-30). */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

export function toMillis(instant: Instant): number {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new Error(`Not an instant: ${instant}`);
  return millis;
}

export function toInstant(millis: number): Instant {
  return DateTime.fromMillis(millis, { zone: 'utc' }).toISO() as Instant;
}

export function localDateOf(millis: number, zone: Zone): LocalDate {
  return DateTime.fromMillis(millis, { zone }).toISODate() as LocalDate;
}

/** Minute of the local day with its fraction of seconds cut off: 08:00:59 is minute 480. */
export function localMinuteOf(millis: number, zone: Zone): number {
  const local = DateTime.fromMillis(millis, { zone });
  return local.hour * 60 + local.minute;
}

/** ISO weekday of a local date, Monday 1 to Sunday 7. */
export function weekdayOf(date: LocalDate): number {
  return DateTime.fromISO(date, { zone: 'utc' }).weekday;
}

/**
 * The instant at which a zone's clock shows this minute of this date. A minute that the clock skips counts as if it had not been put forward
 * (02:30 becomes 03:30); of a minute that it shows twice the first is meant.
 */
export function instantAt(date: LocalDate, minuteOfDay: number, zone: Zone): number {
  const wanted = DateTime.fromISO(date, { zone }).set({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
  return wanted.toMillis();
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate() as LocalDate;
}

/** Whole days from one local date to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** What makes a day a working day: ISO weekdays that rest, and holidays by date. */
export type BusinessCalendar = {
  readonly weekend: readonly number[];
  readonly holidays: readonly LocalDate[];
};

export const MONDAY_TO_FRIDAY: BusinessCalendar = { weekend: [6, 7], holidays: [] };

export function isBusinessDay(date: LocalDate, calendar: BusinessCalendar): boolean {
  return !calendar.weekend.includes(weekdayOf(date)) && !calendar.holidays.includes(date);
}

/** The date `count` business days after (or before, when negative) `date`; zero gives the date itself or the next business day. */
export function addBusinessDays(date: LocalDate, count: number, calendar: BusinessCalendar): LocalDate {
  const direction = count < 0 ? -1 : 1;
  let current = date;
  let left = Math.abs(count);
  while (left > 0 || !isBusinessDay(current, calendar)) {
    current = addDays(current, direction);
    if (left > 0 && isBusinessDay(current, calendar)) left -= 1;
  }
  return current;
}
