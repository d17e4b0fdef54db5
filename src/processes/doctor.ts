/** What this machine needs for Dunwell, looked at without changing anything but the cache of programs. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expectReachable, openDatabase } from '#adapters/db/database.ts';
import { readInstallation } from '#runtime/installation.ts';
import { postgresBinaries } from '#runtime/postgres-binaries.ts';
import { freePort } from '#runtime/ports.ts';
import { findTemporalBinary, PROGRAM_CACHE } from '#runtime/temporal-binary.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import type { Config } from '../config.ts';

export type Finding = { readonly what: string; readonly state: 'ok' | 'note' | 'missing'; readonly found: string; readonly advice?: string };

const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 2 * 2 ** 30;

/** All findings, in the order in which `dunwell up` would meet them. */
export async function examine(config: Config): Promise<readonly Finding[]> {
  const running = await readInstallation(config.home);
  return [
    nodeVersion(),
    await freeSpace(config.home),
    await database(config, running?.databaseUrl ?? null),
    await temporal(config, running?.temporal.address ?? null),
    ...(running === null ? await ports(config) : [{ what: 'running', state: 'ok', found: `${running.api.url}, ${running.mode}` } as const]),
    mode(config),
  ];
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return { what: 'Node', state: enough ? 'ok' : 'missing', found: process.version, ...(enough ? {} : { advice: `Install Node ${LEAST_NODE.join('.')} or later.` }) };
}

async function freeSpace(home: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(home).catch(() => statfs(dirname(home)));
  const freeBytes = bavail * bsize;
  const found = `${(freeBytes / 2 ** 30).toFixed(1)} GiB free`;
  return freeBytes >= LEAST_FREE_BYTES ? { what: 'disk', state: 'ok', found } : { what: 'disk', state: 'note', found, advice: 'Histories and the database need about 50 KB an open account.' };
}

async function database(config: Config, runningUrl: string | null): Promise<Finding> {
  const url = config.database.url ?? runningUrl;
  if (url !== null) return reachableDatabase(url);
  return postgresBinaries().then(
    (binaries): Finding => ({ what: 'PostgreSQL', state: 'ok', found: binaries.identity.uid === undefined ? 'embedded' : 'embedded, as user postgres' }),
    (error: unknown): Finding => ({ what: 'PostgreSQL', state: 'missing', found: messageOf(error), advice: 'Set DATABASE_URL=postgresql://… to a PostgreSQL of yours.' }),
  );
}

async function reachableDatabase(url: string): Promise<Finding> {
  const client = openDatabase({ url, poolSize: 2 });
  try {
    await expectReachable(client);
    return { what: 'PostgreSQL', state: 'ok', found: 'reachable' };
  } catch (error) {
    return { what: 'PostgreSQL', state: 'missing', found: messageOf(error), advice: 'Check DATABASE_URL and that the server takes connections from here.' };
  } finally {
    await client.$disconnect();
  }
}

async function temporal(config: Config, runningAddress: string | null): Promise<Finding> {
  const address = config.temporal.address ?? runningAddress;
  if (address === null) {
    return findTemporalBinary({ cliPath: config.temporal.cliPath, cacheFolder: PROGRAM_CACHE, onProgress: () => undefined }).then(
      (binary): Finding => ({ what: 'Temporal', state: 'ok', found: binary }),
      (error: unknown): Finding => ({ what: 'Temporal', state: 'missing', found: messageOf(error) }),
    );
  }
  try {
    const connection = await connectClient(address, config.temporal);
    await connection.close();
    return { what: 'Temporal', state: 'ok', found: `reachable at ${address}` };
  } catch (error) {
    return { what: 'Temporal', state: 'missing', found: messageOf(error), advice: 'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the TLS or API-key settings.' };
  }
}

async function ports(config: Config): Promise<readonly Finding[]> {
  const wanted = [['API', config.api.port], ['sandbox', config.sandboxPort], ['Temporal', config.temporal.port], ['Temporal UI', config.temporal.uiPort], ['PostgreSQL', config.database.port]] as const;
  return Promise.all(wanted.map(async ([name, port]): Promise<Finding> => {
    const free = await freePort(port);
    return free === port ? { what: `port ${port}`, state: 'ok', found: `free for ${name}` } : { what: `port ${port}`, state: 'note', found: 'taken', advice: `${name} will take ${free}.` };
  }));
}

function mode(config: Config): Finding {
  return config.mode === 'live' ? { what: 'mode', state: 'note', found: 'live', advice: 'Messages really go out.' } : { what: 'mode', state: 'ok', found: 'sandbox: nothing leaves this machine' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
