/**
 * The one door for orders of officers and supervisors: each is one transaction under the person's row lock, carried out once per id, answered by
 * the pure core. The caller wakes the accounts of the answer; losing that wake-up delays, it loses nothing.
 */
import type { FactBody } from '#core/account/fact.ts';
import type { Database, Transaction } from '../database.ts';
import { postAdjustment } from './accept-adjustment.ts';
import { acceptCallOutcome } from './accept-call.ts';
import { raiseDispute, resolveDispute } from './accept-dispute.ts';
import { acceptFact, type Acceptance, type AcceptanceContext } from './accept-facts.ts';
import { liftHold, placeHold } from './accept-hold.ts';
import { acceptOnce, acceptWholly } from './accept-once.ts';
import { acceptPayment, returnPayment, type PaymentAcceptance } from './accept-payment.ts';
import { acceptLetterReturn } from './accept-receipt.ts';
import { liftStop, setStop } from './accept-stop.ts';
import { answerTask } from './accept-task.ts';
import { acceptOffer, reopenAccount } from './accept-agreement.ts';
import type { OfficerAct } from './officer-act-schema.ts';

/** Accepts an order. Throws ACCOUNT_UNKNOWN; a payment for an unknown account is kept in suspense instead. */
export function acceptOfficerAct(database: Database, act: OfficerAct, context: AcceptanceContext): Promise<PaymentAcceptance> {
  const { now } = context;
  // A payment's id is the payer's or the bank's, and comes by other doors too: it is one payment whoever tells of it.
  if (act.kind === 'payment') {
    const { actId: paymentId, accountId, amountMinor, currency, paidOn, status, officer: source, debtId } = act;
    return acceptPayment(database, { paymentId, accountId, amountMinor, currency, paidOn, status, source, now, ...(debtId === undefined ? {} : { debtId }) });
  }
  const order = { id: act.actId, kind: act.kind, officer: act.officer, accountId: 'accountId' in act ? act.accountId : null, content: act, now };
  return acceptWholly(database, (transaction) => acceptOnce(transaction, order, () => carryOut(transaction, act, context)));
}

type Ordered = Exclude<OfficerAct, { kind: 'payment' }>;
type Operation = Extract<Ordered, { kind: 'payment_return' | 'adjustment' | 'cease' | 'hold' | 'lift_hold' | 'dispute' | 'resolve_dispute' | 'call_outcome' | 'complete_task' | 'accept_offer' | 'reopen' | 'letter_returned' | 'set_stop' | 'lift_stop' }>;
type Reported = Exclude<Ordered, Operation>;

const REPORTED: ReadonlySet<string> = new Set<Reported['kind']>([
  'promise', 'cancel_promise', 'affordability', 'offer', 'agree_arrangement', 'revive_arrangement', 'cancel_arrangement', 'withdraw_intent', 'park', 'recall', 'recall_acknowledged',
]);

function carryOut(transaction: Transaction, act: Ordered, context: AcceptanceContext): Promise<Acceptance> {
  return isReported(act) ? report(transaction, act, context) : operate(transaction, act, context);
}

function isReported(act: Ordered): act is Reported {
  return REPORTED.has(act.kind);
}

/** Orders that are one fact. */
function report(transaction: Transaction, act: Reported, context: AcceptanceContext): Promise<Acceptance> {
  const body = factOf(act);
  return acceptFact(transaction, { accountId: act.accountId, factId: `${body.kind}:${act.actId}`, body, source: act.officer, occurredAt: context.now }, context);
}

function factOf(act: Reported): FactBody {
  switch (act.kind) {
    case 'promise': return { kind: 'promiseMade', promiseId: act.actId, amountMinor: act.amountMinor, promisedOn: act.promisedOn, method: act.method };
    case 'cancel_promise': return { kind: 'promiseCancelled', promiseId: act.promiseId };
    case 'affordability': return { kind: 'affordabilityStated', monthlyMinor: act.monthlyMinor, firstPaymentOn: act.firstPaymentOn };
    case 'offer': return { kind: 'arrangementProposed', arrangementId: act.actId, proposedBy: act.proposedBy, totalMinor: act.totalMinor, instalments: act.instalments, expiresOn: act.expiresOn };
    case 'agree_arrangement': return { kind: 'arrangementAgreed', arrangementId: act.actId, totalMinor: act.totalMinor, instalments: act.instalments, settles: act.settles };
    case 'revive_arrangement': return { kind: 'arrangementRevived', arrangementId: act.arrangementId, instalments: act.instalments };
    case 'cancel_arrangement': return { kind: 'arrangementCancelled', arrangementId: act.arrangementId, reason: act.reason };
    case 'withdraw_intent': return { kind: 'legalIntentDeclined', reason: act.reason };
    case 'park': return { kind: 'accountParked', reviewOn: act.reviewOn, reason: act.reason };
    case 'recall': return { kind: 'recalledByCreditor', reason: act.reason };
    case 'recall_acknowledged': return { kind: 'recallAcknowledged', placementId: act.placementId };
  }
}

/** Orders with rows of their own. */
function operate(transaction: Transaction, act: Operation, context: AcceptanceContext): Promise<Acceptance> {
  const said = { source: act.officer, now: context.now };
  switch (act.kind) {
    case 'payment_return': return returnPayment(transaction, { ...act, ...said });
    case 'adjustment': return postAdjustment(transaction, { ...act, adjustmentId: act.actId, ...said });
    case 'cease': return placeHold(transaction, { ...act, holdId: act.actId, code: 'cease', ...said });
    case 'hold': return placeHold(transaction, { ...act, holdId: act.actId, ...said });
    case 'lift_hold': return liftHold(transaction, { ...act, ...said });
    case 'dispute': return raiseDispute(transaction, { ...act, disputeId: act.actId, ...said });
    case 'resolve_dispute': return resolveDispute(transaction, { ...act, ...said });
    case 'call_outcome': return acceptCallOutcome(transaction, { ...act, callId: act.callId ?? act.actId, occurredAt: act.occurredAt ?? context.now, ...said });
    case 'complete_task': return answerTask(transaction, { ...act, ...said }, context);
    case 'accept_offer': return acceptOffer(transaction, act, context);
    case 'reopen': return reopenAccount(transaction, act, context);
    case 'letter_returned': return acceptLetterReturn(transaction, { ...act, ...said });
    case 'set_stop': return setStop(transaction, { ...act, stopId: act.actId, ...said });
    case 'lift_stop': return liftStop(transaction, { ...act, ...said });
  }
}
