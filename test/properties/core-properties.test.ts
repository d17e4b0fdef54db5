/** What holds for every input: money is neither lost nor made, no hour and no count is overstepped, and a decision is total, pure and ahead. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '#core/account/decide.ts';
import { checkInstalments, proposeLevelPlan } from '#core/arrangement/propose.ts';
import { contactPointsFor, earliestLawful } from '#core/compliance/gate.ts';
import { nextCommonOpening } from '#core/compliance/rules/hours.ts';
import { adjustmentLines, openingLines, paymentLines, residualOf, reversedLines, sumOf, writeOffLines, type DebtBalance, type PostingLine } from '#core/ledger/entry.ts';
import { daysBetween, localDateOf, localMinuteOf } from '#core/local-time.ts';
import { decimalText, parseAmount } from '#core/money.ts';
import { TEST_CADENCE } from '../support/test-cadence.ts';
import { circumstancesOf, contactOf, openState, touchOf } from '../core/core-samples.ts';

/** Every run draws the same cases; a failure prints its own path to be run again. */
const RUNS = { seed: 20_261_125, numRuns: 300 } as const;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const zones = fc.uniqueArray(fc.constantFrom('America/New_York', 'America/Chicago', 'America/Phoenix', 'America/Los_Angeles', 'Pacific/Honolulu', 'Asia/Kolkata', 'America/St_Johns'), { minLength: 1, maxLength: 3 });
/** Two years of instants, across four changes of summer time. */
const instants = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z') / MINUTE_MS, max: Date.parse('2027-12-31T00:00:00Z') / MINUTE_MS }).map((minute) => minute * MINUTE_MS);
const amounts = fc.integer({ min: 0, max: 9_000_000_00 });
const debts: fc.Arbitrary<readonly DebtBalance[]> = fc.array(fc.record({
  dueOn: fc.integer({ min: 1, max: 28 }).map((day) => `2026-05-${String(day).padStart(2, '0')}`), disputed: fc.boolean(),
  parts: fc.record({ principal: amounts, interest: amounts, fees: amounts, costs: amounts }),
}), { minLength: 1, maxLength: 5 }).map((rows) => rows.map((row, index) => ({ ...row, debtId: `debt-${index}` })));

const postedTo = (lines: readonly PostingLine[], debtId: string): number => sumOf(lines.filter((line) => line.debtId === debtId && line.ledgerAccount.startsWith('receivable:')));

describe('the ledger', () => {
  it('balances every entry it makes, and its reversal is the exact opposite', () => {
    fc.assert(fc.property(debts, fc.integer({ min: 1, max: 9_000_000_00 }), (owed, amountMinor) => {
      const entries = [paymentLines(amountMinor, owed, 'debt-0'), writeOffLines(owed), adjustmentLines('debt-0', amountMinor), openingLines('debt-0', owed[0]!.parts)];
      for (const lines of entries) {
        expect(sumOf(lines)).toBe(0);
        expect(reversedLines(lines).map((line, index) => line.amountMinor + (lines[index]?.amountMinor ?? 0))).toEqual(lines.map(() => 0));
      }
    }), RUNS);
  });

  it('neither loses nor makes a cent of a payment, and pays no disputed debt, directed or not (12 CFR 1006.30(c))', () => {
    fc.assert(fc.property(debts, fc.integer({ min: 1, max: 9_000_000_00 }), fc.option(fc.constantFrom('debt-0', 'debt-1'), { nil: null }), (owed, amountMinor, directed) => {
      const lines = paymentLines(amountMinor, owed, directed);
      const taken = owed.map((debt) => 0 - postedTo(lines, debt.debtId));
      const unapplied = 0 - sumOf(lines.filter((line) => line.ledgerAccount === 'unapplied'));
      expect(taken.reduce((sum, minor) => sum + minor, 0) + unapplied).toBe(amountMinor);
      for (const [index, debt] of owed.entries()) {
        expect(taken[index]).toBeGreaterThanOrEqual(0);
        expect(taken[index]).toBeLessThanOrEqual(residualOf(debt));
        if (debt.disputed) expect(taken[index]).toBe(0);
      }
      // Money stays unapplied only when no debt that may take it is open any more, or the debtor meant it for a disputed one alone.
      const directedIsDisputed = owed.some((debt) => debt.debtId === directed && debt.disputed);
      if (unapplied > 0 && !directedIsDisputed) expect(owed.filter((debt) => !debt.disputed).every((debt) => postedTo(lines, debt.debtId) === -residualOf(debt))).toBe(true);
    }), RUNS);
  });
});

describe('amounts', () => {
  it('are read back as they were written, in currencies with 0, 2 and 3 decimals', () => {
    fc.assert(fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), fc.constantFrom(['JPY', 0], ['USD', 2], ['KWD', 3] as const), (amountMinor, [currency, digits]) => {
      expect(parseAmount(decimalText(amountMinor, Number(digits)), String(currency))).toEqual({ kind: 'amount', amountMinor });
    }), RUNS);
  });
});

