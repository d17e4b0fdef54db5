/** Receipts that come later than a forward has patience for: it says so, and nothing of them is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSleepyApi, type SleepyApi } from './sleepy-api.ts';

describe('receipts that are very late', () => {
  let world: SleepyApi;

  beforeAll(async () => { world = await openSleepyApi(); });

  afterAll(() => world?.close());

  it('are counted in the result, and the next forward finds them taken', async () => {
    await world.forward('3d');
    const moved = await world.whileAsleep(() => world.forward('4d'));
    expect(moved.unsettled).toEqual({ notices: 1, accountIds: [] });
    const touch = () => world.look(({ database }) => database.touch.findFirst({ where: { accountId: world.later.accountId } }));
    expect(await touch()).toMatchObject({ status: 'sent' });
    expect(await world.forward('1h')).toMatchObject({ unsettled: { notices: 0, accountIds: [] } });
    expect(await touch()).toMatchObject({ receiptStatus: 'delivered' });
  });
});
