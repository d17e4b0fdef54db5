/** A Temporal server: yours by address, or a development server of our own with the flags that time skipping needs. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { DunwellError } from '#contracts/failures.ts';
import type { Config } from '../config.ts';
import { runsAs } from './installation.ts';
import { freePort } from './ports.ts';
import { readServerRecord, writeServerRecord, type ServerRecord } from './server-record.ts';

export type TemporalHandle = {
  readonly address: string;
  readonly uiUrl: string | null;
  /** Whether its process lives. */
  readonly isAlive: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

export type TemporalOptions = {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly uiPort: number | null;
  /** Keeps histories in a file; otherwise everything is gone with the server. */
  readonly durable: boolean;
  readonly namespace: string;
};

/** Time skipping, timers that fire at once after a skip, and no minimal interval between runs: with it, skipped time doubles at every continue-as-new. */
const FLAGS: readonly string[] = [
  'frontend.WorkflowTimeSkippingEnabled=true', 'history.timerProcessorMaxTimeShift="20ms"', 'history.timerProcessorMaxPollRPS=5000',
  'history.workflowIdReuseMinimalInterval="0s"', 'frontend.WorkflowTimeSkippingMaxSkipPerSession=1000000',
];
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
const POLL_MS = 50;

/** Starts a development server; throws TEMPORAL_UNAVAILABLE with the path of its log when it does not answer. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalHandle> {
  await mkdir(options.folder, { recursive: true });
  const left = options.durable ? await takeOver(options) : null;
  if (left !== null) return left;
  const port = await freePort(options.port);
  const uiPort = options.uiPort === null ? null : await freePort(options.uiPort === port ? options.uiPort + 1 : options.uiPort);
  const logPath = temporalLog(options.folder);
  const log = openSync(logPath, 'a');
  // Its own process group: Ctrl-C must drain the workers first, the server goes last.
  const child = spawn(options.binary, serverArgs(options, port, uiPort), { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  let exited = false;
  child.once('exit', () => { exited = true; });
  child.once('error', () => { exited = true; });
  const address = `127.0.0.1:${port}`;
  // Before it serves: whoever comes after us must find it, or two would write to one file.
  if (options.durable && child.pid !== undefined) await writeServerRecord(options.folder, { pid: child.pid, port, uiPort });
  const stop = (): Promise<void> => stopChild(child, () => exited);
  if (!(await isServing(address, options.namespace, () => exited))) {
    await stop();
    throw new DunwellError('TEMPORAL_UNAVAILABLE', `The Temporal server at ${address} did not come up; its log is ${logPath}.`);
  }
  return handleOf({ port, uiPort }, () => Promise.resolve(!exited), stop);
}

/** Where a server that we start says what is wrong. */
export function temporalLog(folder: string): string {
  return join(folder, 'temporal.log');
}

type Ports = Pick<ServerRecord, 'port' | 'uiPort'>;

function handleOf({ port, uiPort }: Ports, isAlive: TemporalHandle['isAlive'], stop: TemporalHandle['stop']): TemporalHandle {
  return { address: `127.0.0.1:${port}`, uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}`, isAlive, stop };
}

/** Stops a server that a killed process left running on this folder; none is fine. */
export async function stopLeftTemporal(folder: string): Promise<void> {
  const record = await leftRunning(folder);
  if (record !== null) await stopProcess(record.pid);
}

async function leftRunning(folder: string): Promise<ServerRecord | null> {
  const record = await readServerRecord(folder);
  return record !== null && (await runsAs(record.pid, databaseFile(folder))) ? record : null;
}

/** A server that a killed process left on the same file is taken over; a second one beside it would spoil the file. */
async function takeOver(options: TemporalOptions): Promise<TemporalHandle | null> {
  const record = await leftRunning(options.folder);
  if (record === null) return null;
  if (await answers(`127.0.0.1:${record.port}`, options.namespace)) {
    return handleOf(record, async () => (await leftRunning(options.folder))?.pid === record.pid, () => stopProcess(record.pid));
  }
  await stopProcess(record.pid);
  return null;
}

async function stopProcess(pid: number): Promise<void> {
  const gone = (): boolean => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      // No such process: that is what was wanted.
      return true;
    }
  };
  if (gone()) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + STOP_WITHIN_MS;
  while (!gone() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  if (!gone()) process.kill(pid, 'SIGKILL');
}

function databaseFile(folder: string): string {
  return join(folder, 'temporal.db');
}

function serverArgs(options: TemporalOptions, port: number, uiPort: number | null): string[] {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error', '--namespace', options.namespace];
  args.push(...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]));
  if (options.durable) args.push('--db-filename', databaseFile(options.folder), '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL');
  for (const flag of FLAGS) args.push('--dynamic-config-value', flag);
  return args;
}

async function isServing(address: string, namespace: string, hasExited: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!hasExited() && Date.now() < deadline) {
    if (await answers(address, namespace)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

async function answers(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    // Not yet: the caller asks again until its deadline, and then names the log.
    return false;
  }
}

async function stopChild(child: ReturnType<typeof spawn>, hasExited: () => boolean): Promise<void> {
  if (hasExited()) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exit;
  clearTimeout(late);
}

type Security = { readonly apiKey?: string; readonly tls?: { readonly clientCertPair: { readonly crt: Buffer; readonly key: Buffer }; readonly serverRootCACertificate?: Buffer } | true };

/** TLS and API key as configured: mTLS with a certificate pair, or an API key over TLS. */
async function security({ apiKey, tls }: Config['temporal']): Promise<Security> {
  const key = apiKey === null ? {} : { apiKey, tls: true as const };
  if (tls === null) return key;
  const [crt, keyBytes, ca] = await Promise.all([readFile(tls.certPath), readFile(tls.keyPath), tls.caPath === null ? null : readFile(tls.caPath)]);
  return { ...key, tls: { clientCertPair: { crt, key: keyBytes }, ...(ca === null ? {} : { serverRootCACertificate: ca }) } };
}

/** One client connection per process. */
export async function connectClient(address: string, temporal: Config['temporal']): Promise<Connection> {
  return Connection.connect({ address, ...(await security(temporal)) });
}

/** One worker connection per process. */
export async function connectWorker(address: string, temporal: Config['temporal']): Promise<NativeConnection> {
  return NativeConnection.connect({ address, ...(await security(temporal)) });
}