describe('a level plan', () => {
  it('sums to the debt exactly, within the budget and the number of instalments, or says that it cannot', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5_000_000_00 }), fc.option(fc.integer({ min: 1, max: 5_000_000_00 }), { nil: null }), fc.integer({ min: 1, max: 60 }), (totalMinor, monthlyMinor, maximumInstalments) => {
      const plan = proposeLevelPlan({ totalMinor, monthlyMinor, firstDueOn: '2026-01-31', maximumInstalments, minimumInstalmentMinor: 1 });
      if (plan.kind === 'unaffordable') {
        expect(monthlyMinor !== null && monthlyMinor * maximumInstalments < totalMinor).toBe(true);
        return;
      }
      expect(checkInstalments(plan.instalments, totalMinor)).toEqual({ kind: 'sound' });
      expect(plan.instalments.length).toBeLessThanOrEqual(maximumInstalments);
      if (monthlyMinor !== null) expect(Math.max(...plan.instalments.map((row) => row.amountMinor))).toBeLessThanOrEqual(monthlyMinor);
    }), RUNS);
  });
});

describe('the gate', () => {
  it('opens only from 8:00 to 21:00 in every candidate zone, and never goes back', () => {
    fc.assert(fc.property(instants, zones, (fromMs, candidates) => {
      const opensMs = nextCommonOpening(fromMs, candidates);
      if (!Number.isFinite(opensMs)) return;
      expect(opensMs).toBeGreaterThanOrEqual(fromMs);
      for (const zone of candidates) {
        expect(localMinuteOf(opensMs, zone)).toBeGreaterThanOrEqual(8 * 60);
        expect(localMinuteOf(opensMs, zone)).toBeLessThan(21 * 60);
      }
    }), RUNS);
  });

  it('lets no more than one chase a day and three in seven days through, whatever was sent before', () => {
    fc.assert(fc.property(instants, fc.array(fc.integer({ min: 0, max: 9 * 24 * 60 }), { maxLength: 12 }), zones, (nowMs, minutesAgo, candidates) => {
      const touches = minutesAgo.map((minutes) => touchOf(new Date(nowMs - minutes * MINUTE_MS).toISOString()));
      const lawful = earliestLawful(contactOf('sms'), circumstancesOf({ touches, person: { candidateZones: candidates } }), nowMs);
      if (lawful.kind !== 'at') return;
      const atMs = Date.parse(lawful.at);
      for (const zone of candidates) {
        const ages = touches.map((touch) => daysBetween(localDateOf(Date.parse(touch.at), zone), localDateOf(atMs, zone)));
        expect(ages.filter((age) => age === 0)).toHaveLength(0);
        expect(ages.filter((age) => age >= 0 && age < 7).length).toBeLessThan(3);
      }
    }), RUNS);
  });
});

describe('a decision', () => {
  it('is total and pure, waits only for what lies ahead, and plans no message outside lawful hours', () => {
    fc.assert(fc.property(instants, fc.integer({ min: -30, max: 200 }), fc.integer({ min: 0, max: 500_00 }), zones, (nowMs, daysPastDue, owedMinor, candidates) => {
      const dueOn = localDateOf(nowMs - daysPastDue * DAY_MS, 'UTC');
      const circumstances = circumstancesOf({ person: { candidateZones: candidates }, account: { debts: [{ debtId: 'debt-1', residualMinor: owedMinor, dueOn, disputed: false, limitation: 'running', missingValidationFields: [] }] } });
      const state = { ...openState(), enrolledAt: new Date(nowMs - 30 * DAY_MS).toISOString(), cycleEnteredAt: new Date(nowMs - 30 * DAY_MS).toISOString() };
      const before = JSON.stringify([state, circumstances]);
      const step = decide(state, TEST_CADENCE, circumstances, nowMs);
      expect(decide(state, TEST_CADENCE, circumstances, nowMs)).toEqual(step);
      expect(JSON.stringify([state, circumstances])).toBe(before);
      expect(step.reasons.length).toBeGreaterThan(0);
      if (step.kind === 'wait') expect(Date.parse(step.until)).toBeGreaterThan(nowMs);
      if (step.kind === 'act') expect(Date.parse(step.notBefore)).toBeGreaterThanOrEqual(nowMs);
      if (step.kind === 'act' && step.act.kind === 'sendMessage' && step.act.channel !== 'letter') {
        for (const zone of candidates) expect(localMinuteOf(Date.parse(step.notBefore), zone)).toBeGreaterThanOrEqual(8 * 60);
        for (const zone of candidates) expect(localMinuteOf(Date.parse(step.notBefore), zone)).toBeLessThan(21 * 60);
        expect(contactPointsFor(circumstances, step.act.channel).map((point) => point.contactPointId)).toContain(step.act.contactPointId);
      }
    }), RUNS);
  });
});
