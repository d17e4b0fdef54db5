/** Every migration can be taken back: what it made is gone, what it took away is there again. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase } from '#runtime/postgres-server.ts';
import { applyMigrations } from '#runtime/migrations.ts';

const FOLDER = join(import.meta.dirname, '../../prisma/migrations');
const NAME = `migrations_${process.pid}`;

/** Everything in the schema that a migration can make, one line each. */
const SCHEMA = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type AS thing FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
  UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'function ' || p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  ORDER BY 1`;

let client: pg.Client;
let databaseUrl: string;

beforeAll(async () => {
  const adminUrl = inject('postgresAdminUrl');
  await dropDatabase(adminUrl, NAME);
  await createDatabase(adminUrl, NAME);
  databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${NAME}` }).toString();
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await dropDatabase(inject('postgresAdminUrl'), NAME);
});

const sql = (folder: string, file: string) => readFile(join(FOLDER, folder, file), 'utf8');
const schema = async () => (await client.query<{ thing: string }>(SCHEMA)).rows.map((row) => row.thing);

describe('migrations', () => {
  it('are taken back one by one, each to what was there before it, and all to nothing', async () => {
    const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
    const before = new Map<string, readonly string[]>();
    for (const folder of folders) {
      before.set(folder, await schema());
      await client.query(await sql(folder, 'migration.sql'));
    }
    const whole = await schema();
    for (const folder of folders.toReversed()) {
      await client.query(await sql(folder, 'down.sql'));
      expect(await schema(), `after taking back ${folder}`).toEqual(before.get(folder));
    }
    expect(await schema()).toEqual([]);
    // And they can be applied again, as a start applies them.
    expect(await applyMigrations(databaseUrl)).toEqual(folders);
    expect((await schema()).filter((thing) => !thing.includes('_prisma_migrations'))).toEqual(whole);
  });
});
