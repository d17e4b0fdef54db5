/** The servers below everything: PostgreSQL and Temporal, yours where settings name them, ours otherwise. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { DunwellError } from '#contracts/failures.ts';
import { applyMigrations } from '#runtime/migrations.ts';
import { OPEN_FOLDER } from '#runtime/postgres-binaries.ts';
import { createDatabase, removePostgres, startPostgres } from '#runtime/postgres-server.ts';
import { ensureRetention, ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, startTemporal, stopLeftTemporal, type TemporalHandle } from '#runtime/temporal-server.ts';
import type { Config } from '../config.ts';

const DATABASE_NAME = 'dunwell';

export type Progress = (sentence: string) => void;
export type DatabaseServer = { readonly url: string; readonly stop: () => Promise<void> };

/** A migrated database. Throws DATABASE_UNAVAILABLE. */
export async function bringUpDatabase(config: Config, onProgress: Progress): Promise<DatabaseServer> {
  const server = config.database.url === null ? await embedded(config, onProgress) : { url: config.database.url, stop: () => Promise.resolve() };
  try {
    const applied = await applyMigrations(server.url);
    onProgress(applied.length === 0 ? 'the schema is up to date' : `${applied.length} migration${applied.length === 1 ? '' : 's'} applied`);
  } catch (error) {
    await server.stop();
    throw new DunwellError('DATABASE_UNAVAILABLE', `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`);
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
  return { url: server.url(DATABASE_NAME), stop: server.stop };
}

/** A Temporal server that knows our search attributes and keeps histories for ninety days. Throws TEMPORAL_UNAVAILABLE. */
export async function bringUpTemporal(config: Config, onProgress: Progress): Promise<TemporalHandle> {
  const handle = config.temporal.address === null ? await ownServer(config, onProgress) : foreignServer(config.temporal.address);
  try {
    const connection = await connectClient(handle.address, config.temporal);
    if (handle.startedByUs) await ensureRetention(connection, config.temporal.namespace);
    await ensureSearchAttributes(connection, config.temporal.namespace, SEARCH_ATTRIBUTES, true);
    await connection.close();
  } catch (error) {
    await handle.stop();
    if (error instanceof DunwellError) throw error;
    throw new DunwellError('TEMPORAL_UNAVAILABLE', `The Temporal server at ${handle.address} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
  return handle;
}

function foreignServer(address: string): TemporalHandle {
  return { address, uiUrl: null, startedByUs: false, stop: () => Promise.resolve() };
}

async function ownServer(config: Config, onProgress: Progress): Promise<TemporalHandle> {
  await mkdir(PROGRAM_CACHE, { recursive: true });
  const binary = await findTemporalBinary({ cliPath: config.temporal.cliPath, cacheFolder: PROGRAM_CACHE, onProgress });
  const handle = await startTemporal({
    binary, folder: join(config.home, 'temporal'), port: config.temporal.port, uiPort: config.temporal.uiPort, durable: true, namespace: config.temporal.namespace,
  });
  if (!handle.address.endsWith(`:${config.temporal.port}`)) onProgress(`port ${config.temporal.port} is taken, Temporal listens on ${handle.address}`);
  return handle;
}
