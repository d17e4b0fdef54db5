/**
 * Whether a fact that a person reports may be accepted now. Pure: the accepting transaction asks under the row lock,
 * so the answer is the truth for that instant. Reasons are sentences for the person who sent it.
 */
import { checkInstalments, firstUnpaid } from '../arrangement/propose.ts';
import { addDays, isLocalDate, type LocalDate } from '../local-time.ts';
import type { CadencePolicy } from '../cadence/cadence-policy.ts';
import type { FactBody } from './fact.ts';
import type { AccountState } from './state.ts';

export type AcceptanceView = {
  readonly state: AccountState;
  readonly policy: CadencePolicy;
  readonly today: LocalDate;
  readonly balanceMinor: number;
  /** The part of the balance that is neither disputed nor held: a plan may be about it alone. */
  readonly chaseableMinor: number;
  /** Lowest share of the balance that a settlement may ask, in percent; null: none. */
  readonly settlementFloorPercent: number | null;
  readonly legalEnabled: boolean;
  /** True when every open debt can be sued on. */
  readonly suable: boolean;
};

/** Reasons against a fact; none means that it may be accepted. */
export function refusalReasons(body: FactBody, view: AcceptanceView): readonly string[] {
  const closed = view.state.status === 'closed';
  switch (body.kind) {
    case 'promiseMade':
      return closed ? [closedSentence(body.kind)] : promiseReasons(body, view);
    case 'arrangementAgreed':
      return closed ? [closedSentence(body.kind)] : agreementReasons(body, view);
    case 'arrangementRevived':
      return revivalReasons(body, view);
    case 'affordabilityStated':
      return body.monthlyMinor < 0 || !Number.isSafeInteger(body.monthlyMinor) ? ['The monthly amount must be a whole number of minor units, zero or more.'] : dateReasons(body.firstPaymentOn);
    case 'legalIntentRecorded':
      return closed ? [closedSentence(body.kind)] : intentReasons(body.expiresOn, view);
    case 'stageMoved':
      return view.policy.steps.some((step) => step.stage === body.stage) ? closedReasons(body.kind, closed) : [`The cadence has no stage "${body.stage}".`];
    case 'accountParked':
      return [...dateReasons(body.reviewOn), ...(body.reviewOn > view.today ? [] : ['The review date must lie ahead.']), ...closedReasons(body.kind, closed)];
    case 'recallAcknowledged':
      return view.state.placedOut?.placementId === body.placementId ? [] : ['The account is not placed out under that placement.'];
    case 'accountReopened':
      return closed ? [] : ['The account is open already.'];
    default:
      return [];
  }
}

function closedSentence(kind: string): string {
  return `The account is closed; ${kind} needs an open one. Reopen it first.`;
}

function closedReasons(kind: string, closed: boolean): readonly string[] {
  return closed ? [closedSentence(kind)] : [];
}

function dateReasons(date: string): readonly string[] {
  return isLocalDate(date) ? [] : [`"${date}" is not a calendar date such as 2027-01-31.`];
}

function promiseReasons(body: Extract<FactBody, { kind: 'promiseMade' }>, view: AcceptanceView): readonly string[] {
  const badDate = dateReasons(body.promisedOn);
  if (badDate.length > 0) return badDate;
  const reasons: string[] = [];
  const furthest = addDays(view.today, view.policy.promise.maximumDaysAhead);
  if (body.promisedOn < view.today) reasons.push('The promised day lies in the past.');
  if (body.promisedOn > furthest) reasons.push(`The promised day may be at most ${view.policy.promise.maximumDaysAhead} days ahead (${furthest}).`);
  if (!Number.isSafeInteger(body.amountMinor) || body.amountMinor <= 0) reasons.push('The promised amount must be a whole number of minor units above zero.');
  else if (body.amountMinor > view.balanceMinor) reasons.push(`The promised amount is more than the ${view.balanceMinor} minor units that are owed.`);
  if (view.state.promisesUnkept > view.policy.promise.maximumRenewals) reasons.push('Too many promises were made and not kept; agree a plan with a first payment instead.');
  return reasons;
}

function agreementReasons(body: Extract<FactBody, { kind: 'arrangementAgreed' }>, view: AcceptanceView): readonly string[] {
  const check = checkInstalments(body.instalments, body.totalMinor);
  const reasons = check.kind === 'unsound' ? [...check.reasons] : [];
  reasons.push(...body.instalments.flatMap((instalment) => dateReasons(instalment.dueOn)));
  if ((body.instalments[0]?.dueOn ?? '') < view.today) reasons.push('The first instalment lies in the past.');
  if (body.instalments.length > view.policy.arrangement.maximumInstalments) reasons.push(`A plan may have at most ${view.policy.arrangement.maximumInstalments} instalments.`);
  if (!body.settles && body.totalMinor !== view.balanceMinor && body.totalMinor !== view.chaseableMinor) {
    reasons.push(`A plan covers the whole balance of ${view.balanceMinor} minor units, or the ${view.chaseableMinor} that are not disputed.`);
  }
  if (body.settles) reasons.push(...settlementReasons(body.totalMinor, view));
  return reasons;
}

/** An offer below the creditor's floor can't be agreed by anybody here: the authority is the creditor's. */
function settlementReasons(totalMinor: number, view: AcceptanceView): readonly string[] {
  if (view.settlementFloorPercent === null) return ['The creditor has given no authority to settle.'];
  const floorMinor = Math.ceil((view.balanceMinor * view.settlementFloorPercent) / 100);
  if (totalMinor > view.balanceMinor) return ['A settlement cannot be more than the balance.'];
  return totalMinor >= floorMinor ? [] : [`The creditor settles from ${floorMinor} minor units on (${view.settlementFloorPercent} % of the balance).`];
}

function revivalReasons(body: Extract<FactBody, { kind: 'arrangementRevived' }>, view: AcceptanceView): readonly string[] {
  const { arrangement } = view.state;
  if (arrangement === null || arrangement.arrangementId !== body.arrangementId || arrangement.status !== 'broken') return ['There is no broken arrangement of that id.'];
  if (arrangement.revivals >= view.policy.arrangement.revivals) return ['The arrangement was revived before and broken again.'];
  const check = checkInstalments(body.instalments, arrangement.totalMinor);
  const reasons = check.kind === 'unsound' ? [...check.reasons] : [];
  reasons.push(...body.instalments.flatMap((instalment) => dateReasons(instalment.dueOn)));
  const next = firstUnpaid(body.instalments, arrangement.paidMinor);
  if (next !== null && next.dueOn < view.today) reasons.push(`Instalment ${next.instalmentNo} is not paid yet and lies in the past.`);
  return reasons;
}

/** Legal action is a person's decision, and never about a debt that cannot be sued on: 15 USC 1692e(5), 12 CFR 1006.26(b). */
function intentReasons(expiresOn: string, view: AcceptanceView): readonly string[] {
  const reasons = [...dateReasons(expiresOn)];
  if (expiresOn <= view.today) reasons.push('The intent must expire on a day ahead.');
  if (!view.legalEnabled) reasons.push('The creditor has given no authority for legal action.');
  if (!view.suable) reasons.push('A debt is time-barred or its time bar is unknown; no intent can be recorded.');
  return reasons;
}
