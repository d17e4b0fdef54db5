import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { later, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const set = (fields: Record<string, unknown>) => world.act({ kind: 'set_stop', reason: 'complaint of the bank', reviewOn: '2026-06-17', ...fields });

async function claimKind(accountId: string, stepId: string): Promise<string> {
  return (await world.claim(accountId, { stepId })).kind;
}

describe('a kill switch', () => {
  it('stops one creditor or everything from its commit, and lifting it lets the next claim through', async () => {
    await world.one('stopped');
    expect(await set({ scope: 'creditor', creditorId: 'strict', actId: 'stop-strict' })).toEqual({ kind: 'accepted', seq: 0, accountIds: [] });
    expect(await claimKind('stopped', 'a')).toBe('claimed');
    await world.one('halted');
    await set({ scope: 'all', actId: 'stop-all' });
    expect(await claimKind('halted', 'a')).toBe('refused');
    expect(await world.act({ kind: 'lift_stop', stopId: 'stop-all' })).toMatchObject({ kind: 'accepted' });
    expect(await world.act({ kind: 'lift_stop', stopId: 'stop-all' })).toMatchObject({ kind: 'refused' });
    expect(await world.act({ kind: 'lift_stop', stopId: 'nothing' })).toMatchObject({ kind: 'refused' });
    expect(await claimKind('halted', 'b')).toBe('claimed');
  });

  it('stops one channel and leaves the others', async () => {
    await world.one('texted');
    await set({ scope: 'channel', channel: 'sms', actId: 'stop-sms' });
    expect(await claimKind('texted', 'a')).toBe('refused');
    expect((await world.claim('texted', { stepId: 'b', channel: 'email', now: later(1) })).kind).toBe('claimed');
    await world.act({ kind: 'lift_stop', stopId: 'stop-sms' });
  });

  it('is set once per id, and names what it stops', async () => {
    expect(await set({ scope: 'channel', channel: 'letter', actId: 'stop-once' })).toMatchObject({ kind: 'accepted' });
    expect(await set({ scope: 'channel', channel: 'letter', actId: 'stop-once' })).toMatchObject({ kind: 'duplicate' });
    expect(await set({ scope: 'channel', channel: 'email', actId: 'stop-once' })).toMatchObject({ kind: 'conflict' });
    for (const fields of [{ scope: 'channel' }, { scope: 'creditor' }, { scope: 'creditor', creditorId: 'nobody' }, { scope: 'all', channel: 'sms' }, { scope: 'creditor', creditorId: 'creditor', channel: 'sms' }, { scope: 'all', reviewOn: '2026-06-10' }]) {
      expect(await set(fields), JSON.stringify(fields)).toMatchObject({ kind: 'refused' });
    }
  });

  it('waits for a claim under way, so that none is committed after it', async () => {
    await world.one('under-way');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let allowed = (): void => undefined;
    const gateSaidYes = new Promise<void>((resolve) => { allowed = resolve; });
    const claim = world.claim('under-way', { beforeCommit: () => { allowed(); return held; } });
    await gateSaidYes;
    let stopped = false;
    const stop = set({ scope: 'all', actId: 'stop-now' }).then((answer) => { stopped = true; return answer; });
    await until('the stop waits for the claim', async () => {
      const waiting = await world.database.$queryRaw<unknown[]>`SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'stop' AND NOT l.granted`;
      return waiting.length === 1;
    });
    expect(stopped).toBe(false);
    release();
    expect((await claim).kind).toBe('claimed');
    expect(await stop).toMatchObject({ kind: 'accepted' });
    expect(await claimKind('halted', 'c')).toBe('refused');
    await world.act({ kind: 'lift_stop', stopId: 'stop-now' });
  });
});
