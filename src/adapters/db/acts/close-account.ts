/** T4: the end of an account: its outcome, final state, write-off and decision row in one transaction. */
import type { CloseRequest, CloseResult } from '#contracts/activities.ts';
import type { Outcome } from '#core/account/fact.ts';
import { writeOffLines } from '#core/ledger/entry.ts';
import { asJson, inTransaction, type Database, type Transaction } from '../database.ts';
import { insertWithRows, lockAccount } from '../accept/accept-facts.ts';
import { accountBalances, postEntry } from '../ledger.ts';
import { writeDecision } from '../touch/claim-touch.ts';

/** Outcomes after which nothing is owed to us any more; recalled and returned balances stay the creditor's. */
const WAIVES_REST: readonly Outcome[] = ['settled', 'written_off', 'closed_by_law'];

export function closeAccount(database: Database, request: CloseRequest, now: string): Promise<CloseResult> {
  return inTransaction(database, async (transaction) => {
    const { accountId, decision } = request;
    const { currency, status, lastSeq } = await lockAccount(transaction, accountId);
    if (status === 'closed') return closedBefore(transaction, request, lastSeq);
    if (lastSeq > request.cursor) return { kind: 'stale' } as const;
    if (decision.step.kind !== 'end') throw new Error(`Decision ${decision.decisionNo} of ${accountId} does not end the account`);
    const { outcome } = decision.step;
    await writeDecision(transaction, request, { kind: 'close', verdict: { kind: 'allow', ruleIds: [] }, circumstances: decision.circumstances, nowMs: Date.parse(now) });
    if (WAIVES_REST.includes(outcome)) {
      const { debts } = await accountBalances(transaction, accountId);
      await postEntry(transaction, { kind: 'write_off', sourceId: `${accountId}:${request.cursor}`, accountId, currency, postedAt: new Date(now), effectiveOn: now.slice(0, 10), lines: writeOffLines(debts) });
    }
    await insertWithRows(transaction, { accountId, factId: `accountClosed:${accountId}:${request.cursor}`, source: 'dunwell', occurredAt: now, body: { kind: 'accountClosed', outcome } }, { now });
    await transaction.account.update({ where: { id: accountId }, data: { status: 'closed', outcome, closedAt: new Date(now), finalState: asJson(request.state) } });
    await endWhatIsOpen(transaction, accountId, outcome, new Date(now));
    return { kind: 'closed' } as const;
  });
}

/** Nothing of a closed account waits for anybody: what was paid was kept, everything else is off. */
async function endWhatIsOpen(transaction: Transaction, accountId: string, outcome: Outcome, closedAt: Date): Promise<void> {
  const isPaid = outcome === 'paid' || outcome === 'settled';
  await transaction.promise.updateMany({ where: { accountId, status: 'open' }, data: { status: isPaid ? 'kept' : 'cancelled' } });
  await transaction.arrangement.updateMany({ where: { accountId, status: { in: ['active', 'broken'] } }, data: { status: isPaid ? 'completed' : 'cancelled' } });
  await transaction.arrangement.updateMany({ where: { accountId, status: 'proposed' }, data: { status: 'cancelled' } });
  await transaction.task.updateMany({ where: { accountId, status: 'open', kind: { in: ['call', 'manual_contact', 'review', 'legal_review', 'gate_review'] } }, data: { status: 'cancelled', closedAt, result: outcome } });
}

/** A retry after the commit, or a follow-up run of a closed account: closed already, if nothing but the closing itself is unread. */
async function closedBefore(transaction: Transaction, request: CloseRequest, lastSeq: number): Promise<CloseResult> {
  const unread = await transaction.fact.count({ where: { accountId: request.accountId, seq: { gt: request.cursor }, kind: { not: 'accountClosed' } } });
  return unread === 0 && lastSeq >= request.cursor ? { kind: 'closed' } : { kind: 'stale' };
}
