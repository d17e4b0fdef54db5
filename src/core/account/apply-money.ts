/** What payments, promises and adjustments do to the state. Balances themselves live in the ledger. */
import type { AccountFact, FactBody } from './fact.ts';
import { raiseEvent } from './apply-events.ts';
import type { AccountState } from './state.ts';
import { addAlert, reenter } from './state-changes.ts';

const MONEY_KINDS = [
  'paymentPending', 'paymentReceived', 'paymentReturned', 'adjustmentPosted',
  'promiseMade', 'promiseKept', 'promiseBroken', 'promiseCancelled',
] as const;

type MoneyFact = Extract<FactBody, { kind: (typeof MONEY_KINDS)[number] }>;

export function isMoneyFact(body: FactBody): body is MoneyFact {
  return (MONEY_KINDS as readonly string[]).includes(body.kind);
}

export function applyMoneyFact(state: AccountState, body: MoneyFact, fact: AccountFact): AccountState {
  switch (body.kind) {
    case 'paymentPending':
      return { ...state, pendingPaymentIds: [...state.pendingPaymentIds.filter((id) => id !== body.paymentId), body.paymentId] };
    case 'paymentReceived':
      return applyPayment(state, body, fact);
    case 'paymentReturned':
      return applyReturn(state, body, fact);
    case 'adjustmentPosted':
      return lateFact(state);
    case 'promiseMade':
      return {
        ...state, responded: true, promisesUnkept: state.promisesUnkept + 1,
        promise: {
          promiseId: body.promiseId, amountMinor: body.amountMinor, promisedOn: body.promisedOn,
          madeAt: fact.occurredAt, paidMinor: 0, countsFromSeq: fact.seq, returnEventNo: null,
        },
      };
    case 'promiseKept':
      return endPromise(state, body.promiseId, { promisesKept: state.promisesKept + 1, promisesUnkept: 0 });
    case 'promiseBroken':
      return applyBrokenPromise(state, body, fact);
    case 'promiseCancelled':
      return endPromise(state, body.promiseId, {});
  }
}

/** Money or papers that reach a closed account are posted and told; they never re-enter the cadence by themselves. */
function lateFact(state: AccountState): AccountState {
  return state.status === 'closed' ? addAlert(state, 'late_fact_on_closed_account') : state;
}

function applyPayment(state: AccountState, body: Extract<MoneyFact, { kind: 'paymentReceived' }>, fact: AccountFact): AccountState {
  const paid = lateFact({
    ...state,
    responded: true,
    pendingPaymentIds: state.pendingPaymentIds.filter((id) => id !== body.paymentId),
    promise: state.promise === null ? null : { ...state.promise, paidMinor: state.promise.paidMinor + body.amountMinor },
    arrangement: state.arrangement?.status === 'active' || state.arrangement?.status === 'broken'
      ? { ...state.arrangement, paidMinor: state.arrangement.paidMinor + body.amountMinor }
      : state.arrangement,
  });
  if (!body.reentersCadence || paid.status === 'closed') return paid;
  return raiseEvent(reenter(paid, null, fact.occurredAt), { kind: 'partial_payment', at: fact.occurredAt });
}

/** Takes back what the payment had done, and nothing else: of a promise or a plan that was made after it nothing was received. */
function applyReturn(state: AccountState, body: PaymentReturned, fact: AccountFact): AccountState {
  const { promise, arrangement } = state;
  const returned = lateFact(takeFromSettlement({
    ...state,
    pendingPaymentIds: state.pendingPaymentIds.filter((id) => id !== body.paymentId),
    promise: promise !== null && countedTo(promise, body) ? { ...promise, paidMinor: Math.max(0, promise.paidMinor - body.amountMinor) } : promise,
    arrangement: arrangement !== null && countedTo(arrangement, body) ? { ...arrangement, paidMinor: Math.max(0, arrangement.paidMinor - body.amountMinor) } : arrangement,
  }, body));
  if (returned.status === 'closed') return returned;
  const raised = raiseEvent(returned, {
    kind: 'payment_returned', at: fact.occurredAt,
    sameCause: ({ promiseFromSeq }) => promiseFromSeq !== null && countedTo({ countsFromSeq: promiseFromSeq }, body),
  });
  return raised.promise !== null && wasMeantFor(state, body) ? { ...raised, promise: { ...raised.promise, returnEventNo: eventOfReturn(raised) } } : raised;
}

type PaymentReturned = Extract<MoneyFact, { kind: 'paymentReturned' }>;

function countedTo({ countsFromSeq }: { readonly countsFromSeq: number }, { paymentSeq }: PaymentReturned): boolean {
  return paymentSeq !== null && paymentSeq > countsFromSeq;
}

/** Money that was counted to the promise, or was waited for while it stood. */
function wasMeantFor({ promise, pendingPaymentIds }: AccountState, body: PaymentReturned): boolean {
  return promise !== null && (countedTo(promise, body) || (body.paymentSeq === null && pendingPaymentIds.includes(body.paymentId)));
}

function eventOfReturn(state: AccountState): number | null {
  return state.events.findLast((event) => !event.closed && event.kinds.includes('payment_returned'))?.eventNo ?? null;
}

/** A settlement stands on its payments: without them the rest is no longer waived. That an older payment came back does not undo it, and a person has to know. */
function takeFromSettlement(state: AccountState, body: PaymentReturned): AccountState {
  const { settlement } = state;
  if (settlement === null) return state;
  const counted = countedTo(settlement, body) && (body.paymentSeq ?? 0) < settlement.completedSeq;
  if (!counted) return addAlert(state, 'payment_returned_after_settlement');
  const paidMinor = settlement.paidMinor - body.amountMinor;
  return paidMinor >= settlement.totalMinor ? { ...state, settlement: { ...settlement, paidMinor } } : addAlert({ ...state, settlement: null }, 'settlement_payment_returned');
}

function endPromise(state: AccountState, promiseId: string, change: Partial<AccountState>): AccountState {
  return state.promise?.promiseId === promiseId ? { ...state, ...change, promise: null } : state;
}

function applyBrokenPromise(state: AccountState, body: Extract<MoneyFact, { kind: 'promiseBroken' }>, fact: AccountFact): AccountState {
  if (state.promise?.promiseId !== body.promiseId) return state;
  const promisesBroken = state.promisesBroken + 1;
  const { countsFromSeq, returnEventNo } = state.promise;
  const broken = raiseEvent({ ...state, promise: null, promisesBroken }, {
    kind: 'promise_broken', at: fact.occurredAt, promiseFromSeq: countsFromSeq, sameCause: ({ eventNo }) => eventNo === returnEventNo,
  });
  return promisesBroken === 2 ? addAlert(broken, 'promise_broken_twice') : broken;
}
