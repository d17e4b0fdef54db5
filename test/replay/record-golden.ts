/** Adds golden histories: `npx tsx test/replay/record-golden.ts LABEL`. Existing files are never overwritten. */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { openDatabase } from '#adapters/db/database.ts';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { loadConfig } from '#config';
import { applyMigrations } from '#runtime/migrations.ts';
import { createDatabase, startPostgres } from '#runtime/postgres-server.ts';
import { ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient, startTemporal } from '#runtime/temporal-server.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { recordPaths } from './record-paths.ts';
import { encodeHistory, GOLDEN } from './history-files.ts';

const [label] = process.argv.slice(2);
if (label === undefined) throw new Error('Give a label for the release, such as 0.1.0.');
// Before any server is started: one that nobody stops would be left behind.
if ((await readdir(GOLDEN)).some((name) => name.startsWith(`${label}-`))) throw new Error(`There are histories of ${label}: those of a release stay as they are, others are removed first.`);

const folder = await mkdtemp(join(tmpdir(), 'dunwell-golden-'));
await chmod(folder, 0o755);
const { temporal: settings } = loadConfig({});
const postgres = await startPostgres({ folder: join(folder, 'postgres'), port: 0, durable: false });
await createDatabase(postgres.url('postgres'), 'golden');
await applyMigrations(postgres.url('golden'));
const binary = await findTemporalBinary({ cliPath: null, cacheFolder: PROGRAM_CACHE, onProgress: console.log });
const temporal = await startTemporal({ binary, folder: join(folder, 'temporal'), port: 0, uiPort: null, durable: false, namespace: settings.namespace });
const connection = await connectClient(temporal.address, settings);
await ensureSearchAttributes(connection, settings.namespace, SEARCH_ATTRIBUTES, true);
await connection.close();
const database = openDatabase({ url: postgres.url('golden'), poolSize: 10 });
const world: World = await openWorld({ temporalAddress: temporal.address, databaseUrl: postgres.url('golden'), database, queuePrefix: 'golden', close: () => Promise.resolve() });
for (const { name, history } of await recordPaths(world, acceptHold)) {
  await writeFile(join(GOLDEN, `${label}-${name}.bin`), encodeHistory(history), { flag: 'wx' });
}
await world.close();
await database.$disconnect();
await temporal.stop();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);
