/** A process of ours beside this one: supervised, drained when we stop, and never left behind. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { supervise, type Life, type Supervised, type Voice } from './supervise.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/dunwell.mjs', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** Longer than a worker's own forced shutdown. */
const DRAIN_WITHIN_MS = 65_000;

export type ProcessOptions = Voice & { readonly name: 'worker' | 'api'; readonly logPath: string };

/** Starts `dunwell NAME`, waits until it says that it is ready, and keeps it running. Throws when it does not get that far. */
export async function startProcess(options: ProcessOptions): Promise<Supervised & Pick<ProcessOptions, 'name'>> {
  const first = await startChild(options, null);
  return { name: options.name, ...supervise({ ...options, first, startAgain: (stopping) => startChild(options, stopping) }) };
}

async function startChild(options: ProcessOptions, stopping: AbortSignal | null): Promise<Life> {
  const child = forkProgram(options);
  const end = (): void => { child.kill('SIGTERM'); };
  stopping?.addEventListener('abort', end);
  try {
    await untilReady(child, options);
  } finally {
    stopping?.removeEventListener('abort', end);
  }
  return { untilDead: (whenStopped) => untilDead(child, options, whenStopped), stop: () => drain(child) };
}

async function untilDead(child: ChildProcess, { name }: ProcessOptions, stopping: AbortSignal): Promise<string> {
  if (isRunning(child)) await once(child, 'exit', { signal: stopping }).catch(() => undefined);
  return `the ${name} died (${child.signalCode ?? `exit code ${child.exitCode ?? 'unknown'}`})`;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function forkProgram({ name, logPath }: ProcessOptions): ChildProcess {
  const log = openSync(logPath, 'a');
  // Its own process group: Ctrl-C reaches us alone, and we stop the parts in their order.
  const child = fork(PROGRAM, [name], { detached: true, stdio: ['ignore', log, log, 'ipc'], execArgv: [] });
  closeSync(log);
  return child;
}

function untilReady(child: ChildProcess, { name, logPath }: ProcessOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the ${name} was not ready within ${READY_WITHIN_MS / 1_000} s (see ${logPath})`));
    }, READY_WITHIN_MS);
    child.once('message', () => { clearTimeout(late); resolve(); });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the ${name} ended with exit code ${code ?? 'unknown'} before it was ready (see ${logPath})`));
    });
  });
}

async function drain(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), DRAIN_WITHIN_MS);
  await exit;
  clearTimeout(late);
}
