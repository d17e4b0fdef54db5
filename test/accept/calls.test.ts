import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptFact } from '#adapters/db/accept/accept-facts.ts';
import { requestDialPermit, type DialPermit } from '#adapters/db/accept/dial-permit.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;
let permits = 0;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const phoneOf = async (partyId: string): Promise<string> => (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId, contactPoint: { kind: 'phone' } } })).contactPointId;

async function dial(accountId: string, now = NOON, permitId = `permit-${(permits += 1)}`): Promise<DialPermit> {
  const { partyId } = await world.database.account.findUniqueOrThrow({ where: { id: accountId } });
  return requestDialPermit(world.database, { permitId, accountId, contactPointId: await phoneOf(partyId), taskId: null, officer: 'officer-1' }, world.context(now));
}

const rules = (permit: DialPermit): readonly string[] => (permit.kind === 'refused' ? permit.reasons.map((reason) => reason.ruleId) : []);
const outcome = (accountId: string, disposition: string, fields: Record<string, unknown> = {}, now = NOON) => world.act({
  kind: 'call_outcome', accountId, disposition, direction: 'outbound', identifiers: ['full_name', 'date_of_birth'], ...fields,
}, now);

describe('a dial permit', () => {
  it('is one attempt of sixty seconds, and asking again under its id is no second one', async () => {
    await world.one('dialled');
    const permit = await dial('dialled', NOON, 'p-once');
    expect(permit).toMatchObject({ kind: 'permit', callId: 'p-once', consented: false });
    const expiresMs = Date.parse((permit as { expiresAt: string }).expiresAt);
    expect(expiresMs - Date.parse(NOON)).toBeGreaterThanOrEqual(60_000);
    expect(expiresMs - Date.parse(NOON)).toBeLessThan(65_000);
    expect(await dial('dialled', NOON, 'p-once')).toEqual(permit);
    expect(await world.database.call.count({ where: { partyId: 'dialled' } })).toBe(1);
    await world.one('dialled-other');
    expect(await dial('dialled-other', NOON, 'p-once')).toMatchObject({ kind: 'conflict' });
    expect(await dial('dialled', later(2), 'p-once')).toMatchObject({ kind: 'conflict', reasons: [expect.stringContaining('expired')] });
  });

  // 12 CFR 1006.6(b)(1)(i): 21:00:00.000 at the person's place is too late, the millisecond before is not. New York is UTC-4 in June.
  it.each([
    ['2026-06-10T11:59:00.000Z', 'refused', '2026-06-10T12:00:00.000Z'],
    ['2026-06-10T12:00:00.000Z', 'permit', null],
    ['2026-06-11T00:59:50.000Z', 'permit', null],
    ['2026-06-11T01:00:00.000Z', 'refused', '2026-06-11T12:00:00.000Z'],
  ] as const)('at %s is a %s', async (now, kind, nextLawfulAt) => {
    const accountId = `hours-${now.replace(/\W/g, '')}`;
    await world.one(accountId);
    const permit = await dial(accountId, now);
    expect(permit.kind).toBe(kind);
    if (permit.kind !== 'refused') return;
    expect(permit.nextLawfulAt).toBe(nextLawfulAt);
    expect(permit.reasons).toMatchObject([{ ruleId: 'contact-hours', citation: '12 CFR 1006.6(b)(1)(i); 15 USC 1692c(a)(1)' }]);
    expect(await world.database.call.count({ where: { partyId: accountId } })).toBe(0);
  });

  it('counts as a call that connected until somebody says what came of it', async () => {
    await world.one('silent');
    expect((await dial('silent')).kind).toBe('permit');
    const again = await dial('silent', later(30));
    expect(rules(again)).toContain('one-chase-a-day');
    expect(again).toMatchObject({ nextLawfulAt: '2026-06-11T12:00:00.000Z' });
  });

  it('that met a busy line counts for nothing: the next attempt may follow', async () => {
    await world.one('busy');
    await dial('busy', NOON, 'p-busy');
    expect(await outcome('busy', 'BZ', { callId: 'p-busy' }, later(1))).toMatchObject({ kind: 'accepted' });
    expect((await dial('busy', later(5))).kind).toBe('permit');
  });

  it('is refused for seven days after a conversation, the day of the conversation being day one', async () => {
    await world.one('spoken');
    await dial('spoken', NOON, 'p-spoken');
    await outcome('spoken', 'NC', { callId: 'p-spoken' }, later(5));
    const refused = await dial('spoken', '2026-06-16T16:00:00.000Z');
    expect(rules(refused)).toContain('calls-after-conversation');
    expect(refused).toMatchObject({ nextLawfulAt: '2026-06-17T12:00:00.000Z' });
    expect((await dial('spoken', '2026-06-17T12:00:00.000Z')).kind).toBe('permit');
  });

  it('does not count a call that the person made, but its conversation', async () => {
    await world.one('caller');
    await outcome('caller', 'HU', { direction: 'inbound', identifiers: [] });
    expect((await dial('caller', later(10), 'p-caller')).kind).toBe('permit');
    await world.one('talker');
    await outcome('talker', 'PP', { direction: 'inbound' });
    expect(rules(await dial('talker', later(10)))).toContain('calls-after-conversation');
  });

  it.each([
    ['a cease', (accountId: string) => world.act({ kind: 'cease', accountId, evidence: 'letter' }), 'hold:cease'],
    ['an order not to call', (accountId: string) => world.act({ kind: 'hold', accountId, code: 'medium_refused', medium: 'call', evidence: 'mail' }), 'hold:medium_refused'],
    ['a promise', (accountId: string) => world.act({ kind: 'promise', accountId, amountMinor: 10_00, promisedOn: '2026-06-20', method: 'card' }), 'promise'],
    ['an arrangement that is kept', (accountId: string) => world.act({ kind: 'agree_arrangement', accountId, totalMinor: 250_00, instalments: [{ instalmentNo: 1, dueOn: '2026-07-01', amountMinor: 250_00 }] }), 'arrangement'],
    ['a payment in full', (accountId: string) => world.act({ kind: 'payment', actId: `full-${accountId}`, accountId, amountMinor: 250_00, currency: 'USD', paidOn: '2026-06-10' }), 'nothing-to-chase'],
  ] as const)('is refused from the instant of %s', async (name, stop, ruleId) => {
    const accountId = `stopped-${name.replaceAll(' ', '-')}`;
    await world.one(accountId);
    expect(await stop(accountId)).toMatchObject({ kind: 'accepted' });
    expect(rules(await dial(accountId, later(1)))).toContain(ruleId);
  });

  it('names the first lawful minute after a promised day', async () => {
    await world.one('promised');
    await world.act({ kind: 'promise', accountId: 'promised', amountMinor: 10_00, promisedOn: '2026-06-20', method: 'card' });
    expect(await dial('promised', later(1))).toMatchObject({ kind: 'refused', nextLawfulAt: '2026-06-21T12:00:00.000Z' });
  });

  it('is refused while the account is with a law firm', async () => {
    await world.one('placed-out');
    await inTransaction(world.database, (transaction) => acceptFact(transaction, {
      accountId: 'placed-out', factId: 'referred', source: 'dunwell', occurredAt: NOON,
      body: { kind: 'referredOut', placementId: 'p', to: 'law-firm', reference: { stepId: 'hand-over', stage: 'legal_escalation', cycle: 1, attemptNo: 1, channelIndex: 0 } },
    }, world.context()));
    expect(rules(await dial('placed-out', later(1)))).toContain('placed-out');
  });

  it('leaves evidence whether it was given or refused', async () => {
    await world.one('proven');
    await dial('proven', NOON, 'p-proven');
    await dial('proven', later(1));
    const rows = await world.database.decision.findMany({ where: { accountId: 'proven' }, orderBy: { decidedAt: 'asc' } });
    expect(rows.map((row) => row.kind)).toEqual(['permit', 'permit_refused']);
    expect(rows[0]).toMatchObject({ policyHash: 'test-cadence', rulesHash: 'test-rules' });
  });

  it('is given once when two officers reach for the same person at once', async () => {
    await world.person({ partyId: 'wanted' });
    for (const accountId of ['wanted-1', 'wanted-2', 'wanted-3']) await world.account({ accountId, partyId: 'wanted' });
    const permitted = await Promise.all(['wanted-1', 'wanted-2', 'wanted-3'].map((accountId) => dial(accountId)));
    expect(permitted.map((permit) => permit.kind).sort()).toEqual(['permit', 'refused', 'refused']);
  });
});

