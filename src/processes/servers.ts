/** The servers below everything: PostgreSQL and Temporal, yours where settings name them, ours otherwise. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { DunwellError, type FailureCode } from '#contracts/failures.ts';
import { applyMigrations } from '#runtime/migrations.ts';
import { OPEN_FOLDER } from '#runtime/postgres-binaries.ts';
import { freePort } from '#runtime/ports.ts';
import { createDatabase, postgresLog, removePostgres, startPostgres, type PostgresHandle } from '#runtime/postgres-server.ts';
import { ensureRetention, ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, startTemporal, stopLeftTemporal, temporalLog, type TemporalHandle } from '#runtime/temporal-server.ts';
import type { Config } from '../config.ts';

const DATABASE_NAME = 'dunwell';

export type Progress = (sentence: string) => void;

/** A server that we started, and the way to start it again where it was: on its port and its data, for everybody knows it by them. */
export type OwnServer = {
  readonly name: 'PostgreSQL' | 'Temporal';
  readonly logPath: string;
  readonly isAlive: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
  readonly startAgain: () => Promise<OwnServer>;
};

/** `own` is null for a server of yours. */
export type DatabaseServer = { readonly url: string; readonly own: OwnServer | null };
export type TemporalServer = { readonly address: string; readonly uiUrl: string | null; readonly own: OwnServer | null };

/** A migrated database. Throws DATABASE_UNAVAILABLE. */
export async function bringUpDatabase(config: Config, onProgress: Progress): Promise<DatabaseServer> {
  const server = config.database.url === null ? await embedded(config, onProgress) : { url: config.database.url, own: null };
  try {
    const applied = await applyMigrations(server.url);
    onProgress(applied.length === 0 ? 'the schema is up to date' : `${applied.length} migration${applied.length === 1 ? '' : 's'} applied`);
  } catch (error) {
    await server.own?.stop();
    throw new DunwellError('DATABASE_UNAVAILABLE', `The database could not be migrated: ${messageOf(error)}`);
  }
  return server;
}

/** Removes the servers' data of this home, and ends what a killed `dunwell up` left running on them. */
export async function removeServers(home: string): Promise<void> {
  await stopLeftTemporal(join(home, 'temporal'));
  await removePostgres(join(home, 'postgres'));
}

async function embedded(config: Config, onProgress: Progress): Promise<DatabaseServer> {
  const folder = join(config.home, 'postgres');
  const server = await startPostgres({ folder, port: config.database.port, durable: true });
  if (server.folder.startsWith(OPEN_FOLDER)) onProgress(`the database's user cannot enter ${folder}, so its data stand in ${server.folder}`);
  if (server.port !== config.database.port) onProgress(`port ${config.database.port} is taken, PostgreSQL listens on ${server.port}`);
  await createDatabase(server.url('postgres'), DATABASE_NAME);
  return { url: server.url(DATABASE_NAME), own: ownDatabase(folder, server) };
}

function ownDatabase(folder: string, { port, isAlive, stop, folder: realFolder }: PostgresHandle): OwnServer {
  return {
    name: 'PostgreSQL', logPath: postgresLog(realFolder), isAlive, stop,
    startAgain: async () => {
      await expectFree(port, 'DATABASE_UNAVAILABLE', 'PostgreSQL');
      return ownDatabase(folder, await startPostgres({ folder, port, durable: true }));
    },
  };
}

/** A Temporal server that knows our search attributes and keeps histories for ninety days. Throws TEMPORAL_UNAVAILABLE. */
export async function bringUpTemporal(config: Config, onProgress: Progress): Promise<TemporalServer> {
  const { address } = config.temporal;
  if (address === null) return ownTemporal(config, onProgress);
  await prepareTemporal(config, address, false);
  return { address, uiUrl: null, own: null };
}

async function ownTemporal(config: Config, onProgress: Progress): Promise<TemporalServer> {
  await mkdir(PROGRAM_CACHE, { recursive: true });
  const { cliPath, namespace, port, uiPort } = config.temporal;
  const binary = await findTemporalBinary({ cliPath, cacheFolder: PROGRAM_CACHE, onProgress });
  const folder = join(config.home, 'temporal');
  const start = async (wanted: { readonly port: number; readonly uiPort: number }): Promise<TemporalHandle> => {
    const handle = await startTemporal({ binary, folder, ...wanted, durable: true, namespace });
    await prepareTemporal(config, handle.address, true).catch(async (error: unknown) => {
      await handle.stop();
      throw error;
    });
    return handle;
  };
  const handle = await start({ port, uiPort });
  if (portOf(handle.address) !== port) onProgress(`port ${port} is taken, Temporal listens on ${handle.address}`);
  return { address: handle.address, uiUrl: handle.uiUrl, own: asOwn(handle) };

  function asOwn({ address, uiUrl, isAlive, stop }: TemporalHandle): OwnServer {
    return {
      name: 'Temporal', logPath: temporalLog(folder), isAlive, stop,
      startAgain: async () => {
        await expectFree(portOf(address), 'TEMPORAL_UNAVAILABLE', 'Temporal');
        return asOwn(await start({ port: portOf(address), uiPort: uiUrl === null ? uiPort : portOf(uiUrl) }));
      },
    };
  }
}

function portOf(address: string): number {
  return Number(address.split(':').at(-1));
}

/** Everybody holds connections to the old port: on another one nobody would find the server. */
async function expectFree(port: number, code: FailureCode, name: string): Promise<void> {
  if ((await freePort(port)) !== port) throw new DunwellError(code, `${name} cannot be started again: its port ${port} has been taken by another program.`);
}

/** What a server has to know before any run starts; asked of one that was started again too, for its file may have been lost. */
async function prepareTemporal(config: Config, address: string, startedByUs: boolean): Promise<void> {
  const { namespace } = config.temporal;
  try {
    const connection = await connectClient(address, config.temporal);
    try {
      if (startedByUs) await ensureRetention(connection, namespace);
      await ensureSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES, true);
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof DunwellError) throw error;
    throw new DunwellError('TEMPORAL_UNAVAILABLE', `The Temporal server at ${address} does not answer: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
