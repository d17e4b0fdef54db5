/** Work that comes round again: a pass that fails is logged, and the next one tries again. */
import type { Logger } from 'pino';

export type Loop = { readonly stop: () => Promise<void> };
export type LoopOptions = { readonly name: string; readonly intervalMs: number; readonly log: Logger; readonly pass: () => Promise<unknown> };

/** Runs passes one after the other until stopped; stopping waits for the pass under way. */
export function startLoop({ name, intervalMs, log, pass }: LoopOptions): Loop {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    underWay = pass()
      .catch((error: unknown) => log.warn({ loop: name, error: error instanceof Error ? error.message : String(error) }, 'pass failed'))
      .finally(() => { if (!stopped) timer = setTimeout(run, intervalMs); });
  };
  run();
  return { stop: async () => { stopped = true; clearTimeout(timer); await underWay; } };
}
