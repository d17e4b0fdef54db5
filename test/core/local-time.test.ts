/** Dates, hours and zones: daylight saving, leap days, odd offsets, business days. Offsets are those of the IANA rules for the named days. */
import { describe, expect, it } from 'vitest';
import {
  addBusinessDays, addDays, daysBetween, instantAt, isBusinessDay, isKnownZone, isLocalDate, localDateOf, localMinuteOf, MONDAY_TO_FRIDAY, toInstant, toMillis, weekdayOf,
} from '#core/local-time.ts';

const iso = (millis: number): string => new Date(millis).toISOString();

describe('the instant of a minute of a day', () => {
  it.each([
    ['winter', '2027-01-12', 480, 'America/New_York', '2027-01-12T13:00:00.000Z'],
    ['summer', '2027-07-12', 480, 'America/New_York', '2027-07-12T12:00:00.000Z'],
    ['the day of the gap, before it', '2027-03-14', 60, 'America/New_York', '2027-03-14T06:00:00.000Z'],
    ['in the gap: 02:30 does not exist, so 03:30', '2027-03-14', 150, 'America/New_York', '2027-03-14T07:30:00.000Z'],
    ['behind the gap', '2027-03-14', 480, 'America/New_York', '2027-03-14T12:00:00.000Z'],
    ['shown twice: the first 01:30', '2027-11-07', 90, 'America/New_York', '2027-11-07T05:30:00.000Z'],
    ['behind the overlap', '2027-11-07', 480, 'America/New_York', '2027-11-07T13:00:00.000Z'],
    ['a midnight that is skipped (Santiago, 5 September 2027): 01:00', '2027-09-05', 0, 'America/Santiago', '2027-09-05T04:00:00.000Z'],
    ['a midnight shown twice (Havana, 7 November 2027): the first', '2027-11-07', 0, 'America/Havana', '2027-11-07T04:00:00.000Z'],
    ['half an hour (Kolkata)', '2027-01-12', 480, 'Asia/Kolkata', '2027-01-12T02:30:00.000Z'],
    ['three quarters (Kathmandu)', '2027-01-12', 480, 'Asia/Kathmandu', '2027-01-12T02:15:00.000Z'],
    ['a zone that moves by half an hour (Lord Howe, summer)', '2027-01-12', 480, 'Australia/Lord_Howe', '2027-01-11T21:00:00.000Z'],
    ['and winter', '2027-07-12', 480, 'Australia/Lord_Howe', '2027-07-11T21:30:00.000Z'],
    ['no daylight saving (Phoenix)', '2027-07-12', 480, 'America/Phoenix', '2027-07-12T15:00:00.000Z'],
    ['a day ahead (Kiritimati, UTC+14)', '2027-01-12', 0, 'Pacific/Kiritimati', '2027-01-11T10:00:00.000Z'],
  ])('%s', (_name, date, minute, zone, expected) => {
    expect(iso(instantAt(date, minute, zone))).toBe(expected);
  });

  it('reads back as the same date and minute, except in a gap', () => {
    for (const zone of ['America/New_York', 'Asia/Kolkata', 'Pacific/Honolulu', 'Europe/London', 'Australia/Lord_Howe']) {
      for (const date of ['2027-03-13', '2027-03-28', '2027-11-07', '2028-02-29']) {
        for (const minute of [0, 479, 480, 1_259, 1_439]) {
          const millis = instantAt(date, minute, zone);
          expect([localDateOf(millis, zone), localMinuteOf(millis, zone)]).toEqual([date, minute]);
        }
      }
    }
  });
});

