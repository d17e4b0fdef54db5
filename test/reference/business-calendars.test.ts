/** Days that rest: federal holidays as 5 USC 6103 names them, weekends of other countries, and a calendar that a decision can afford to record. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { businessCalendarsBy, type HolidaySource } from '#adapters/reference/business-calendars.ts';
import { createReferenceData, usFederalCalendar } from '#adapters/reference/create-reference-data.ts';
import { addBusinessDays, addDays, isBusinessDay, weekdayOf } from '#core/local-time.ts';

let reference: ReferenceData;
beforeAll(async () => { reference = await createReferenceData(); });

describe('federal holidays', () => {
  const calendar = usFederalCalendar(2020, 2030);
  const in2026 = calendar.holidays.filter((date) => date.startsWith('2026-'));

  it('are the eleven of 5 USC 6103(a), and those of 2026 that are observed on another day', () => {
    expect(in2026).toEqual([
      '2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-07-04', '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25',
    ]);
  });

  it.each([
    ['2026-07-03', 'Independence Day 2026 is a Saturday, observed on Friday'],
    ['2027-07-05', 'in 2027 a Sunday, observed on Monday'],
    ['2021-12-31', 'New Year\'s Day 2022 is a Saturday, observed in the year before'],
    ['2027-12-31', 'so is that of 2028'],
    ['2027-06-18', 'Juneteenth 2027 is a Saturday'],
    ['2028-11-10', 'Veterans Day 2028 is a Saturday'],
    ['2022-12-26', 'Christmas Day 2022 is a Sunday'],
  ])('%s rests: %s', (date) => {
    expect(isBusinessDay(date, calendar)).toBe(false);
  });

  it('Juneteenth is one since 2021', () => {
    expect(calendar.holidays).not.toContain('2020-06-19');
    expect(calendar.holidays).toEqual(expect.arrayContaining(['2021-06-18', '2021-06-19']));
  });

  it('the day after Thanksgiving, Good Friday and Election Day are none', () => {
    for (const date of ['2026-11-27', '2026-04-03', '2026-11-03']) expect(isBusinessDay(date, calendar)).toBe(true);
  });

  it('five business days after Thursday, 2 July 2026 end on Friday, 10 July (12 CFR 1006.34(b)(5))', () => {
    expect(addBusinessDays('2026-07-02', 5, calendar)).toBe('2026-07-10');
  });

  it('a span that ends before it begins is a mistake, not a calendar without holidays', () => {
    expect(() => usFederalCalendar(2027, 2026)).toThrow(RangeError);
  });
});

describe('calendars of countries', () => {
  it('Riyadh and Kuwait rest on Friday and Saturday and work on Sunday', () => {
    for (const country of ['SA', 'KW']) {
      const calendar = reference.calendar(country, '2026-11-02');
      expect(weekdayOf('2026-11-06')).toBe(5);
      expect(['2026-11-05', '2026-11-06', '2026-11-07', '2026-11-08'].map((date) => isBusinessDay(date, calendar))).toEqual([true, false, false, true]);
    }
  });

  it('Dubai rests on Saturday and Sunday', () => {
    const calendar = reference.calendar('AE', '2026-11-02');
    expect(['2026-11-06', '2026-11-07', '2026-11-08'].map((date) => isBusinessDay(date, calendar))).toEqual([true, false, false]);
  });

  it.each([
    ['US', '2026-07-03', 'Independence Day, observed'], ['GB', '2026-08-31', 'summer bank holiday of England'], ['CA', '2026-07-01', 'Canada Day'], ['IN', '2026-01-26', 'Republic Day'],
    ['JP', '2026-05-06', 'a substitute holiday'], ['DE', '2026-05-25', 'Whit Monday'], ['FR', '2026-07-14', 'the national day'], ['SA', '2026-09-23', 'National Day'],
    ['KW', '2026-02-25', 'National Day'], ['AE', '2026-12-02', 'National Day'],
  ])('%s rests on %s (%s)', (country, date) => {
    expect(weekdayOf(date)).toBeLessThan(6);
    expect(isBusinessDay(date, reference.calendar(country, addDays(date, -20)))).toBe(false);
  });

  it('a holiday of several days rests on each of them', () => {
    // Eid al-Fitr 1447 lasts from Thursday, 19 March 2026; Friday and Saturday rest anyway.
    const calendar = reference.calendar('SA', '2026-03-01');
    expect(isBusinessDay('2026-03-19', calendar)).toBe(false);
    expect(isBusinessDay('2026-03-22', calendar)).toBe(false);
  });

  it('a country that nobody knows rests on plain weekends', () => {
    expect(reference.calendar('XX', '2026-03-01')).toEqual({ weekend: [6, 7], holidays: [] });
  });

  it('looks back beyond the greatest age of an account and ahead of every promise', () => {
    const { holidays } = reference.calendar('US', '2026-11-25');
    expect(holidays[0]).toBe('2025-11-11');
    expect(holidays.at(-1)).toBe('2027-02-15');
  });

  it('counts the same business days from an old date on every later day', () => {
    const counted = Array.from({ length: 365 }, (_, day) => addBusinessDays('2026-01-10', 39, reference.calendar('US', addDays('2026-01-10', day))));
    expect(new Set(counted)).toEqual(new Set(['2026-03-09']));
  });

  it('stays small enough to be recorded with every decision', () => {
    for (const country of ['US', 'GB', 'CA', 'IN', 'SA', 'AE', 'JP', 'KW', 'DE', 'HU', 'PL', 'SK', 'CY']) expect(JSON.stringify(reference.calendar(country, '2026-11-25')).length).toBeLessThan(500);
  });
});

describe('speed', () => {
  it('computes each year of a country once, however many decisions ask', () => {
    const asked: string[] = [];
    const source: HolidaySource = (country, year) => { asked.push(`${country} ${year}`); return [`${year}-05-01`]; };
    const calendar = businessCalendarsBy({}, source);
    for (let day = 0; day < 300; day += 1) calendar('FR', addDays('2026-01-15', day % 30));
    expect(asked).toEqual(['FR 2024', 'FR 2025', 'FR 2026']);
  });
});
