import { afterAll, beforeAll, expect, it } from 'vitest';
import { TAKEN_WITHIN_MS } from '#adapters/channel-sender.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

let environment: TestEnvironment;
let world: World;
let looks = 0;

beforeAll(async () => {
  environment = await openTestEnvironment();
  world = await openWorld(environment, {
    answer: () => ({ kind: 'unknown', reason: 'the request broke off' }), settleAfterMs: TAKEN_WITHIN_MS,
    find: () => ((looks += 1) < 4 ? { kind: 'absent' } : { kind: 'found', providerId: `late-${looks}` }),
  });
});

afterAll(async () => {
  await world.close();
  await environment.close();
});

it('a run whose message is neither sent nor lost looks once in two minutes, and sends nothing else meanwhile', async () => {
  await world.seed({ accountId: 'between', dueOn: new Date().toISOString().slice(0, 10) });
  const run = await world.start('between');
  await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'between' } }));
  await run.forward(3 * DAY_MS);
  const [touch, ...others] = await world.database.touch.findMany({ where: { accountId: 'between' } });
  expect(others).toEqual([]);
  expect(touch).toMatchObject({ status: 'sent', providerId: 'late-4' });
  // At once, then after two, four and six minutes.
  const { acceptedAt } = await world.database.fact.findFirstOrThrow({ where: { accountId: 'between', kind: 'touchSent' } });
  const tookMs = acceptedAt.getTime() - touch!.claimedAt.getTime();
  expect(tookMs).toBeGreaterThanOrEqual(6 * MINUTE_MS);
  expect(tookMs).toBeLessThan(8 * MINUTE_MS);
});
