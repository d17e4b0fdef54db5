/** A return takes back from a promise, a plan or a settlement what its own payment gave, and nothing else. Each fact has the seq of its place: enrolment is 1. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import { fold, openState } from './core-samples.ts';

const paid = (amountMinor: number): FactBody => ({ kind: 'paymentReceived', paymentId: 'p', amountMinor, paidOn: '2027-01-12', reentersCadence: false });
const returned = (amountMinor: number, paymentSeq: number | null): FactBody => ({ kind: 'paymentReturned', paymentId: 'p', amountMinor, reason: 'R01', paymentSeq });
const promised = (promiseId: string): FactBody => ({ kind: 'promiseMade', promiseId, amountMinor: 100_00, promisedOn: '2027-01-20', method: 'transfer' });
const INSTALMENTS = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 50_00 }, { instalmentNo: 2, dueOn: '2027-03-01', amountMinor: 50_00 }];
const agreed = (settles = false): FactBody => ({ kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor: 100_00, instalments: INSTALMENTS, settles });
const completed: FactBody = { kind: 'arrangementCompleted', arrangementId: 'plan' };

describe('a return of a payment', () => {
  it('from before the plan leaves the plan what it has received', () => {
    // 2 the older payment, 3 the plan, 4 its instalment, 5 the older payment comes back.
    const state = fold(openState(), paid(30_00), agreed(), paid(50_00), returned(30_00, 2));
    expect(state.arrangement?.paidMinor).toBe(50_00);
    expect(fold(state, returned(50_00, 4)).arrangement?.paidMinor).toBe(0);
  });

  it('from before the promise leaves the promise what it has received', () => {
    expect(fold(openState(), paid(30_00), promised('a'), paid(40_00), returned(30_00, 2)).promise?.paidMinor).toBe(40_00);
  });

  it('counted to a promise that was renewed takes nothing from the renewal', () => {
    // 2 promise a, 3 its payment, 4 promise b replaces it, 5 a payment for b.
    const renewed = fold(openState(), promised('a'), paid(40_00), promised('b'), paid(25_00));
    expect(fold(renewed, returned(40_00, 3)).promise).toMatchObject({ promiseId: 'b', paidMinor: 25_00 });
    expect(fold(renewed, returned(25_00, 5)).promise?.paidMinor).toBe(0);
  });

  it('counted to a plan before its revival still takes from it: the receipts stayed', () => {
    const revived = fold(openState(), agreed(), paid(50_00), { kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 2, brokenOn: '2027-03-07' },
      { at: '2027-03-10T12:00:00.000Z', body: { kind: 'arrangementRevived', arrangementId: 'plan', instalments: INSTALMENTS } });
    expect(revived.arrangement?.paidMinor).toBe(50_00);
    expect(fold(revived, returned(50_00, 3)).arrangement?.paidMinor).toBe(0);
  });

  it('that came to an offer counts to no plan made of it', () => {
    const offer: FactBody = { kind: 'arrangementProposed', arrangementId: 'plan', proposedBy: 'dunwell', totalMinor: 100_00, instalments: INSTALMENTS, expiresOn: '2027-01-26' };
    // 2 the offer, 3 a payment, 4 the agreement, 5 an instalment, 6 the payment of the offer's days comes back.
    expect(fold(openState(), offer, paid(30_00), agreed(), paid(50_00), returned(30_00, 3)).arrangement?.paidMinor).toBe(50_00);
  });

  it('in part takes back that part', () => {
    expect(fold(openState(), agreed(), paid(50_00), returned(20_00, 3)).arrangement?.paidMinor).toBe(30_00);
  });

  it('told before the payment takes nothing back, and the payment counts when it comes', () => {
    const state = fold(openState(), promised('a'), { kind: 'paymentPending', paymentId: 'p', amountMinor: 30_00 }, returned(0, null));
    expect(state).toMatchObject({ promise: { paidMinor: 0 }, pendingPaymentIds: [] });
    expect(fold(state, paid(30_00)).promise?.paidMinor).toBe(30_00);
  });
});

describe('a settlement that is paid', () => {
  const settled = fold(openState(), paid(10_00), agreed(true), paid(50_00), paid(50_00), completed);

  it('is undone when its own payment comes back, and supervisors hear', () => {
    expect(settled.settlement).toMatchObject({ arrangementId: 'plan', paidMinor: 100_00 });
    expect(fold(settled, returned(50_00, 4))).toMatchObject({ settlement: null, alertsDue: ['settlement_payment_returned'] });
  });

  it('is undone on a closed account too, where only a person can go on', () => {
    const closed = fold(settled, { kind: 'accountClosed', outcome: 'settled' });
    expect(fold(closed, returned(50_00, 5))).toMatchObject({ status: 'closed', settlement: null, alertsDue: ['settlement_payment_returned', 'late_fact_on_closed_account'], events: [] });
  });

  it('stands when a payment from before it, or from after it, comes back: a person hears of it', () => {
    for (const state of [fold(settled, returned(10_00, 2)), fold(settled, paid(5_00), returned(5_00, 7))]) {
      expect(state).toMatchObject({ settlement: { paidMinor: 100_00 }, alertsDue: ['payment_returned_after_settlement'] });
    }
  });

  it('stands as long as what is left covers its total', () => {
    const more = fold(openState(), agreed(true), paid(60_00), paid(60_00), completed);
    expect(fold(more, returned(20_00, 3))).toMatchObject({ settlement: { paidMinor: 100_00 }, alertsDue: [] });
    expect(fold(more, returned(20_00, 3), returned(1, 4)).settlement).toBeNull();
  });
});
