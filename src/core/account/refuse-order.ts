/**
 * Whether an order of a person may be accepted now, for the facts that carry orders about offers, promises, corrections and recalls.
 * Asked beside `refusalReasons`, under the same row lock.
 */
import { checkInstalments } from '../arrangement/propose.ts';
import { isLocalDate } from '../local-time.ts';
import type { FactBody } from './fact.ts';
import type { AcceptanceView } from './refuse.ts';
import { isOwedAgain } from './reopening.ts';

/** Reasons against an order; none means that nothing here stands against it. */
export function orderReasons(body: FactBody, view: AcceptanceView): readonly string[] {
  const { state } = view;
  switch (body.kind) {
    case 'arrangementProposed':
      return proposalReasons(body, view);
    case 'arrangementCancelled':
      return state.arrangement?.arrangementId === body.arrangementId ? [] : ['There is no current arrangement of that id.'];
    case 'promiseCancelled':
      return state.promise?.promiseId === body.promiseId ? [] : ['There is no open promise of that id.'];
    case 'recalledByCreditor':
      return state.status === 'closed' ? ['The account is closed already.'] : [];
    case 'accountReopened':
      return reopeningReasons(view);
    case 'legalIntentDeclined':
      return state.status === 'closed' ? ['The account is closed already.'] : [];
    default:
      return [];
  }
}

/** An account on which nothing would be owed ends at once, under an outcome that is not the true one. */
function reopeningReasons({ state, balanceMinor }: AcceptanceView): readonly string[] {
  if (state.outcome === 'closed_by_law') return ['The law has ended this debt; the account stays closed.'];
  if (state.outcome === 'settled' && !isOwedAgain(state)) return ['The settlement stands: its rest is waived. Record the return of its payment first, if it came back.'];
  return state.status === 'closed' && balanceMinor <= 0 && !isOwedAgain(state) ? ['Nothing is owed on the account.'] : [];
}

/** An offer binds nobody yet, but it must be one that could be agreed, and it must not push aside what is being kept. */
function proposalReasons(body: Extract<FactBody, { kind: 'arrangementProposed' }>, view: AcceptanceView): readonly string[] {
  const check = checkInstalments(body.instalments, body.totalMinor);
  const reasons = check.kind === 'unsound' ? [...check.reasons] : [];
  if (view.state.status !== 'open') reasons.push('The account is not open; an offer needs an open one.');
  if (view.state.arrangement?.status === 'active') reasons.push('An arrangement is being kept; cancel it before another is offered.');
  if (body.totalMinor > view.balanceMinor) reasons.push(`The offer is about more than the ${view.balanceMinor} minor units that are owed.`);
  if (body.instalments.length > view.policy.arrangement.maximumInstalments) reasons.push(`A plan may have at most ${view.policy.arrangement.maximumInstalments} instalments.`);
  reasons.push(...body.instalments.flatMap((instalment) => (isLocalDate(instalment.dueOn) ? [] : [`"${instalment.dueOn}" is not a calendar date such as 2027-01-31.`])));
  if ((body.instalments[0]?.dueOn ?? '') < view.today) reasons.push('The first instalment lies in the past.');
  if (!isLocalDate(body.expiresOn) || body.expiresOn < view.today) reasons.push('The offer must stand until a day that is not past.');
  return reasons;
}
