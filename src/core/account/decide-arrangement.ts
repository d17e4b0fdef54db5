/** An agreed arrangement suspends the chase while it is kept; a break is answered by a call, one revival, and then the cadence goes on. */
import { addDays, daysBetween, instantAt } from '../local-time.ts';
import { eventStep } from './decide-event.ts';
import { earlier, record } from './decide-promise.ts';
import { because, waitUntil, type DecisionContext } from './decision-context.ts';
import type { Instalment } from './fact.ts';
import type { ArrangementState } from './state.ts';
import type { Step } from './step.ts';

/** Days in which a broken arrangement may be revived before it is given up. */
const REVIVE_WITHIN_DAYS = 7;

export function watchArrangement(context: DecisionContext): Step | null {
  const { arrangement } = context.state;
  if (arrangement === null) return null;
  if (arrangement.status === 'proposed') return expireProposal(context, arrangement);
  return arrangement.status === 'broken' ? answerBreak(context, arrangement) : watchInstalments(context, arrangement);
}

/** A proposal holds nothing up; it only must not be accepted after its date. */
function expireProposal(context: DecisionContext, arrangement: ArrangementState): Step | null {
  if (arrangement.expiresOn === null || context.today <= arrangement.expiresOn) return null;
  return record(context, `arrangementCancelled:${arrangement.arrangementId}`,
    { kind: 'arrangementCancelled', arrangementId: arrangement.arrangementId, reason: 'proposal_expired' },
    because('proposal-expired', 'The proposal was not accepted in time.', { expiresOn: arrangement.expiresOn }));
}

function watchInstalments(context: DecisionContext, arrangement: ArrangementState): Step {
  const { arrangementId } = arrangement;
  if (arrangement.paidMinor >= arrangement.totalMinor) {
    return record(context, `arrangementCompleted:${arrangementId}`, { kind: 'arrangementCompleted', arrangementId },
      because('arrangement-completed', 'All instalments are paid.', { paidMinor: arrangement.paidMinor }));
  }
  const next = firstUnpaid(arrangement);
  const graceDays = context.policy.arrangement.graceDays;
  const facts = { arrangementId, instalmentNo: next.instalmentNo, dueOn: next.dueOn, paidMinor: arrangement.paidMinor };
  const brokenAtMs = instantAt(addDays(next.dueOn, graceDays + 1), 0, context.zone);
  if (context.nowMs >= brokenAtMs && context.circumstances.account.pendingMinor === 0) {
    return record(context, `arrangementBroken:${arrangementId}:${next.instalmentNo}:${arrangement.revivals}`,
      { kind: 'arrangementBroken', arrangementId, instalmentNo: next.instalmentNo, brokenOn: context.today },
      because('arrangement-broken', 'An instalment and its grace have passed without the money.', facts));
  }
  const reminder = eventStep(context, { event: 'instalment_due_soon', eventKey: `${arrangementId}-${next.instalmentNo}`, on: next.dueOn });
  const waiting = waitUntil(Math.max(brokenAtMs, context.nowMs + 1), [because('arrangement', 'An arrangement is being kept; nothing chases the person.', facts)]);
  return reminder === null ? waiting : earlier(reminder, waiting);
}

/** The earliest instalment that the sum of payments does not cover. */
function firstUnpaid(arrangement: ArrangementState): Instalment {
  let coveredMinor = arrangement.paidMinor;
  for (const instalment of arrangement.instalments) {
    coveredMinor -= instalment.amountMinor;
    if (coveredMinor < 0) return instalment;
  }
  const last = arrangement.instalments.at(-1);
  if (last === undefined) throw new Error(`Arrangement ${arrangement.arrangementId} has no instalments`);
  return last;
}

function answerBreak(context: DecisionContext, arrangement: ArrangementState): Step | null {
  const brokenOn = arrangement.brokenOn ?? context.today;
  const mayRevive = arrangement.revivals < context.policy.arrangement.revivals;
  const graceDays = mayRevive ? REVIVE_WITHIN_DAYS : 0;
  if (daysBetween(brokenOn, context.today) > graceDays) {
    return record(context, `arrangementCancelled:${arrangement.arrangementId}`,
      { kind: 'arrangementCancelled', arrangementId: arrangement.arrangementId, reason: 'broken' },
      because('arrangement-given-up', 'The broken arrangement was not revived in time.', { brokenOn, revivals: arrangement.revivals }));
  }
  const { event } = context.state;
  const answer = event === null ? null : eventStep(context, { event: 'arrangement_broken', eventKey: String(event.eventNo), on: brokenOn });
  const waiting = waitUntil(instantAt(addDays(brokenOn, graceDays + 1), 0, context.zone),
    [because('arrangement-broken', 'The arrangement is broken and may be revived.', { brokenOn, mayRevive })]);
  return answer === null ? waiting : earlier(answer, waiting);
}
