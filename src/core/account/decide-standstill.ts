/** Reasons why the account as a whole stands still: placed out, parked, or held in everything. */
import type { HoldView } from '../compliance/circumstances.ts';
import { holdRuleOf } from '../compliance/hold-catalogue.ts';
import { countsNow } from '../compliance/rules/holds.ts';
import { addDays, localDateOf, toMillis, type LocalDate } from '../local-time.ts';
import { actNow, ageEndsMs, because, nextMorning, officeOpening, waitUntil, type DecisionContext } from './decision-context.ts';
import type { Step, StepReason } from './step.ts';

/** Days between two looks at an account that a law firm or agency holds. */
const PLACED_OUT_REVIEW_DAYS = 90;
/** Of so many holds the reviews are told: the state remembers twenty alerts, and what it forgot would be told again without end. */
const REVIEWS_TOLD = 10;

export function standStill(context: DecisionContext): Step | null {
  return notEnrolled(context) ?? placedOut(context) ?? parked(context) ?? silencedByHolds(context);
}

/** Nothing is known of an account before its first fact, so nothing is done; the fact wakes it. */
function notEnrolled(context: DecisionContext): Step | null {
  if (context.state.enrolledAt !== null) return null;
  return waitUntil(nextMorning(context), [because('not-enrolled', 'The account has not been enrolled yet.')]);
}

/** Placed out means silent: one review timer, nothing else, until the recall is acknowledged. */
function placedOut(context: DecisionContext): Step | null {
  const { placedOut: placement, stageEnteredAt } = context.state;
  if (placement === null) return null;
  const since = localDateOf(toMillis(stageEnteredAt ?? context.state.enrolledAt ?? '1970-01-01T00:00:00Z'), context.zone);
  return reviewOrWait(context, nextReview(context, since), `placed_out_review:${placement.placementId}`,
    because('placed-out', 'The account is with somebody else; we are silent until its recall is acknowledged.', { to: placement.to }));
}

/** The review date of this round: the first multiple of the review period that supervisors have not been told of. */
function nextReview(context: DecisionContext, since: LocalDate): LocalDate {
  let review = addDays(since, PLACED_OUT_REVIEW_DAYS);
  while (context.state.alertsGiven.some((given) => given.startsWith('placed_out_review:') && given.endsWith(review)) || addDays(review, PLACED_OUT_REVIEW_DAYS) <= context.today) {
    review = addDays(review, PLACED_OUT_REVIEW_DAYS);
  }
  return review;
}

function parked(context: DecisionContext): Step | null {
  const { parkedUntil } = context.state;
  if (parkedUntil === null) return null;
  return reviewOrWait(context, parkedUntil, 'parked_review',
    because('parked', 'The account is parked with one review timer.', { reviewOn: parkedUntil }));
}

/** Waits for a review date; when it has come tells supervisors once and stands still until a fact moves the account. */
function reviewOrWait(context: DecisionContext, reviewOn: LocalDate, subject: string, reason: StepReason): Step {
  const reviewAtMs = officeOpening(context, reviewOn);
  if (context.nowMs < reviewAtMs) return waitUntil(reviewAtMs, [reason]);
  const alert = `${subject}:${reviewOn}`;
  if (!context.state.alertsGiven.includes(alert)) {
    return actNow(context, { kind: 'alertSupervisor', reason: alert, reference: null }, [reason, because('review-due', 'Its review date has come.', { reviewOn })]);
  }
  return waitUntil(ageEndsMs(context), [reason, because('review-due', 'Supervisors were told; a person has to act.', { reviewOn })]);
}

function silencedByHolds(context: DecisionContext): Step | null {
  const { circumstances, nowMs, state } = context;
  const silencing = circumstances.holds.filter((hold) => countsNow(hold, nowMs) && silencesAccount(hold, context));
  if (silencing.length === 0) return null;
  const reasons = silencing.map((hold) => because(`hold:${hold.code}`, 'A hold silences the account.', { holdId: hold.holdId, reviewOn: hold.reviewOn, endsAt: hold.endsAt ?? null }));
  const overdue = silencing.slice(0, REVIEWS_TOLD).find((hold) => hold.endsAt === undefined && nowMs >= officeOpening(context, hold.reviewOn)
    && !state.alertsGiven.includes(`hold_review:${hold.holdId}`));
  if (overdue !== undefined) {
    return actNow(context, { kind: 'alertSupervisor', reason: `hold_review:${overdue.holdId}`, reference: null }, reasons);
  }
  const ends = silencing.flatMap((hold) => (hold.endsAt === undefined ? [] : [toMillis(hold.endsAt)]));
  const reviews = silencing.map((hold) => officeOpening(context, hold.reviewOn)).filter((at) => at > nowMs);
  return waitUntil(Math.min(...ends, ...reviews, ageEndsMs(context)), reasons);
}

/** A hold silences the account when it leaves no medium and no debt to chase. */
function silencesAccount(hold: HoldView, context: DecisionContext): boolean {
  const { effects, scope } = holdRuleOf(hold);
  const silent = effects.includes('chase') && effects.includes('dial') && effects.includes('letter');
  if (!silent || hold.code === 'no_work_contact') return false;
  if (scope === 'person' || scope === 'account') return true;
  return scope === 'debt' && context.circumstances.account.chaseableMinor <= 0;
}
