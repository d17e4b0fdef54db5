/** Fact rows: the account's own order, without gaps, each id once. */
import { createHash } from 'node:crypto';
import type { AccountFact, FactBody } from '#core/account/fact.ts';
import { canonicalJson } from '#core/account/stable-hash.ts';
import { asJson, type Transaction } from './database.ts';

export type FactRow = {
  readonly factId: string;
  readonly accountId: string;
  readonly body: FactBody;
  readonly source: string;
  readonly occurredAt: string;
  readonly acceptedAt: string;
};

export type Insertion =
  | { readonly kind: 'inserted'; readonly seq: number }
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** The id stands for something else already. */
  | { readonly kind: 'conflict'; readonly seq: number };

/** Inserts a fact with the account's next seq. The caller holds the person's row lock. */
export async function insertFact(transaction: Transaction, row: FactRow): Promise<Insertion> {
  const bodyHash = hashBody(row.body);
  const existing = await transaction.fact.findUnique({ where: { id: row.factId } });
  if (existing !== null) {
    const same = existing.bodyHash === bodyHash && existing.accountId === row.accountId;
    return { kind: same ? 'duplicate' : 'conflict', seq: existing.seq };
  }
  const { lastSeq } = await transaction.account.update({ where: { id: row.accountId }, data: { lastSeq: { increment: 1 } }, select: { lastSeq: true } });
  await transaction.fact.create({
    data: {
      id: row.factId, accountId: row.accountId, seq: lastSeq, kind: row.body.kind, body: asJson(row.body), bodyHash, source: row.source,
      occurredAt: new Date(row.occurredAt), acceptedAt: new Date(row.acceptedAt),
    },
  });
  return { kind: 'inserted', seq: lastSeq };
}

/** Facts after a cursor in their order, at most `limit`. */
export async function factsAfter(transaction: Transaction, accountId: string, cursor: number, limit: number): Promise<readonly AccountFact[]> {
  const rows = await transaction.fact.findMany({ where: { accountId, seq: { gt: cursor } }, orderBy: { seq: 'asc' }, take: limit });
  return rows.map((row) => ({ factId: row.id, seq: row.seq, occurredAt: row.occurredAt.toISOString(), body: row.body as FactBody }));
}

function hashBody(body: FactBody): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}
