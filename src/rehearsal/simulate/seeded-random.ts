/** Chance that can be repeated: the same seed draws the same numbers on every machine. */
import { stableSlot } from '#core/account/stable-hash.ts';

export type SeededRandom = {
  /** A whole number in [0, bound). */
  readonly below: (bound: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
};

const STEPS = 4_294_967_296;

/** Draws by mulberry32 from the text of the seed. */
export function seededRandom(seed: string): SeededRandom {
  let state = stableSlot(seed, STEPS) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / STEPS;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] ?? items[0] };
}
