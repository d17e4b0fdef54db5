/**
 * Seeded simulation of the core and the touch protocol: three hundred lives with crashes, lost and doubled wake-ups, bounces, payments, disputes
 * and stops at random minutes. A life that breaks a promise is named by its seed and can be lived again.
 */
import { describe, expect, it } from 'vitest';
import { simulatePerson } from '#rehearsal/simulate/simulate-person.ts';
import { seededLife } from './seeded-life.ts';
import { brokenPromises } from './seven-promises.ts';

const LIVES = 304;
const BATCHES = 8;

describe('the seven promises hold in seeded lives', () => {
  it.each(Array.from({ length: BATCHES }, (_unused, batch) => batch))('batch %i', (batch) => {
    for (let index = 0; index < LIVES / BATCHES; index += 1) {
      const seed = `life-${batch * (LIVES / BATCHES) + index}`;
      const life = seededLife(seed);
      let broken: readonly string[];
      try {
        broken = brokenPromises(life, simulatePerson(life));
      } catch (error) {
        broken = [String(error)];
      }
      expect(broken, `seed ${seed}`).toEqual([]);
    }
  });
});
