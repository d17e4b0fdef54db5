/** Instalment plans: the exact sum, monthly dates that survive short months, a budget that is kept. */
import { describe, expect, it } from 'vitest';
import { checkInstalments, firstUnpaid, monthsLater, proposeLevelPlan } from '#core/arrangement/propose.ts';

const REQUEST = { totalMinor: 250_00, monthlyMinor: null, firstDueOn: '2027-02-01', maximumInstalments: 12, minimumInstalmentMinor: 25_00 };
const amounts = (change: Partial<typeof REQUEST> | { monthlyMinor: number }): readonly number[] | string => {
  const plan = proposeLevelPlan({ ...REQUEST, ...change });
  return plan.kind === 'plan' ? plan.instalments.map((instalment) => instalment.amountMinor) : plan.kind;
};

describe('a level plan', () => {
  it.each([
    ['the least that pays within the limit', { totalMinor: 1_200_00 }, Array.from({ length: 12 }, () => 100_00)],
    ['never below the minimum instalment', { totalMinor: 100_00 }, [25_00, 25_00, 25_00, 25_00]],
    ['the last takes the rest, to the cent', { totalMinor: 250_01, monthlyMinor: 100_00 }, [100_00, 100_00, 50_01]],
    ['an uneven total is rounded up, never over', { totalMinor: 1_000_01, minimumInstalmentMinor: 1, maximumInstalments: 3 }, [333_34, 333_34, 333_33]],
    ['a budget above the total is one payment', { totalMinor: 80_00, monthlyMinor: 500_00 }, [80_00]],
    ['less than the minimum owed is one payment', { totalMinor: 10_00 }, [10_00]],
    ['one cent', { totalMinor: 1 }, [1]],
  ])('%s', (_name, change, expected) => {
    expect(amounts(change)).toEqual(expected);
  });

  it.each([
    ['a budget too small for the limit', { totalMinor: 1_200_00, monthlyMinor: 99_99 }], ['a budget below the minimum instalment', { monthlyMinor: 24_99 }],
    ['no budget at all', { monthlyMinor: 0 }], ['nothing owed', { totalMinor: 0 }],
  ])('%s is unaffordable', (_name, change) => {
    expect(amounts(change)).toBe('unaffordable');
  });

  it.each([
    ['2027-01-31', ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']],
    ['2028-01-31', ['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30']],
    ['2027-11-30', ['2027-11-30', '2027-12-30', '2028-01-30', '2028-02-29']],
  ])('from %s keeps the day, or the last of a shorter month', (firstDueOn, expected) => {
    const plan = proposeLevelPlan({ ...REQUEST, totalMinor: 100_00, firstDueOn });
    expect(plan.kind === 'plan' && plan.instalments.map((instalment) => instalment.dueOn)).toEqual(expected);
    expect(expected.map((_date, months) => monthsLater(firstDueOn, months))).toEqual(expected);
  });
});

describe('whether instalments are a plan', () => {
  const sound = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 50_00 }, { instalmentNo: 2, dueOn: '2027-03-01', amountMinor: 50_00 }];
  it.each([
    ['sound', sound, 100_00, []],
    ['a cent short', sound, 100_01, ['sum to 10000']],
    ['none', [], 0, ['at least one']],
    ['zero and broken amounts', [{ ...sound[0]!, amountMinor: 0 }, { ...sound[1]!, amountMinor: 100_00.5 }], 100_00.5, ['1 is not a positive whole', '2 is not a positive whole']],
    ['a negative one', [{ ...sound[0]!, amountMinor: -50_00 }, { ...sound[1]!, amountMinor: 150_00 }], 100_00, ['1 is not a positive whole']],
    ['same day twice', [sound[0]!, { ...sound[1]!, dueOn: '2027-02-01' }], 100_00, ['not due after']],
    ['wrong numbers', [{ ...sound[0]!, instalmentNo: 0 }, sound[1]!], 100_00, ['carries the number 0']],
  ] as const)('%s', (_name, instalments, totalMinor, reasons) => {
    const check = checkInstalments(instalments, totalMinor);
    const told = check.kind === 'unsound' ? check.reasons : [];
    expect(told).toHaveLength(reasons.length);
    for (const [index, reason] of reasons.entries()) expect(told[index]).toContain(reason);
  });
});

it.each([[0, 1], [49_99, 1], [50_00, 2], [99_99, 2], [100_00, null], [200_00, null]])('with %i paid the first unpaid instalment is %s', (paidMinor, expected) => {
  const instalments = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 50_00 }, { instalmentNo: 2, dueOn: '2027-03-01', amountMinor: 50_00 }];
  expect(firstUnpaid(instalments, paidMinor)?.instalmentNo ?? null).toBe(expected);
});
