/** Workers and servers that die again and again, at moments drawn from a seed, while a book of accounts is due. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { seededRandom } from '#rehearsal/simulate/seeded-random.ts';
import { until } from '../support/until.ts';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';
import { expectSentOnce, untilAllWentOn } from './sent-once.ts';
import type { WorkerProcess } from './worker-process.ts';

const DEATHS = 12;
/** Deaths come within so much time of each other. */
const CALM_MS = 6_000;
const RATES = { SMS_PER_SECOND: '1', EMAIL_PER_SECOND: '1', LETTERS_PER_SECOND: '1' } as const;

describe.each(['first', 'second', 'third'])('many deaths, seed %s', (seed) => {
  let world: FaultWorld;
  let workers: WorkerProcess[];

  beforeAll(async () => {
    world = await openFaultWorld();
    workers = [await world.startWorker(RATES), await world.startWorker(RATES)];
  });

  afterAll(() => world.close());

  it('lose no touch and double none', async () => {
    const random = seededRandom(seed);
    const accounts = [...await world.seed('sms', 40), ...await world.seed('email', 40), ...await world.seed('letter', 20)];
    await world.wake(accounts);
    await until('the first messages', async () => world.sent().length >= 3, 60_000);
    for (let death = 0; death < DEATHS; death += 1) {
      await delay(random.below(CALM_MS));
      const fault = random.pick(['worker', 'worker', 'database', 'temporal', 'everything']);
      if (fault !== 'database' && fault !== 'temporal') await workers.shift()!.kill();
      if (fault === 'database' || fault === 'everything') await world.stopDatabase();
      if (fault === 'temporal' || fault === 'everything') await world.killTemporal();
      await delay(random.below(CALM_MS));
      if (fault === 'database' || fault === 'everything') await world.startDatabase();
      if (fault === 'temporal' || fault === 'everything') await world.startTemporal();
      if (workers.length < 2) workers.push(await world.startWorker(RATES));
    }
    await untilAllWentOn(world, accounts, 600_000);
    await expectSentOnce(world, accounts);
  });
});
