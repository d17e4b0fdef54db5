import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWithRows, lockAccount } from '#adapters/db/accept/accept-facts.ts';
import { inTransaction } from '#adapters/db/database.ts';
import type { FactBody } from '#core/account/fact.ts';
import { applyAll } from '#core/account/apply.ts';
import { factsAfter } from '#adapters/db/facts.ts';
import { initialState } from '#core/account/state.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const accept = (accountId: string, body: FactBody) => inTransaction(world.database, async (transaction) => {
  await lockAccount(transaction, accountId);
  return insertWithRows(transaction, { accountId, factId: `${body.kind}:${accountId}:${JSON.stringify(body).length}`, source: 'dunwell', occurredAt: NOON, body }, { now: NOON });
});

/** A step's task as a run opens it: the row, then its fact. */
async function openStep(accountId: string, kind: string): Promise<string> {
  const taskId = `${accountId}:${kind}`;
  await world.database.task.create({ data: { id: taskId, accountId, kind, subject: 's', script: 'script', stepId: kind, cycle: 1, attemptNo: 1, openedAt: new Date(NOON), notAfter: new Date(later(600)) } });
  await accept(accountId, { kind: 'taskOpened', taskId, taskKind: kind, reference: { stepId: kind, cycle: 1, attemptNo: 1, stage: 'call', channelIndex: 0 }, notAfter: later(600) });
  return taskId;
}

async function withSteps(accountId: string, kinds: readonly string[] = ['call', 'review']): Promise<void> {
  await world.one(accountId);
  for (const kind of kinds) await openStep(accountId, kind);
}

const statuses = async (accountId: string) => Object.fromEntries((await world.database.task.findMany({ where: { accountId }, orderBy: { id: 'asc' } })).map((task) => [task.id.replace(`${accountId}:`, ''), task.status]));

/** Steps that the run still waits for a person with. */
const waiting = async (accountId: string) => {
  const facts = await inTransaction(world.database, (transaction) => factsAfter(transaction, accountId, 0, 100));
  return applyAll(initialState(accountId), facts).inProgress.filter((step) => step.task !== null).map((step) => step.stepId);
};

const plan = { totalMinor: 250_00, instalments: [{ instalmentNo: 1, dueOn: '2026-07-01', amountMinor: 250_00 }] };

describe('a task of a step', () => {
  it.each([
    ['a large partial payment', (accountId: string) => world.act({ kind: 'payment', accountId, amountMinor: 200_00, currency: 'USD', paidOn: '2026-06-10' })],
    ['a payment in full', (accountId: string) => world.act({ kind: 'payment', accountId, amountMinor: 250_00, currency: 'USD', paidOn: '2026-06-10' })],
    ['an agreed plan', (accountId: string) => world.act({ kind: 'agree_arrangement', accountId, ...plan })],
    ['a recall', (accountId: string) => world.act({ kind: 'recall', accountId, reason: 'creditor_request' })],
    ['a hand-over to a law firm', (accountId: string) => accept(accountId, { kind: 'referredOut', placementId: `${accountId}:p`, to: 'law-firm-one', reference: { stepId: 'hand-over', cycle: 1, attemptNo: 1, stage: 'legal_escalation', channelIndex: 0 } })],
    ['a move to another stage', (accountId: string) => accept(accountId, { kind: 'stageMoved', stage: 'negotiation', reason: 'ordered' })],
  ] as const)('is no longer asked for after %s, and an answer to it is refused', async (name, happen) => {
    const accountId = `dropped-by-${name.replaceAll(' ', '-')}`;
    await withSteps(accountId);
    expect(await waiting(accountId)).toEqual(['call', 'review']);
    expect(await happen(accountId)).toMatchObject({ kind: 'accepted' });
    expect(await statuses(accountId)).toEqual({ call: 'cancelled', review: 'cancelled' });
    if (name !== 'a recall') expect(await waiting(accountId)).toEqual([]);
    expect(await world.act({ kind: 'complete_task', taskId: `${accountId}:review`, answer: { kind: 'done' } })).toMatchObject({ kind: 'refused' });
  });

  it('stays after a small payment, and questions about money, messages and alarms stay in any case', async () => {
    await withSteps('kept', ['call']);
    await world.database.task.createMany({ data: ['unknown_outcome', 'alert', 'inbound', 'suspense'].map((kind) => ({ id: `kept:${kind}`, accountId: 'kept', kind, subject: 's', script: 's', openedAt: new Date(NOON), notAfter: new Date(later(60)) })) });
    await world.act({ kind: 'payment', accountId: 'kept', amountMinor: 1_00, currency: 'USD', paidOn: '2026-06-10' });
    expect(await statuses('kept')).toMatchObject({ call: 'open' });
    await world.act({ kind: 'recall', accountId: 'kept', reason: 'creditor_request' });
    expect(await statuses('kept')).toEqual({ alert: 'open', call: 'cancelled', inbound: 'open', suspense: 'open', unknown_outcome: 'open' });
  });
});

