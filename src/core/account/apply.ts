/**
 * The fold: what each fact does to the state. Pure, total over the fact kinds, and slow to change:
 * a change here meets live histories, so it needs `patched()` in the workflow and a golden history.
 */
import type { AccountFact } from './fact.ts';
import type { AccountState } from './state.ts';
import { applyArrangementFact, isArrangementFact } from './apply-arrangement.ts';
import { applyLifeFact } from './apply-life.ts';
import { applyMoneyFact, isMoneyFact } from './apply-money.ts';
import { applyOutreachFact, isOutreachFact } from './apply-outreach.ts';

/**
 * The state after one fact. Facts come in the account's own order without gaps;
 * a gap means that something was lost, which is a bug and must freeze the run, not pass.
 */
export function apply(state: AccountState, fact: AccountFact): AccountState {
  if (fact.seq !== state.cursor + 1) {
    throw new Error(`Fact ${fact.factId} has seq ${fact.seq}, expected ${state.cursor + 1} of account ${state.accountId}`);
  }
  const { body } = fact;
  const folded = isOutreachFact(body) ? applyOutreachFact(state, body, fact)
    : isMoneyFact(body) ? applyMoneyFact(state, body, fact)
    : isArrangementFact(body) ? applyArrangementFact(state, body, fact)
    : applyLifeFact(state, body, fact);
  return { ...folded, cursor: fact.seq };
}

export function applyAll(state: AccountState, facts: readonly AccountFact[]): AccountState {
  return facts.reduce(apply, state);
}
