/** Polls a condition until it holds; fails with a name when it does not in time. */
import { setTimeout as delay } from 'node:timers/promises';

export async function until<T>(name: string, look: () => Promise<T | null | undefined | false>, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${name}`);
    await delay(25);
  }
}
