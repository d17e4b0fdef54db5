import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeInbound } from '#adapters/db/accept/accept-inbound.ts';
import { requestDialPermit } from '#adapters/db/accept/dial-permit.ts';
import { decideStep } from '#adapters/db/decision/decide-step.ts';
import { accountStatus } from '#adapters/db/read/account-status.ts';
import { explainAccount } from '#adapters/db/read/explain-account.ts';
import { findAccountId } from '#adapters/db/read/find-account.ts';
import { listAccounts } from '#adapters/db/read/list-accounts.ts';
import { listTasks } from '#adapters/db/read/list-tasks.ts';
import { timeline } from '#adapters/db/read/timeline.ts';
import { initialState } from '#core/account/state.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

/** What is not the same after a trip through JSON is not JSON-safe. */
function expectJsonSafe(value: unknown): void {
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
}

const decide = (accountId: string, decisionNo: number, now: string) => decideStep({ database: world.database, referenceData: PLAIN_REFERENCE, mode: 'sandbox' }, { accountId, state: initialState(accountId), decisionNo, now });

describe('the list of accounts', () => {
  it('is paged, filtered and found by what people know, with the balance of each account', async () => {
    await world.person({ partyId: 'ann' });
    await world.account({ accountId: 'list-1', partyId: 'ann', debts: { 'list-1-a': 100_00, 'list-1-b': 50_00 } });
    await world.account({ accountId: 'list-2', partyId: 'ann', creditorId: 'strict' });
    await world.person({ partyId: 'bob' });
    await world.account({ accountId: 'list-3', partyId: 'bob', debts: { '100%_odd': 10_00 } });
    await world.act({ kind: 'payment', actId: 'list-pay', accountId: 'list-3', amountMinor: 15_00, currency: 'USD', paidOn: '2026-06-10' });
    await world.act({ kind: 'cease', accountId: 'list-1', evidence: 'letter' });
    const first = await listAccounts(world.database, { limit: 2 });
    expect(first).toMatchObject({ nextCursor: 'list-2', accounts: [{ accountId: 'list-1', balanceMinor: 150_00, holds: ['cease'], oldestDueOn: '2026-06-01' }, { accountId: 'list-2', holds: ['cease'] }] });
    const second = await listAccounts(world.database, { limit: 2, cursor: first.nextCursor! });
    // 15.00 paid on 10.00: what no debt took counts for the balance.
    expect(second).toMatchObject({ nextCursor: null, accounts: [{ accountId: 'list-3', balanceMinor: -5_00, debtorName: 'Case bob Doe', creditorName: 'creditor Lending' }] });
    expectJsonSafe(first);
    const ids = async (filter: object) => (await listAccounts(world.database, { limit: 50, ...filter })).accounts.map((account) => account.accountId);
    expect(await ids({ creditorId: 'strict' })).toEqual(['list-2']);
    expect(await ids({ text: 'case ANN' })).toEqual(['list-1', 'list-2']);
    expect(await ids({ text: 'R-list-3' })).toEqual(['list-3']);
    expect(await ids({ text: 'i-100%_o' })).toEqual(['list-3']);
    expect(await ids({ text: '%_ODD' })).toEqual(['list-3']);
    // What was typed is a text and no pattern.
    for (const text of ['%', 'I-1%', 'I-_00']) expect(await ids({ text })).toEqual([]);
    expect(await ids({ status: 'closed' })).toEqual([]);
    expect(await ids({ stage: 'reminder' })).toEqual([]);
    expect(await ids({ text: "'; DROP TABLE account; --" })).toEqual([]);
  });

  it('counts the days of an account from what is still owed, not from an invoice that was paid', async () => {
    await world.person({ partyId: 'partly' });
    await world.account({ accountId: 'partly', partyId: 'partly', debts: { 'partly-old': 100_00, 'partly-new': 50_00 } });
    await world.database.debt.update({ where: { id: 'partly-old' }, data: { dueOn: '2026-05-01' } });
    const oldestDueOn = async () => (await listAccounts(world.database, { limit: 5, text: 'R-partly' })).accounts[0]?.oldestDueOn;
    expect(await oldestDueOn()).toBe('2026-05-01');
    await world.act({ kind: 'payment', accountId: 'partly', amountMinor: 100_00, currency: 'USD', paidOn: '2026-06-10', debtId: 'partly-old' });
    expect(await oldestDueOn()).toBe('2026-06-01');
  });

  it('finds an account by its id or as its creditor knows it', async () => {
    expect(await findAccountId(world.database, { accountId: 'list-1' })).toBe('list-1');
    expect(await findAccountId(world.database, { creditorId: 'strict', reference: 'R-list-2' })).toBe('list-2');
    for (const name of [{ accountId: 'no' }, { creditorId: 'creditor', reference: 'R-list-2' }]) await expect(findAccountId(world.database, name)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });
});

describe('the status of an account', () => {
  it('tells what is owed, agreed, held, open and next', async () => {
    await world.person({ partyId: 'status' });
    await world.account({ accountId: 'status', partyId: 'status', debts: { 'status-a': 100_00, 'status-b': 50_00 } });
    await decide('status', 1, NOON);
    await world.act({ kind: 'dispute', actId: 'status-dispute', accountId: 'status', debtId: 'status-b', evidence: 'mail' });
    await world.act({ kind: 'promise', actId: 'status-promise', accountId: 'status', amountMinor: 20_00, promisedOn: '2026-06-20', method: 'card' });
    await world.act({ kind: 'payment', actId: 'status-pending', accountId: 'status', amountMinor: 20_00, currency: 'USD', paidOn: '2026-06-10', status: 'pending' });
    await world.database.task.create({ data: { id: 'status-task', accountId: 'status', kind: 'review', subject: 's', script: 's', openedAt: new Date(NOON), notAfter: new Date(later(60)) } });
    const status = await accountStatus(world.database, { creditorId: 'creditor', reference: 'R-status' });
    expect(status).toMatchObject({
      accountId: 'status', balanceMinor: 150_00, pendingMinor: 20_00, unappliedMinor: 0, cadence: { hash: 'test-cadence', version: '1.0.0' },
      debts: [{ debtId: 'status-a', residualMinor: 100_00, disputed: false }, { debtId: 'status-b', residualMinor: 50_00, disputed: true }],
      promise: { promiseId: 'status-promise', amountMinor: 20_00, promisedOn: '2026-06-20' }, arrangement: null, holds: [{ code: 'dispute', debtId: 'status-b', owner: 'supervisors' }],
      openTasks: [{ taskId: 'status-task', kind: 'review' }], lastTouches: [],
    });
    expect(status.next).toMatchObject({ kind: 'act', decisionNo: 1, cursor: 1 });
    expect(status.next?.reasons[0]).toMatchObject({ ruleId: 'step:first-reminder' });
    expectJsonSafe(status);
    await expect(accountStatus(world.database, { accountId: 'nobody' })).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });
});

describe('why', () => {
  it('tells the decision that stood at an instant, with reasons, rules, sources and hashes', async () => {
    await world.one('asked');
    await decide('asked', 1, later(1));
    const claim = await world.claim('asked', { now: later(10) });
    expect(claim.kind).toBe('claimed');
    await world.act({ kind: 'cease', accountId: 'asked', evidence: 'letter' }, later(20));
    await world.claim('asked', { stepId: 'second-reminder', now: later(30) });

    expect(await explainAccount(world.database, { account: { accountId: 'asked' }, at: later(-60 * 24) })).toMatchObject({ decision: null, lastFact: null });
    const planned = await explainAccount(world.database, { account: { accountId: 'asked' }, at: later(5) });
    expect(planned.decision).toMatchObject({ source: 'plan', kind: 'plan', step: { kind: 'act', act: { kind: 'sendMessage', channel: 'sms' } } });
    const claimed = await explainAccount(world.database, { account: { accountId: 'asked' }, at: later(15) });
    expect(claimed.decision).toMatchObject({
      source: 'evidence', kind: 'claim', verdict: 'allow', decidedAt: later(10), policy: { hash: 'test-cadence', name: 'test', version: '1.0.0' }, rulesHash: 'test-rules', stateHash: 'state',
      circumstances: { account: { balanceMinor: 250_00 } },
    });
    expect(claimed.decision?.ruleIds).toContain('contact-hours');
    const refused = await explainAccount(world.database, { account: { accountId: 'asked' } });
    expect(refused.decision).toMatchObject({ kind: 'refuse', verdict: 'block' });
    expect(refused.decision?.reasons[0]).toMatchObject({ ruleId: 'hold:cease', citation: '15 USC 1692c(c); 12 CFR 1006.6(c)', sentence: expect.stringMatching(/asked us to stop/) as string });
    expect(refused.lastFact).toMatchObject({ kind: 'touchDenied' });
    for (const explanation of [planned, claimed, refused]) expectJsonSafe(explanation);
  });

  it('tells why a dial was refused', async () => {
    await world.one('dialled');
    const contactPointId = (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'dialled', contactPoint: { kind: 'phone' } } })).contactPointId;
    await requestDialPermit(world.database, { permitId: 'night', accountId: 'dialled', contactPointId, taskId: null, officer: 'o' }, world.context('2026-06-11T02:00:00.000Z'));
    const { decision } = await explainAccount(world.database, { account: { accountId: 'dialled' } });
    expect(decision).toMatchObject({ kind: 'permit_refused', verdict: 'defer', until: '2026-06-11T12:00:00.000Z', reasons: [{ ruleId: 'contact-hours' }] });
  });
});