describe('a callback', () => {
  it('that the person named is permitted at its time, not before, not later, and only until somebody has spoken with him', async () => {
    await world.one('callback');
    await dial('callback', NOON, 'p-callback');
    const callbackAt = '2026-06-12T18:00:00.000Z';
    expect(await outcome('callback', 'CB', { callId: 'p-callback', callbackAt }, later(3))).toMatchObject({ kind: 'accepted' });
    expect(await world.database.task.findUniqueOrThrow({ where: { id: 'p-callback:callback' } })).toMatchObject({ kind: 'call', claimedBy: 'officer-1', notAfter: new Date('2026-06-12T19:00:00.000Z') });
    expect(rules(await dial('callback', '2026-06-12T17:00:00.000Z'))).toContain('calls-after-conversation');
    expect(rules(await dial('callback', '2026-06-12T21:00:00.000Z'))).toContain('calls-after-conversation');
    expect(await dial('callback', '2026-06-12T18:05:00.000Z', 'p-again')).toMatchObject({ kind: 'permit', consented: true });
    await outcome('callback', 'NC', { callId: 'p-again' }, '2026-06-12T18:20:00.000Z');
    expect((await world.database.task.findUniqueOrThrow({ where: { id: 'p-callback:callback' } })).status).toBe('done');
    expect(rules(await dial('callback', '2026-06-12T18:30:00.000Z'))).toContain('calls-after-conversation');
  });

  it('is no consent to messages, and not beyond the lawful hours', async () => {
    await world.one('late-callback');
    const contactPointId = await phoneOf('late-callback');
    await world.database.consent.create({ data: { id: 'revoked', partyId: 'late-callback', contactPointId, medium: 'sms', action: 'revoked', grantedTo: 'us', basis: 'mail', recordedAt: new Date(later(1)) } });
    await outcome('late-callback', 'CB', { contactPointId, callbackAt: '2026-06-12T01:30:00.000Z' }, later(2));
    expect(rules(await dial('late-callback', '2026-06-12T01:30:00.000Z'))).toEqual(['contact-hours']);
    const claim = await world.claim('late-callback', { now: '2026-06-12T15:00:00.000Z' });
    expect(claim.kind === 'refused' ? claim.verdict.reasons.map((reason) => reason.ruleId) : []).toEqual(['electronic-consent']);
  });
});

