/** Whatever an account lived through can be computed again from its record: the fold, however it is cut, and every decision, on its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import type { AccountFact } from '#core/account/fact.ts';
import { nextFacts } from '#core/account/fact-batch.ts';
import { initialState, stateHash, type AccountState } from '#core/account/state.ts';
import { simulatePerson } from '#rehearsal/simulate/simulate-person.ts';
import { seededLife } from './seeded-life.ts';

const LIVES = 30;
const lives = Array.from({ length: LIVES }, (_unused, index) => simulatePerson(seededLife(`replay-${index}`)));
const histories = lives.flatMap((life) => [...life.book.accounts.values()]).map(({ accountId, facts }) => ({ accountId, facts }));

/** As it comes back from a database or a history: other objects, other key order perhaps, and nothing that may be changed. */
function recorded<T>(value: T): T {
  return deeplyFrozen(JSON.parse(JSON.stringify(value)) as T);
}

function deeplyFrozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const part of Object.values(Object.freeze(value))) deeplyFrozen(part);
  return value;
}

describe('the fold', () => {
  it('has lived through facts of many kinds', () => {
    const kinds = new Set(histories.flatMap(({ facts }) => facts.map((fact) => fact.body.kind)));
    for (const kind of ['touchSent', 'touchFailed', 'touchDenied', 'taskExpired', 'paymentReceived', 'paymentReturned', 'promiseBroken', 'holdPlaced', 'disputeRaised', 'arrangementAgreed', 'accountClosed']) {
      expect(kinds).toContain(kind);
    }
  });

  it('gives the same state however the facts are cut, in one piece, by decisions, or anywhere', () => {
    for (const { accountId, facts } of histories) {
      const whole = stateHash(applyAll(initialState(accountId), facts));
      let byDecision: AccountState = initialState(accountId);
      while (byDecision.cursor < facts.length) byDecision = applyAll(byDecision, nextFacts(facts.slice(byDecision.cursor)).newFacts);
      expect(stateHash(byDecision)).toBe(whole);
    }
    fc.assert(fc.property(fc.constantFrom(...histories), fc.array(fc.nat(200), { maxLength: 6 }), ({ accountId, facts }, cuts) => {
      const places = [0, ...cuts.map((cut) => cut % (facts.length + 1)).toSorted((left, right) => left - right), facts.length];
      const pieces = places.slice(1).map((end, index): readonly AccountFact[] => facts.slice(places[index], end));
      const cut = pieces.reduce((state, piece) => recorded(applyAll(state, recorded(piece))), initialState(accountId));
      expect(stateHash(cut)).toBe(stateHash(applyAll(initialState(accountId), facts)));
    }), { seed: 20_261_125, numRuns: 200 });
  });

  it('never takes a fact twice, nor past a gap', () => {
    for (const { accountId, facts } of histories.filter((history) => history.facts.length > 2)) {
      const state = applyAll(initialState(accountId), facts.slice(0, 2));
      expect(() => applyAll(state, facts.slice(1, 2))).toThrow('expected 3');
      expect(() => applyAll(initialState(accountId), facts.slice(1, 2))).toThrow('expected 1');
    }
  });
});

describe('a decision', () => {
  it('computed again from its record is the same, and changes nothing that it was given', () => {
    for (const life of lives) {
      for (const { accountId, at, state, circumstances, step } of life.decisions) {
        const { policy } = life.book.accounts.get(accountId)!;
        expect(decide(recorded(state), recorded(policy), recorded(circumstances), Date.parse(at))).toEqual(step);
      }
    }
  });
});
