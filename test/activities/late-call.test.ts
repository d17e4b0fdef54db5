import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deliverMessage } from '#activities/deliver-message.ts';
import type { Database } from '#adapters/db/database.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { DUE_MS, firstReminder } from './first-reminder.ts';

describe('a process that sleeps between its claim and its call', () => {
  let environment: TestEnvironment;
  let world: World;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
  });

  afterEach(() => { vi.useRealTimers(); });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  const deliver = async (accountId: string, sleepMs: number) => {
    const request = await firstReminder(world, accountId);
    const dependencies = { ...world.dependencies, database: asleepAfterFirstCommit(world.database, sleepMs) };
    const activity = new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: DUE_MS });
    return activity.run(() => deliverMessage(dependencies, dependencies.senders.sms, request));
  };

  const touchOf = (accountId: string) => world.database.touch.findFirstOrThrow({ where: { accountId } });

  it('does not call any more after five seconds, because another one may have sent meanwhile, and lets it be tried again', async () => {
    expect(await deliver('sleeper', 5_001)).toMatchObject({ kind: 'failed' });
    expect(world.sent.filter((sent) => sent.accountId === 'sleeper')).toEqual([]);
    expect(await touchOf('sleeper')).toMatchObject({ status: 'failed', failureCode: 'CALL_TOO_LATE' });
    expect((await world.database.fact.findFirstOrThrow({ where: { accountId: 'sleeper', kind: 'touchFailed' } })).body).toMatchObject({ final: false });
  });

  it('calls when it was only slow', async () => {
    expect(await deliver('slow', 2_000)).toMatchObject({ kind: 'sent' });
    expect(world.sent.filter((sent) => sent.accountId === 'slow')).toHaveLength(1);
    expect(await touchOf('slow')).toMatchObject({ status: 'sent' });
  });
});

/** A database whose first commit is heard of so much later by the wall clock: as if the machine had been suspended meanwhile. */
function asleepAfterFirstCommit(database: Database, sleepMs: number): Database {
  let slept = false;
  const transact = async (...call: Parameters<Database['$transaction']>): Promise<unknown> => {
    const result: unknown = await database.$transaction(...call);
    if (!slept) vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + sleepMs });
    slept = true;
    return result;
  };
  return new Proxy(database, { get: (target, name) => name === '$transaction' ? transact : Reflect.get(target, name) as unknown });
}
