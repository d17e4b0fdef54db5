/** Time enters here. Business time is wall time plus the sandbox's offset; in live mode the offset is always zero. */
import { toInstant, type Instant } from '#core/local-time.ts';
import type { Transaction, Database } from './db/database.ts';

export type Clock = {
  /** Business time now. */
  readonly now: () => Promise<Instant>;
};

/** The wall clock of this machine, for timestamps that are evidence and not judgement. */
export function wallNow(): Date {
  return new Date();
}

/** Production: the wall. */
export const wallClock: Clock = { now: () => Promise.resolve(toInstant(Date.now())) };

/** The sandbox: the wall plus the one offset row that `forward` moves. */
export function sandboxClock(database: Database): Clock {
  return { now: async () => toInstant(Date.now() + (await sandboxOffsetMs(database))) };
}

export async function sandboxOffsetMs(database: Database | Transaction): Promise<number> {
  const row = await database.sandboxClock.findUnique({ where: { id: 1 } });
  return row === null ? 0 : Number(row.offsetMs);
}

/**
 * Business time inside an activity. In production the wall; under time skipping the instant at which the attempt was scheduled, which is
 * virtual and moves with retries, plus the wall time since it began: an argument would be stale on a retry that crosses 21:00.
 */
export function activityNow(skipping: boolean, scheduledAtMs: number, startedWallMs: number): number {
  const wallMs = Date.now();
  return skipping ? scheduledAtMs + Math.max(0, wallMs - startedWallMs) : wallMs;
}