describe('the date and minute of an instant', () => {
  it.each([
    ['2027-01-12T04:59:59.999Z', 'America/New_York', '2027-01-11', 1_439],
    ['2027-01-12T05:00:00.000Z', 'America/New_York', '2027-01-12', 0],
    ['2027-01-12T13:00:59.999Z', 'America/New_York', '2027-01-12', 480],
    ['2027-01-12T18:30:00.000Z', 'Asia/Kolkata', '2027-01-13', 0],
    ['2027-11-07T05:30:00.000Z', 'America/New_York', '2027-11-07', 90],
    ['2027-11-07T06:30:00.000Z', 'America/New_York', '2027-11-07', 90],
    ['1969-12-31T23:59:59.000Z', 'UTC', '1969-12-31', 1_439],
  ])('%s in %s', (instant, zone, date, minute) => {
    expect([localDateOf(toMillis(instant), zone), localMinuteOf(toMillis(instant), zone)]).toEqual([date, minute]);
  });
});

describe('calendar arithmetic', () => {
  it.each([
    ['2028-02-28', 1, '2028-02-29'], ['2027-02-28', 1, '2027-03-01'], ['2028-02-29', 366, '2029-03-01'], ['2027-12-31', 1, '2028-01-01'], ['2027-03-01', -1, '2027-02-28'],
    ['2027-03-14', 1, '2027-03-15'], ['2027-01-12', 0, '2027-01-12'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
    expect(daysBetween(date, expected)).toBe(days);
  });

  it.each([['2027-01-11', 1], ['2027-01-15', 5], ['2027-01-16', 6], ['2027-01-17', 7], ['2028-02-29', 2], ['1969-12-28', 7]])('%s is weekday %i', (date, weekday) => expect(weekdayOf(date)).toBe(weekday));

  it.each([['2028-02-29', true], ['2027-02-29', false], ['2026-02-30', false], ['2027-13-01', false], ['2027-1-1', false], ['20270101', false], ['', false]])('"%s" is a date: %s', (text, expected) => expect(isLocalDate(text)).toBe(expected));

  it('knows zones by name, and instants by form', () => {
    expect([isKnownZone('America/New_York'), isKnownZone('Mars/Olympus')]).toEqual([true, false]);
    expect(() => toMillis('yesterday')).toThrow('Not an instant: yesterday');
    expect(toInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('business days', () => {
  const riyadh = { weekend: [5, 6], holidays: [] };
  const easter = { weekend: [6, 7], holidays: ['2027-03-26', '2027-03-29'] };

  it.each([
    // 15 January 2027 is a Friday.
    ['one after a Friday', '2027-01-15', 1, MONDAY_TO_FRIDAY, '2027-01-18'],
    ['one after a Saturday', '2027-01-16', 1, MONDAY_TO_FRIDAY, '2027-01-18'],
    ['one after a Sunday', '2027-01-17', 1, MONDAY_TO_FRIDAY, '2027-01-18'],
    ['none on a Friday', '2027-01-15', 0, MONDAY_TO_FRIDAY, '2027-01-15'],
    ['none on a Saturday: the next', '2027-01-16', 0, MONDAY_TO_FRIDAY, '2027-01-18'],
    ['ten are two weeks', '2027-01-15', 10, MONDAY_TO_FRIDAY, '2027-01-29'],
    ['one before a Monday', '2027-01-18', -1, MONDAY_TO_FRIDAY, '2027-01-15'],
    ['one before a Sunday', '2027-01-17', -1, MONDAY_TO_FRIDAY, '2027-01-15'],
    ['five before a Friday', '2027-01-15', -5, MONDAY_TO_FRIDAY, '2027-01-08'],
    ['over Easter', '2027-03-25', 1, easter, '2027-03-30'],
    ['from a holiday', '2027-03-26', 0, easter, '2027-03-30'],
    ['after a Thursday in Riyadh', '2027-01-14', 1, riyadh, '2027-01-17'],
    ['after a Saturday in Riyadh', '2027-01-16', 1, riyadh, '2027-01-17'],
  ])('%s', (_name, date, count, calendar, expected) => {
    expect(addBusinessDays(date, count, calendar)).toBe(expected);
  });

  it('Sunday works in Riyadh, Friday does not', () => {
    expect([isBusinessDay('2027-01-17', riyadh), isBusinessDay('2027-01-15', riyadh), isBusinessDay('2027-01-15', MONDAY_TO_FRIDAY)]).toEqual([true, false, true]);
  });
});
