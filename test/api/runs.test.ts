import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '#adapters/clock.ts';
import { startApi, type RunningApi } from '#api/start-api.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, PLAIN_REFERENCE, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';
import { API_KEY } from './api-world.ts';

const DAY_MS = 86_400_000;

describe('orders and the runs that they wake', () => {
  let environment: TestEnvironment;
  let world: World;
  let api: RunningApi;
  let aheadMs = 0;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
    const clock: Clock = { now: () => Promise.resolve(new Date(Date.now() + aheadMs).toISOString()) };
    api = await startApi({
      port: 0, database: world.database, referenceData: PLAIN_REFERENCE, mode: 'sandbox', apiKey: API_KEY, clock, wake: world.starter.wake, log: pino({ level: 'silent' }), twilio: null,
      publicBaseUrl: 'http://localhost', isTemporalHealthy: () => Promise.resolve(true), parseInboundEmail: () => Promise.reject(new Error('no mail in this test')),
    });
  });

  afterAll(async () => {
    await api.stop();
    await world.close();
    await environment.close();
  });

  const post = async (path: string, body: object): Promise<number> => (await fetch(`${api.url}${path}`, { method: 'POST', headers: { 'X-Api-Key': API_KEY, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).status;
  const today = (): string => new Date(Date.now() + aheadMs).toISOString().slice(0, 10);

  it('a recorded conversation closes the step that waited, a promise suspends the chase, and its payment ends the account', async () => {
    await world.seed({ accountId: 'officer-run', dueOn: today() });
    const run = await world.start('officer-run');
    aheadMs = 11 * DAY_MS;
    await run.forward(aheadMs);
    await until('the call task', () => world.database.task.findFirst({ where: { accountId: 'officer-run', kind: 'call', status: 'open' } }));
    const why = async () => (await run.handle.query<{ step: { reasons: { ruleId: string }[] } | null }, []>('why')).step?.reasons.map((reason) => reason.ruleId) ?? [];

    expect(await post('/v1/accounts/officer-run/acts', { kind: 'call_outcome', actId: 'call-1', officer: 'maria', disposition: 'PP', direction: 'inbound', identifiers: ['full_name', 'date_of_birth'] })).toBe(201);
    expect(await post('/v1/accounts/officer-run/acts', { kind: 'promise', actId: 'promise-1', officer: 'maria', amountMinor: 250_00, promisedOn: today(), method: 'card' })).toBe(201);
    await until('the promise to suspend the chase', async () => (await why()).includes('promise'));
    expect(await world.database.task.count({ where: { accountId: 'officer-run', kind: 'call', status: 'open' } })).toBe(0);

    expect(await post('/v1/accounts/officer-run/payments', { paymentId: 'pay-1', amount: '250.00', currency: 'USD', paidOn: today() })).toBe(201);
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
  });

  it('a cease is in the run before its next step', async () => {
    await world.seed({ accountId: 'ceased-run', dueOn: new Date().toISOString().slice(0, 10) });
    const run = await world.start('ceased-run');
    expect(await post('/v1/accounts/ceased-run/cease', { ceaseId: 'cease-1', evidence: 'letter' })).toBe(201);
    await until('the hold', async () => ((await run.handle.query<{ step: { reasons: { ruleId: string }[] } | null }, []>('why')).step?.reasons ?? []).some((reason) => reason.ruleId === 'hold:cease'));
    expect(world.sent.filter((sent) => sent.accountId === 'ceased-run')).toEqual([]);
  });
});
