/** Time enters here. Business time is wall time plus the sandbox's offset; in live mode the offset is always zero. */
import { toInstant, type Instant } from '#core/local-time.ts';
import type { Transaction, Database } from './db/database.ts';

export type Clock = {
  /**
   * Business time now; with an account's id the time of its person. The two differ only while the sandbox's book is being moved: a person
   * is then ahead of the book, and a fact about him must not be older than what was done to him already.
   */
  readonly now: (accountId?: string) => Promise<Instant>;
};

/** The wall clock of this machine, for timestamps that are evidence and not judgement. */
export function wallNow(): Date {
  return new Date();
}

/** Production: the wall. */
export const wallClock: Clock = { now: () => Promise.resolve(toInstant(Date.now())) };

/** The sandbox: the wall plus the one offset row that `forward` moves, or a person's own time where that is later. */
export function sandboxClock(database: Database): Clock {
  return {
    now: async (accountId) => {
      const bookMs = Date.now() + (await sandboxOffsetMs(database));
      if (accountId === undefined) return toInstant(bookMs);
      const [latest] = await latestOfPersons(database, [accountId]);
      return toInstant(Math.max(bookMs, latest?.latestMs ?? 0));
    },
  };
}

export async function sandboxOffsetMs(database: Database | Transaction): Promise<number> {
  const row = await database.sandboxClock.findUnique({ where: { id: 1 } });
  return row === null ? 0 : Number(row.offsetMs);
}

type LatestRow = { readonly account_id: string; readonly latest: Date | null };

/** The latest business instant at which anything was decided, told or done about each account's person, over all his accounts. */
export async function latestOfPersons(database: Database, accountIds: readonly string[]): Promise<readonly { readonly accountId: string; readonly latestMs: number }[]> {
  if (accountIds.length === 0) return [];
  const rows = await database.$queryRaw<LatestRow[]>`
    SELECT a.id AS account_id, GREATEST(
      (SELECT MAX(n.decided_at) FROM account_next n JOIN account own ON own.id = n.account_id WHERE own.party_id = a.party_id),
      (SELECT MAX(f.accepted_at) FROM fact f JOIN account own ON own.id = f.account_id WHERE own.party_id = a.party_id),
      (SELECT MAX(t.claimed_at) FROM touch t WHERE t.party_id = a.party_id)) AS latest
    FROM account a WHERE a.id = ANY(${[...accountIds]})`;
  return rows.map((row) => ({ accountId: row.account_id, latestMs: row.latest?.getTime() ?? 0 }));
}

/**
 * Business time inside an activity. In production the wall; under time skipping the instant at which the attempt was scheduled, which is
 * virtual and moves with retries, plus the wall time since it began: an argument would be stale on a retry that crosses 21:00.
 */
export function activityNow(skipping: boolean, scheduledAtMs: number, startedWallMs: number): number {
  const wallMs = Date.now();
  return skipping ? scheduledAtMs + Math.max(0, wallMs - startedWallMs) : wallMs;
}
