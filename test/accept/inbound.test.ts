import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeInbound, type InboundRequest } from '#adapters/db/accept/accept-inbound.ts';
import { until } from '../support/until.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;
let events = 0;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const phoneOf = async (partyId: string): Promise<string> => (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId, contactPoint: { kind: 'phone' } } })).contactPointId;

const message = (given: Partial<InboundRequest>) => storeInbound(world.database, {
  provider: 'twilio', providerEventId: `SM${(events += 1)}`, medium: 'sms', fromAddress: '+19995550000', subject: null, body: 'hello', replyToTouchId: null, providerStopped: false, now: NOON, ...given,
});

const text = async (partyId: string, body: string, given: Partial<InboundRequest> = {}) => message({ fromAddress: await phoneOf(partyId), body, ...given });

/** Whether a chase to this person would be refused now, and by which rules. */
async function rulesAgainst(accountId: string, given: Parameters<AcceptWorld['claim']>[1] = {}): Promise<readonly string[]> {
  const claim = await world.claim(accountId, { stepId: `probe-${(events += 1)}`, now: later(24 * 60), ...given });
  return claim.kind === 'refused' ? claim.verdict.reasons.map((reason) => reason.ruleId) : [];
}

const answer = (taskId: string, fields: Record<string, unknown>) => world.act({ kind: 'complete_task', taskId, answer: { kind: 'classified', ...fields } }, later(60));

