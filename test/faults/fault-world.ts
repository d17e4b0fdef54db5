/**
 * Real parts that can be broken one by one: PostgreSQL and Temporal on files, the sandbox with its journal, and `dunwell worker` processes.
 * The servers and the sandbox are this process's, as they are `dunwell up`'s; the journal is the judge of what was really sent.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import { loadConfig } from '#config';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { forwardBook } from '#rehearsal/forward-book.ts';
import { removeInstallation, writeInstallation } from '#runtime/installation.ts';
import { applyMigrations } from '#runtime/migrations.ts';
import { freePort } from '#runtime/ports.ts';
import { createDatabase, startPostgres } from '#runtime/postgres-server.ts';
import { ensureRetention, ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { readServerRecord } from '#runtime/server-record.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, startTemporal } from '#runtime/temporal-server.ts';
import type { SandboxMessage } from '#sandbox/journal.ts';
import { startSandbox } from '#sandbox/start-sandbox.ts';
import { accountStarter } from '#worker/wake-accounts.ts';
import { readLetters } from '../support/sandbox-files.ts';
import { until } from '../support/until.ts';
import { openOneStepBook, type OneStepBook } from './one-step-book.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

export type FaultWorld = {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly client: Client;
  readonly seed: OneStepBook['seed'];
  /** Starts the runs of accounts. */
  readonly wake: (accounts: readonly { readonly accountId: string }[]) => Promise<void>;
  readonly startWorker: (settings?: Readonly<Record<string, string>>) => Promise<WorkerProcess>;
  /** What the providers were given for debtors, oldest first; repeated transmissions are there twice. */
  readonly sent: () => readonly SandboxMessage[];
  /** Ids of the letters that the print vendor has. */
  readonly letters: () => Promise<readonly string[]>;
  /** Lets the whole book live through so much time. */
  readonly forward: (milliseconds: number) => Promise<void>;
  readonly stopDatabase: () => Promise<void>;
  readonly startDatabase: () => Promise<void>;
  readonly killTemporal: () => Promise<void>;
  readonly startTemporal: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Waits of minutes in production are seconds here; none of them decides what is right, only how long it takes. */
const SHORT_WAITS = { STICKY_TIMEOUT_MS: '1000', PROVIDER_TIMEOUT_MS: '3000', SETTLE_AFTER_MS: '8000', RELAY_INTERVAL_MS: '1000' } as const;

type Cleaner = { readonly add: (undo: () => Promise<unknown>) => void; readonly run: () => Promise<void> };

export async function openFaultWorld(): Promise<FaultWorld> {
  const cleaner = createCleaner();
  try {
    return await openParts(cleaner);
  } catch (error) {
    await cleaner.run();
    throw error;
  }
}

async function openParts(cleaner: Cleaner): Promise<FaultWorld> {
  const home = await mkdtemp(join(tmpdir(), 'dunwell-faults-'));
  cleaner.add(() => rm(home, { recursive: true, force: true }));
  // As root the database runs as another user, who has to be able to enter.
  await chmod(home, 0o755);
  const [postgres, temporal] = await Promise.all([openPostgres(home, cleaner), openTemporal(home, cleaner)]);
  const database = openDatabase({ url: postgres.url, poolSize: 10 });
  cleaner.add(() => database.$disconnect());
  const connection = await connectClient(temporal.address, loadConfig({}).temporal);
  cleaner.add(() => connection.close());
  const client = new Client({ connection });
  const sandbox = await openSandbox(home, { temporalAddress: temporal.address, databaseUrl: postgres.url }, cleaner);
  const book = await openOneStepBook(database, home);
  const starter = accountStarter({ client, database, queuePrefix: '' });
  return {
    database, databaseUrl: postgres.url, client, seed: book.seed, sent: sandbox.sent,
    wake: (accounts) => starter.wake(accounts.map((account) => account.accountId)),
    startWorker: async (settings = {}) => {
      const worker = await startWorkerProcess({ ...SHORT_WAITS, DUNWELL_HOME: home, ...settings }, join(home, 'worker.log'));
      cleaner.add(() => worker.kill());
      return worker;
    },
    letters: () => readLetters(home),
    forward: async (by) => {
      const { stuckAccountIds } = await forwardBook({ database, client, mode: 'sandbox', startedByUs: true, by, onProgress: () => undefined });
      if (stuckAccountIds.length > 0) throw new Error(`Some accounts did not move: ${stuckAccountIds.join(' ')}`);
    },
    stopDatabase: postgres.stop, startDatabase: postgres.start, killTemporal: temporal.kill, startTemporal: temporal.start,
    close: cleaner.run,
  };
}

