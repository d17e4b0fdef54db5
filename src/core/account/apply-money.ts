/** What payments, promises and adjustments do to the state. Balances themselves live in the ledger. */
import type { AccountFact, FactBody } from './fact.ts';
import type { AccountState } from './state.ts';
import { addAlert, raiseEvent, reenter } from './state-changes.ts';

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
          madeAt: fact.occurredAt, paidMinor: 0,
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
  return raiseEvent(reenter(paid, null, fact.occurredAt), 'partial_payment', fact);
}

function applyReturn(state: AccountState, body: Extract<MoneyFact, { kind: 'paymentReturned' }>, fact: AccountFact): AccountState {
  const returned = lateFact({
    ...state,
    pendingPaymentIds: state.pendingPaymentIds.filter((id) => id !== body.paymentId),
    promise: state.promise === null ? null : { ...state.promise, paidMinor: Math.max(0, state.promise.paidMinor - body.amountMinor) },
    arrangement: state.arrangement === null ? null
      : { ...state.arrangement, paidMinor: Math.max(0, state.arrangement.paidMinor - body.amountMinor) },
  });
  if (returned.status === 'closed') return returned;
  const unsettled = returned.settled ? addAlert({ ...returned, settled: false }, 'settlement_payment_returned') : returned;
  return raiseEvent(unsettled, 'payment_returned', fact);
}

function endPromise(state: AccountState, promiseId: string, change: Partial<AccountState>): AccountState {
  return state.promise?.promiseId === promiseId ? { ...state, ...change, promise: null } : state;
}

function applyBrokenPromise(state: AccountState, body: Extract<MoneyFact, { kind: 'promiseBroken' }>, fact: AccountFact): AccountState {
  if (state.promise?.promiseId !== body.promiseId) return state;
  const promisesBroken = state.promisesBroken + 1;
  const broken = raiseEvent({ ...state, promise: null, promisesBroken }, 'promise_broken', fact);
  return promisesBroken === 2 ? addAlert(broken, 'promise_broken_twice') : broken;
}
