/** `dunwell worker`: decisions, acts and sends, and the loops that keep wake-ups, letters and histories from being lost. */
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { localDateOf, toMillis } from '#core/local-time.ts';
import type { InstallationRecord } from '#runtime/installation.ts';
import { ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { connectClient, connectWorker } from '#runtime/temporal-server.ts';
import type { Config } from '../config.ts';
import { clockOf, resolveEndpoints, type Endpoints } from './endpoints.ts';
import { lockMode } from './mode-lock.ts';
import { keepHistories, temporalHistories } from '#worker/history-keeper.ts';
import { isActing } from '#worker/is-acting.ts';
import { keepLetters } from '#worker/letter-keeper.ts';
import { recallLetters } from '#worker/letter-recaller.ts';
import { startLoop, type Loop } from '#worker/loop.ts';
import { relayOnce } from '#worker/relay.ts';
import { alarmHoldReviews, alarmOverdueTasks } from '#worker/task-keeper.ts';
import { bundleWorkflows, startWorkers } from '#worker/start-worker.ts';
import { accountStarter, type AccountStarter } from '#worker/wake-accounts.ts';
import { activityDependencies, openComposers, openHandOvers, openSenders, openTemplates, type Senders } from './worker-dependencies.ts';

export type RunningWorker = { readonly stop: () => Promise<void>; readonly failed: Promise<never> };

const LETTERS_EVERY_MS = 5_000;
const TASKS_EVERY_MS = 30_000;
const HISTORIES_EVERY_MS = 30_000;
const HISTORIES_LOOK_BACK_MS = 90 * 86_400_000;

/** Starts everything that a worker process does; `stop` drains: what was given to a provider gets its outcome. */
export async function runWorker(config: Config, record: InstallationRecord | null, log: Logger): Promise<RunningWorker> {
  const endpoints = resolveEndpoints(config, record);
  const connection = await connectClient(endpoints.temporalAddress, config.temporal);
  // A run that sets an unknown attribute freezes: better not to start at all.
  await ensureSearchAttributes(connection, config.temporal.namespace, SEARCH_ATTRIBUTES, false);
  const workerConnection = await connectWorker(endpoints.temporalAddress, config.temporal);
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const database = openDatabase({ url: endpoints.databaseUrl, poolSize: config.database.poolSize });
  await lockMode(database, endpoints.mode);
  const [referenceData, senders, handOvers, bundle] = await Promise.all([createReferenceData(), openSenders(config, endpoints), openHandOvers(config, endpoints), bundleWorkflows()]);
  const starter = accountStarter({ client, database, queuePrefix: config.temporal.queuePrefix });
  const histories = temporalHistories(client);
  const composers = openComposers(openTemplates(), endpoints.publicBaseUrl, new Date().getUTCFullYear());
  const workers = await startWorkers({
    connection: workerConnection, namespace: config.temporal.namespace, queuePrefix: config.temporal.queuePrefix, bundle, ...config.worker,
    dependencies: activityDependencies({ database, referenceData, endpoints, composers, senders, histories, handOvers }),
  });
  const loops = startLoops({ config, endpoints, database, referenceData, senders, client, starter, log });
  log.info({ mode: endpoints.mode }, 'worker started');
  return {
    failed: workers.failed,
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await workers.stop();
      await Promise.all([database.$disconnect(), connection.close()]);
      await workerConnection.close();
      log.info('worker drained');
    },
  };
}

type LoopParts = {
  readonly config: Config; readonly endpoints: Endpoints; readonly database: Database; readonly referenceData: ReferenceData; readonly senders: Senders;
  readonly client: Client; readonly starter: AccountStarter; readonly log: Logger;
};

function startLoops({ config, endpoints, database, referenceData, senders, client, starter, log }: LoopParts): readonly Loop[] {
  let since = new Date(Date.now() - HISTORIES_LOOK_BACK_MS);
  let at: LetterCursors = { mailed: null, recalled: null };
  let unreadFrom: Date | null = null;
  const businessNow = () => clockOf(endpoints, database).now();
  const relay = { database, starter, log, businessNow, isActing: (accountId: string) => isActing(client, accountId) };
  const keeper = { client, database, histories: temporalHistories(client), log };
  return [
    startLoop({ name: 'relay', intervalMs: config.worker.relayIntervalMs, log, pass: async () => { unreadFrom = (await relayOnce(relay, unreadFrom)).from; } }),
    startLoop({ name: 'histories', intervalMs: HISTORIES_EVERY_MS, log, pass: async () => { since = await keepHistories(keeper, since); } }),
    startLoop({ name: 'tasks', intervalMs: TASKS_EVERY_MS, log, pass: () => alarmOverdue(database, businessNow) }),
    startLoop({ name: 'letters', intervalMs: LETTERS_EVERY_MS, log, pass: async () => { at = await passLetters({ endpoints, database, referenceData, senders, log }, at); } }),
  ];
}

async function alarmOverdue(database: Database, businessNow: () => Promise<string>): Promise<void> {
  const now = await businessNow();
  await alarmOverdueTasks(database, now);
  await alarmHoldReviews(database, now);
}

/** Where the last pass over the letters stopped: null, at their end. */
type LetterCursors = { readonly mailed: string | null; readonly recalled: string | null };

/** What may not go out any more is called back first. The sandbox plays the print shop too: what was handed over on an earlier business day is mailed. */
async function passLetters({ endpoints, database, referenceData, senders, log }: Omit<LoopParts, 'config' | 'client' | 'starter'>, at: LetterCursors): Promise<LetterCursors> {
  const { letters } = senders;
  if (letters === null) return at;
  const now = await clockOf(endpoints, database).now();
  const recalled = await recallLetters({ database, referenceData, mode: endpoints.mode, vendor: letters, log, now }, at.recalled);
  if (endpoints.mode === 'sandbox') {
    const today = localDateOf(toMillis(now), 'UTC');
    await letters.mailDue(today, referenceData.calendar('US', today));
  }
  const mailed = await keepLetters({ database, vendor: letters, log }, at.mailed);
  return { mailed: mailed.after, recalled: recalled.after };
}
