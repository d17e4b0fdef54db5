/** What an account does while something that no date ends stands against its next step. */
import { addDays, MINUTE_MS } from '../local-time.ts';
import { actNow, ageEndsMs, officeOpening, waitUntil, type DecisionContext } from './decision-context.ts';
import { stableSlot } from './stable-hash.ts';
import type { Step, StepReason } from './step.ts';

/** Days between two looks at a block; what lifts it wakes the run before. */
const BLOCKED_REVIEW_DAYS = 7;
/** Lifting a kill switch wakes nobody: runs look again on the next morning. */
const STOPPED_REVIEW_DAYS = 1;
/** Blocks that are somebody's own doing or that pass by themselves: supervisors need not hear of them. */
const NOT_TOLD: readonly string[] = ['kill-switch', 'unread-inbound', 'nothing-to-chase'];

/** Nothing by any channel as things stand. Supervisors hear once of a block that is not theirs. */
export function standBlocked(context: DecisionContext, blocks: readonly StepReason[]): Step {
  const untold = blocks.find(({ ruleId }) => !NOT_TOLD.includes(ruleId) && !context.state.alertsGiven.includes(`blocked:${ruleId}`));
  if (untold !== undefined) return actNow(context, { kind: 'alertSupervisor', reason: `blocked:${untold.ruleId}`, reference: null }, blocks);
  const stopped = blocks.some(({ ruleId }) => ruleId === 'kill-switch');
  const opensMs = officeOpening(context, addDays(context.today, stopped ? STOPPED_REVIEW_DAYS : BLOCKED_REVIEW_DAYS));
  return waitUntil(Math.min(opensMs + stableSlot(context.state.accountId, 60) * MINUTE_MS, ageEndsMs(context)), blocks);
}