describe('tasks and timeline', () => {
  it('list what waits for people, the most urgent first, and say what is overdue', async () => {
    for (const [id, minutes] of [['t-3', 30], ['t-1', -10], ['t-2', 30]] as const) {
      await world.database.task.create({ data: { id, accountId: 'list-1', kind: 'gate_review', subject: 's', script: 's', openedAt: new Date(NOON), notAfter: new Date(later(minutes)) } });
    }
    const first = await listTasks(world.database, { kind: 'gate_review', limit: 2 }, NOON);
    expect(first.tasks.map((task) => [task.taskId, task.overdue])).toEqual([['t-1', true], ['t-2', false]]);
    const second = await listTasks(world.database, { kind: 'gate_review', limit: 2, cursor: first.nextCursor! }, NOON);
    expect(second).toMatchObject({ nextCursor: null, tasks: [{ taskId: 't-3', reference: 'R-list-1' }] });
    expect((await listTasks(world.database, { status: 'done', limit: 5 }, NOON)).tasks).toEqual([]);
    expectJsonSafe(first);
  });

  it('tell everything that happened, newest first', async () => {
    await world.one('told');
    await world.claim('told', { now: later(1) });
    const phone = (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'told', contactPoint: { kind: 'phone' } } })).contactPointId;
    await storeInbound(world.database, { provider: 'twilio', providerEventId: 'SMt', medium: 'sms', fromAddress: phone, subject: null, body: 'who is this', replyToTouchId: null, providerStopped: false, now: later(2) });
    await world.act({ kind: 'call_outcome', accountId: 'told', disposition: 'NC', direction: 'inbound', identifiers: ['full_name', 'postal_address'] }, later(3));
    const { entries } = await timeline(world.database, { account: { accountId: 'told' }, limit: 50 });
    expect(entries.map((entry) => entry.type).sort()).toEqual(['call', 'decision', 'fact', 'fact', 'fact', 'message', 'touch']);
    expect(entries.map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at).toSorted().toReversed());
    expect((await timeline(world.database, { account: { accountId: 'told' }, limit: 2 })).entries).toHaveLength(2);
    expectJsonSafe(entries);
  });
});
