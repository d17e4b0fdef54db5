/**
 * What an account does next. Pure and total: the same state, policy, circumstances and instant always give the same step.
 * The order below is the order of precedence: ends first, then what people agreed and what stops us, our own outreach last.
 */
import type { CadencePolicy, ChannelAttempt } from '../cadence/cadence-policy.ts';
import type { Circumstances } from '../compliance/circumstances.ts';
import { toMillis } from '../local-time.ts';
import { remindOfArrangement, watchArrangement } from './decide-arrangement.ts';
import { followCadence } from './decide-cadence.ts';
import { end } from './decide-end.ts';
import { answerEvent } from './decide-event.ts';
import { remindOfPromise, watchPromise } from './decide-promise.ts';
import { standStill } from './decide-standstill.ts';
import { actAt, actNow, because, decisionContext, earlier, type DecisionContext } from './decision-context.ts';
import { progressOf, type AccountState } from './state.ts';
import type { Step } from './step.ts';

export function decide(state: AccountState, policy: CadencePolicy, circumstances: Circumstances, nowMs: number): Step {
  const context = decisionContext(state, policy, circumstances, nowMs);
  return explained(settleOpenTouch(context)
    ?? tellSupervisors(context)
    ?? end(context)
    ?? followAgreements(context)
    ?? answerEvent(context)
    ?? followCadence(context));
}

/**
 * A promise or a plan comes to its end even while holds or a law firm keep us silent: what time brings about is recorded first,
 * then the silence, then the reminders that an agreement allows.
 */
function followAgreements(context: DecisionContext): Step | null {
  const agreement = watchPromise(context) ?? watchArrangement(context);
  if (agreement?.kind === 'act') return agreement;
  const still = standStill(context);
  if (still !== null) return agreement === null ? still : earlier(still, agreement);
  if (agreement === null) return null;
  const reminder = context.state.promise === null ? remindOfArrangement(context) : remindOfPromise(context);
  return reminder === null ? agreement : earlier(reminder, agreement);
}

/** A provider may still be taking a message that it was given so long ago; it is asked once in such a time until somebody can say. */
const SETTLE_EVERY_MS = 120_000;

/** A touch without outcome comes before everything: until it is settled nobody knows what the debtor has heard. */
function settleOpenTouch(context: DecisionContext): Step | null {
  const { openTouch } = context.circumstances;
  if (openTouch === null || openTouch.medium === 'call') return null;
  const { touchId, claimedAt, stepId, cycle, attemptNo, medium } = openTouch;
  const step = context.policy.steps.find((candidate) => candidate.id === stepId.split('#')[0]);
  const stage = stepId.includes('#') ? null : step?.stage ?? context.state.stage;
  // The claim may have passed over channels that had no address: the touch says which one it took.
  const from = progressOf(context.state, stepId)?.channelIndex ?? 0;
  const indexIn = (chain: readonly ChannelAttempt[] | undefined): number => chain?.findIndex((attempt, index) => index >= from && attempt.channel === medium) ?? -1;
  const found = Math.max(indexIn(step?.channels), indexIn(step?.channelsWithIntent));
  const reference = { stepId, cycle, attemptNo, stage, channelIndex: found === -1 ? from : found };
  const claimedMs = toMillis(claimedAt);
  const looks = Math.max(1, Math.ceil((context.nowMs - claimedMs) / SETTLE_EVERY_MS));
  return actAt(claimedMs + looks * SETTLE_EVERY_MS, { kind: 'settleTouch', channel: medium, touchId, reference },
    [because('settle-touch', 'A message was given to the provider and its outcome is not recorded.', { touchId })]);
}

function tellSupervisors(context: DecisionContext): Step | null {
  const reason = context.state.alertsDue[0];
  if (reason === undefined) return null;
  return actNow(context, { kind: 'alertSupervisor', reason, reference: null },
    [because('alert', 'Supervisors are told before anything else happens.', { reason })]);
}

/** A decision is recorded for good: more reasons than these add bytes and no insight, and can be computed again from the same record. */
const REASONS_RECORDED = 8;

function explained(step: Step): Step {
  const reasons = step.reasons.slice(0, REASONS_RECORDED);
  return step.kind === 'act' ? { ...step, reasons, ruleIds: [...new Set(step.reasons.map((reason) => reason.ruleId))] } : { ...step, reasons };
}
