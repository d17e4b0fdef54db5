/** `dunwell worker` as a process of its own, as it runs in production. */
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isRunning, startDunwell, type Settings } from '../support/dunwell-program.ts';

export type WorkerProcess = {
  readonly isAlive: () => boolean;
  /** Like a machine that loses its power: nothing is finished, nothing is said. */
  readonly kill: () => Promise<void>;
  /** Like a machine that is suspended: it keeps everything and does nothing. */
  readonly suspend: () => void;
  readonly resume: () => void;
  /** SIGTERM; resolves with the exit code when it has drained. */
  readonly stop: () => Promise<number | null>;
};

/** Resolves when it takes work. */
export async function startWorkerProcess(settings: Settings, logPath: string): Promise<WorkerProcess> {
  const log = openSync(logPath, 'a');
  const child = startDunwell(['worker'], settings, log);
  closeSync(log);
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited]);
  if (!isRunning(child)) throw new Error(`The worker did not start: ${await readFile(logPath, 'utf8')}`);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (isRunning(child)) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    isAlive: () => isRunning(child), kill: async () => { await end('SIGKILL'); }, stop: () => end('SIGTERM'),
    suspend: () => { child.kill('SIGSTOP'); }, resume: () => { child.kill('SIGCONT'); },
  };
}
