/** One in-memory Temporal server and one PostgreSQL with a migrated template per test run; every file clones its own database. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { loadConfig } from '../config.ts';
import { applyMigrations } from './migrations.ts';
import { createDatabase, startPostgres } from './postgres-server.ts';
import { ensureRetention, ensureSearchAttributes } from './search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from './temporal-binary.ts';
import { connectClient, startTemporal } from './temporal-server.ts';

declare module 'vitest' {
  // An interface, because vitest's provided context is extended by merging.
  interface ProvidedContext {
    temporalAddress: string;
    postgresAdminUrl: string;
    templateDatabase: string;
  }
}

const TEMPLATE = 'dunwell_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-test-'));
  // As root the database runs as another user, who has to be able to enter.
  await chmod(folder, 0o755);
  const { temporal: settings } = loadConfig({});
  const startPostgresAndMigrate = async () => {
    const server = await startPostgres({ folder: join(folder, 'postgres'), port: 0, durable: false });
    await createDatabase(server.url('postgres'), TEMPLATE);
    await applyMigrations(server.url(TEMPLATE));
    return server;
  };
  const startServer = async () => {
    const binary = await findTemporalBinary({ cliPath: settings.cliPath, cacheFolder: PROGRAM_CACHE, onProgress: (sentence) => console.log(sentence) });
    return startTemporal({ binary, folder: join(folder, 'temporal'), port: 0, uiPort: null, durable: false, namespace: settings.namespace });
  };
  const [postgres, temporal] = await Promise.all([startPostgresAndMigrate(), startServer()]);
  const connection = await connectClient(temporal.address, settings);
  await ensureRetention(connection, settings.namespace);
  await ensureSearchAttributes(connection, settings.namespace, SEARCH_ATTRIBUTES, true);
  await connection.close();
  project.provide('temporalAddress', temporal.address);
  project.provide('postgresAdminUrl', postgres.url('postgres'));
  project.provide('templateDatabase', TEMPLATE);
  return async () => {
    await temporal.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
