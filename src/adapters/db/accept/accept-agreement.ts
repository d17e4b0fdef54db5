/** Orders that build on what stands on the account: taking up an offer as it was made, working a closed account again. */
import { reversedLines, type LedgerAccount, type PostingLine } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { postEntry } from '../ledger.ts';
import { acceptanceView, acceptFact, lockAccount, type Acceptance, type AcceptanceContext } from './accept-facts.ts';

export type OfferTaken = { readonly actId: string; readonly accountId: string; readonly arrangementId: string; readonly settles: boolean; readonly officer: string };

/** Agrees the offer that stands, word for word. Throws ACCOUNT_UNKNOWN. */
export async function acceptOffer(transaction: Transaction, act: OfferTaken, context: AcceptanceContext): Promise<Acceptance> {
  await lockAccount(transaction, act.accountId);
  const { state, today } = await acceptanceView(transaction, act.accountId, context);
  const offer = state.arrangement?.arrangementId === act.arrangementId && state.arrangement.status === 'proposed' ? state.arrangement : null;
  if (offer === null) return { kind: 'refused', reasons: ['There is no open offer of that id.'] };
  if (offer.expiresOn !== null && offer.expiresOn < today) return { kind: 'refused', reasons: [`The offer stood until ${offer.expiresOn}.`] };
  const { arrangementId, totalMinor, instalments } = offer;
  return acceptFact(transaction, {
    accountId: act.accountId, factId: `arrangementAgreed:${act.actId}`, source: act.officer, occurredAt: context.now, body: { kind: 'arrangementAgreed', arrangementId, totalMinor, instalments, settles: act.settles },
  }, context);
}

export type Reopening = { readonly actId: string; readonly accountId: string; readonly reason: string; readonly officer: string };

/** Works a closed account again. What was written off for want of success is owed again; what was settled is not. Throws ACCOUNT_UNKNOWN. */
export async function reopenAccount(transaction: Transaction, { actId, accountId, reason, officer }: Reopening, context: AcceptanceContext): Promise<Acceptance> {
  const { currency } = await lockAccount(transaction, accountId);
  const { outcome } = await transaction.account.findUniqueOrThrow({ where: { id: accountId }, select: { outcome: true } });
  const accepted = await acceptFact(transaction, {
    accountId, factId: `accountReopened:${actId}`, source: officer, occurredAt: context.now, body: { kind: 'accountReopened', reason },
  }, context);
  const lines = accepted.kind === 'accepted' && outcome === 'written_off' ? await writtenOff(transaction, accountId) : [];
  await postEntry(transaction, {
    kind: 'write_off', sourceId: `${accountId}:${actId}`, accountId, currency, postedAt: new Date(context.now), effectiveOn: context.now.slice(0, 10), lines: reversedLines(lines),
  });
  return accepted;
}

/** What all write-offs of an account together have taken off, line by line. */
async function writtenOff(transaction: Transaction, accountId: string): Promise<readonly PostingLine[]> {
  const sums = await transaction.ledgerPosting.groupBy({ by: ['ledgerAccount', 'debtId'], where: { entry: { accountId, kind: 'write_off' } }, _sum: { amountMinor: true } });
  return sums.map((row) => ({ ledgerAccount: row.ledgerAccount as LedgerAccount, debtId: row.debtId, amountMinor: Number(row._sum.amountMinor ?? 0n) })).filter((line) => line.amountMinor !== 0);
}
