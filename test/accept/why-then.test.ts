/** Promise 6 for the past: for any instant the wait or plan that stood then is told, with its rules, policy and end, also when it was replaced long since. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestDialPermit } from '#adapters/db/accept/dial-permit.ts';
import { decideStep } from '#adapters/db/decision/decide-step.ts';
import { explainAccount } from '#adapters/db/read/explain-account.ts';
import { timeline } from '#adapters/db/read/timeline.ts';
import { initialState, type AccountState } from '#core/account/state.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const decide = (accountId: string, decisionNo: number, now: string, state: AccountState = initialState(accountId)) =>
  decideStep({ database: world.database, referenceData: PLAIN_REFERENCE, mode: 'sandbox' }, { accountId, state, decisionNo, now });

const why = (accountId: string, at?: string) => explainAccount(world.database, { account: { accountId }, ...(at === undefined ? {} : { at }) });

const plansOf = (accountId: string) => world.database.plannedStep.findMany({ where: { accountId }, orderBy: { wallAt: 'asc' } });

describe('nothing unexplained: why, at an instant of the past', () => {
  it('names the rule and the end of a wait that was replaced since', async () => {
    await world.one('waited');
    await world.act({ kind: 'cease', actId: 'waited-cease', accountId: 'waited', evidence: 'letter' }, NOON);
    const silenced = await decide('waited', 1, later(1));
    const { id: holdId, reviewOn } = await world.database.hold.findFirstOrThrow({ where: { accountId: null, partyId: 'waited' } });
    await world.act({ kind: 'lift_hold', actId: 'waited-lift', accountId: 'waited', holdId, evidence: 'letter' }, later(60));
    await decide('waited', 2, later(61));

    const then = await why('waited', later(30));
    if (silenced.step.kind !== 'wait') throw new Error(`a silenced account waits, and does not ${silenced.step.kind}`);
    expect(then.decision).toMatchObject({
      source: 'plan', kind: 'plan', decisionNo: 1, decidedAt: later(1), step: { kind: 'wait', at: silenced.step.until }, until: silenced.step.until,
      policy: { hash: 'test-cadence', name: 'test', version: '1.0.0' }, rulesHash: 'test-rules', stateHash: silenced.stateHash, tzdbVersion: PLAIN_REFERENCE.tzdbVersion,
      // Enrolment and cease were taken in: a third fact would have ended it.
      ends: { at: silenced.step.until, afterFact: 2 },
    });
    expect(then.decision?.reasons[0]).toMatchObject({ ruleId: 'hold:cease', citation: '15 USC 1692c(c); 12 CFR 1006.6(c)', facts: { reviewOn } });
    expect((await why('waited')).decision).toMatchObject({ source: 'plan', decisionNo: 2, decidedAt: later(61) });
    expect((await why('waited', later(0.5))).decision).toBeNull();
  });

  it('writes a decision once however often it is tried, and both when the second try saw something else', async () => {
    await world.one('tried');
    const tries = await Promise.all([1, 2, 3].map(() => decide('tried', 1, later(1))));
    expect(new Set(tries.map((each) => JSON.stringify(each.step))).size).toBe(1);
    expect(await plansOf('tried')).toHaveLength(1);
    // A stop without a fact: the same decision, tried again after it, comes to another step.
    await world.database.stop.create({ data: { id: 'tried-stop', scope: 'all', reason: 'test', placedBy: 'supervisor', placedAt: new Date(NOON), reviewOn: '2026-07-01' } });
    await decide('tried', 1, later(1));
    await world.database.stop.update({ where: { id: 'tried-stop' }, data: { liftedAt: new Date(later(2)) } });
    expect((await plansOf('tried')).map((plan) => (plan.step as { kind: string }).kind)).toEqual(['act', 'wait']);
    // The run went on with what the last try answered.
    expect((await why('tried')).decision).toMatchObject({ source: 'plan', step: { kind: 'wait' } });
  });

  it('keeps a decision that a later one overtook, each for its own instants', async () => {
    await world.one('overtaken');
    await decide('overtaken', 2, later(10));
    await decide('overtaken', 1, later(5));
    expect((await world.database.accountNext.findUniqueOrThrow({ where: { accountId: 'overtaken' } })).decisionNo).toBe(2);
    expect((await why('overtaken', later(7))).decision?.decisionNo).toBe(1);
    expect((await why('overtaken')).decision?.decisionNo).toBe(2);
  });

  it('follows a run that was started anew and counts its decisions from one again', async () => {
    await world.one('anew');
    await decide('anew', 40, later(1));
    await decide('anew', 1, later(20));
    expect((await why('anew', later(10))).decision?.decisionNo).toBe(40);
    expect((await why('anew', later(30))).decision?.decisionNo).toBe(1);
  });

  it('tells what a dial was answered, and what the run meant to do all the while', async () => {
    await world.one('dialled-then');
    await decide('dialled-then', 1, later(1));
    const { contactPointId } = await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'dialled-then', contactPoint: { kind: 'phone' } } });
    await requestDialPermit(world.database, { permitId: 'then', accountId: 'dialled-then', contactPointId, taskId: null, officer: 'o' }, world.context('2026-06-11T02:00:00.000Z'));
    const now = await why('dialled-then');
    expect(now.decision).toMatchObject({ source: 'evidence', kind: 'permit_refused' });
    expect(now.plan).toMatchObject({ source: 'plan', decisionNo: 1, step: { kind: 'act' } });
    expect((await why('dialled-then', later(5))).plan).toBeNull();
  });

  it('shows each wait in the timeline', async () => {
    const { entries } = await timeline(world.database, { account: { accountId: 'waited' }, limit: 50 });
    expect(entries.filter((entry) => entry.type === 'wait')).toEqual([
      expect.objectContaining({ at: later(1), decisionNo: 1, ruleIds: ['hold:cease'] }),
    ]);
  });

  it('lets nobody change or remove what was planned', async () => {
    await expect(world.database.$executeRaw`UPDATE planned_step SET decision_no = 9 WHERE account_id = 'waited'`).rejects.toThrow(/append-only/);
    await expect(world.database.$executeRaw`DELETE FROM planned_step WHERE account_id = 'waited'`).rejects.toThrow(/append-only/);
  });
});
