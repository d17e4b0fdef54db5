/** An agreed arrangement suspends the chase while it is kept; a break is answered by a call, one revival, and then the cadence goes on. */
import { firstUnpaid } from '../arrangement/propose.ts';
import { addDays, daysBetween, instantAt, localDateOf, toMillis } from '../local-time.ts';
import { eventStep } from './decide-event.ts';
import { because, MONEY_ON_ITS_WAY_DAYS, nextMorning, recordNow, waitUntil, type DecisionContext } from './decision-context.ts';
import type { ArrangementState } from './state.ts';
import type { Step } from './step.ts';

/** Days in which a broken arrangement may be revived before it is given up. */
const REVIVE_WITHIN_DAYS = 7;

/** What time or money made of the arrangement, otherwise the wait for its next date; null where none holds anything up. */
export function watchArrangement(context: DecisionContext): Step | null {
  const { arrangement } = context.state;
  if (arrangement === null) return null;
  if (arrangement.status === 'proposed') return expireProposal(context, arrangement);
  return arrangement.status === 'broken' ? watchBroken(context, arrangement) : watchInstalments(context, arrangement);
}

/** The reminder of the next instalment, or the answer to a broken one. */
export function remindOfArrangement(context: DecisionContext): Step | null {
  const { arrangement } = context.state;
  if (arrangement === null || arrangement.status === 'proposed') return null;
  const { arrangementId, status, revivals, brokenOn } = arrangement;
  if (status === 'broken') {
    return eventStep(context, { event: 'arrangement_broken', eventKey: `${arrangementId}-${revivals}`, on: brokenOn ?? context.today });
  }
  const next = firstUnpaid(arrangement.instalments, arrangement.paidMinor);
  return next === null ? null : eventStep(context, {
    event: 'instalment_due_soon', eventKey: `${arrangementId}-${next.instalmentNo}`, on: next.dueOn,
    sinceOn: localDateOf(toMillis(arrangement.since), context.zone),
  });
}

/** A proposal holds nothing up; it only must not be accepted after its date. */
function expireProposal(context: DecisionContext, arrangement: ArrangementState): Step | null {
  if (arrangement.expiresOn === null || context.today <= arrangement.expiresOn) return null;
  return cancel(context, arrangement, 'proposal_expired', because('proposal-expired', 'The proposal was not accepted in time.', { expiresOn: arrangement.expiresOn }));
}

function cancel(context: DecisionContext, { arrangementId, revivals }: ArrangementState, reason: string, because: Parameters<typeof recordNow>[3]): Step {
  return recordNow(context, `arrangementCancelled:${arrangementId}:${reason}:${revivals}`, { kind: 'arrangementCancelled', arrangementId, reason }, because);
}

function watchInstalments(context: DecisionContext, arrangement: ArrangementState): Step {
  const { arrangementId, paidMinor, instalments, revivals } = arrangement;
  const next = firstUnpaid(instalments, paidMinor);
  if (next === null) {
    return recordNow(context, `arrangementCompleted:${arrangementId}`, { kind: 'arrangementCompleted', arrangementId },
      because('arrangement-completed', 'All instalments are paid.', { paidMinor }));
  }
  const { instalmentNo, dueOn } = next;
  const facts = { arrangementId, instalmentNo, dueOn, paidMinor };
  const lastDay = addDays(dueOn, context.policy.arrangement.graceDays);
  const endsMs = instantAt(addDays(lastDay, 1), 0, context.zone);
  if (context.nowMs < endsMs) return waitUntil(endsMs, [because('arrangement', 'An arrangement is being kept; nothing chases the person.', facts)]);
  const onItsWay = firstUnpaid(instalments, paidMinor + context.circumstances.account.pendingMinor)?.instalmentNo !== instalmentNo;
  if (onItsWay && context.today <= addDays(lastDay, MONEY_ON_ITS_WAY_DAYS)) {
    return waitUntil(nextMorning(context), [because('arrangement', 'The instalment is on its way and not cleared yet.', facts)]);
  }
  return recordNow(context, `arrangementBroken:${arrangementId}:${instalmentNo}:${revivals}`,
    { kind: 'arrangementBroken', arrangementId, instalmentNo, brokenOn: context.today },
    because('arrangement-broken', 'An instalment and its grace have passed without the money.', facts));
}

function watchBroken(context: DecisionContext, arrangement: ArrangementState): Step {
  const { arrangementId, revivals, paidMinor, instalments } = arrangement;
  const brokenOn = arrangement.brokenOn ?? context.today;
  const mayRevive = revivals < context.policy.arrangement.revivals;
  const next = firstUnpaid(instalments, paidMinor);
  if (mayRevive && (next === null || next.dueOn > context.today)) {
    return recordNow(context, `arrangementRevived:${arrangementId}:${revivals}`, { kind: 'arrangementRevived', arrangementId, instalments },
      because('arrangement-revived', 'The missed instalments have been paid.', { paidMinor, revivals }));
  }
  const graceDays = mayRevive ? REVIVE_WITHIN_DAYS : 0;
  if (daysBetween(brokenOn, context.today) > graceDays) {
    return cancel(context, arrangement, 'broken', because('arrangement-given-up', 'The broken arrangement was not revived in time.', { brokenOn, revivals }));
  }
  return waitUntil(instantAt(addDays(brokenOn, graceDays + 1), 0, context.zone),
    [because('arrangement-broken', 'The arrangement is broken and may be revived.', { brokenOn, mayRevive })]);
}
