/** `dunwell up` in a home of its own, with ports of its own. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInstallation, type InstallationRecord } from '#runtime/installation.ts';
import { freePort } from '#runtime/ports.ts';
import { runCommand } from '#runtime/run-command.ts';
import { readServerRecord } from '#runtime/server-record.ts';
import { isRunning, startDunwell, type Settings } from './dunwell-program.ts';
import { until } from './until.ts';

/** Longer than a worker and an API may take to become ready on a busy machine. */
const UP_WITHIN_MS = 150_000;

export type ProcessName = 'worker' | 'api' | 'temporal' | 'postgres';

export type UpProcess = {
  /** What it printed as its result. */
  readonly overview: Readonly<Record<string, unknown>>;
  /** What it said on the way. */
  readonly said: () => string;
  readonly record: InstallationRecord;
  /** Of everything that it started and that still runs: process ids. */
  readonly processes: () => Promise<readonly number[]>;
  /** One of its processes; NaN between two lives. */
  readonly pidOf: (name: ProcessName) => Promise<number>;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: Promise<number | null>;
  readonly kill: () => Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
};

export type TemporaryHome = { readonly home: string; readonly settings: Settings; readonly remove: () => Promise<void> };

export async function makeHome(): Promise<TemporaryHome> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-home-'));
  // As root the database runs as another user, who has to be able to enter.
  await chmod(folder, 0o755);
  const home = join(folder, 'home');
  const names = ['API_PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort(0))] as const));
  return { home, settings: { DUNWELL_HOME: home, ...Object.fromEntries(ports) }, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Resolves when it is up; throws with what it said when it does not get there. */
export async function startUp({ home, settings }: TemporaryHome, more: Settings = {}, args: readonly string[] = []): Promise<UpProcess> {
  const child = startDunwell(['up', '--json', ...args], { ...settings, ...more });
  const [stdout, stderr] = [collect(child.stdout!), collect(child.stderr!)];
  const exited = once(child, 'exit');
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (isRunning(child)) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const overview = await until('dunwell up', async () => {
    if (!isRunning(child)) throw new Error(`dunwell up ended with ${child.exitCode}: ${stderr()}`);
    return parsed(stdout());
  }, UP_WITHIN_MS).catch(async (error: unknown) => {
    await end('SIGTERM');
    throw error;
  });
  const record = (await readInstallation(home))!;
  return { overview, said: stderr, record, processes: () => processesOf(child, home), pidOf: (name) => pidOf(child, home, name), ended: exited.then(() => child.exitCode), kill: async () => { await end('SIGKILL'); }, stop: () => end('SIGTERM') };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let all = '';
  stream.on('data', (chunk: Buffer) => { all += chunk.toString('utf8'); });
  return () => all;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

/**
 * Worker and API are children; the servers may have been taken over from an earlier life, and name their processes in their folders.
 * A compiler that a process calls for sources that it has not seen yet is a child as well and no program of ours.
 */
async function processesOf(up: ChildProcess, home: string): Promise<readonly number[]> {
  const children = (await processTable()).filter((row) => row.parent === up.pid && row.command.includes('dunwell.mjs')).map((row) => row.pid);
  return [...new Set([...children, await temporalPid(home), await postgresPid(home)])];
}

async function pidOf(up: ChildProcess, home: string, name: ProcessName): Promise<number> {
  const [rows, serverPid] = [await processTable(), name === 'temporal' ? await temporalPid(home) : name === 'postgres' ? await postgresPid(home) : null];
  const row = rows.find(({ pid, parent, command }) => (serverPid === null ? parent === up.pid && command.endsWith(` ${name}`) : pid === serverPid));
  return row?.pid ?? Number.NaN;
}

export async function temporalPid(home: string): Promise<number> {
  return (await readServerRecord(join(home, 'temporal')))?.pid ?? Number.NaN;
}

export async function postgresPid(home: string): Promise<number> {
  return Number((await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => 'none')).split('\n')[0]);
}

export async function stillRunning(pids: readonly number[]): Promise<readonly number[]> {
  return (await processTable()).map((row) => row.pid).filter((pid) => pids.includes(pid));
}

/** A zombie has ended; it is only not asked after. */
async function processTable(): Promise<readonly { readonly pid: number; readonly parent: number; readonly command: string }[]> {
  const { output } = await runCommand('ps', ['-A', '-o', 'pid=,ppid=,stat=,command=']);
  const rows = output.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+([^Z]\S*)\s+(.*\S)/.exec(line)).filter((row) => row !== null);
  return rows.map(([, pid, parent, , command]) => ({ pid: Number(pid), parent: Number(parent), command: command! }));
}
