/** The embedded PostgreSQL: a data folder of our own, resumed after any crash, stopped when we stop. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DunwellError } from '#contracts/failures.ts';
import { runsAs } from './installation.ts';
import { freePort } from './ports.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { openFolder, removeFolder } from './postgres-folder.ts';
import { makePassword, passwordFile, readPassword } from './postgres-password.ts';
import { runCommand } from './run-command.ts';

export type PostgresHandle = {
  readonly port: number;
  /** Where the data really stand. */
  readonly folder: string;
  readonly url: (database: string) => string;
  /** Whether the process that answers for all of its connections lives. */
  readonly isAlive: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

export type PostgresOptions = {
  readonly folder: string;
  readonly port: number;
  /** Tests give durability and the password away for speed; the product never does. */
  readonly durable: boolean;
};

const TEST_FLAGS = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off';

/** Starts the server, or takes over the one that a killed process left running on the same folder. */
export async function startPostgres({ folder: wanted, port, durable }: PostgresOptions): Promise<PostgresHandle> {
  const binaries = await postgresBinaries();
  const folder = await openFolder(wanted, binaries.identity);
  const data = join(folder, 'data');
  const password = await initialise(binaries, folder, data, durable);
  const running = await runningPort(binaries, data);
  const usedPort = running ?? (await freePort(port));
  if (running === null) await start(binaries, folder, data, `-p ${usedPort} -c listen_addresses=127.0.0.1 -c max_connections=200 -c unix_socket_directories='' ${durable ? '' : TEST_FLAGS}`);
  return {
    port: usedPort, folder,
    url: (database) => `postgresql://postgres${password === null ? '' : `:${password}`}@127.0.0.1:${usedPort}/${database}`,
    isAlive: async () => runsAs((await readPid(data)) ?? 0, data),
    stop: () => stop(binaries, data),
  };
}

/** Where the server says what is wrong. */
export function postgresLog(folder: string): string {
  return join(folder, 'postgres.log');
}

/** The process that serves these data, or the last one that did. */
async function readPid(data: string): Promise<number | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null);
  return text === null ? null : Number(text.split('\n')[0]);
}

/** Removes the data of this folder, and stops a server that a killed process left running on them. */
export async function removePostgres(folder: string): Promise<void> {
  const data = await realpath(join(folder, 'data')).catch(() => null);
  if (data !== null) await stop(await postgresBinaries(), data);
  await removeFolder(folder);
}

async function stop({ pgCtl, identity }: PostgresBinaries, data: string): Promise<void> {
  await runCommand(pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'], { ...identity, detached: true });
}

/** Makes the data where there are none; returns their password, or null for data that anybody on this machine may open. */
async function initialise({ initdb, identity }: PostgresBinaries, folder: string, data: string, durable: boolean): Promise<string | null> {
  if (await stat(join(data, 'PG_VERSION')).then(() => true, () => false)) return readPassword(folder);
  const password = durable ? await makePassword(folder, identity) : null;
  const access = password === null ? ['-A', 'trust'] : ['-A', 'scram-sha-256', '--pwfile', passwordFile(folder)];
  const made = await runCommand(initdb, ['-D', data, '-U', 'postgres', ...access, '-E', 'UTF8', '--locale=C', '--no-sync'], { ...identity, detached: true });
  if (made.exitCode !== 0) throw new DunwellError('DATABASE_UNAVAILABLE', `PostgreSQL could not make its data folder ${data}: ${made.output.trim()}`);
  return password;
}

/** The port of a server that runs on this folder already, or null. */
async function runningPort({ pgCtl, identity }: PostgresBinaries, data: string): Promise<number | null> {
  const status = await runCommand(pgCtl, ['status', '-D', data], identity);
  if (status.exitCode !== 0) return null;
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
}

async function start({ pgCtl, identity }: PostgresBinaries, folder: string, data: string, flags: string): Promise<void> {
  const started = await runCommand(pgCtl, ['start', '-D', data, '-w', '-t', '60', '-l', postgresLog(folder), '-o', flags], { ...identity, timeoutMs: 90_000, detached: true });
  if (started.exitCode !== 0) throw new DunwellError('DATABASE_UNAVAILABLE', `PostgreSQL did not start; its log is ${postgresLog(folder)}. ${started.output.trim()}`);
}

/** Makes a database, from a template where one is given; an existing one is kept. Returns true when it was made. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const existing = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (existing.rowCount !== null && existing.rowCount > 0) return false;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)}`}`);
    return true;
  } finally {
    await client.end();
  }
}

export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
