/** The hand-over to a law firm: under a live intent, after a notice that spoke of it, and with nothing in the way. */
import type { CadenceStep } from '../cadence/cadence-policy.ts';
import { holdRuleOf } from '../compliance/hold-catalogue.ts';
import { countsNow } from '../compliance/rules/holds.ts';
import { actNow, because, type DecisionContext } from './decision-context.ts';
import type { StepReference } from './fact.ts';
import { standBlocked } from './stand-blocked.ts';
import { enforceableIntentId } from './step-conditions.ts';
import type { Step, StepReason } from './step.ts';

/**
 * Null without an enforceable intent: the cadence then ends its own way. What stands against a hand-over that somebody decided on is told once
 * and waited for, no longer than the intent lives: a dispute that is open on the day must neither be handed over nor written off.
 */
export function planReferral(context: DecisionContext, step: CadenceStep, reference: StepReference): Step | null {
  const intentId = enforceableIntentId(context);
  if (intentId === null) return null;
  const { legalEnabled, lawFirm } = context.circumstances.contract;
  const obstacle = obstacleTo(context);
  if (obstacle !== null) return standBlocked(context, [obstacle]);
  if (!legalEnabled || lawFirm === null) {
    return standBlocked(context, [because('no-law-firm', 'The creditor has given no authority or no law firm for legal action.', { legalEnabled, lawFirm })]);
  }
  return actNow(context, { kind: 'referToLegal', reference, intentId, lawFirm },
    [because(`step:${step.id}`, 'A person decided on legal action and nothing stands against it.', { intentId, lawFirm })]);
}

function obstacleTo({ state, circumstances, nowMs }: DecisionContext): StepReason | null {
  const { account, holds, stops, unclassifiedInbound } = circumstances;
  const stop = stops.find((row) => row.scope !== 'channel');
  if (stop !== undefined) return because('kill-switch', 'A supervisor stopped everything.', { stopId: stop.stopId });
  if (unclassifiedInbound > 0) return because('unread-inbound', 'A message of this person has not been understood yet; it may be a dispute.');
  const hold = holds.find((row) => countsNow(row, nowMs) && holdRuleOf(row).effects.includes('legal'));
  if (hold !== undefined) return because(`hold:${hold.code}`, 'A hold forbids legal steps.', { holdId: hold.holdId, reviewOn: hold.reviewOn });
  if (account.chaseableMinor <= account.pendingMinor) return because('nothing-to-chase', 'Nothing is owed that may be handed over now.');
  if (state.intent !== null && (state.finalNoticeAt ?? '') >= state.intent.recordedAt) return null;
  return because('no-final-notice', 'No notice that speaks of the intent has gone out, so nobody is handed over.', { finalNoticeAt: state.finalNoticeAt });
}
