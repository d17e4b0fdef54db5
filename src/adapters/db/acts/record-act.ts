/** Acts that are bookkeeping: one transaction with the decision row, the fact and its rows; idempotent by the fact's id. */
import type { ActRequest } from '#contracts/activities.ts';
import type { FactBody } from '#core/account/fact.ts';
import type { Act } from '#core/account/step.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';
import { insertWithRows, lockAccount, type Acceptance } from '../accept/accept-facts.ts';
import { writeDecision } from '../touch/claim-touch.ts';

const DONE: Verdict = { kind: 'allow', ruleIds: [] };

export type ActFact = { readonly factId: string; readonly body: FactBody };

/**
 * Records what an act did. Nothing happens when facts lie beyond the decision's cursor: the run decides again.
 * `rows` writes what belongs to the first acceptance only.
 */
export function recordAct(
  database: Database, request: ActRequest<Act>, facts: readonly ActFact[], now: string, rows: (transaction: Transaction) => Promise<void> = () => Promise.resolve(),
): Promise<'recorded' | 'stale'> {
  return inTransaction(database, async (transaction) => {
    const { lastSeq } = await lockAccount(transaction, request.accountId);
    const known = await transaction.fact.count({ where: { id: { in: facts.map((fact) => fact.factId) } } });
    if (known === facts.length) return 'recorded';
    if (lastSeq > request.cursor) return 'stale';
    await writeDecision(transaction, request, { kind: 'act', verdict: DONE, circumstances: request.decision.circumstances, nowMs: Date.parse(now) });
    await rows(transaction);
    for (const fact of facts) await insertOrThrow(transaction, { ...fact, accountId: request.accountId, source: 'dunwell', occurredAt: now }, now);
    return 'recorded';
  });
}

async function insertOrThrow(transaction: Transaction, fact: Parameters<typeof insertWithRows>[1], now: string): Promise<void> {
  const accepted: Acceptance = await insertWithRows(transaction, fact, { now });
  if (accepted.kind === 'conflict') throw new Error(`Fact ${fact.factId} exists with another body: ${accepted.reasons.join(' ')}`);
}