describe('a call task', () => {
  it.each([
    ['cease', {}], ['attorney', {}], ['hardship', {}], ['complaint', {}], ['medium_refused', { medium: 'call' }],
  ] as const)('is cancelled when a hold %s forbids it, and its step is made up for after the lifting', async (code, fields) => {
    const accountId = `silenced-by-${code}`;
    await withSteps(accountId);
    expect(await world.act({ kind: 'hold', accountId, code, evidence: 'letter', ...fields })).toMatchObject({ kind: 'accepted' });
    expect(await statuses(accountId)).toEqual({ call: 'cancelled', review: 'open' });
    expect(await waiting(accountId)).toEqual(['review']);
    const facts = await inTransaction(world.database, (transaction) => factsAfter(transaction, accountId, 0, 100));
    const { inProgress, closedStepIds } = applyAll(initialState(accountId), facts);
    expect(inProgress.find((step) => step.stepId === 'call')).toMatchObject({ attemptNo: 2, channelIndex: 0 });
    expect(closedStepIds).toEqual([]);
  });

  it('is cancelled when all that is owed is disputed, and stays while something else is owed', async () => {
    await world.person({ partyId: 'contested' });
    await world.account({ accountId: 'contested', partyId: 'contested', debts: { 'contested-a': 1_00, 'contested-b': 2_00 } });
    await openStep('contested', 'call');
    await world.act({ kind: 'dispute', accountId: 'contested', debtId: 'contested-a', evidence: 'mail' });
    expect(await statuses('contested')).toEqual({ call: 'open' });
    await world.act({ kind: 'dispute', accountId: 'contested', debtId: 'contested-b', evidence: 'mail' });
    expect(await statuses('contested')).toEqual({ call: 'cancelled' });
  });

  it.each([['opt_out', { contactPointId: 'one-number-email' }], ['medium_refused', { medium: 'sms' }], ['no_work_contact', {}]] as const)('stays under a hold %s that leaves a number to call', async (code, fields) => {
    const accountId = code === 'opt_out' ? 'one-number' : `callable-${code}`;
    await withSteps(accountId, ['call']);
    await world.act({ kind: 'hold', accountId, code, evidence: 'letter', ...fields });
    expect(await statuses(accountId)).toEqual({ call: 'open' });
  });

  it('is cancelled when the last number is closed, also by another person who uses it', async () => {
    for (const partyId of ['shared-a', 'shared-b']) {
      await world.person({ partyId, phone: '+12125553333' });
      await world.account({ accountId: partyId, partyId });
      await openStep(partyId, 'call');
    }
    await world.database.contactPoint.create({ data: { id: 'second-number', kind: 'phone', value: '+12125553334', parties: { create: { partyId: 'shared-b' } } } });
    await world.act({ kind: 'hold', accountId: 'shared-a', code: 'opt_out', contactPointId: '+12125553333', evidence: 'text' });
    expect(await statuses('shared-a')).toEqual({ call: 'cancelled' });
    expect(await statuses('shared-b')).toEqual({ call: 'open' });
    await world.act({ kind: 'hold', accountId: 'shared-b', code: 'wrong_party', contactPointId: 'second-number', evidence: 'call' });
    expect(await statuses('shared-b')).toEqual({ call: 'cancelled' });
  });

  it('is one per account: a callback that is still to come is made with the call of the step', async () => {
    await world.one('twice');
    const phone = (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'twice', contactPoint: { kind: 'phone' } } })).contactPointId;
    const callbackAt = later(24 * 60);
    await world.act({ kind: 'call_outcome', actId: 'agreed', officer: 'maria', accountId: 'twice', disposition: 'CB', direction: 'inbound', contactPointId: phone, identifiers: ['full_name', 'date_of_birth'], callbackAt });
    await openStep('twice', 'call');
    expect(await world.database.task.findMany({ where: { accountId: 'twice', status: 'open' } })).toMatchObject([{ id: 'twice:call', claimedBy: 'maria', subject: `callback:${callbackAt}` }]);
    expect(await world.database.task.findUniqueOrThrow({ where: { id: 'agreed:callback' } })).toMatchObject({ status: 'cancelled' });
    // The officer names the task that was on his list; the conversation ends the one that is open now.
    await world.act({ kind: 'call_outcome', accountId: 'twice', disposition: 'CB', direction: 'inbound', taskId: 'agreed:callback', actId: 'again', contactPointId: phone, identifiers: ['full_name', 'date_of_birth'], callbackAt: later(48 * 60) });
    expect((await world.database.task.findMany({ where: { accountId: 'twice', kind: 'call', status: 'open' } })).map((task) => task.id)).toEqual(['again:callback']);
    expect(await waiting('twice')).toEqual([]);
  });
});
