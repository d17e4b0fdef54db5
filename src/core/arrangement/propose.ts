/** Instalment plans: exact sums, monthly dates, within a budget and the policy's limits. */
import { DateTime } from 'luxon';
import type { Instalment } from '../account/fact.ts';
import type { LocalDate } from '../local-time.ts';

export type PlanRequest = {
  readonly totalMinor: number;
  /** What the person can pay a month; null when nobody asked yet. */
  readonly monthlyMinor: number | null;
  readonly firstDueOn: LocalDate;
  readonly maximumInstalments: number;
  readonly minimumInstalmentMinor: number;
};

export type PlanProposal =
  | { readonly kind: 'plan'; readonly instalments: readonly Instalment[] }
  | { readonly kind: 'unaffordable'; readonly reason: string };

/** Level monthly instalments that sum exactly; the last one takes the rest and is never larger than the others. */
export function proposeLevelPlan(request: PlanRequest): PlanProposal {
  const { totalMinor, maximumInstalments, minimumInstalmentMinor } = request;
  if (totalMinor <= 0) return { kind: 'unaffordable', reason: 'Nothing is owed that a plan could cover.' };
  const leastMinor = Math.max(minimumInstalmentMinor, Math.ceil(totalMinor / maximumInstalments));
  if (request.monthlyMinor !== null && request.monthlyMinor < leastMinor) {
    return { kind: 'unaffordable', reason: `${request.monthlyMinor} a month does not pay the balance within ${maximumInstalments} instalments.` };
  }
  const amountMinor = Math.min(totalMinor, request.monthlyMinor ?? leastMinor);
  const count = Math.ceil(totalMinor / amountMinor);
  const instalments = Array.from({ length: count }, (_unused, index) => ({
    instalmentNo: index + 1,
    dueOn: monthsLater(request.firstDueOn, index),
    amountMinor: index === count - 1 ? totalMinor - amountMinor * (count - 1) : amountMinor,
  }));
  return { kind: 'plan', instalments };
}

/** The same day of a later month; the last day where the month is shorter (31 January → 28 or 29 February). */
export function monthsLater(date: LocalDate, months: number): LocalDate {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ months }).toISODate() as LocalDate;
}

export type PlanCheck = { readonly kind: 'sound' } | { readonly kind: 'unsound'; readonly reasons: readonly string[] };

/** Whether agreed instalments are a plan at all: positive whole amounts, rising dates, the exact sum. */
export function checkInstalments(instalments: readonly Instalment[], totalMinor: number): PlanCheck {
  const reasons: string[] = [];
  const sumMinor = instalments.reduce((sum, instalment) => sum + instalment.amountMinor, 0);
  if (instalments.length === 0) reasons.push('A plan needs at least one instalment.');
  if (sumMinor !== totalMinor) reasons.push(`The instalments sum to ${sumMinor}, the plan is about ${totalMinor} minor units.`);
  for (const [index, instalment] of instalments.entries()) {
    if (!Number.isSafeInteger(instalment.amountMinor) || instalment.amountMinor <= 0) reasons.push(`Instalment ${index + 1} is not a positive whole amount.`);
    if (instalment.instalmentNo !== index + 1) reasons.push(`Instalment ${index + 1} carries the number ${instalment.instalmentNo}.`);
    const before = instalments[index - 1];
    if (before !== undefined && before.dueOn >= instalment.dueOn) reasons.push(`Instalment ${index + 1} is not due after the one before it.`);
  }
  return reasons.length === 0 ? { kind: 'sound' } : { kind: 'unsound', reasons };
}

/** The earliest instalment that so much money does not cover in full, or null when it covers all. */
export function firstUnpaid(instalments: readonly Instalment[], paidMinor: number): Instalment | null {
  let coveredMinor = paidMinor;
  for (const instalment of instalments) {
    coveredMinor -= instalment.amountMinor;
    if (coveredMinor < 0) return instalment;
  }
  return null;
}