describe('STOP', () => {
  it('acts on a shared number for both debtors, from the instant of its storing', async () => {
    for (const partyId of ['sharer-a', 'sharer-b']) {
      await world.person({ partyId, phone: '+12125559999' });
      await world.account({ accountId: partyId, partyId });
    }
    expect(await text('sharer-a', 'STOP')).toMatchObject({ kind: 'stored', classification: 'opt_out', accountIds: ['sharer-a', 'sharer-b'] });
    for (const accountId of ['sharer-a', 'sharer-b']) {
      expect(await world.facts(accountId)).toEqual(['enrolled', 'holdPlaced', 'inboundMessageReceived']);
      expect(await rulesAgainst(accountId)).toContain('hold:opt_out');
      expect(await rulesAgainst(accountId, { channel: 'email' })).toEqual([]);
    }
    expect(await world.database.task.count({ where: { kind: 'inbound', accountId: { in: ['sharer-a', 'sharer-b'] } } })).toBe(0);
  });

  it('waits for a claim under way on the other debtor of the number, so that nothing is committed after it', async () => {
    for (const partyId of ['claimed-a', 'claimed-b']) {
      await world.person({ partyId, phone: '+12125557777' });
      await world.account({ accountId: partyId, partyId });
    }
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let allowed = (): void => undefined;
    const gateSaidYes = new Promise<void>((resolve) => { allowed = resolve; });
    const claim = world.claim('claimed-b', { beforeCommit: () => { allowed(); return held; } });
    await gateSaidYes;
    let stored = false;
    const stop = text('claimed-a', 'STOP').then((answer) => { stored = true; return answer; });
    await until('the STOP waits for the claim', async () => {
      const waiting = await world.database.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    expect(stored).toBe(false);
    release();
    expect((await claim).kind).toBe('claimed');
    expect(await stop).toMatchObject({ classification: 'opt_out' });
    expect(await rulesAgainst('claimed-b')).toContain('hold:opt_out');
  });

  it('is heard where only the provider recognises it', async () => {
    await world.one('keyword');
    expect(await text('keyword', 'ARRET', { providerStopped: true })).toMatchObject({ classification: 'opt_out' });
  });

  it('in the subject of an e-mail closes that address and no other medium', async () => {
    await world.one('mailer');
    expect(await message({ provider: 'email', medium: 'email', fromAddress: 'Mailer@Example.com', subject: 'Stop', body: 'Sent from my phone, with a long signature' })).toMatchObject({ classification: 'opt_out' });
    expect(await rulesAgainst('mailer', { channel: 'email' })).toContain('hold:opt_out');
    expect(await rulesAgainst('mailer')).toEqual([]);
  });

  it('in answer to our e-mail closes the address that we wrote to, from wherever it comes', async () => {
    await world.one('forwarder');
    const claim = await world.claim('forwarder', { channel: 'email' });
    const touchId = claim.kind === 'claimed' ? claim.touch.touchId : '';
    expect(await message({ provider: 'email', medium: 'email', fromAddress: 'other@example.org', subject: 'Re: subject', body: 'unsubscribe', replyToTouchId: touchId })).toMatchObject({ kind: 'stored', classification: 'opt_out', accountIds: ['forwarder'] });
    expect(await rulesAgainst('forwarder', { channel: 'email' })).toContain('hold:opt_out');
  });
});

describe('a message that is certain', () => {
  it.each([
    ['do not contact me', 'cease', 'cease'], ['my lawyer is handling this', 'attorney', 'attorney'], ['I filed bankruptcy', 'bankruptcy', 'bankruptcy'], ['he passed away', 'deceased', 'deceased'],
    ['I dispute this debt', 'dispute', 'dispute'], ['wrong number', 'wrong_number', 'wrong_party'], ['stop calling me', 'stop_calling', 'medium_refused'],
  ] as const)('%j raises its hold in the transaction that stores it', async (body, classification, code) => {
    const accountId = `certain-${code}`;
    await world.one(accountId);
    expect(await text(accountId, body)).toMatchObject({ kind: 'stored', classification, accountIds: [accountId] });
    expect(await world.database.hold.findMany({ where: { partyId: accountId } })).toMatchObject([{ code, placedBy: 'debtor' }]);
    const heard = await world.database.fact.findFirstOrThrow({ where: { accountId, kind: 'inboundMessageReceived' } });
    expect(heard.body).toMatchObject({ classification });
    expect(JSON.stringify(heard.body)).not.toContain(body);
  });

  it('of which a person has to know more opens a task, and does not block for it', async () => {
    expect(await world.database.task.findMany({ where: { accountId: 'certain-attorney' } })).toMatchObject([{ kind: 'review', status: 'open' }]);
    expect(await world.database.inboundMessage.count({ where: { partyId: 'certain-attorney', classifiedAt: null } })).toBe(0);
  });
});

describe('a message that is not certain', () => {
  it('blocks every claim until a person has understood it', async () => {
    await world.one('unsure');
    expect(await text('unsure', 'what is this about?')).toMatchObject({ kind: 'stored', classification: null, accountIds: ['unsure'] });
    const [task] = await world.database.task.findMany({ where: { accountId: 'unsure' } });
    expect(task).toMatchObject({ kind: 'inbound', status: 'open', notAfter: new Date(later(8 * 60)) });
    for (const channel of ['sms', 'email', 'letter'] as const) expect(await rulesAgainst('unsure', { channel })).toContain('unread-inbound');
    expect(await answer(task!.id, { classification: 'question' })).toMatchObject({ kind: 'accepted', accountIds: ['unsure'] });
    expect(await rulesAgainst('unsure')).toEqual([]);
    expect(await world.facts('unsure')).toContain('taskCompleted');
    expect(await answer(task!.id, { classification: 'question' })).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('no longer open')] });
  });

  it('blocks everybody who uses its number, and an order in it needs its person', async () => {
    for (const partyId of ['pair-a', 'pair-b']) {
      await world.person({ partyId, phone: '+12125558888' });
      await world.account({ accountId: partyId, partyId });
    }
    expect(await text('pair-a', 'I have an attorney, my attorney is Smith')).toMatchObject({ kind: 'stored', classification: null, accountIds: ['pair-a', 'pair-b'] });
    for (const accountId of ['pair-a', 'pair-b']) expect(await rulesAgainst(accountId, { channel: 'email' })).toContain('unread-inbound');
    const task = await world.database.task.findFirstOrThrow({ where: { kind: 'inbound', accountId: 'pair-a' } });
    expect(await answer(task.id, { classification: 'attorney' })).toMatchObject({ kind: 'refused' });
    expect(await answer(task.id, { classification: 'attorney', accountId: 'unsure' })).toMatchObject({ kind: 'refused' });
    expect(await answer(task.id, { classification: 'attorney', accountId: 'pair-b' })).toMatchObject({ kind: 'accepted', accountIds: ['pair-a', 'pair-b'] });
    expect(await rulesAgainst('pair-b', { channel: 'email' })).toEqual(['hold:attorney']);
    expect(await rulesAgainst('pair-a', { channel: 'email' })).toEqual([]);
  });

  it('disputes nothing by itself where several debts could be meant', async () => {
    await world.person({ partyId: 'many' });
    await world.account({ accountId: 'many', partyId: 'many', debts: { 'many-a': 1_00, 'many-b': 2_00 } });
    expect(await text('many', 'I dispute this debt')).toMatchObject({ classification: null });
    expect(await world.database.hold.count({ where: { partyId: 'many' } })).toBe(0);
    expect(await rulesAgainst('many', { channel: 'email' })).toContain('unread-inbound');
  });

  it('on paper that only says stop waits for a person: no number or address is named', async () => {
    await world.one('paper');
    expect(await message({ provider: 'scanner', medium: 'letter', fromAddress: '1 Sample Road, paper', body: 'STOP' })).toMatchObject({ kind: 'stored', classification: null, accountIds: ['paper'] });
    expect(await rulesAgainst('paper', { channel: 'letter' })).toContain('unread-inbound');
  });

  it('of a stranger waits for a person and blocks nobody', async () => {
    expect(await message({ body: 'who are you?' })).toMatchObject({ kind: 'stored', accountIds: [] });
    const [task] = await world.database.task.findMany({ where: { accountId: null, kind: 'inbound' } });
    expect(await answer(task!.id, { classification: 'no_action' })).toMatchObject({ kind: 'accepted', accountIds: [] });
  });
});

