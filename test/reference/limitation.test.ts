/**
 * No false word: nobody is threatened with a lawsuit on a debt that cannot be sued on (12 CFR 1006.26(b); 15 USC 1692e(5)), and nobody is asked for a
 * debt that the lapse of time has ended. A doubt never says that a debt can be sued on.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LimitationQuestion, ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { limitationBy } from '#adapters/reference/limitation.ts';
import type { LimitationRow } from '#adapters/reference/rule-schemas.ts';

let reference: ReferenceData;
beforeAll(async () => { reference = await createReferenceData(); });

const TODAY = '2026-06-15';
const NO_DATES = { defaultOn: null, lastPaymentOn: null, chargeOffOn: null, today: TODAY };
const ask = (stateCode: string | null, debtType: string | null, dates: Partial<LimitationQuestion>) => reference.limitation({ stateCode, debtType, ...NO_DATES, ...dates });

describe('the period', () => {
  it.each([
    ['TX', 'open', '2022-06-15', 'running', 'four years: today is the anniversary'],
    ['TX', 'open', '2022-06-14', 'barred', 'the day after it'],
    ['CA', 'written', '2022-06-15', 'running', 'four years'],
    ['CA', 'oral', '2024-06-14', 'barred', 'two years for an oral contract'],
    ['DC', 'credit_card', '2023-06-14', 'barred', 'three years'],
    ['FL', 'written', '2021-06-15', 'running', 'five years'],
    ['FL', 'credit_card', '2021-06-15', 'barred', 'four years'],
    ['MA', 'written', '2020-06-14', 'barred', 'six years'],
    ['NC', 'open', '2023-06-15', 'running', 'three years'],
    ['NV', 'written', '2020-06-15', 'running', 'six years'],
    ['NV', 'open', '2020-06-15', 'barred', 'four years'],
    ['NY', 'credit_card', '2023-06-14', 'barred', 'three years for consumer credit'],
    ['NY', 'sale_of_goods', '2022-06-15', 'running', 'four years, U.C.C. § 2-725'],
    ['OR', 'written', '2020-06-15', 'running', 'six years'],
    ['CO', 'written', '2020-06-14', 'barred', 'six years'],
    ['WV', 'written', '2016-06-15', 'running', 'ten years'],
    ['WA', 'written', '2020-06-14', 'barred', 'six years'],
    ['WI', 'open', '2020-06-15', 'running', 'six years'],
    ['GB-ENG', 'sale_of_goods', '2020-06-15', 'running', 'six years'],
  ])('%s %s in default since %s is %s (%s)', (state, debtType, defaultOn, expected) => {
    expect(ask(state, debtType, { defaultOn })).toBe(expected);
  });

  it('ends on 28 February for a leap day in a year without one, on the leap day in a year with one', () => {
    expect(ask('NC', 'written', { defaultOn: '2020-02-29', today: '2023-02-28' })).toBe('running');
    expect(ask('NC', 'written', { defaultOn: '2020-02-29', today: '2023-03-01' })).toBe('barred');
    expect(ask('TX', 'written', { defaultOn: '2020-02-29', today: '2024-02-29' })).toBe('running');
    expect(ask('TX', 'written', { defaultOn: '2020-02-29', today: '2024-03-01' })).toBe('barred');
    expect(ask('TX', 'written', { defaultOn: '2020-02-28', today: '2024-02-29' })).toBe('barred');
  });
});

describe('where time ends the debt itself', () => {
  it('Wisconsin: six years and a day after the default nothing is owed (Wis. Stat. 893.05)', () => {
    expect(ask('WI', 'credit_card', { defaultOn: '2020-06-14' })).toBe('extinguished');
  });

  it('Mississippi: a row of mere knowledge says that a debt may be gone, never that it can be sued on', () => {
    expect(ask('MS', 'open', { defaultOn: '2023-06-14' })).toBe('extinguished');
    expect(ask('MS', 'open', { defaultOn: '2026-01-10' })).toBe('unknown');
  });

  it('Scotland: five years (1973 Act, section 6)', () => {
    expect(ask('GB-SCT', 'written', { defaultOn: '2021-06-14' })).toBe('extinguished');
  });
});

describe('payments', () => {
  const paid = { defaultOn: '2019-06-01', lastPaymentOn: '2023-01-10' };

  it('start the period again where the law says so: Wisconsin and Washington', () => {
    expect(ask('WI', 'open', paid)).toBe('running');
    expect(ask('WA', 'written', { ...paid, today: '2029-01-10' })).toBe('running');
    expect(ask('WA', 'written', { ...paid, today: '2029-01-11' })).toBe('barred');
  });

  it('change nothing elsewhere: New York, Texas, the District of Columbia', () => {
    for (const state of ['NY', 'TX', 'DC']) expect(ask(state, 'open', paid)).toBe('barred');
  });

  it('revive nothing when they come after the end (RCW 4.16.270)', () => {
    expect(ask('WA', 'written', { defaultOn: '2018-06-01', lastPaymentOn: '2024-06-01', today: TODAY })).toBe('running');
    expect(ask('WA', 'written', { defaultOn: '2018-06-01', lastPaymentOn: '2024-06-02', today: TODAY })).toBe('barred');
    expect(ask('WI', 'open', { defaultOn: '2018-06-01', lastPaymentOn: '2025-01-01' })).toBe('extinguished');
  });

  it('before the default do not count: the period runs from the default', () => {
    expect(ask('WA', 'written', { defaultOn: '2021-03-01', lastPaymentOn: '2021-01-15', today: '2027-02-20' })).toBe('running');
  });
});

describe('without the day of default', () => {
  it('nothing is running', () => {
    expect(ask('TX', 'open', {})).toBe('unknown');
    expect(ask('TX', 'open', { lastPaymentOn: '2026-01-10' })).toBe('unknown');
    expect(ask('WA', 'written', { lastPaymentOn: '2026-01-10', chargeOffOn: '2025-10-01' })).toBe('unknown');
  });

  it('it is over when it would be over even from the charge-off, for that came after the default', () => {
    expect(ask('TX', 'open', { chargeOffOn: '2022-06-14' })).toBe('barred');
    expect(ask('TX', 'open', { chargeOffOn: '2022-06-14', lastPaymentOn: '2025-01-01' })).toBe('barred');
    expect(ask('WI', 'open', { chargeOffOn: '2019-01-01' })).toBe('extinguished');
    expect(ask('WI', 'open', { chargeOffOn: '2019-01-01', lastPaymentOn: '2022-01-01' })).toBe('unknown');
  });
});

describe('unknown stays unknown', () => {
  it.each([
    ['a state without a row', 'ID', 'open', '2025-01-01'],
    ['no state', null, 'open', '2025-01-01'],
    ['a kind of debt without a row', 'WV', 'sale_of_goods', '2025-01-01'],
    ['a kind of debt that nobody knows', 'TX', 'barter', '2025-01-01'],
    ['no kind of debt', 'TX', null, '2025-01-01'],
    ['a country outside the table', 'IN', 'open', '2025-01-01'],
    ['a default that lies ahead', 'TX', 'open', '2026-06-16'],
    ['a default that is no date', 'TX', 'open', '2026-02-30'],
  ])('%s', (_, state, debtType, defaultOn) => {
    expect(ask(state, debtType, { defaultOn })).toBe('unknown');
  });

  it('a payment that lies ahead makes the whole answer worthless', () => {
    expect(ask('TX', 'open', { defaultOn: '2025-01-01', lastPaymentOn: '2027-01-01' })).toBe('unknown');
  });

  it('before the day on which a law came into force', () => {
    expect(ask('NY', 'open', { defaultOn: '2021-06-01', today: '2022-04-06' })).toBe('unknown');
    expect(ask('NY', 'open', { defaultOn: '2021-06-01', today: '2022-04-07' })).toBe('running');
  });
});

describe('several rows of one state', () => {
  const row = (years: number, effectiveFrom: string): LimitationRow => ({
    state: 'TX', debt_types: ['open'], years, payment_restarts: false, extinguishes: false, citation: 'an act', source: 'its text',
    effective_from: effectiveFrom, verified_on: '2026-01-01', confidence: 'high',
  });
  const answer = (today: string) => limitationBy([row(6, '2020-01-01'), row(3, '2026-01-01')])({ stateCode: 'TX', debtType: 'open', ...NO_DATES, defaultOn: '2022-06-01', today });

  it('the one that came into force last counts from its day on', () => {
    expect(answer('2025-12-31')).toBe('running');
    expect(answer('2026-01-01')).toBe('barred');
  });
});
