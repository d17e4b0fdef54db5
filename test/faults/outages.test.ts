/** Servers that go away while accounts are due. Nobody mends anything afterwards: the runs and the one worker go on by themselves. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';
import type { SeededAccount } from './one-step-book.ts';
import { expectSentOnce, untilAllWentOn } from './sent-once.ts';
import type { WorkerProcess } from './worker-process.ts';

const OUTAGE_MS = 10_000;
/** So slow that a server goes away in the middle of the sends. */
const RATES = { SMS_PER_SECOND: '2', EMAIL_PER_SECOND: '2' } as const;

describe('a server goes away while accounts are due', () => {
  let world: FaultWorld;
  let worker: WorkerProcess;

  beforeAll(async () => {
    world = await openFaultWorld();
    worker = await world.startWorker(RATES);
  });

  afterAll(() => world.close());

  /** Makes 24 accounts due, and comes back when the first of their messages are out. */
  const beginSends = async (): Promise<readonly SeededAccount[]> => {
    const sentBefore = world.sent().length;
    const accounts = [...await world.seed('sms', 10), ...await world.seed('email', 10), ...await world.seed('letter', 4)];
    await world.wake(accounts);
    await until('the first messages', async () => world.sent().length >= sentBefore + 3);
    return accounts;
  };

  const expectAllToGoOn = async (accounts: readonly SeededAccount[]): Promise<void> => {
    await untilAllWentOn(world, accounts);
    await expectSentOnce(world, accounts);
    expect(worker.isAlive()).toBe(true);
  };

  it('loses no touch and doubles none when the database is away for ten seconds', async () => {
    const accounts = await beginSends();
    await world.stopDatabase();
    expect(world.sent().length).toBeLessThan(20);
    // The length of the outage is what this is about: it outlasts the first tries of everything.
    await delay(OUTAGE_MS);
    await world.startDatabase();
    await expectAllToGoOn(accounts);
  });

  it('loses no touch and doubles none when the Temporal server is killed and started again on its file', async () => {
    const sentBefore = world.sent().length;
    const accounts = await beginSends();
    await world.killTemporal();
    expect(world.sent().length - sentBefore).toBeLessThan(20);
    await world.startTemporal();
    await expectAllToGoOn(accounts);
  });
});
