/** A process of ours beside this one: started again when it dies, drained when we stop, and never left behind. */
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/dunwell.mjs', import.meta.url));
const READY_WITHIN_MS = 60_000;
/** Longer than a worker's own forced shutdown. */
const DRAIN_WITHIN_MS = 65_000;
const RESTART_AFTER_MS = 1_000;
const DEATHS_IN_A_ROW = 5;
/** A process that lived so long has started well: its next death begins a new row. */
const LIVED_WELL_MS = 60_000;

export type ManagedProcess = { readonly name: string; readonly stop: () => Promise<void> };
export type ProcessOptions = {
  readonly name: 'worker' | 'api';
  readonly logPath: string;
  readonly onNotice: (sentence: string) => void;
  /** It died too often in a row: nothing more is tried. */
  readonly onGivenUp: (sentence: string) => void;
};

/** Starts `dunwell NAME` and waits until it says that it is ready. Throws when it does not get that far. */
export async function startProcess(options: ProcessOptions): Promise<ManagedProcess> {
  let stopping = false;
  let deaths = 0;
  let child = forkProgram(options);
  await untilReady(child, options);
  watch(child);
  return { name: options.name, stop: async () => { stopping = true; await drain(child); } };

  function watch(running: ChildProcess): void {
    const startedMs = Date.now();
    running.once('exit', (code, signal) => {
      if (Date.now() - startedMs > LIVED_WELL_MS) deaths = 0;
      startAgain(`the ${options.name} died (${signal ?? `exit code ${code ?? 'unknown'}`})`);
    });
  }

  /** What it died of may last for a while, such as a server that is being restarted: a start that fails is one more death. */
  function startAgain(cause: string): void {
    if (stopping) return;
    deaths += 1;
    if (deaths > DEATHS_IN_A_ROW) return options.onGivenUp(`${cause}, and that was the ${deaths}th time in a row; see ${options.logPath}`);
    options.onNotice(`${cause} and is started again`);
    setTimeout(() => void restart(), RESTART_AFTER_MS * deaths);
  }

  async function restart(): Promise<void> {
    if (stopping) return;
    child = forkProgram(options);
    try {
      await untilReady(child, options);
      watch(child);
    } catch (error) {
      startAgain(error instanceof Error ? error.message : String(error));
    }
  }
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
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), DRAIN_WITHIN_MS);
  await exit;
  clearTimeout(late);
}
