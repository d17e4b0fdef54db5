import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockMode } from '../../src/processes/mode-lock.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';

describe('a book is worked in the mode in which it was filled', () => {
  let environment: TestEnvironment;
  let live: TestEnvironment;
  let world: World;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    live = await openTestEnvironment();
    world = await openWorld(live);
  });
  afterAll(async () => {
    await world.close();
    await environment.close();
    await live.close();
  });

  it('a sandbox is never worked live, whoever asks how often', async () => {
    await lockMode(environment.database, 'sandbox');
    await lockMode(environment.database, 'sandbox');
    await expect(lockMode(environment.database, 'live')).rejects.toMatchObject({ code: 'MODE_MIXED' });
  });

  it('accounts that were taken over live are never worked in the sandbox', async () => {
    await lockMode(live.database, 'live');
    await world.seed({ accountId: 'real', dueOn: '2026-11-01' });
    await expect(lockMode(live.database, 'sandbox')).rejects.toMatchObject({ code: 'MODE_MIXED' });
    await lockMode(live.database, 'live');
  });
});