describe('a message that a person has understood', () => {
  const understand = async (name: string, classification: string, fields: Record<string, unknown> = {}) => {
    await text(name, 'let me tell you something');
    const task = await world.database.task.findFirstOrThrow({ where: { kind: 'inbound', account: { partyId: name }, status: 'open' } });
    return answer(task.id, { classification, ...fields });
  };
  const holds = async (partyId: string) => (await world.database.hold.findMany({ where: { partyId }, orderBy: { id: 'asc' } })).map((hold) => hold.code);
  const asked = async (accountId: string) => (await world.database.task.findMany({ where: { accountId, kind: { not: 'inbound' } } })).map((task) => `${task.kind} ${task.subject} ${task.status}`);

  it.each([
    ['hardship', ['hardship'], ['alert inbound_hardship open']], ['complaint', ['complaint'], ['alert inbound_complaint open']], ['already_paid', ['dispute'], ['review inbound_already_paid open']],
    ['payment_intent', [], ['review inbound_payment_intent open']], ['question', [], []], ['no_action', [], []],
  ] as const)('as %s raises what it means and asks who has to look', async (classification, codes, tasks) => {
    const name = `understood-${classification}`;
    await world.one(name);
    expect(await understand(name, classification)).toMatchObject({ kind: 'accepted', accountIds: [name] });
    expect(await holds(name)).toEqual(codes);
    expect(await asked(name)).toEqual(tasks);
    expect((await rulesAgainst(name, { channel: 'letter' })).length > 0).toBe(codes.length > 0);
  });

  it('as paid already names the account where several could be meant, and disputes that one', async () => {
    await world.person({ partyId: 'payer' });
    for (const accountId of ['payer-1', 'payer-2']) await world.account({ accountId, partyId: 'payer' });
    expect(await understand('payer', 'already_paid')).toMatchObject({ kind: 'refused' });
    const task = await world.database.task.findFirstOrThrow({ where: { kind: 'inbound', account: { partyId: 'payer' } } });
    expect(await answer(task.id, { classification: 'already_paid', accountId: 'payer-2' })).toMatchObject({ kind: 'accepted' });
    expect((await world.database.hold.findMany({ where: { partyId: 'payer' } })).map((hold) => hold.debtId)).toEqual(['payer-2-debt']);
    expect(await asked('payer-2')).toEqual(['review inbound_already_paid open']);
  });
});

describe('the same message', () => {
  it('again changes nothing, and with another text it is told apart', async () => {
    await world.one('repeated');
    expect(await text('repeated', 'hi', { providerEventId: 'SMx' })).toMatchObject({ kind: 'stored' });
    const facts = await world.facts('repeated');
    expect(await text('repeated', 'hi', { providerEventId: 'SMx' })).toMatchObject({ kind: 'duplicate' });
    expect(await text('repeated', 'STOP', { providerEventId: 'SMx' })).toMatchObject({ kind: 'conflict' });
    expect(await world.facts('repeated')).toEqual(facts);
  });

  it('told five times at once is stored once', async () => {
    await world.one('flooded');
    const phone = await phoneOf('flooded');
    const stored = await Promise.all([1, 2, 3, 4, 5].map(() => message({ fromAddress: phone, body: 'STOP', providerEventId: 'SMflood' })));
    expect(stored.map((each) => each.kind).sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'stored']);
    expect(await world.facts('flooded')).toEqual(['enrolled', 'holdPlaced', 'inboundMessageReceived']);
  });
});
