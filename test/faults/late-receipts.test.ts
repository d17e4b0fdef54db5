/** The API takes its time, so receipts are late. `dunwell forward` waits for them: what the next command sees has settled, and each belongs to its own instant. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSent } from '../support/sandbox-files.ts';
import { until } from '../support/until.ts';
import { openSleepyApi, type SleepyApi } from './sleepy-api.ts';

/** Less than a forward waits at one stop. */
const LATE_MS = 500;
/** An hour of the person's own time is nothing here: a bounce that is heard one stop too late comes two days late. */
const HOUR_MS = 3_600_000;

describe('receipts that are late', () => {
  let world: SleepyApi;

  beforeAll(async () => { world = await openSleepyApi(); });

  afterAll(() => world?.close());

  it('are waited for at each stop and at the end: a bounce is known at once, and at the instant of its message', async () => {
    const { home, bounced, text, forward } = world;
    const moved = await world.whileAsleep(async (wake) => {
      const forwarding = forward('3d');
      await until('the message that bounces', async () => (await readSent(home)).some((message) => message.address === bounced.address), 60_000);
      await delay(LATE_MS);
      wake();
      return forwarding;
    });
    expect(moved).toMatchObject({ unsettled: { notices: 0, accountIds: [] }, stuckAccountIds: [] });
    await world.look(async ({ database }) => {
      expect(await database.touch.findFirst({ where: { accountId: text.accountId } })).toMatchObject({ status: 'sent', receiptStatus: 'delivered' });
      const mail = await database.touch.findFirstOrThrow({ where: { accountId: bounced.accountId } });
      expect(mail.status).toBe('failed');
      const facts = await database.fact.findMany({ where: { accountId: bounced.accountId, acceptedAt: { gt: mail.claimedAt } }, orderBy: { seq: 'asc' } });
      expect(facts[0]!.acceptedAt.getTime() - mail.claimedAt.getTime()).toBeLessThan(HOUR_MS);
      expect(await database.accountNext.findUnique({ where: { accountId: bounced.accountId } })).toMatchObject({ cursor: facts.at(-1)!.seq });
    });
  });
});
