/** A decision is recorded for good: at most 8 KB of ids, kinds, amounts and counters, for the heaviest person that we expect. */
import { describe, expect, it } from 'vitest';
import type { RecordedDecision } from '#contracts/activities.ts';
import { applyAll } from '#core/account/apply.ts';
import { FACTS_PER_DECISION, nextFacts } from '#core/account/fact-batch.ts';
import type { AccountFact, FactBody } from '#core/account/fact.ts';
import { stateHash } from '#core/account/state.ts';
import { PHONE } from '../support/simulated-people.ts';
import { callOf, circumstancesOf, debtOf, decideAt, holdOf, NOON, openState, referenceOf, touchOf } from './core-samples.ts';

const LARGEST_BYTES = 8 * 1_024;
/** Ids as imports and claims make them: a prefix and twenty digits of a digest, or a UUID. */
const digestId = (prefix: string, index: number): string => `${prefix}-${String(index).padStart(20, '0')}`;
const uuid = (index: number): string => `3f2504e0-4f89-11d3-9a0c-${String(index).padStart(12, '0')}`;
const ten = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: 10 }, (_unused, index) => make(index));
const day = (index: number): string => `2027-01-${String(3 + index).padStart(2, '0')}`;

function factOf(seq: number, body: FactBody): AccountFact {
  return { factId: `touch:${uuid(seq)}:failed`, seq, occurredAt: NOON, body };
}

const failure = (seq: number): AccountFact => factOf(seq, {
  kind: 'touchFailed', touchId: uuid(seq), reference: referenceOf('first-reminder', { attemptNo: seq }), channel: 'email', code: 'HARD_BOUNCE', final: false, retryAt: NOON,
});

const heavy = circumstancesOf({
  contactPoints: ten((index) => ({ ...PHONE, contactPointId: digestId('point', index), rank: index })),
  // Nine numbers have opted out and two disputes are open (no more are read): every refusal is a reason, and the letter that is left has no address.
  holds: [...ten((index) => holdOf('opt_out', { holdId: digestId('hold', index), contactPointId: digestId('point', index) })).slice(1), ...ten((index) => holdOf('dispute', { holdId: digestId('hold', 20 + index), debtId: digestId('debt', index) })).slice(0, 2)],
  touches: ten((index) => touchOf(`${day(index)}T15:00:00.000Z`, { own: index % 2 === 0 })),
  calls: ten((index) => callOf(`${day(index)}T15:00:00.000Z`, { own: index % 2 === 0, connected: false, consented: true })),
  packet: ten((index) => ({ accountId: digestId('acc', index), stageRank: 1, oldestDueOn: '2026-12-01', nextChaseAt: `${day(index)}T15:00:00.000Z` })).slice(0, 5),
  contract: { calendar: { weekend: [6, 7], holidays: Array.from({ length: 16 }, (_unused, index) => `2027-${String(1 + (index % 12)).padStart(2, '0')}-01`) } },
  account: { accountId: digestId('acc', 99), debts: [debtOf({ debtId: digestId('debt', 0), disputed: true }), debtOf({ debtId: digestId('debt', 1) })] },
});

describe('the record of one decision', () => {
  it('stays below 8 KB with ten addresses, ten holds, ten touches, ten calls, five other accounts and twenty facts', () => {
    const state = openState({ accountId: digestId('acc', 99) });
    const unread = Array.from({ length: 20 }, (_unused, index) => failure(state.cursor + 1 + index));
    const { newFacts, more } = nextFacts(unread);
    const folded = applyAll(state, newFacts);
    const record: RecordedDecision = {
      decisionNo: 123, newFacts, more, step: decideAt(NOON, folded, heavy), circumstances: heavy, stateHash: stateHash(folded),
      policyHash: 'a'.repeat(64), rulesHash: 'b'.repeat(64), tzdbVersion: '2026b', now: NOON,
    };
    expect(JSON.stringify(record).length).toBeLessThan(LARGEST_BYTES);
    expect(JSON.stringify({ ...record, step: decideAt('2027-01-31T14:00:00.000Z', folded, heavy) }).length).toBeLessThan(LARGEST_BYTES);
  });
});

describe('the facts of one decision', () => {
  it.each([0, 1, 2])('%i small ones come together', (count) => {
    const unread = Array.from({ length: count }, (_unused, index) => factOf(index + 1, { kind: 'holdLifted', holdId: 'h', code: 'cease' }));
    expect(nextFacts(unread)).toEqual({ newFacts: unread, more: false });
  });

  it('are never more than twenty, and none is left out: they come in order over several decisions', () => {
    const all = Array.from({ length: 57 }, (_unused, index) => ({ ...failure(index + 1), factId: 'f', body: { kind: 'promiseKept', promiseId: 'p' } as const }));
    const seen: number[] = [];
    for (let left: readonly AccountFact[] = all; left.length > 0;) {
      const { newFacts, more } = nextFacts(left);
      expect(newFacts.length).toBeLessThanOrEqual(FACTS_PER_DECISION);
      expect(newFacts.length).toBeGreaterThan(0);
      seen.push(...newFacts.map((fact) => fact.seq));
      left = left.slice(newFacts.length);
      expect(more).toBe(left.length > 0);
    }
    expect(seen).toEqual(all.map((fact) => fact.seq));
  });

  it('one alone always fits, however long', () => {
    const instalments = Array.from({ length: 60 }, (_unused, index) => ({ instalmentNo: index + 1, dueOn: '2027-01-01', amountMinor: 1 }));
    const long = factOf(1, { kind: 'arrangementAgreed', arrangementId: 'a', totalMinor: 60, instalments, settles: false });
    expect(nextFacts([long, failure(2)])).toEqual({ newFacts: [long], more: true });
  });
});
