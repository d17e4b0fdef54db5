/** What payments, promises, plans, orders and the end do to the state. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import { fold, NOON, openState, referenceOf, sent } from './core-samples.ts';

const paid = (amountMinor: number, reentersCadence = false): FactBody => ({ kind: 'paymentReceived', paymentId: 'p', amountMinor, paidOn: '2027-01-12', reentersCadence });
const returned = (amountMinor: number, paymentSeq: number | null, paymentId = 'p'): FactBody => ({ kind: 'paymentReturned', paymentId, amountMinor, reason: 'R01', paymentSeq });
const promised = (promiseId: string): FactBody => ({ kind: 'promiseMade', promiseId, amountMinor: 100_00, promisedOn: '2027-01-20', method: 'transfer' });
const broken = (promiseId: string): FactBody => ({ kind: 'promiseBroken', promiseId, brokenOn: '2027-01-22' });
const INSTALMENTS = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 50_00 }, { instalmentNo: 2, dueOn: '2027-03-01', amountMinor: 50_00 }];
const agreed = (settles = false): FactBody => ({ kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor: 100_00, instalments: INSTALMENTS, settles });

describe('a payment', () => {
  it('counts to the promise and the plan of its day', () => {
    expect(fold(openState(), promised('a'), paid(30_00)).promise?.paidMinor).toBe(30_00);
    expect(fold(openState(), agreed(), paid(30_00), paid(20_00)).arrangement?.paidMinor).toBe(50_00);
  });

  it('counts to no mere proposal', () => {
    const proposed = fold(openState(), { kind: 'arrangementProposed', arrangementId: 'offer', proposedBy: 'dunwell', totalMinor: 100_00, instalments: INSTALMENTS, expiresOn: '2027-01-26' });
    expect(fold(proposed, paid(30_00)).arrangement?.paidMinor).toBe(0);
  });

  it('that re-enters begins a new cycle by age and remembers what was done', () => {
    const state = fold(openState(), sent('first'), sent('second'), paid(200_00, true));
    expect(state).toMatchObject({
      cycle: 2, cycleStage: null, cycleEnteredAt: NOON, closedStepIds: [], closedBeforeStepIds: ['first', 'second'], inProgress: [], events: [{ kinds: ['partial_payment'], eventNo: 1 }],
    });
  });

  it('announced is noted until it clears or comes back', () => {
    const pending = fold(openState(), { kind: 'paymentPending', paymentId: 'p', amountMinor: 10 }, { kind: 'paymentPending', paymentId: 'p', amountMinor: 10 });
    expect(pending.pendingPaymentIds).toEqual(['p']);
    expect(fold(pending, paid(10)).pendingPaymentIds).toEqual([]);
    expect(fold(pending, returned(0, null)).pendingPaymentIds).toEqual([]);
  });

  it('returned takes back what it had done, never below nothing, and asks for an answer', () => {
    const state = fold(openState(), promised('a'), paid(30_00), returned(30_00, 3));
    expect(state).toMatchObject({ promise: { paidMinor: 0 }, events: [{ kinds: ['payment_returned'] }] });
    expect(fold(state, returned(30_00, 3)).promise?.paidMinor).toBe(0);
  });
});

describe('money that reaches a closed account', () => {
  const closed = fold(openState(), { kind: 'accountClosed', outcome: 'paid' });
  it.each([
    ['a payment', paid(10_00, true)], ['a return', returned(1, null)],
    ['a correction', { kind: 'adjustmentPosted', adjustmentId: 'a', amountMinor: 5, reason: 'credit note' }],
  ] satisfies readonly (readonly [string, FactBody])[])('%s is told and re-enters nothing', (_name, body) => {
    expect(fold(closed, body)).toMatchObject({ status: 'closed', cycle: 1, events: [], alertsDue: ['late_fact_on_closed_account'] });
  });
});

describe('promises', () => {
  it('a promise kept is counted, and ends the count of those that were not', () => {
    const state = fold(openState(), promised('a'), broken('a'), promised('b'), { kind: 'promiseKept', promiseId: 'b' });
    expect(state).toMatchObject({ promise: null, promisesKept: 1, promisesBroken: 1, promisesUnkept: 0 });
  });

  it('a new one replaces the open one, and is a renewal', () => {
    expect(fold(openState(), promised('a'), promised('b'))).toMatchObject({ promise: { promiseId: 'b', paidMinor: 0, madeAt: NOON }, promisesUnkept: 2, responded: true });
  });

  it('broken the second time supervisors are told, the first time only the cadence answers', () => {
    const once = fold(openState(), promised('a'), broken('a'));
    expect(once).toMatchObject({ alertsDue: [], events: [{ kinds: ['promise_broken'], eventNo: 1 }], promise: null });
    const later = '2027-02-10T17:00:00.000Z';
    expect(fold(once, promised('b'), { at: later, body: broken('b') })).toMatchObject({ alertsDue: ['promise_broken_twice'], events: [{ eventNo: 1 }, { kinds: ['promise_broken'], eventNo: 2 }] });
  });

  it('what is said of another promise changes nothing', () => {
    const state = fold(openState(), promised('a'));
    for (const body of [broken('x'), { kind: 'promiseKept', promiseId: 'x' }, { kind: 'promiseCancelled', promiseId: 'x' }] as const) {
      expect(fold(state, body)).toEqual({ ...state, cursor: state.cursor + 1 });
    }
    expect(fold(state, { kind: 'promiseCancelled', promiseId: 'a' })).toMatchObject({ promise: null, promisesBroken: 0, promisesUnkept: 1 });
  });
});

describe('plans', () => {
  it('an agreement ends a promise and starts from nothing paid', () => {
    expect(fold(openState(), promised('a'), agreed())).toMatchObject({ promise: null, arrangement: { status: 'active', paidMinor: 0, revivals: 0, proposedBy: 'officer', since: NOON } });
  });

  it('broken, then revived: the payments stay', () => {
    const state = fold(openState(), agreed(), paid(20_00), { kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 1, brokenOn: '2027-02-07' });
    expect(state.arrangement).toMatchObject({ status: 'broken', brokenOn: '2027-02-07', paidMinor: 20_00 });
    expect(state.alertsDue).toEqual([]);
    const revived = fold(state, { kind: 'arrangementRevived', arrangementId: 'plan', instalments: INSTALMENTS });
    expect(revived.arrangement).toMatchObject({ status: 'active', brokenOn: null, revivals: 1, paidMinor: 20_00 });
    expect(fold(revived, { kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 1, brokenOn: '2027-03-07' }).alertsDue).toEqual(['arrangement_broken_twice']);
  });

  it('what a debtor proposes is told to supervisors; what we propose is not', () => {
    const proposal = (proposedBy: 'debtor' | 'dunwell'): FactBody => ({ kind: 'arrangementProposed', arrangementId: 'offer', proposedBy, totalMinor: 100_00, instalments: INSTALMENTS, expiresOn: '2027-01-26' });
    expect(fold(openState(), proposal('debtor'))).toMatchObject({ responded: true, alertsDue: ['arrangement_proposed_by_debtor'] });
    expect(fold(openState(), proposal('dunwell'))).toMatchObject({ responded: false, alertsDue: [] });
    expect(fold(openState(), proposal('debtor'), { ...agreed(), arrangementId: 'offer' } as FactBody).arrangement?.proposedBy).toBe('debtor');
  });

  it('completed, a plan is gone and a settlement waives the rest', () => {
    expect(fold(openState(), agreed(), { kind: 'arrangementCompleted', arrangementId: 'plan' })).toMatchObject({ arrangement: null, settlement: null });
    expect(fold(openState(), agreed(true), { kind: 'arrangementCompleted', arrangementId: 'plan' })).toMatchObject({ arrangement: null, settlement: { arrangementId: 'plan', totalMinor: 100_00 } });
  });

  it('who can pay nothing a month is a case for supervisors', () => {
    expect(fold(openState(), { kind: 'affordabilityStated', monthlyMinor: 0, firstPaymentOn: '2027-02-01' }).alertsDue).toEqual(['unable_to_pay']);
    expect(fold(openState(), { kind: 'affordabilityStated', monthlyMinor: 20_00, firstPaymentOn: '2027-02-01' })).toMatchObject({ alertsDue: [], affordability: { monthlyMinor: 20_00 } });
  });
});

describe('orders and the end', () => {
  it('an ordered stage begins a new cycle there', () => {
    const state = fold(openState(), sent('first'), { kind: 'stageMoved', stage: 'call', reason: 'order' });
    expect(state).toMatchObject({ cycle: 2, cycleStage: 'call', stage: 'call', stageEnteredAt: NOON, closedStepIds: [], closedBeforeStepIds: ['first'] });
  });

  it('parked stays parked, whatever time brings about; money that re-enters and orders unpark', () => {
    const parked = fold(openState(), promised('a'), { kind: 'accountParked', reviewOn: '2027-06-01', reason: 'order' });
    expect(fold(parked, broken('a')).parkedUntil).toBe('2027-06-01');
    expect(fold(parked, returned(1, null)).parkedUntil).toBe('2027-06-01');
    expect(fold(parked, paid(200_00, true)).parkedUntil).toBeNull();
    expect(fold(parked, { kind: 'stageMoved', stage: 'call', reason: 'order' }).parkedUntil).toBeNull();
  });

  it('an intent is dated, expiring and can be declined', () => {
    const state = fold(openState(), { kind: 'legalIntentRecorded', intentId: 'i', expiresOn: '2027-03-01' });
    expect(state.intent).toEqual({ intentId: 'i', expiresOn: '2027-03-01', recordedAt: NOON });
    expect(fold(state, { kind: 'legalIntentDeclined', reason: 'too small' }).intent).toBeNull();
  });

  it('what comes back from a law firm is in a person\'s hands first', () => {
    const out = fold(openState(), { kind: 'referredOut', placementId: 'p', to: 'law-firm', reference: referenceOf('refer') });
    const later = '2027-05-01T12:00:00.000Z';
    expect(fold(out, { at: later, body: { kind: 'recallAcknowledged', placementId: 'p' } })).toMatchObject({ placedOut: null, lastStepAt: later, alertsDue: ['returned_from_placement'] });
    expect(fold(out, { kind: 'recallAcknowledged', placementId: 'other' }).placedOut).not.toBeNull();
  });

  it('reopened, an account\'s age counts anew', () => {
    const at = '2028-06-01T12:00:00.000Z';
    const state = fold(openState(), { kind: 'recalledByCreditor', reason: 'r' }, { kind: 'accountClosed', outcome: 'recalled' }, { at, body: { kind: 'accountReopened', reason: 'mistake' } });
    expect(state).toMatchObject({ status: 'open', outcome: null, recalled: null, settlement: null, cycle: 2, enrolledAt: at, cycleEnteredAt: at });
  });

  it('holds are rows: their facts only wake the account', () => {
    const state = openState();
    for (const kind of ['holdPlaced', 'holdLifted'] as const) expect(fold(state, { kind, holdId: 'h', code: 'cease' })).toEqual({ ...state, cursor: 2 });
    expect(fold(state, { kind: 'disputeRaised', disputeId: 'd', debtId: null, holdId: 'h' }).responded).toBe(true);
  });
});
