/** Occasions that the cadence answers: each has its own number and its own answer, none pushes another aside. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import type { AccountState } from '#core/account/state.ts';
import type { StepEvent } from '#core/cadence/cadence-policy.ts';
import { step } from '../support/test-cadence.ts';
import { CADENCE, circumstancesOf, decideAt, fold, line, openState, sent, type Told } from './core-samples.ts';

const answering = (id: string, event: StepEvent, offsetDays = 1) => step({ id, stage: 'reminder', kind: 'message', day: 0, when: { from: 'event', event, offsetDays, dayKind: 'business', latestDays: 5 } });
/** Breaks and returns are answered on the next business day. */
const BOTH = { ...CADENCE, steps: [...CADENCE.steps, answering('after-return', 'payment_returned')] };
const promised = (promiseId = 'p'): FactBody => ({ kind: 'promiseMade', promiseId, amountMinor: 100_00, promisedOn: '2027-01-20', method: 'transfer' });
const paid = (paymentId: string, amountMinor = 50_00): FactBody => ({ kind: 'paymentReceived', paymentId, amountMinor, paidOn: '2027-01-12', reentersCadence: false });
const broken = (at: string, promiseId = 'p'): Told => ({ at, body: { kind: 'promiseBroken', promiseId, brokenOn: at.slice(0, 10) } });
const returned = (at: string, paymentSeq: number | null, paymentId = 'x'): Told => ({ at, body: { kind: 'paymentReturned', paymentId, amountMinor: paymentSeq === null ? 0 : 50_00, reason: 'R01', paymentSeq } });
const answered = (stepId: string): FactBody => sent(stepId, { stage: null });
const kinds = (state: AccountState) => state.events.map((event) => event.kinds.join(' '));

// Tuesday 26 January 2027 is the day after Monday the 25th; messages go out at 8:05 in New York, 13:05 UTC.
const MONDAY = '2027-01-25T05:00:00.000Z';
const TUESDAY = '2027-01-26T16:00:00.000Z';

describe('a payment that comes back on the day after a broken promise', () => {
  // 2 an older payment, 3 the promise, 4 it is broken, 5 the older payment comes back.
  const both = fold(openState(), paid('older'), promised(), broken(MONDAY), returned(TUESDAY, 2));

  it('leaves the broken promise its answer, and has its own after it', () => {
    expect(kinds(both)).toEqual(['promise_broken', 'payment_returned']);
    expect(line(decideAt(TUESDAY, both, circumstancesOf(), BOTH))).toBe('send sms after-broken-promise#1/1 at 2027-01-26T16:00:00.000Z');
    const first = fold(both, answered('after-broken-promise#1'));
    expect(line(decideAt('2027-01-27T12:00:00.000Z', first, circumstancesOf(), BOTH))).toBe('send sms after-return#2/1 at 2027-01-27T13:05:00.000Z');
    const second = fold(first, answered('after-return#2'));
    expect(line(decideAt('2027-01-27T16:00:00.000Z', second, circumstancesOf(), BOTH))).not.toContain('#');
  });

  it('is not held up by an answer that has a later day', () => {
    const patient = { ...CADENCE, steps: [...CADENCE.steps.filter((one) => one.when.from !== 'event'), answering('much-later', 'promise_broken', 4), answering('after-return', 'payment_returned')] };
    expect(line(decideAt(TUESDAY, both, circumstancesOf(), patient))).toBe('send sms after-return#2/1 at 2027-01-27T13:05:00.000Z');
  });
});

