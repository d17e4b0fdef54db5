/**
 * Migrations without a native engine: Prisma's schema engine compiled to WebAssembly runs over `prisma/migrations`
 * and keeps `_prisma_migrations` as `prisma migrate deploy` does.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as schemaEngine from '@prisma/schema-engine-wasm/schema_engine_bg';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

type Engine = schemaEngine.SchemaEngine;

/** The part of the WebAssembly interface that is used here; Node's own types leave it out. */
type Wasm = { readonly instantiate: (bytes: Uint8Array, imports: Readonly<Record<string, unknown>>) => Promise<{ readonly instance: { readonly exports: Record<string, unknown> } }> };
const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;

let compiled: Promise<void> | null = null;

/** The engine's module is instantiated by hand: its own loader expects a bundler. */
async function loadEngine(): Promise<void> {
  const path = join(dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')), 'schema_engine_bg.wasm');
  const { instance } = await wasm.instantiate(await readFile(path), { './schema_engine_bg.js': schemaEngine });
  schemaEngine.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') (start as () => void)();
}

/**
 * Prisma's adapter cuts a script at every semicolon, also inside function bodies. Scripts go to the server whole instead,
 * where the simple protocol runs one as one transaction: a migration applies entirely or not at all.
 */
class WholeScriptPg extends PrismaPg {
  readonly #databaseUrl: string;
  readonly #connections: { readonly dispose: () => Promise<void> }[] = [];

  constructor(databaseUrl: string) {
    super({ connectionString: databaseUrl, max: 2 });
    this.#databaseUrl = databaseUrl;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = (script) => runScript(this.#databaseUrl, script);
    this.#connections.push(adapter);
    return adapter;
  }

  /** Ends the connections that the engine leaves open. */
  async dispose(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.dispose()));
  }
}

async function runScript(databaseUrl: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
}

/** Runs work with an engine bound to a database. */
async function withSchemaEngine<T>(databaseUrl: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  compiled ??= loadEngine();
  await compiled;
  const factory = new WholeScriptPg(databaseUrl);
  const schema = await readFile(SCHEMA, 'utf8');
  const engine = await schemaEngine.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
  try {
    return await work(engine);
  } finally {
    engine.free();
    await factory.dispose();
  }
}

/** Applies what the database has not seen yet; returns the names applied, none when it is up to date. */
export async function applyMigrations(databaseUrl: string, directory: string = MIGRATIONS): Promise<readonly string[]> {
  return withSchemaEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: await listMigrations(directory), filters: { externalTables: [], externalEnums: [] } });
    return appliedMigrationNames;
  });
}

async function listMigrations(directory: string) {
  const folders = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(directory, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(folders.map(async (path) => ({
      path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: await readFile(join(directory, path, 'migration.sql'), 'utf8') } },
    }))),
  };
}