describe('a call outcome', () => {
  it('closes the task that waited for it, whoever called', async () => {
    await world.one('waited');
    await world.database.task.create({ data: { id: 'call-task', accountId: 'waited', kind: 'call', subject: 's', script: 'call', stepId: 'call', cycle: 1, attemptNo: 1, openedAt: new Date(NOON), notAfter: new Date(later(60)) } });
    expect(await outcome('waited', 'VN', { contactPointId: await phoneOf('waited') })).toMatchObject({ kind: 'accepted' });
    expect((await world.database.task.findUniqueOrThrow({ where: { id: 'call-task' } })).status).toBe('open');
    await outcome('waited', 'PP', { direction: 'inbound' }, later(10));
    expect(await world.database.task.findUniqueOrThrow({ where: { id: 'call-task' } })).toMatchObject({ status: 'done', result: 'PP' });
    const told = await world.database.fact.findFirstOrThrow({ where: { accountId: 'waited', kind: 'callOutcomeRecorded' }, orderBy: { seq: 'desc' } });
    expect(told.body).toMatchObject({ taskId: 'call-task', closesTask: true, rightParty: true, conversation: true });
  });

  it.each([
    ['CE', 'cease', 'person'], ['SC', 'medium_refused', 'medium'], ['AT', 'attorney', 'person'], ['BK', 'bankruptcy', 'person'], ['DC', 'deceased', 'person'],
    ['DS', 'dispute', 'debt'], ['ID', 'identity_theft', 'debt'], ['CC', 'complaint', 'account'], ['CP', 'hardship', 'person'], ['AD', 'active_duty', 'person'], ['NW', 'no_work_contact', 'person'], ['WN', 'wrong_party', 'contact_point'],
  ] as const)('%s holds at once: %s on the %s', async (disposition, code, scope) => {
    const accountId = `held-${disposition}`;
    await world.one(accountId);
    expect(await outcome(accountId, disposition, { contactPointId: await phoneOf(accountId) })).toMatchObject({ kind: 'accepted', accountIds: [accountId] });
    expect(await world.database.hold.findMany({ where: { partyId: accountId } })).toMatchObject([{ code, scope, placedBy: 'officer-1' }]);
    expect((await dial(accountId, later(60 * 24 * 8))).kind).toBe(code === 'no_work_contact' ? 'permit' : 'refused');
  });

  it.each([['NS', 'dead'], ['FX', 'dead'], ['WN', 'dead'], ['NA', 'active']] as const)('%s leaves the number %s', async (disposition, status) => {
    const accountId = `number-${disposition}`;
    await world.one(accountId);
    const contactPointId = await phoneOf(accountId);
    await outcome(accountId, disposition, { contactPointId });
    expect((await world.database.partyContactPoint.findUniqueOrThrow({ where: { partyId_contactPointId: { partyId: accountId, contactPointId } } })).status).toBe(status);
  });

  it('is recorded once per call', async () => {
    await world.one('twice');
    await dial('twice', NOON, 'p-twice');
    expect(await outcome('twice', 'NA', { callId: 'p-twice', actId: 'o-1' })).toMatchObject({ kind: 'accepted' });
    expect(await outcome('twice', 'NA', { callId: 'p-twice', actId: 'o-1' })).toMatchObject({ kind: 'duplicate' });
    expect(await outcome('twice', 'PP', { callId: 'p-twice', actId: 'o-1' })).toMatchObject({ kind: 'conflict' });
    expect(await outcome('twice', 'PP', { callId: 'p-twice', actId: 'o-2' })).toMatchObject({ kind: 'refused', reasons: ['The outcome of this call is recorded already: NA.'] });
  });

  it('counts for each account that was spoken about, and for none of anybody else', async () => {
    await world.person({ partyId: 'both' });
    for (const accountId of ['both-1', 'both-2']) await world.account({ accountId, partyId: 'both' });
    const contactPointId = await phoneOf('both');
    expect(await outcome('both-1', 'NC', { contactPointId, alsoAboutAccountIds: ['twice'] })).toMatchObject({ kind: 'refused' });
    expect(await outcome('both-1', 'NC', { contactPointId, alsoAboutAccountIds: ['both-2'] })).toMatchObject({ kind: 'accepted', accountIds: ['both-1', 'both-2'] });
    expect((await world.database.call.findFirstOrThrow({ where: { partyId: 'both' } })).accountIds).toBe('both-1 both-2');
    expect(rules(await dial('both-2', later(60 * 24 * 3)))).toContain('calls-after-conversation');
  });

  it.each([
    ['free text', { disposition: 'he said he would pay' }], ['somebody else’s number', { contactPointId: 'nobody' }], ['somebody else’s task', { taskId: 'call-task' }],
    ['a right party without two identifiers', { identifiers: ['full_name'] }],
  ])('is refused with %s, and leaves nothing', async (name, fields) => {
    const accountId = `refused-${name.replace(/\W/g, '')}`;
    await world.one(accountId);
    expect(await outcome(accountId, 'NC', { contactPointId: await phoneOf(accountId), ...fields })).toMatchObject({ kind: 'refused' });
    expect(await world.facts(accountId)).toEqual(['enrolled']);
    expect(await world.database.call.count({ where: { partyId: accountId } })).toBe(0);
  });

  it('of a refusal or of poverty tells supervisors', async () => {
    for (const disposition of ['RF', 'CP']) {
      await world.one(`told-${disposition}`);
      await outcome(`told-${disposition}`, disposition, { contactPointId: await phoneOf(`told-${disposition}`) });
      expect(await world.database.task.findFirstOrThrow({ where: { accountId: `told-${disposition}`, kind: 'alert' } })).toMatchObject({ subject: `call:${disposition}`, status: 'open' });
    }
  });
});
