/** Everything that one decision looks at, with the dates that most of its parts need. */
import type { CadencePolicy } from '../cadence/cadence-policy.ts';
import type { Circumstances } from '../compliance/circumstances.ts';
import { addBusinessDays, addDays, instantAt, localDateOf, toInstant, toMillis, MINUTE_MS, type Instant, type LocalDate, type Zone } from '../local-time.ts';
import type { AccountState } from './state.ts';
import type { FactBody } from './fact.ts';
import type { Act, Step, StepReason } from './step.ts';

export type DecisionContext = {
  readonly state: AccountState;
  readonly policy: CadencePolicy;
  readonly circumstances: Circumstances;
  readonly nowMs: number;
  /** The zone of dates and office hours: the debtor's first candidate, UTC when nothing is known. */
  readonly zone: Zone;
  readonly today: LocalDate;
};

export function decisionContext(state: AccountState, policy: CadencePolicy, circumstances: Circumstances, nowMs: number): DecisionContext {
  const zone = circumstances.person.candidateZones[0] ?? 'UTC';
  return { state, policy, circumstances, nowMs, zone, today: localDateOf(nowMs, zone) };
}

/** Minute of the day at which things that need no lawful hour happen: the office opens. */
const OFFICE_OPENS_MINUTE = 9 * 60;

export function officeOpening(context: DecisionContext, date: LocalDate): number {
  return instantAt(date, OFFICE_OPENS_MINUTE, context.zone);
}

/** The next time that the office opens, for things that a person may have changed by then. */
export function nextMorning(context: DecisionContext): number {
  return officeOpening(context, addDays(context.today, 1));
}

/** Days between two looks at an account that stands still and that age does not end: somebody agreed, parked or placed it so. */
const STANDING_REVIEW_DAYS = 90;

/** When age ends the account if nobody does anything before. */
export function ageEndsMs(context: DecisionContext): number {
  const enrolledOn = localDateOf(toMillis(context.state.enrolledAt ?? '1970-01-01T00:00:00Z'), context.zone);
  const last = addDays(enrolledOn, context.policy.maximumAgeDays + 1);
  return officeOpening(context, last > context.today ? last : addDays(context.today, STANDING_REVIEW_DAYS));
}

/** Days for which money that was announced and not cleared keeps a promise or an instalment from being broken. */
export const MONEY_ON_ITS_WAY_DAYS = 10;

export function dateAfter(context: DecisionContext, date: LocalDate, days: number, dayKind: 'calendar' | 'business'): LocalDate {
  if (dayKind === 'calendar') return addDays(date, days);
  return addBusinessDays(date, days, context.circumstances.contract.calendar);
}

/** Waits end on whole minutes, rounded up, so that simulation and real clocks agree. */
export function waitUntil(untilMs: number, reasons: readonly StepReason[]): Step {
  return { kind: 'wait', until: wholeMinute(untilMs), reasons };
}

export function actAt(notBeforeMs: number, act: Act, reasons: readonly StepReason[]): Step {
  return { kind: 'act', act, notBefore: wholeMinute(notBeforeMs), reasons, ruleIds: [] };
}

function wholeMinute(millis: number): Instant {
  return toInstant(Math.ceil(millis / MINUTE_MS) * MINUTE_MS);
}

/** For acts that are due now: no rounding up, nothing to wait for. */
export function actNow(context: DecisionContext, act: Act, reasons: readonly StepReason[]): Step {
  return { kind: 'act', act, notBefore: toInstant(context.nowMs), reasons, ruleIds: [] };
}

/** A fact that the passing of time or money brought about. Its id names the occasion, so that it is recorded once and never stands in its own way. */
export function recordNow(context: DecisionContext, factId: string, body: FactBody, reason: StepReason): Step {
  return actNow(context, { kind: 'recordFacts', facts: [{ factId: `${context.state.accountId}:${factId}`, body }] }, [reason]);
}

/** Of two steps that both may come, the one that comes first. */
export function earlier(left: Step, right: Step): Step {
  const at = (step: Step): string => (step.kind === 'wait' ? step.until : step.kind === 'act' ? step.notBefore : '');
  return at(left) <= at(right) ? left : right;
}

export function because(ruleId: string, sentence: string, facts?: StepReason['facts']): StepReason {
  return facts === undefined ? { ruleId, sentence } : { ruleId, sentence, facts };
}
