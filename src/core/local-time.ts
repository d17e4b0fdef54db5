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
  return new Date(millis).toISOString();
}

export function localDateOf(millis: number, zone: Zone): LocalDate {
  return toInstant(millis + offsetMs(millis, zone)).slice(0, 10);
}

/** Minute of the local day with its fraction of seconds cut off: 08:00:59 is minute 480. */
export function localMinuteOf(millis: number, zone: Zone): number {
  return Math.floor(modulo(millis + offsetMs(millis, zone), DAY_MS) / MINUTE_MS);
}

/** ISO weekday of a local date, Monday 1 to Sunday 7. */
export function weekdayOf(date: LocalDate): number {
  return modulo(midnightUtc(date) / DAY_MS + THURSDAY - 1, 7) + 1;
}

/** The weekday of 1 January 1970. */
const THURSDAY = 4;

/**
 * The instant at which a zone's clock shows this minute of this date. A minute that the clock skips counts as if it had not been put forward
 * (02:30 becomes 03:30); of a minute that it shows twice the first is meant.
 */
export function instantAt(date: LocalDate, minuteOfDay: number, zone: Zone): number {
  const shownMs = midnightUtc(date) + minuteOfDay * MINUTE_MS;
  const before = offsetMs(shownMs - DAY_MS, zone);
  const after = offsetMs(shownMs + DAY_MS, zone);
  if (before === after) return shownMs - before;
  const shown = [shownMs - before, shownMs - after].filter((millis) => millis + offsetMs(millis, zone) === shownMs);
  return shown.length === 0 ? shownMs - before : Math.min(...shown);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return toInstant(midnightUtc(date) + days * DAY_MS).slice(0, 10);
}

/** Whole days from one local date to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (midnightUtc(to) - midnightUtc(from)) / DAY_MS;
}

function midnightUtc(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Offsets of days on which a zone's clock is not put forward or back: asking the platform each time is most of the cost of a decision. */
const STEADY_OFFSETS = new Map<string, number | null>();
const STEADY_OFFSETS_KEPT = 20_000;

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetMs(millis: number, zone: Zone): number {
  const day = Math.floor(millis / DAY_MS);
  const key = `${zone} ${day}`;
  let steady = STEADY_OFFSETS.get(key);
  if (steady === undefined) {
    const first = askedOffsetMs(day * DAY_MS, zone);
    steady = first === askedOffsetMs((day + 1) * DAY_MS, zone) ? first : null;
    if (STEADY_OFFSETS.size >= STEADY_OFFSETS_KEPT) STEADY_OFFSETS.clear();
    STEADY_OFFSETS.set(key, steady);
  }
  return steady ?? askedOffsetMs(millis, zone);
}

function askedOffsetMs(millis: number, zone: Zone): number {
  return IANAZone.create(zone).offset(millis) * MINUTE_MS;
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
