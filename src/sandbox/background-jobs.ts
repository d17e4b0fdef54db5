/** Work that goes on after an answer was given, such as receipts: it can be waited for, and it ends with the sandbox. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export type BackgroundJobs = {
  /** Ends when the sandbox stops. */
  readonly signal: AbortSignal;
  readonly start: (job: () => Promise<unknown>) => void;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
  /** Waits for that so many milliseconds at most; gives how many are under way then. */
  readonly untilIdle: (withinMs: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

export function createBackgroundJobs(): BackgroundJobs {
  const running = new Set<Promise<unknown>>();
  const abort = new AbortController();
  // Every job listens to it: many at once are what a busy day looks like, not a leak.
  setMaxListeners(0, abort.signal);
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running);
  };
  return {
    signal: abort.signal,
    idle,
    untilIdle: async (withinMs) => {
      const patience = new AbortController();
      await Promise.race([idle(), delay(withinMs, undefined, { signal: patience.signal }).catch(() => undefined)]);
      patience.abort();
      return running.size;
    },
    start: (job) => {
      const run: Promise<unknown> = job().finally(() => running.delete(run));
      // Whoever stops the sandbox ends the jobs; any other failure is a bug and has to be heard of.
      run.catch((error: unknown) => { if (!abort.signal.aborted) throw error; });
      running.add(run);
    },
    stop: async () => {
      abort.abort();
      await idle();
    },
  };
}
