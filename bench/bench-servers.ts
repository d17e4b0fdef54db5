/** Servers of the bench's own: an in-memory Temporal, a PostgreSQL with the migrated schema. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#config';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import { applyMigrations } from '#runtime/migrations.ts';
import { createDatabase, startPostgres } from '#runtime/postgres-server.ts';
import { ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, startTemporal } from '#runtime/temporal-server.ts';

export type BenchServers = { readonly temporalAddress: string; readonly database: Database; readonly databaseUrl: string; readonly stop: () => Promise<void> };

export async function startBenchServers(): Promise<BenchServers> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-bench-'));
  await chmod(folder, 0o755);
  const { temporal: settings } = loadConfig({});
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), port: 0, durable: true });
  await createDatabase(postgres.url('postgres'), 'bench');
  await applyMigrations(postgres.url('bench'));
  const binary = await findTemporalBinary({ cliPath: settings.cliPath, cacheFolder: PROGRAM_CACHE, onProgress: (sentence) => console.error(sentence) });
  const temporal = await startTemporal({ binary, folder: join(folder, 'temporal'), port: 0, uiPort: null, durable: false, namespace: settings.namespace });
  const connection = await connectClient(temporal.address, settings);
  await ensureSearchAttributes(connection, settings.namespace, SEARCH_ATTRIBUTES, true);
  await connection.close();
  const database = openDatabase({ url: postgres.url('bench'), poolSize: 20 });
  return {
    temporalAddress: temporal.address, database, databaseUrl: postgres.url('bench'),
    stop: async () => {
      await database.$disconnect();
      await temporal.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
