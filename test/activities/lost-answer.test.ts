/** A request to the text provider breaks off: it may be taken minutes later, and nothing may go out in its place before that is impossible. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliverMessage } from '#activities/deliver-message.ts';
import type { ChannelSender, Finding } from '#adapters/channel-sender.ts';
import { loadConfig } from '#config';
import type { ActRequest, ActResult } from '#contracts/activities.ts';
import type { Act } from '#core/account/step.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { DUE_MS, firstReminder } from './first-reminder.ts';

const MINUTE_MS = 60_000;
const LIVE = loadConfig({ DUNWELL_MODE: 'live', SMTP_URL: 'smtp://mail.example', API_KEY: 'a-key-of-sixteen-characters' }).worker;

describe('a text whose answer got lost', () => {
  let environment: TestEnvironment;
  let world: World;
  let calls = 0;
  let finding: Finding = { kind: 'absent' };
  const sender: ChannelSender = {
    provider: 'lossy', settleAfterMs: LIVE.settleAfterMs.sms,
    deliver: () => { calls += 1; return Promise.resolve({ kind: 'unknown', reason: 'The request broke off.' }); },
    find: () => Promise.resolve(finding),
  };

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
  });
  beforeEach(() => { calls = 0; finding = { kind: 'absent' }; });
  afterEach(() => { vi.useRealTimers(); });
  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  const attempt = (request: Parameters<typeof deliverMessage>[2]): Promise<ActResult> =>
    new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: DUE_MS }).run(() => deliverMessage(world.dependencies, sender, request));
  const touchOf = (accountId: string) => world.database.touch.findFirstOrThrow({ where: { accountId } });
  const settle = async ({ accountId, cursor, act, decision }: ActRequest<Extract<Act, { kind: 'sendMessage' }>>): Promise<ActResult> =>
    attempt({ accountId, cursor, decision, act: { kind: 'settleTouch', channel: 'sms', touchId: (await touchOf(accountId)).id, reference: act.reference } });
  const later = (minutes: number): void => { vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * MINUTE_MS }); };

  it('stays claimed for fifteen minutes, whoever looks how often, and is tried again only then', async () => {
    const request = await firstReminder(world, 'lost-answer');
    expect(await attempt(request)).toMatchObject({ kind: 'unsettled' });
    expect(await attempt(request)).toMatchObject({ kind: 'unsettled' });
    later(14);
    expect(await settle(request)).toMatchObject({ kind: 'unsettled' });
    expect(await touchOf('lost-answer')).toMatchObject({ status: 'claimed' });
    later(1);
    expect(await settle(request)).toMatchObject({ kind: 'failed' });
    expect(await touchOf('lost-answer')).toMatchObject({ status: 'failed', failureCode: 'NOT_ACCEPTED' });
    expect(calls).toBe(1);
  });

  it('is sent as soon as the provider lists it, however late it took it', async () => {
    const request = await firstReminder(world, 'taken-late');
    expect(await attempt(request)).toMatchObject({ kind: 'unsettled' });
    finding = { kind: 'found', providerId: 'late-message' };
    later(2);
    expect(await settle(request)).toMatchObject({ kind: 'sent' });
    expect(await touchOf('taken-late')).toMatchObject({ status: 'sent', providerId: 'late-message' });
  });

  it('waits for nothing that cannot come: a mail server is silent for ever, the sandbox takes a text at once or never', () => {
    const sandbox = loadConfig({}).worker;
    expect(LIVE).toMatchObject({ providerTimeoutMs: 15_000, settleAfterMs: { sms: 15 * MINUTE_MS, email: 25_000 } });
    expect(sandbox).toMatchObject({ providerTimeoutMs: 15_000, settleAfterMs: { sms: 25_000, email: 25_000 } });
  });
});
