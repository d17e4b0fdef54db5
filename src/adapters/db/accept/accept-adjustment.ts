/** Corrections of what is owed: a fact and a balanced entry, with a reason from the creditor's side. */
import { adjustmentLines, residualOf } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { accountBalances, postEntry } from '../ledger.ts';
import { insertWithRows, lockAccount, type Acceptance } from './accept-facts.ts';

export type AdjustmentRequest = {
  readonly adjustmentId: string;
  readonly accountId: string;
  readonly debtId: string;
  /** Positive raises what is owed. */
  readonly amountMinor: number;
  readonly reason: string;
  readonly source: string;
  readonly now: string;
};

/** Corrects a debt's principal. Throws ACCOUNT_UNKNOWN. */
export async function postAdjustment(transaction: Transaction, request: AdjustmentRequest): Promise<Acceptance> {
  const { adjustmentId, accountId, debtId, amountMinor, reason, source, now } = request;
  const { currency } = await lockAccount(transaction, accountId);
  const { debts } = await accountBalances(transaction, accountId);
  const debt = debts.find((candidate) => candidate.debtId === debtId);
  if (debt === undefined) return { kind: 'refused', reasons: [`The account has no debt ${debtId}.`] };
  if (!Number.isSafeInteger(amountMinor) || amountMinor === 0) return { kind: 'refused', reasons: ['The amount must be a whole number of minor units other than zero.'] };
  const residualMinor = residualOf(debt);
  const reducible = debt.parts.principal ?? 0;
  if (amountMinor < 0 && -amountMinor > reducible) return { kind: 'refused', reasons: [`Only the principal of ${reducible} minor units can be reduced, of ${residualMinor} that are owed on the debt.`] };
  const accepted = await insertWithRows(transaction, {
    accountId, factId: `adjustmentPosted:${adjustmentId}`, source, occurredAt: now, body: { kind: 'adjustmentPosted', adjustmentId, amountMinor, reason },
  }, { now });
  if (accepted.kind === 'accepted') {
    await postEntry(transaction, {
      kind: 'adjustment', sourceId: adjustmentId, accountId, currency, postedAt: new Date(now), effectiveOn: now.slice(0, 10), lines: adjustmentLines(debtId, amountMinor),
    });
  }
  return accepted;
}
