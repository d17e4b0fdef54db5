/**
 * What an account does next. Pure and total: the same state, policy, circumstances and instant always give the same step.
 * The order below is the order of precedence: ends and stops first, people's agreements next, our own outreach last.
 */
import type { CadencePolicy } from '../cadence/cadence-policy.ts';
import type { Circumstances } from '../compliance/circumstances.ts';
import { daysBetween, localDateOf, toMillis } from '../local-time.ts';
import { watchArrangement } from './decide-arrangement.ts';
import { followCadence } from './decide-cadence.ts';
import { watchPromise } from './decide-promise.ts';
import { answerEvent } from './decide-event.ts';
import { standStill } from './decide-standstill.ts';
import { actAt, actNow, because, decisionContext, type DecisionContext } from './decision-context.ts';
import type { AccountState } from './state.ts';
import type { Step } from './step.ts';

export function decide(state: AccountState, policy: CadencePolicy, circumstances: Circumstances, nowMs: number): Step {
  const context = decisionContext(state, policy, circumstances, nowMs);
  return settleOpenTouch(context)
    ?? tellSupervisors(context)
    ?? end(context)
    ?? standStill(context)
    ?? watchPromise(context)
    ?? watchArrangement(context)
    ?? answerEvent(context)
    ?? followCadence(context);
}

/** A provider may still be taking a message that it was given so long ago. */
const SETTLE_AFTER_MS = 120_000;

/** A touch without outcome comes before everything: until it is settled nobody knows what the debtor has heard. */
function settleOpenTouch(context: DecisionContext): Step | null {
  const { openTouch } = context.circumstances;
  if (openTouch === null || openTouch.medium === 'call') return null;
  const { touchId, claimedAt, stepId, cycle, attemptNo, medium } = openTouch;
  const step = context.policy.steps.find((candidate) => stepId === candidate.id);
  const reference = { stepId, cycle, attemptNo, stage: stepId.includes('#') ? null : step?.stage ?? null, channelIndex: context.state.step?.channelIndex ?? 0 };
  return actAt(Math.max(context.nowMs, toMillis(claimedAt) + SETTLE_AFTER_MS), { kind: 'settleTouch', channel: medium, touchId, reference },
    [because('settle-touch', 'A message was given to the provider and its outcome is not recorded.', { touchId })]);
}

function tellSupervisors(context: DecisionContext): Step | null {
  const reason = context.state.alertsDue[0];
  if (reason === undefined) return null;
  return actNow(context, { kind: 'alertSupervisor', reason, reference: null },
    [because('alert', 'Supervisors are told before anything else happens.', { reason })]);
}

function end(context: DecisionContext): Step | null {
  const { state, circumstances } = context;
  if (state.status === 'closed' && state.outcome !== null) {
    return { kind: 'end', outcome: state.outcome, reasons: [because('closed', 'The account is closed.', { outcome: state.outcome })] };
  }
  const { balanceMinor, pendingMinor } = circumstances.account;
  if (balanceMinor <= 0 && pendingMinor === 0) return endPaid(context, balanceMinor);
  if (state.settled) return { kind: 'end', outcome: 'settled', reasons: [because('settled', 'The settlement is paid in full under its terms.')] };
  if (state.recalled !== null) {
    return { kind: 'end', outcome: 'recalled', reasons: [because('recalled', 'The creditor recalled the account.', { reason: state.recalled })] };
  }
  if (circumstances.account.debts.some((debt) => debt.limitation === 'extinguished' && debt.residualMinor > 0)
    && circumstances.account.debts.every((debt) => debt.limitation === 'extinguished' || debt.residualMinor <= 0)) {
    return { kind: 'end', outcome: 'closed_by_law', reasons: [because('debt-extinguished', 'The lapse of time has extinguished the debt.')] };
  }
  return endOfAge(context);
}

function endPaid(context: DecisionContext, balanceMinor: number): Step {
  if (balanceMinor < 0 && !context.state.alertsGiven.includes('overpaid')) {
    return actNow(context, { kind: 'alertSupervisor', reason: 'overpaid', reference: null },
      [because('overpaid', 'More was paid than owed; a person has to refund it.', { balanceMinor })]);
  }
  return { kind: 'end', outcome: 'paid', reasons: [because('paid', 'Nothing is owed any more.', { balanceMinor })] };
}

/** Every account ends, even if everybody forgets it: what agreements and law firms do not keep open is given back by age. */
function endOfAge(context: DecisionContext): Step | null {
  const { state, policy } = context;
  if (state.enrolledAt === null || state.placedOut !== null || state.promise !== null) return null;
  if (state.arrangement?.status === 'active') return null;
  const ageDays = daysBetween(localDateOf(toMillis(state.enrolledAt), context.zone), context.today);
  if (ageDays <= policy.maximumAgeDays) return null;
  const outcome = state.role === 'third_party' ? 'returned' : 'written_off';
  return { kind: 'end', outcome, reasons: [because('maximum-age', 'The account has reached the greatest age of its cadence.', { ageDays })] };
}
