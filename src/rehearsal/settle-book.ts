/** What is still on its way when the runs have arrived: notices of the providers, facts that no run has taken in, acts without an outcome. */
import { setTimeout as delay } from 'node:timers/promises';
import { sandboxClock, wallNow } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import type { Instant } from '#core/local-time.ts';

/** Waits, at most so many milliseconds, until the sandbox's providers have told all they have to tell; gives how many notices are under way then. */
export type AwaitProviders = (withinMs: number) => Promise<number>;

export type Unsettled = {
  /** Receipts and reports that nobody has taken yet. */
  readonly notices: number;
  /** Accounts with a fact that their run has not taken in, or with an act under way. */
  readonly accountIds: readonly string[];
};

export type SettleOptions = {
  readonly database: Database;
  readonly awaitProviders?: AwaitProviders;
  /** Accounts of which it is known that they wait for something else: a worker, a repair, a run. */
  readonly except: ReadonlySet<string>;
};

/** Longer than the relay needs to find a lost wake-up. */
const SETTLED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Waits until nothing is on its way, for twenty seconds at most; what is still on its way then is the result. */
export async function settleBook(options: SettleOptions): Promise<Unsettled> {
  const deadlineMs = wallNow().getTime() + SETTLED_WITHIN_MS;
  for (let quietLooks = 0; ;) {
    const leftMs = Math.max(0, deadlineMs - wallNow().getTime());
    const unsettled = await look(options, leftMs);
    // A run may begin what a provider has to answer between the two parts of one look; the second one would see it.
    quietLooks = unsettled.notices === 0 && unsettled.accountIds.length === 0 ? quietLooks + 1 : 0;
    if (quietLooks === 2 || (quietLooks === 0 && leftMs === 0)) return unsettled;
    await delay(LOOK_EVERY_MS);
  }
}

async function look({ database, awaitProviders, except }: SettleOptions, withinMs: number): Promise<Unsettled> {
  const notices = (await awaitProviders?.(withinMs)) ?? 0;
  const accountIds = await loadUnsettled(database, await sandboxClock(database).now());
  return { notices, accountIds: accountIds.filter((accountId) => !except.has(accountId)) };
}

async function loadUnsettled(database: Database, businessNow: Instant): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ readonly id: string }[]>`
    SELECT a.id FROM account a LEFT JOIN account_next n ON n.account_id = a.id
    WHERE (a.status = 'open' AND n.next_action_at <= ${businessNow}::timestamptz)
      OR EXISTS (SELECT 1 FROM fact f WHERE f.account_id = a.id AND f.seq > COALESCE(n.cursor, 0) AND f.kind <> 'accountClosed')
      OR EXISTS (SELECT 1 FROM touch t WHERE t.account_id = a.id AND t.status = 'claimed')
    ORDER BY a.id`;
  return rows.map((row) => row.id);
}
