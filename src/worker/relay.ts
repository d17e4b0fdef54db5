/**
 * The relay wakes runs whose cursor lags behind the accepted facts, and starts rows that have no run: lost wake-ups heal here.
 * It tries after 5 s, 30 s and 5 min, then raises an alarm; it never goes on for ever.
 */
import type { Logger } from 'pino';
import { wallNow } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import type { AccountStarter } from './wake-accounts.ts';

export const RELAY_DELAYS_MS: readonly number[] = [5_000, 30_000, 300_000];
const BATCH = 200;

export type RelayOptions = { readonly database: Database; readonly starter: AccountStarter; readonly log: Logger };
type Lagging = { readonly account_id: string; readonly relay_tries: number };

/** One pass; returns how many runs were woken. */
export async function relayOnce({ database, starter, log }: RelayOptions): Promise<number> {
  const now = wallNow();
  const lagging = await database.$queryRaw<Lagging[]>`
    SELECT a.id AS account_id, COALESCE(n.relay_tries, 0) AS relay_tries
    FROM account a
    LEFT JOIN account_next n ON n.account_id = a.id
    JOIN LATERAL (SELECT wall_at FROM fact f WHERE f.account_id = a.id AND f.seq > COALESCE(n.cursor, 0) AND f.kind <> 'accountClosed' ORDER BY f.seq LIMIT 1) oldest ON TRUE
    WHERE a.last_seq > COALESCE(n.cursor, 0) AND oldest.wall_at < ${now}::timestamptz - INTERVAL '5 seconds'
      AND COALESCE(n.relay_tries, 0) <= ${RELAY_DELAYS_MS.length} AND (n.relay_at IS NULL OR n.relay_at <= ${now}::timestamptz)
    ORDER BY a.id LIMIT ${BATCH}`;
  for (const { account_id: accountId, relay_tries: tries } of lagging) {
    if (tries >= RELAY_DELAYS_MS.length) {
      log.error({ accountId, tries }, 'account does not take in its facts; its run needs a person');
    } else {
      await starter.wake([accountId]);
    }
    await noteTry(database, accountId, new Date(now.getTime() + (RELAY_DELAYS_MS[tries] ?? 0)));
  }
  return lagging.length;
}

/** Counts the try; a row that was never decided gets its place in the read model, so that its tries are counted too. */
async function noteTry(database: Database, accountId: string, relayAt: Date): Promise<void> {
  await database.$executeRaw`
    INSERT INTO account_next (account_id, cursor, decision_no, step, decided_at, relay_tries, relay_at)
    VALUES (${accountId}, 0, 0, '{"kind":"wait","until":"1970-01-01T00:00:00.000Z","reasons":[]}'::jsonb, now(), 1, ${relayAt}::timestamptz)
    ON CONFLICT (account_id) DO UPDATE SET relay_tries = account_next.relay_tries + 1, relay_at = ${relayAt}::timestamptz`;
}