async function openPostgres(home: string, cleaner: Cleaner) {
  const folder = join(home, 'postgres');
  let server = await startPostgres({ folder, port: 0, durable: true });
  cleaner.add(() => server.stop());
  const { port } = server;
  await createDatabase(server.url('postgres'), 'dunwell');
  await applyMigrations(server.url('dunwell'));
  return { url: server.url('dunwell'), stop: () => server.stop(), start: async () => { server = await startPostgres({ folder, port, durable: true }); } };
}

async function openTemporal(home: string, cleaner: Cleaner) {
  const folder = join(home, 'temporal');
  const { cliPath, namespace } = loadConfig({}).temporal;
  const binary = await findTemporalBinary({ cliPath, cacheFolder: PROGRAM_CACHE, onProgress: () => undefined });
  const port = await freePort(0);
  const start = () => startTemporal({ binary, folder, port, uiPort: null, durable: true, namespace });
  let server = await start();
  cleaner.add(() => server.stop());
  const connection = await connectClient(server.address, loadConfig({}).temporal);
  await ensureRetention(connection, namespace);
  await ensureSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES, true);
  await connection.close();
  return {
    address: server.address,
    start: async () => { server = await start(); },
    kill: async () => {
      const { pid } = (await readServerRecord(folder))!;
      process.kill(pid, 'SIGKILL');
      await until('the end of the Temporal server', async () => !isAlive(pid));
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Nobody takes the receipts here: what became of a message has to be found out without them. */
const NO_API = 'http://127.0.0.1:9';

async function openSandbox(home: string, servers: { readonly temporalAddress: string; readonly databaseUrl: string }, cleaner: Cleaner) {
  const sandbox = await startSandbox({ host: '127.0.0.1', httpPort: 0, smtpPort: 0, folder: join(home, 'sandbox'), apiUrl: null, apiKey: null, directory: null, clock: null });
  cleaner.add(sandbox.stop);
  const { httpUrl, smtpUrl, twilioBaseUrl, accountSid, authToken, smsFrom: from } = sandbox;
  await answerForInstallation(cleaner);
  await writeInstallation(home, {
    pid: process.pid, mode: 'sandbox', startedAt: new Date().toISOString(), databaseUrl: servers.databaseUrl, api: { url: NO_API, port: 9, key: 'none' },
    temporal: { address: servers.temporalAddress, uiUrl: null, startedByUs: true },
    sandbox: { httpUrl, smtpUrl, twilioBaseUrl, accountSid, authToken, from },
  });
  cleaner.add(() => removeInstallation(home));
  return { sent: () => sandbox.messages().filter((message) => message.direction === 'outbound') };
}

/** A record counts while its process runs under our name; here the tests' own process stands for `dunwell up`. */
async function answerForInstallation(cleaner: Cleaner): Promise<void> {
  const { title } = process;
  process.title = 'dunwell faults';
  cleaner.add(async () => { process.title = title; });
}

/** Undoes in the opposite order, all of it, whatever fails on the way. */
function createCleaner(): Cleaner {
  const undos: (() => Promise<unknown>)[] = [];
  return {
    add: (undo) => { undos.push(undo); },
    run: async () => {
      const failures: unknown[] = [];
      for (const undo of undos.splice(0).toReversed()) await undo().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be cleaned up');
    },
  };
}
