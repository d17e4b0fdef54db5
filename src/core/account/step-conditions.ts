/** Whether a step applies as things stand. */
import type { CadenceStep, StepCondition } from '../cadence/cadence-policy.ts';
import { assertNever } from '../assert-never.ts';
import { isSuable } from '../compliance/rules/standing.ts';
import { daysBetween, type LocalDate } from '../local-time.ts';
import type { DecisionContext } from './decision-context.ts';
import { progressOf } from './state.ts';

/** Days that a step under way may go on after its last day: a fallback or an overflow is not cut off, but what a hold outlived is past. */
const UNDER_WAY_GRACE_DAYS = 7;

/** True when a step could not happen in its time. An open task is waited for, however late it is. */
export function hasLapsed(context: DecisionContext, step: CadenceStep, stepId: string, dueOn: LocalDate): boolean {
  const underWay = progressOf(context.state, stepId);
  if (underWay?.task != null) return false;
  return daysBetween(dueOn, context.today) > step.when.latestDays + (underWay === null ? 0 : UNDER_WAY_GRACE_DAYS);
}

/** The first condition that does not hold, or null when the step applies. */
export function unmetCondition(context: DecisionContext, step: CadenceStep): StepCondition | null {
  return step.conditions.find((condition) => !holds(context, condition)) ?? null;
}

function holds(context: DecisionContext, condition: StepCondition): boolean {
  const { state, circumstances } = context;
  const { account, contract } = circumstances;
  switch (condition.kind) {
    case 'balance_at_least': return account.chaseableMinor >= condition.amountMinor;
    case 'risk_in': return condition.values.includes(account.risk);
    case 'autopay_active': return (account.autopay === 'active') === condition.value;
    case 'autopay_failed': return (account.autopay === 'failed') === condition.value;
    case 'responded': return state.responded === condition.value;
    case 'right_party_reached': return state.rightPartyReached === condition.value;
    case 'creditor_furnishes': return contract.furnishes === condition.value;
    case 'legal_intent': return (liveIntentId(context) !== null) === condition.value;
    case 'settlement_authority': return (contract.settlementFloorPercent !== null) === condition.value;
    case 'key_account': return account.keyAccount === condition.value;
    case 'insured': return account.insured === condition.value;
    case 'any': return condition.of.some((part) => holds(context, part));
    default: return assertNever(condition, 'step condition');
  }
}

/** True when a condition can change only by a fact of the account, which wakes it: what holds now is what holds at the step's time. */
export function changesByFactOnly(condition: StepCondition): boolean {
  if (condition.kind === 'any') return condition.of.every(changesByFactOnly);
  return condition.kind === 'balance_at_least' || condition.kind === 'responded' || condition.kind === 'right_party_reached';
}

/** A live intent about debts that can be sued on: what legal words and a hand-over rest on. */
export function enforceableIntentId(context: DecisionContext): string | null {
  return isSuable(context.circumstances) ? liveIntentId(context) : null;
}

/** The id of a recorded intent that has not expired, or null: before it no text speaks of legal action. */
export function liveIntentId({ state, today }: DecisionContext): string | null {
  return state.intent !== null && state.intent.expiresOn >= today ? state.intent.intentId : null;
}
