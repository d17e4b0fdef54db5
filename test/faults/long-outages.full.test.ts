/** Servers that stay away longer than any attempt lasts. What nobody can say then goes to a person; nothing is lost, nothing doubled. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { accountWorkflowId } from '#contracts/account-workflow.ts';
import { until } from '../support/until.ts';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';
import type { SeededAccount } from './one-step-book.ts';
import { expectSentOnce, untilAllWentOn } from './sent-once.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Longer than an attempt, its retries and the patience with an outcome. */
const OUTAGE_MS = 90_000;
/** Longer than the relay's three tries, which take 335 s. */
const LONGER_THAN_THE_RELAY_MS = 400_000;
const RATES = { SMS_PER_SECOND: '4', EMAIL_PER_SECOND: '4' } as const;

describe('a server stays away while accounts are due', () => {
  let world: FaultWorld;
  let worker: WorkerProcess;

  beforeAll(async () => {
    world = await openFaultWorld();
    worker = await world.startWorker(RATES);
  });

  afterAll(() => world.close());

  const beginSends = async (): Promise<readonly SeededAccount[]> => {
    const sentBefore = world.sent().length;
    const accounts = [...await world.seed('sms', 30), ...await world.seed('email', 30), ...await world.seed('letter', 10)];
    await world.wake(accounts);
    await until('the first messages', async () => world.sent().length >= sentBefore + 6, 60_000);
    return accounts;
  };

  const expectAllToGoOn = async (accounts: readonly SeededAccount[]): Promise<void> => {
    await untilAllWentOn(world, accounts, 600_000);
    await expectSentOnce(world, accounts);
    expect(worker.isAlive()).toBe(true);
  };

  it('the database, for a minute and a half', async () => {
    const accounts = await beginSends();
    await world.stopDatabase();
    await delay(OUTAGE_MS);
    await world.startDatabase();
    await expectAllToGoOn(accounts);
  });

  it('Temporal, for a minute and a half', async () => {
    const accounts = await beginSends();
    await world.killTemporal();
    await delay(OUTAGE_MS);
    await world.startTemporal();
    await expectAllToGoOn(accounts);
  });

  it('Temporal, longer than the relay tries, and the accounts that were paid meanwhile end by themselves', async () => {
    const accounts = await beginSends();
    await untilAllWentOn(world, accounts, 600_000);
    await world.killTemporal();
    const paid = accounts.slice(0, 10);
    for (const { accountId } of paid) {
      const now = new Date().toISOString();
      const payment = { accountId, paymentId: `paid-${accountId}`, status: 'cleared', amountMinor: 120_00, currency: 'USD', paidOn: now.slice(0, 10), source: 'test', now } as const;
      expect(await acceptPayment(world.database, payment)).toMatchObject({ kind: 'accepted' });
    }
    await delay(LONGER_THAN_THE_RELAY_MS);
    await world.startTemporal();
    await until('their ends', async () => (await world.database.account.count({ where: { id: { in: paid.map((account) => account.accountId) }, outcome: 'paid' } })) === paid.length, 120_000);
    const ends = await Promise.all(paid.map(({ accountId }) => world.client.workflow.getHandle(accountWorkflowId(accountId)).result()));
    expect(ends).toMatchObject(paid.map(() => ({ outcome: 'paid' })));
    expect(await world.database.task.count({ where: { kind: 'alert' } })).toBe(0);
  });
});
