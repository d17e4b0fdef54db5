/**
 * The relay wakes runs whose cursor lags behind the accepted facts, starts rows that have no run, and wakes open accounts whose time to stir
 * has passed: lost wake-ups and lost runs heal here. It tries after 5 s, 30 s and 5 min, then raises an alarm; it never goes on for ever.
 * A run whose act waits in the queue of a provider's rate is late and not lost: it raises none.
 */
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import { wallNow } from '#adapters/clock.ts';
import { openTask } from '#adapters/db/accept/open-task.ts';
import { inTransaction, type Database } from '#adapters/db/database.ts';
import { findLagging, oldestUnread, unreadFrom } from '#adapters/db/read/lagging-accounts.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import type { Instant } from '#core/local-time.ts';
import type { AccountStarter } from './wake-accounts.ts';

export const RELAY_DELAYS_MS: readonly number[] = [5_000, 30_000, 300_000];
const TRIES = RELAY_DELAYS_MS.length;
const BATCH = 200;
/** When an account is looked at again whose act is still under way after all tries. */
const LOOK_AGAIN_MS = 300_000;

export type RelayOptions = {
  readonly database: Database; readonly starter: AccountStarter; readonly log: Logger; readonly businessNow: () => Promise<Instant>;
  /** Whether an act of the account is under way or waits for its turn. */
  readonly isActing: (accountId: string) => Promise<boolean>;
};

/** How many accounts a pass looked after, and the wall time from which the next one looks for facts that nobody took in. */
export type RelayPass = { readonly looked: number; readonly from: Date };

/**
 * One pass over the facts accepted since `from`, and over what should have stirred. Null looks once through the whole book for the oldest fact that
 * nobody took in, as a process does that has just started. Throws when the workflow server is away; no account has used up a try then.
 */
export async function relayOnce(options: RelayOptions, from: Date | null): Promise<RelayPass> {
  const now = wallNow();
  const since = from ?? await oldestUnread(options.database, TRIES);
  const lagging = await findLagging(options.database, { since, now, businessNow: await options.businessNow(), tries: TRIES, limit: BATCH });
  for (const { accountId, tries } of lagging) {
    const delayMs = RELAY_DELAYS_MS[tries];
    const relayAt = new Date(now.getTime() + (delayMs ?? LOOK_AGAIN_MS));
    try {
      if (delayMs !== undefined) await options.starter.wake([accountId]);
      else if (await options.isActing(accountId)) { await putOff(options.database, accountId, relayAt); continue; }
      else await alarm(options, accountId);
    } catch (error) {
      // While the server is away nobody can be woken: that says nothing about the account, and the next pass begins anew.
      if (isServerAway(error)) throw error;
      // One account that cannot be woken must not keep the others waiting.
      options.log.warn({ accountId, error: error instanceof Error ? error.message : String(error) }, 'account could not be woken');
    }
    await noteTry(options.database, accountId, relayAt);
  }
  return { looked: lagging.length, from: await unreadFrom(options.database, since, TRIES) };
}

/** gRPC's statuses for a server that is not there or does not answer. */
const AWAY: ReadonlySet<number> = new Set([4, 14]);

function isServerAway(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && AWAY.has(cause.code);
}

/** Nothing helped: supervisors are told once. */
async function alarm({ database, log, businessNow }: RelayOptions, accountId: string): Promise<void> {
  log.error({ accountId }, 'account does not stir; its run needs a person');
  const now = await businessNow();
  await inTransaction(database, (transaction) => openTask(transaction, {
    taskId: `stalled:${accountId}:${now.slice(0, 10)}`, accountId, kind: 'alert', subject: 'account_does_not_stir',
    script: 'Its run does not take in its facts or keep its time: look at it in the workflow server.', now, withinMs: PERSON_ANSWERS_WITHIN_MS,
  }));
}

/** Counts the try; a row that was never decided gets its place in the read model, so that its tries are counted too. */
async function noteTry(database: Database, accountId: string, relayAt: Date): Promise<void> {
  await database.$executeRaw`
    INSERT INTO account_next (account_id, cursor, decision_no, step, decided_at, relay_tries, relay_at)
    VALUES (${accountId}, 0, 0, '{"kind":"wait","until":"1970-01-01T00:00:00.000Z","reasons":[]}'::jsonb, 'epoch', 1, ${relayAt}::timestamptz)
    ON CONFLICT (account_id) DO UPDATE SET relay_tries = account_next.relay_tries + 1, relay_at = ${relayAt}::timestamptz`;
}

async function putOff(database: Database, accountId: string, relayAt: Date): Promise<void> {
  await database.accountNext.updateMany({ where: { accountId }, data: { relayAt } });
}
