/**
 * Everything that a rehearsal needs, of its own and gone afterwards: an in-memory Temporal server, a database in a temporary folder, the
 * sandbox, a print folder, and the real workers with the real senders in front of them. Nothing here reads a setting of the installation,
 * so nothing can reach a live provider, server or database.
 */
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { createEmailSender } from '#adapters/email/smtp-sender.ts';
import { openHandOverFolder } from '#adapters/legal/hand-over-folder.ts';
import { createLetterSender } from '#adapters/letter/letter-sender.ts';
import { openPrintFolder } from '#adapters/letter/print-folder.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { createSmsSender } from '#adapters/sms/twilio-sender.ts';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { openComposers, openTemplates } from '#processes/worker-dependencies.ts';
import { applyMigrations } from '#runtime/migrations.ts';
import { createDatabase, startPostgres } from '#runtime/postgres-server.ts';
import { ensureRetention, ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, connectWorker, startTemporal } from '#runtime/temporal-server.ts';
import { startSandbox, type SandboxHandle } from '#sandbox/start-sandbox.ts';
import type { TemplateCatalogue } from '#adapters/templates/template-catalogue.ts';
import { temporalHistories } from '#worker/history-keeper.ts';
import { bundleWorkflows, startWorkers } from '#worker/start-worker.ts';
import { accountStarter, type AccountStarter } from '#worker/wake-accounts.ts';
import { loadConfig } from '../config.ts';

export type RehearsalWorld = {
  readonly database: Database;
  readonly client: Client;
  readonly sandbox: SandboxHandle;
  readonly starter: AccountStarter;
  readonly referenceData: ReferenceData;
  readonly templates: TemplateCatalogue;
  /** Letters that lie at the print shop. */
  readonly printedLetterIds: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

export type WorldOptions = {
  /** A `temporal` program of the user's own, or null. */
  readonly temporalCliPath: string | null;
  /** Year of the calendars that printed dates rest on. */
  readonly year: number;
  readonly onStep: (sentence: string) => void;
};

const DATABASE_NAME = 'rehearsal';
const LETTERS = 'letters';
const PROVIDER_TIMEOUT_MS = 15_000;
const SETTLE_AFTER_MS = 1_000;
/** Providers here take what they are given; a rate would only make the rehearsal wait. */
const NO_RATE = 1_000;

type Part = { readonly stop: () => Promise<unknown> };

/** Brings everything up; what was started before a step fails is stopped again. */
export async function openRehearsalWorld(options: WorldOptions): Promise<RehearsalWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-rehearsal-'));
  // As root the database runs as another user, who has to be able to enter.
  await chmod(folder, 0o755);
  const parts: Part[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }];
  const close = async (): Promise<void> => { for (const part of parts.splice(0).toReversed()) await part.stop(); };
  try {
    return { ...(await startParts(options, folder, parts)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(options: WorldOptions, folder: string, parts: Part[]): Promise<Omit<RehearsalWorld, 'close'>> {
  options.onStep('starting a database and a Temporal server of its own');
  const { temporal: settings } = loadConfig({});
  const [database, address, bundle, referenceData] = await Promise.all([
    startDatabase(folder, parts), startServer(options, folder, parts), bundleWorkflows(), createReferenceData(),
  ]);
  const sandbox = await startSandbox({ host: '127.0.0.1', httpPort: 0, smtpPort: 0, folder: null, apiUrl: null, apiKey: null, directory: null, clock: null });
  parts.push({ stop: () => sandbox.stop() });
  const connection = await connectClient(address, settings);
  parts.push({ stop: () => connection.close() });
  const workerConnection = await connectWorker(address, settings);
  parts.push({ stop: () => workerConnection.close() });
  const client = new Client({ connection, namespace: settings.namespace });
  const starter = accountStarter({ client, database, queuePrefix: '' });
  const templates = openTemplates();
  options.onStep('starting the workers');
  const workers = await startWorkers({
    connection: workerConnection, namespace: settings.namespace, queuePrefix: '', bundle, ratesPerSecond: { sms: NO_RATE, email: NO_RATE, letter: NO_RATE },
    maximumCachedWorkflows: 500, stickyTimeoutMs: 5_000,
    dependencies: {
      database, referenceData, mode: 'sandbox', timeSkipping: true, ...openComposers(templates, 'http://rehearsal.example', options.year),
      senders: await openSenders(sandbox, folder), histories: temporalHistories(client), handOvers: await openHandOverFolder(join(folder, 'handover')),
    },
  });
  parts.push({ stop: () => workers.stop() });
  return { database, client, sandbox, starter, referenceData, templates, printedLetterIds: () => lettersIn(folder) };
}

async function startDatabase(folder: string, parts: Part[]): Promise<Database> {
  const server = await startPostgres({ folder: join(folder, 'postgres'), port: 0, durable: false });
  parts.push(server);
  await createDatabase(server.url('postgres'), DATABASE_NAME);
  const url = server.url(DATABASE_NAME);
  await applyMigrations(url);
  const database = openDatabase({ url, poolSize: 20 });
  parts.push({ stop: () => database.$disconnect() });
  return database;
}

async function startServer({ temporalCliPath, onStep }: WorldOptions, folder: string, parts: Part[]): Promise<string> {
  await mkdir(PROGRAM_CACHE, { recursive: true });
  const { temporal: settings } = loadConfig({});
  const binary = await findTemporalBinary({ cliPath: temporalCliPath, cacheFolder: PROGRAM_CACHE, onProgress: onStep });
  const server = await startTemporal({ binary, folder: join(folder, 'temporal'), port: 0, uiPort: null, durable: false, namespace: settings.namespace });
  parts.push(server);
  const connection = await connectClient(server.address, settings);
  await ensureRetention(connection, settings.namespace);
  await ensureSearchAttributes(connection, settings.namespace, SEARCH_ATTRIBUTES, true);
  await connection.close();
  return server.address;
}

async function lettersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, LETTERS));
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).toSorted();
}

/** The production senders, pointed at the sandbox. No receipts are called back: the rehearsal reads them from the sandbox in their turn. */
async function openSenders(sandbox: SandboxHandle, folder: string) {
  const timing = { timeoutMs: PROVIDER_TIMEOUT_MS, settleAfterMs: SETTLE_AFTER_MS };
  return {
    sms: createSmsSender({ accountSid: sandbox.accountSid, authToken: sandbox.authToken, from: sandbox.smsFrom, apiBaseUrl: sandbox.twilioBaseUrl, statusCallbackUrl: null, ...timing }),
    email: createEmailSender({ smtpUrl: sandbox.smtpUrl, from: 'accounts@rehearsal.example', ...timing }),
    letter: createLetterSender(await openPrintFolder(join(folder, LETTERS))),
  };
}
