/**
 * `dunwell up`: everything from one command. Servers first, then the sandbox, the book, the API and a worker as processes of their own;
 * stopping goes the other way round, so that what was given to a provider gets its outcome while there is a place to write it.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import { DunwellError } from '#contracts/failures.ts';
import { installationKey, lockHome, readInstallation, removeInstallation, writeInstallation, type InstallationRecord } from '#runtime/installation.ts';
import { freePort } from '#runtime/ports.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import { accountStarter } from '#worker/wake-accounts.ts';
import type { Config } from '../config.ts';
import { startProcess } from './child-process.ts';
import { seedInstallation, type SeedReport } from './seed-installation.ts';
import { lockMode } from './mode-lock.ts';
import { openSandbox, type OpenSandbox } from './open-sandbox.ts';
import { bringUpDatabase, bringUpTemporal, removeServers, type OwnServer, type Progress } from './servers.ts';
import { supervise, untilGone, type Life, type Voice } from './supervise.ts';

export type UpOptions = Voice & {
  readonly config: Config;
  /** What is being done now: one sentence per step. */
  readonly onStep: Progress;
  /** Somebody wants to stop: no further step is begun. */
  readonly stopping: AbortSignal;
};

export type RunningInstallation = { readonly record: InstallationRecord; readonly seed: SeedReport; readonly database: Database; readonly stop: (onStep: Progress) => Promise<void> };

type Part = { readonly name: string; readonly stop: () => Promise<void> };

/** Brings everything up or nothing: a step that fails, or that nobody wants any more, stops what the steps before it started. Throws ALREADY_RUNNING. */
export async function bringUp(options: UpOptions): Promise<RunningInstallation> {
  const { config } = options;
  const unlock = await takeHome(config.home);
  await mkdir(join(config.home, 'log'), { recursive: true });
  const parts: Part[] = [{ name: 'the lock of the home folder', stop: unlock }];
  const stop = async (onStep: Progress): Promise<void> => {
    for (const part of parts.splice(0).toReversed()) {
      onStep(`stopping ${part.name}`);
      await part.stop().catch((error: unknown) => onStep(`${part.name} did not stop as it should: ${error instanceof Error ? error.message : String(error)}`));
    }
  };
  try {
    return { ...(await startParts({ ...options, onStep: unlessStopping(options) }, parts)), stop };
  } catch (error) {
    await stop(options.onNotice);
    throw error;
  }
}

function unlessStopping({ stopping, onStep }: UpOptions): Progress {
  return (sentence) => {
    stopping.throwIfAborted();
    onStep(sentence);
  };
}

async function startParts(options: UpOptions, parts: Part[]): Promise<Omit<RunningInstallation, 'stop'>> {
  const { config, onStep, onNotice } = options;
  onStep(config.database.url === null ? 'starting PostgreSQL' : 'looking at the PostgreSQL of DATABASE_URL');
  const databaseServer = await bringUpDatabase(config, onNotice);
  watchOver(databaseServer.own, options, parts);
  onStep(config.temporal.address === null ? 'starting Temporal' : `looking at the Temporal server at ${config.temporal.address}`);
  const temporal = await bringUpTemporal(config, onNotice);
  watchOver(temporal.own, options, parts);
  const database = openDatabase({ url: databaseServer.url, poolSize: config.database.poolSize });
  parts.push({ name: 'the database connections', stop: () => database.$disconnect() });
  await lockMode(database, config.mode);
  const connection = await connectClient(temporal.address, config.temporal);
  parts.push({ name: 'the connection to Temporal', stop: () => connection.close() });
  const client = new Client({ connection, namespace: config.temporal.namespace });

  const api = await apiAddress(config, onNotice);
  const sandbox = config.mode === 'live' ? null : await startSandboxPart({ ...options, database, client, api, startedByUs: temporal.own !== null }, parts);
  onStep('loading cadences, creditors and accounts');
  const seed = await seedInstallation({ database, config, sandbox: sandbox !== null, onNotice });
  const record: InstallationRecord = {
    pid: process.pid, mode: config.mode, startedAt: new Date().toISOString(), databaseUrl: databaseServer.url, api, sandbox: sandbox?.endpoints ?? null,
    temporal: { address: temporal.address, uiUrl: temporal.uiUrl, startedByUs: temporal.own !== null },
  };
  await writeInstallation(config.home, record);
  parts.push({ name: 'the record', stop: () => removeInstallation(config.home) });
  await startProcesses(options, parts);
  await accountStarter({ client, database, queuePrefix: config.temporal.queuePrefix }).wake(seed.newAccountIds);
  return { record, seed, database };
}

/** A server of ours lives as long as we do; worker and API keep their connections to its address, and go on by themselves. */
function watchOver(server: OwnServer | null, voice: Voice, parts: Part[]): void {
  if (server !== null) parts.push({ name: server.name, stop: supervise({ ...voice, logPath: server.logPath, first: lifeOf(server), startAgain: async () => lifeOf(await server.startAgain()) }).stop });
}

function lifeOf({ name, isAlive, stop }: OwnServer): Life {
  return {
    untilDead: async (stopping) => {
      await untilGone(isAlive, stopping);
      return `${name} died`;
    },
    stop,
  };
}

async function apiAddress(config: Config, onNotice: Progress): Promise<InstallationRecord['api']> {
  const port = await freePort(config.api.port);
  if (port !== config.api.port) onNotice(`port ${config.api.port} is taken, the API listens on ${port}`);
  return { url: `http://127.0.0.1:${port}`, port, key: config.api.key ?? (await installationKey(config, 'api-key')) };
}

type SandboxParts = UpOptions & { readonly database: Database; readonly client: Client; readonly api: InstallationRecord['api']; readonly startedByUs: boolean };

async function startSandboxPart(options: SandboxParts, parts: Part[]): Promise<OpenSandbox> {
  options.onStep('starting the sandbox: a mail server, a text provider and a print shop that keep everything here');
  const sandbox = await openSandbox(options);
  parts.push({ name: 'the sandbox', stop: sandbox.stop });
  return sandbox;
}

async function startProcesses({ config, onStep, onNotice, onGivenUp }: UpOptions, parts: Part[]): Promise<void> {
  onStep('starting a worker and the API');
  const starts = await Promise.allSettled((['worker', 'api'] as const).map((name) => startProcess({ name, logPath: join(config.home, 'log', `${name}.log`), onNotice, onGivenUp })));
  for (const start of starts) if (start.status === 'fulfilled') parts.push(start.value);
  for (const start of starts) if (start.status === 'rejected') throw start.reason;
}

/** One `up` per home, from its first step to its last. Throws ALREADY_RUNNING. */
async function takeHome(home: string): Promise<() => Promise<void>> {
  const running = await readInstallation(home);
  if (running !== null) throw new DunwellError('ALREADY_RUNNING', `Dunwell runs from ${home} already: ${running.api.url} (process ${running.pid}).`);
  return lockHome(home);
}

/** Removes everything that this installation ever stored. Throws ALREADY_RUNNING while it runs. */
export async function removeEverything(config: Config): Promise<void> {
  await takeHome(config.home);
  await removeServers(config.home);
  // The lock goes with the folder, last of all.
  await rm(config.home, { recursive: true, force: true });
}
