/** Orders that build on what stands on the account: taking up an offer as it was made, working a closed account again. */
import { isOwedAgain } from '#core/account/reopening.ts';
import { reversedLines } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { entryLines, postEntry } from '../ledger.ts';
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

/**
 * Works a closed account again. What the core says is owed again is taken back by the exact reversal of its write-off, which names it; a payment
 * that came meanwhile stays unapplied and counts for the balance. Throws ACCOUNT_UNKNOWN.
 */
export async function reopenAccount(transaction: Transaction, { actId, accountId, reason, officer }: Reopening, context: AcceptanceContext): Promise<Acceptance> {
  const { currency } = await lockAccount(transaction, accountId);
  const { state } = await acceptanceView(transaction, accountId, context);
  const accepted = await acceptFact(transaction, {
    accountId, factId: `accountReopened:${actId}`, source: officer, occurredAt: context.now, body: { kind: 'accountReopened', reason },
  }, context);
  if (accepted.kind !== 'accepted' || !isOwedAgain(state)) return accepted;
  for (const sourceId of await standingWriteOffs(transaction, accountId)) {
    const lines = await entryLines(transaction, 'write_off', sourceId) ?? [];
    await postEntry(transaction, {
      kind: 'write_off_reversal', sourceId, accountId, currency, postedAt: new Date(context.now), effectiveOn: context.now.slice(0, 10), lines: reversedLines(lines),
    });
  }
  return accepted;
}

/** Write-offs that no reversal has taken back yet. */
async function standingWriteOffs(transaction: Transaction, accountId: string): Promise<readonly string[]> {
  const entries = await transaction.ledgerEntry.findMany({ where: { accountId, kind: { in: ['write_off', 'write_off_reversal'] } }, select: { kind: true, sourceId: true }, orderBy: { id: 'asc' } });
  const reversed = new Set(entries.filter((entry) => entry.kind === 'write_off_reversal').map((entry) => entry.sourceId));
  return entries.filter((entry) => entry.kind === 'write_off' && !reversed.has(entry.sourceId)).map((entry) => entry.sourceId);
}
