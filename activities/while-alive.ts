/** Tells the server that an attempt still lives: a killed worker is noticed within seconds, and a slow provider is never taken for one. */
import { Context } from '@temporalio/activity';

/** Several beats fit into the limit that the workflow sets; most attempts are over before the first. */
const BEAT_EVERY_MS = 2_000;

export async function whileAlive<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), BEAT_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
