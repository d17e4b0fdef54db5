/** Whatever happens to an account in whatever order, no occasion is lost in silence, and the state stays small. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import type { AccountFact, FactBody } from '#core/account/fact.ts';
import { stateHash, type AccountState } from '#core/account/state.ts';
import type { StepEvent } from '#core/cadence/cadence-policy.ts';
import { toInstant, toMillis } from '#core/local-time.ts';
import { circumstancesOf, openState } from '../core/core-samples.ts';
import { step, TEST_CADENCE } from '../support/test-cadence.ts';

const RUNS = { seed: 20_261_125, numRuns: 300 } as const;
const STARTS_MS = toMillis('2027-01-04T15:00:00.000Z');
const HOUR_MS = 3_600_000;

type Happens = { readonly hour: number; readonly kind: 'broken' | 'returned' | 'announcedReturned' | 'part' | 'closes' };
/** Sixty days of hours; several things in one hour happen. */
const happenings = (kinds: readonly Happens['kind'][], maxLength: number): fc.Arbitrary<readonly Happens[]> =>
  fc.array(fc.record({ hour: fc.integer({ min: 0, max: 60 * 24 }), kind: fc.constantFrom(...kinds) }), { maxLength }).map((list) => list.toSorted((left, right) => left.hour - right.hour));

function bodiesOf({ kind }: Happens, index: number): readonly FactBody[] {
  const promise: FactBody = { kind: 'promiseMade', promiseId: `p-${index}`, amountMinor: 100, promisedOn: '2027-01-20', method: 'transfer' };
  switch (kind) {
    case 'broken': return [promise, { kind: 'promiseBroken', promiseId: `p-${index}`, brokenOn: '2027-01-22' }];
    case 'announcedReturned': return [promise, { kind: 'paymentPending', paymentId: `m-${index}`, amountMinor: 5 }, { kind: 'paymentReturned', paymentId: `m-${index}`, amountMinor: 0, reason: 'R01', paymentSeq: null }, { kind: 'promiseBroken', promiseId: `p-${index}`, brokenOn: '2027-01-22' }];
    case 'returned': return [{ kind: 'paymentReturned', paymentId: `m-${index}`, amountMinor: 5, reason: 'R01', paymentSeq: 1 }];
    case 'part': return [{ kind: 'paymentReceived', paymentId: `m-${index}`, amountMinor: 5, paidOn: '2027-01-12', reentersCadence: true }];
    case 'closes': return [{ kind: 'eventClosed', eventNo: index }];
  }
}

function next(state: AccountState, body: FactBody, atMs: number): AccountState {
  const fact: AccountFact = { factId: `f-${state.cursor + 1}`, seq: state.cursor + 1, occurredAt: toInstant(atMs), body };
  return applyAll(state, [fact]);
}

const cleared = (state: AccountState): AccountState => ({ ...state, alertsDue: [] });

describe('occasions', () => {
  it('leave the state only as answered, or with an alert; it keeps eight, in their order, and folds the same however it is carried', () => {
    fc.assert(fc.property(happenings(['broken', 'returned', 'announcedReturned', 'part', 'closes'], 60), (list) => {
      let state = openState();
      list.forEach((happens, index) => {
        for (const body of bodiesOf(happens, index)) {
          const before = cleared(state);
          state = next(before, body, STARTS_MS + happens.hour * HOUR_MS);
          expect(stateHash(next(JSON.parse(JSON.stringify(before)) as AccountState, body, STARTS_MS + happens.hour * HOUR_MS))).toBe(stateHash(state));
          const numbers = state.events.map((event) => event.eventNo);
          const gone = before.events.filter((event) => !numbers.includes(event.eventNo));
          if (gone.some((event) => !event.closed)) expect(state.alertsDue).toContain('unanswered_event_dropped');
          expect(gone.length).toBeLessThanOrEqual(1);
          expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
          expect(numbers.length).toBeLessThanOrEqual(8);
          expect(JSON.stringify(state.events).length).toBeLessThan(2_000);
        }
      });
    }), RUNS);
  });

  it('are each answered once by a run that works, with no two messages for one', () => {
    const answer = (event: StepEvent) => step({ id: `to-${event}`, stage: 'reminder', kind: 'message', day: 0, when: { from: 'event', event, offsetDays: 1, dayKind: 'calendar', latestDays: 30 } });
    const policy = { ...TEST_CADENCE, spreadMinutes: 0, maximumAgeDays: 10_000, terminal: { outcome: 'parked' as const, afterDays: 3_000 }, steps: [answer('promise_broken'), answer('payment_returned'), answer('partial_payment')] };
    fc.assert(fc.property(happenings(['broken', 'returned', 'announcedReturned', 'part'], 25), (list) => {
      let state = openState();
      const raised = new Set<number>();
      const sentSteps: string[] = [];
      const work = (untilMs: number, fromMs: number): void => {
        for (let nowMs = fromMs; ;) {
          const decided = decide(cleared(state), policy, circumstancesOf({ touches: [] }), nowMs);
          if (decided.kind !== 'act' || toMillis(decided.notBefore) > untilMs) return;
          nowMs = Math.max(nowMs, toMillis(decided.notBefore));
          const { act } = decided;
          if (act.kind === 'sendMessage') {
            sentSteps.push(act.reference.stepId);
            state = next(state, { kind: 'touchSent', touchId: `t-${state.cursor}`, reference: act.reference, channel: act.channel, sentAt: toInstant(nowMs) }, nowMs);
          } else if (act.kind === 'recordFacts') for (const { body } of act.facts) state = next(state, body, nowMs);
          else return;
        }
      };
      list.forEach((happens, index) => {
        const atMs = STARTS_MS + happens.hour * HOUR_MS;
        for (const body of bodiesOf(happens, index)) state = next(state, body, atMs);
        for (const event of state.events) raised.add(event.eventNo);
        work(STARTS_MS + (list[index + 1]?.hour ?? 70 * 24) * HOUR_MS, atMs);
      });
      expect(sentSteps.map((stepId) => Number(stepId.split('#')[1])).toSorted((left, right) => left - right)).toEqual([...raised].toSorted((left, right) => left - right));
      expect(raised.size).toBe(state.eventsRaised);
    }), { ...RUNS, numRuns: 100 });
  });
});
