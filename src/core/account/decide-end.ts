/** Whether an account is at its end: closed, paid, settled, recalled, extinguished by law, or given up by age. */
import { addDays, daysBetween, localDateOf, toMillis } from '../local-time.ts';
import { actNow, because, type DecisionContext } from './decision-context.ts';
import type { Outcome } from './fact.ts';
import type { Step, StepReason } from './step.ts';

export function end(context: DecisionContext): Step | null {
  const { state, circumstances } = context;
  const { balanceMinor, pendingMinor, debts } = circumstances.account;
  if (state.status === 'closed' && state.outcome !== null) {
    return ended(state.outcome, because('closed', 'The account is closed.', { outcome: state.outcome }));
  }
  // Money that no debt took does not settle a debt that is disputed: 12 CFR 1006.30(c)(1).
  const disputed = debts.disputed > 0;
  if (balanceMinor <= 0 && pendingMinor === 0 && !disputed) return endPaid(context, balanceMinor);
  if (state.settlement !== null) return ended('settled', because('settled', 'The settlement is paid in full under its terms.'));
  if (state.recalled !== null) return ended('recalled', because('recalled', 'The creditor recalled the account.', { reason: state.recalled }));
  if (debts.owed > 0 && debts.limitation.extinguished === debts.owed) {
    return ended('closed_by_law', because('debt-extinguished', 'The lapse of time has extinguished the debt.'));
  }
  return endOfAge(context);
}

function ended(outcome: Outcome, reason: StepReason): Step {
  return { kind: 'end', outcome, reasons: [reason] };
}

function endPaid(context: DecisionContext, balanceMinor: number): Step {
  if (balanceMinor < 0 && !context.state.alertsGiven.includes('overpaid')) {
    return actNow(context, { kind: 'alertSupervisor', reason: 'overpaid', reference: null },
      [because('overpaid', 'More was paid than owed; a person has to refund it.', { balanceMinor })]);
  }
  return ended('paid', because('paid', 'Nothing is owed any more.', { balanceMinor }));
}

/** Days after its review date in which somebody may still decide on a parked account before age closes it. */
const PARKED_ANSWER_DAYS = 30;

/** Every account ends, even if everybody forgets it: what agreements, reviews and law firms do not keep open is given back by age. */
function endOfAge(context: DecisionContext): Step | null {
  const { state, policy, circumstances, today } = context;
  if (state.enrolledAt === null || state.placedOut !== null || state.promise !== null) return null;
  if (state.arrangement?.status === 'active') return null;
  if (state.parkedUntil !== null && today <= addDays(state.parkedUntil, PARKED_ANSWER_DAYS)) return null;
  const ageDays = daysBetween(localDateOf(toMillis(state.enrolledAt), context.zone), today);
  if (ageDays <= policy.maximumAgeDays) return null;
  const givenUp = state.role === 'third_party' ? 'returned' : 'written_off';
  return ended(circumstances.account.balanceMinor <= 0 ? 'paid' : givenUp,
    because('maximum-age', 'The account has reached the greatest age of its cadence.', { ageDays }));
}
