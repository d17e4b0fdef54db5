/** How many facts one decision folds: its record is kept for good and stays small, however much an account has slept through. */
import type { AccountFact } from './fact.ts';

export const FACTS_PER_DECISION = 20;
const CHARACTERS_PER_DECISION = 500;

/** The next facts for one decision, and whether others wait: then another decision follows before any act. A single fact always fits. */
export function nextFacts(unread: readonly AccountFact[]): { readonly newFacts: readonly AccountFact[]; readonly more: boolean } {
  let characters = 0;
  const fitting = unread.slice(0, FACTS_PER_DECISION).findIndex((fact, index) => {
    characters += JSON.stringify(fact).length;
    return index > 0 && characters > CHARACTERS_PER_DECISION;
  });
  const newFacts = unread.slice(0, fitting === -1 ? FACTS_PER_DECISION : fitting);
  return { newFacts, more: unread.length > newFacts.length };
}
