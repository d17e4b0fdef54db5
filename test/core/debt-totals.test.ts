/** Counting debts loses nothing that a rule asks of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalDebts, type DebtView, type Limitation } from '#core/compliance/debt-totals.ts';
import { isSuable } from '#core/compliance/rules/standing.ts';
import { circumstancesOf, debtOf } from './core-samples.ts';

const LIMITATIONS: readonly Limitation[] = ['running', 'barred', 'extinguished', 'unknown'];
const debts: fc.Arbitrary<readonly DebtView[]> = fc.array(fc.record({
  debtId: fc.uuid(), residualMinor: fc.integer({ min: 1, max: 1_000_000 }), dueOn: fc.constantFrom('2026-01-31', '2026-12-01', '2027-01-01'), disputed: fc.boolean(),
  limitation: fc.constantFrom(...LIMITATIONS), missingValidationFields: fc.subarray(['itemization_date', 'current_creditor', 'itemization_amount']),
}), { maxLength: 40 });

describe('the totals of debts', () => {
  it('answer every question that a rule asks of the list', () => {
    fc.assert(fc.property(debts, fc.integer({ min: 0, max: 500_000 }), (list, unappliedMinor) => {
      const { debts: totals, chaseableMinor, oldestDueOn } = totalDebts(list, unappliedMinor);
      const free = list.filter((debt) => !debt.disputed);
      expect(totals.owed).toBe(list.length);
      expect(totals.disputed > 0).toBe(list.some((debt) => debt.disputed));
      expect(totals.limitation.extinguished === totals.owed).toBe(list.every((debt) => debt.limitation === 'extinguished'));
      expect(isSuable(circumstancesOf({ account: { debts: list } }))).toBe(list.every((debt) => debt.limitation === 'running'));
      expect(new Set(totals.missingValidationFields)).toEqual(new Set(list.flatMap((debt) => debt.missingValidationFields)));
      expect(chaseableMinor).toBe(Math.max(0, free.reduce((sum, debt) => sum + debt.residualMinor, 0) - unappliedMinor));
      expect(oldestDueOn).toBe((free.length > 0 ? free : list).map((debt) => debt.dueOn).toSorted()[0] ?? null);
    }));
  });

  it('are as small for a thousand debts as for one', () => {
    const one = JSON.stringify(totalDebts([debtOf()], 0)).length;
    expect(JSON.stringify(totalDebts(Array.from({ length: 1_000 }, (_unused, index) => debtOf({ debtId: `debt-${index}` })), 0)).length).toBeLessThan(one + 20);
  });
});
