/** The database: one client per process, and transactions that take the person's row lock first. */
import { PrismaPg } from '@prisma/adapter-pg';
import { DunwellError } from '#contracts/failures.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;
export type JsonValue = Prisma.InputJsonValue;

export type DatabaseOptions = {
  readonly url: string;
  /** Connections of this process: decisions run inside workflow tasks, so the pool must not be smaller than their slots need. */
  readonly poolSize: number;
};

/** Longer than any transaction of ours lasts. A process whose machine is suspended or cut off would otherwise keep a person's row locked for hours. */
const ABANDONED_AFTER_MS = 30_000;

/** Opens a client; `$disconnect()` closes it. */
export function openDatabase({ url, poolSize }: DatabaseOptions): Database {
  const adapter = new PrismaPg(
    { connectionString: url, max: poolSize, connectionTimeoutMillis: 3_000, idleTimeoutMillis: 30_000, idle_in_transaction_session_timeout: ABANDONED_AFTER_MS },
    // A connection that the server ended is replaced by the pool; without a listener it would end the process.
    { onPoolError: () => undefined, onConnectionError: () => undefined },
  );
  return new PrismaClient({ adapter });
}

/** Throws DATABASE_UNAVAILABLE with the reason, without the words that the client puts around it. */
export async function expectReachable(database: Database): Promise<void> {
  await database.$queryRaw`SELECT 1`.catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    throw new DunwellError('DATABASE_UNAVAILABLE', `The database does not answer: ${/Message: `(.+)`/s.exec(said)?.[1] ?? said}`);
  });
}

const CONNECTED_WITHIN_MS = 3_000;
const DONE_WITHIN_MS = 10_000;

/** Runs work in one transaction, which fails when it lasts longer than the time it is given. */
export function inTransaction<T>(database: Database, work: (transaction: Transaction) => Promise<T>, timeoutMs = DONE_WITHIN_MS): Promise<T> {
  return database.$transaction(work, { maxWait: CONNECTED_WITHIN_MS, timeout: timeoutMs });
}

/**
 * Takes the persons' row locks: every act on a person or one of his accounts queues here, across all of them. Always in one order, so that two
 * operations on the same persons wait for each other and never in a ring.
 */
export async function lockPersons(transaction: Transaction, partyIds: readonly string[]): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM party WHERE id = ANY(${[...new Set(partyIds)]}) ORDER BY id FOR UPDATE`;
}

/** Lets requests with the same id through one after the other. Taken before any person's lock. */
export async function lockId(transaction: Transaction, id: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 0))`;
}

/** Data from the core as a JSON column takes it. */
export function asJson(value: unknown): JsonValue {
  return value as JsonValue;
}
