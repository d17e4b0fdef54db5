/** Whether a step applies as things stand. */
import type { CadenceStep, StepCondition } from '../cadence/cadence-policy.ts';
import { assertNever } from '../assert-never.ts';
import type { DecisionContext } from './decision-context.ts';

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

/** The id of a recorded intent that has not expired, or null: before it no text speaks of legal action. */
export function liveIntentId({ state, today }: DecisionContext): string | null {
  return state.intent !== null && state.intent.expiresOn >= today ? state.intent.intentId : null;
}
