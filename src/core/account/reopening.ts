/** What working a closed account again does to its money. */
import type { AccountState } from './state.ts';

/**
 * Whether what was written off at the close is owed again. What was given up for want of success is; what a settlement waived only once the
 * settlement's own payment has come back. Paid, recalled and returned accounts were closed without a posting.
 */
export function isOwedAgain({ outcome, settlement }: Pick<AccountState, 'outcome' | 'settlement'>): boolean {
  return outcome === 'written_off' || (outcome === 'settled' && settlement === null);
}