describe('what says the same on the same day', () => {
  it('is one occasion: announced money came back, so the promise that waited for it is broken', () => {
    const pending: FactBody = { kind: 'paymentPending', paymentId: 'x', amountMinor: 50_00 };
    const state = fold(openState(), promised(), pending, returned(MONDAY, null), broken(MONDAY));
    expect(kinds(state)).toEqual(['payment_returned promise_broken']);
    expect(line(decideAt(MONDAY, state, circumstancesOf(), BOTH))).toBe('send sms after-return#1/1 at 2027-01-26T13:05:00.000Z');
    // A cadence that has no word for a returned payment answers the broken promise.
    expect(line(decideAt(MONDAY, state))).toBe('send sms after-broken-promise#1/1 at 2027-01-26T13:05:00.000Z');
  });

  it('is one occasion: what was paid on a broken promise comes back the same day', () => {
    // 2 the promise, 3 a payment for it, 4 broken for want of the rest, 5 the payment comes back.
    expect(kinds(fold(openState(), promised(), paid('x'), broken(MONDAY), returned('2027-01-25T20:00:00.000Z', 3)))).toEqual(['promise_broken payment_returned']);
  });

  it('is one occasion: three payments come back', () => {
    expect(kinds(fold(openState(), ...['a', 'b', 'c'].map((paymentId) => returned(MONDAY, null, paymentId))))).toEqual(['payment_returned']);
  });

  it.each([
    ['of another cause', [paid('older'), promised(), broken(MONDAY), returned('2027-01-25T20:00:00.000Z', 2)]],
    ['a day later', [promised(), paid('x'), broken(MONDAY), returned('2027-01-26T05:00:00.000Z', 3)]],
    ['once the first is answered', [promised(), paid('x'), broken(MONDAY), answered('after-broken-promise#1'), returned('2027-01-25T20:00:00.000Z', 3)]],
  ] satisfies readonly (readonly [string, readonly (FactBody | Told)[]])[])('is an occasion of its own %s', (_name, facts) => {
    expect(kinds(fold(openState(), ...facts))).toEqual(['promise_broken', 'payment_returned']);
  });
});

describe('many occasions', () => {
  const days = (count: number, from = 1): readonly Told[] => Array.from({ length: count }, (_unused, index) => returned(`2027-01-${String(from + index).padStart(2, '0')}T12:00:00.000Z`, null, `r-${from + index}`));

  it('that nothing is left to answer with are closed by a fact before they crowd out others', () => {
    // Returns of four days; those of the 1st to the 3rd have lapsed on the 20th, five days after their business day.
    const state = fold(openState(), ...days(3), ...days(1, 19));
    const closing = decideAt('2027-01-20T16:00:00.000Z', state, circumstancesOf(), BOTH);
    expect(line(closing)).toBe('record eventClosed eventClosed eventClosed at 2027-01-20T16:00:00.000Z');
    expect(closing.reasons.map((reason) => reason.facts?.['eventNo'])).toEqual([1, 2, 3]);
    const closed = fold(state, ...[1, 2, 3].map((eventNo): FactBody => ({ kind: 'eventClosed', eventNo })));
    expect(line(decideAt('2027-01-20T16:00:00.000Z', closed, circumstancesOf(), BOTH))).toBe('send sms after-return#4/1 at 2027-01-20T16:00:00.000Z');
  });

  it('a ninth pushes out one that was answered, without a word', () => {
    const state = fold(openState(), ...days(3), { kind: 'eventClosed', eventNo: 2 }, ...days(6, 4));
    expect(state.events.map((event) => event.eventNo)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    expect(state.alertsDue).toEqual([]);
  });

  it('a ninth that nobody could answer pushes out the oldest, and supervisors hear', () => {
    const state = fold(openState(), ...days(9));
    expect(state.events.map((event) => event.eventNo)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(state.alertsDue).toEqual(['unanswered_event_dropped']);
  });

  it('the answer to one that is open is never forgotten, however many others were given', () => {
    const others = Array.from({ length: 40 }, (_unused, index) => answered(`promise-reminder#p${index}`));
    expect(fold(openState(), ...days(1), answered('after-return#1'), ...others).closedEventStepIds).toContain('after-return#1');
    const closed = fold(openState(), ...days(1), answered('after-return#1'), { kind: 'eventClosed', eventNo: 1 }, ...others);
    expect(closed.closedEventStepIds).toHaveLength(20);
  });
});

describe('an occasion', () => {
  it('is open again when its message comes back, and another channel answers it', () => {
    const answeredOnce = fold(openState(), returned(MONDAY, null), answered('after-return#1'), { kind: 'eventClosed', eventNo: 1 });
    const bounced = fold(answeredOnce, { at: TUESDAY, body: { kind: 'touchFailed', touchId: 't', reference: { stepId: 'after-return#1', stage: null, cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'sms', code: '30003', final: true, retryAt: null } });
    expect(bounced.events).toMatchObject([{ closed: false, reopenings: 1 }]);
    expect(line(decideAt(TUESDAY, bounced, circumstancesOf(), BOTH))).toBe('send email after-return#1/2 at 2027-01-26T16:00:00.000Z');
  });

  it('of a closed account is over, and its number is not given again', () => {
    const state = fold(openState(), returned(MONDAY, null), { kind: 'accountClosed', outcome: 'written_off' }, { kind: 'accountReopened', reason: 'mistake' });
    expect(state.events).toEqual([]);
    expect(fold(state, returned(TUESDAY, null)).events).toMatchObject([{ eventNo: 2 }]);
  });
});
