/** One order, one effect: the same id with the same content is answered as before, with another content it is a conflict. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/account/stable-hash.ts';
import { inTransaction, lockId, type Database, type Transaction } from '../database.ts';
import type { Acceptance } from './accept-facts.ts';

/** Runs an acceptance in one transaction of which nothing stays when the answer is no. */
export async function acceptWholly<A extends { readonly kind: string }>(database: Database, work: (transaction: Transaction) => Promise<A>): Promise<A> {
  try {
    return await inTransaction(database, async (transaction) => {
      const answer = await work(transaction);
      if (answer.kind === 'refused' || answer.kind === 'conflict') throw new NotAccepted(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof NotAccepted) return error.answer as A;
    throw error;
  }
}

/** Carries a refusal out of its transaction, which is rolled back on the way. */
class NotAccepted extends Error {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('not accepted');
    this.answer = answer;
  }
}

export type Order = {
  readonly id: string;
  readonly kind: string;
  readonly officer: string;
  readonly accountId: string | null;
  /** All that the order says; equal orders have equal contents. */
  readonly content: unknown;
  readonly now: string;
};

/** Carries out an order that was not carried out before. What was refused may be sent again under its id. */
export async function acceptOnce(transaction: Transaction, order: Order, work: () => Promise<Acceptance>): Promise<Acceptance> {
  await lockId(transaction, order.id);
  const { id, kind, officer, accountId } = order;
  const contentHash = createHash('sha256').update(canonicalJson(order.content)).digest('hex');
  const before = await transaction.officerAct.findUnique({ where: { id } });
  if (before !== null) {
    return before.contentHash === contentHash ? { kind: 'duplicate', seq: before.seq } : { kind: 'conflict', reasons: [`The id ${id} was used before for something else.`] };
  }
  const answer = await work();
  if (answer.kind === 'accepted') {
    await transaction.officerAct.create({ data: { id, kind, officer, accountId, contentHash, seq: answer.seq, acceptedAt: new Date(order.now) } });
  }
  return answer;
}

/** Several acceptances that belong together: the first that is no acceptance is the answer, otherwise all accounts reached. */
export function allAccepted(acceptances: readonly Acceptance[]): Acceptance {
  const against = acceptances.find((acceptance) => acceptance.kind === 'refused' || acceptance.kind === 'conflict');
  if (against !== undefined) return against;
  const accountIds = acceptances.flatMap((acceptance) => (acceptance.kind === 'accepted' ? acceptance.accountIds : []));
  const seq = Math.max(0, ...acceptances.map((acceptance) => ('seq' in acceptance ? acceptance.seq : 0)));
  return { kind: 'accepted', seq, accountIds: [...new Set(accountIds)].sort() };
}
