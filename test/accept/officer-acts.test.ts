import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISPUTE_CODES } from '#adapters/db/accept/accept-dispute.ts';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { postEntry } from '#adapters/db/ledger.ts';
import { HOLD_CATALOGUE } from '#core/compliance/hold-catalogue.ts';
import { writeOffLines } from '#core/ledger/entry.ts';
import { NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const instalments = (...amounts: readonly number[]) => amounts.map((amountMinor, index) => ({ instalmentNo: index + 1, dueOn: `2026-0${index + 7}-01`, amountMinor }));

/** Every order that can stand on a fresh account of 250.00, with a second content for the same id. */
const ORDERS: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
  ['cease', { evidence: 'letter' }, { evidence: 'another letter' }],
  ['hold', { code: 'complaint', evidence: 'mail 7' }, { code: 'hardship', evidence: 'mail 7' }],
  ['dispute', { evidence: 'says not his' }, { evidence: 'says paid' }],
  ['promise', { amountMinor: 100_00, promisedOn: '2026-06-20', method: 'card' }, { amountMinor: 120_00, promisedOn: '2026-06-20', method: 'card' }],
  ['affordability', { monthlyMinor: 50_00, firstPaymentOn: '2026-07-01' }, { monthlyMinor: 60_00, firstPaymentOn: '2026-07-01' }],
  ['offer', { proposedBy: 'debtor', totalMinor: 250_00, instalments: instalments(125_00, 125_00), expiresOn: '2026-06-24' }, { proposedBy: 'officer', totalMinor: 250_00, instalments: instalments(125_00, 125_00), expiresOn: '2026-06-24' }],
  ['agree_arrangement', { totalMinor: 250_00, instalments: instalments(100_00, 150_00) }, { totalMinor: 250_00, instalments: instalments(150_00, 100_00) }],
  ['park', { reviewOn: '2026-09-01', reason: 'insolvency_plan' }, { reviewOn: '2026-10-01', reason: 'insolvency_plan' }],
  ['recall', { reason: 'creditor_request' }, { reason: 'sold' }],
  ['withdraw_intent', { reason: 'creditor_request' }, { reason: 'sold' }],
];

describe('an order of an officer', () => {
  it.each(ORDERS)('%s is carried out once per id: again a duplicate, with another content a conflict', async (kind, content, other) => {
    const accountId = `once-${kind}`;
    await world.one(accountId);
    const send = (fields: Record<string, unknown>) => world.act({ kind, actId: `id-${kind}`, accountId, ...fields });
    const first = await send(content);
    expect(first).toMatchObject({ kind: 'accepted', accountIds: [accountId] });
    const facts = await world.facts(accountId);
    expect(await send(content)).toEqual({ kind: 'duplicate', seq: (first as { seq: number }).seq });
    expect(await send(other)).toMatchObject({ kind: 'conflict' });
    expect(await world.facts(accountId)).toEqual(facts);
    expect(facts).toHaveLength(2);
  });

  it('is one order when two officers send the same id at the same time', async () => {
    await world.one('raced');
    const promise = (amountMinor: number) => world.act({ kind: 'promise', actId: 'raced-promise', accountId: 'raced', amountMinor, promisedOn: '2026-06-20', method: 'card' });
    const answers = await Promise.all([promise(50_00), promise(50_00), promise(60_00), promise(50_00)]);
    const kinds = answers.map((answer) => answer.kind).sort();
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(1);
    expect(kinds).not.toContain('refused');
    expect(await world.database.promise.count({ where: { accountId: 'raced' } })).toBe(1);
  });

  it('that was refused leaves nothing behind and may be sent again', async () => {
    await world.one('retried');
    const promise = (amountMinor: number) => world.act({ kind: 'promise', actId: 'retried-promise', accountId: 'retried', amountMinor, promisedOn: '2026-06-20', method: 'card' });
    expect(await promise(999_00)).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('more than the 25000')] });
    expect(await world.facts('retried')).toEqual(['enrolled']);
    expect(await promise(99_00)).toMatchObject({ kind: 'accepted' });
  });

  it('for an account that does not exist says so', async () => {
    await expect(world.act({ kind: 'cease', accountId: 'nobody', evidence: 'letter' })).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
    await expect(world.act({ kind: 'promise', accountId: 'nobody', amountMinor: 1_00, promisedOn: '2026-06-20', method: 'card' })).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
    await expect(world.act({ kind: 'dispute', accountId: 'nobody', evidence: 'x' })).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });

  it.each([
    ['a kind that nobody knows', { kind: 'erase' }],
    ['a reason in free text, which histories must not hold', { kind: 'park', reviewOn: '2026-09-01', reason: 'John said his wife is ill' }],
    ['a fraction of a cent', { kind: 'promise', amountMinor: 10.5, promisedOn: '2026-06-20', method: 'card' }],
    ['an amount as text', { kind: 'promise', amountMinor: '1000', promisedOn: '2026-06-20', method: 'card' }],
    ['a day that does not exist', { kind: 'promise', amountMinor: 1_00, promisedOn: '2026-02-30', method: 'card' }],
    ['a field that nobody asked for', { kind: 'cease', evidence: 'letter', silently: true }],
    ['no evidence', { kind: 'cease', evidence: '  ' }],
  ])('is checked at the edge: %s', (_name, fields) => {
    expect(officerActSchema.safeParse({ actId: 'a', officer: 'o', accountId: 'b', ...fields }).success).toBe(false);
  });
});

describe('an offer', () => {
  it('is agreed word for word, and not after its day', async () => {
    await world.one('offered');
    await world.act({ kind: 'offer', actId: 'offer-1', accountId: 'offered', proposedBy: 'officer', totalMinor: 250_00, instalments: instalments(125_00, 125_00), expiresOn: '2026-06-24' });
    expect(await world.act({ kind: 'accept_offer', accountId: 'offered', arrangementId: 'other' })).toMatchObject({ kind: 'refused' });
    expect(await world.act({ kind: 'accept_offer', accountId: 'offered', arrangementId: 'offer-1' }, '2026-06-26T16:00:00.000Z')).toMatchObject({ kind: 'refused', reasons: ['The offer stood until 2026-06-24.'] });
    expect(await world.act({ kind: 'accept_offer', accountId: 'offered', arrangementId: 'offer-1' })).toMatchObject({ kind: 'accepted' });
    const arrangement = await world.database.arrangement.findUniqueOrThrow({ where: { id: 'offer-1' }, include: { instalments: true } });
    expect(arrangement).toMatchObject({ status: 'active', kind: 'plan', totalMinor: 25000n });
    expect(arrangement.instalments.map((instalment) => instalment.amountMinor)).toEqual([12500n, 12500n]);
  });

  it('never pushes aside an arrangement that is being kept', async () => {
    await world.one('kept');
    await world.act({ kind: 'agree_arrangement', actId: 'kept-plan', accountId: 'kept', totalMinor: 250_00, instalments: instalments(125_00, 125_00) });
    const offer = { kind: 'offer', accountId: 'kept', proposedBy: 'debtor', totalMinor: 200_00, instalments: instalments(200_00), expiresOn: '2026-06-24' } as const;
    expect(await world.act(offer)).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('being kept')] });
    expect((await world.database.arrangement.findUniqueOrThrow({ where: { id: 'kept-plan' } })).status).toBe('active');
    expect(await world.act({ kind: 'cancel_arrangement', accountId: 'kept', arrangementId: 'kept-plan', reason: 'debtor_request' })).toMatchObject({ kind: 'accepted' });
    expect(await world.act(offer)).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['that does not sum up', { totalMinor: 250_00, instalments: instalments(100_00, 100_00), expiresOn: '2026-06-24' }, /sum to 20000/],
    ['of more than is owed', { totalMinor: 300_00, instalments: instalments(300_00), expiresOn: '2026-06-24' }, /more than the 25000/],
    ['that has expired before it is made', { totalMinor: 250_00, instalments: instalments(250_00), expiresOn: '2026-06-09' }, /not past/],
  ])('%s is refused', async (name, fields, sentence) => {
    const accountId = `unsound-${name.replaceAll(' ', '-')}`;
    await world.one(accountId);
    const answer = await world.act({ kind: 'offer', accountId, proposedBy: 'debtor', ...fields });
    expect(answer.kind === 'refused' ? answer.reasons.join(' ') : answer.kind).toMatch(sentence);
  });

  it('below the floor of the creditor cannot be agreed by anybody here', async () => {
    await world.one('floor');
    const settle = (totalMinor: number) => world.act({ kind: 'agree_arrangement', accountId: 'floor', totalMinor, instalments: instalments(totalMinor), settles: true });
    // The creditor settles from 60 % of 250.00 on.
    expect(await settle(149_99)).toMatchObject({ kind: 'refused' });
    expect(await settle(150_00)).toMatchObject({ kind: 'accepted' });
  });
});

describe('a dispute', () => {
  it('holds the debt in question, leaves the rest, and is resolved as one', async () => {
    await world.person({ partyId: 'two-debts' });
    await world.account({ accountId: 'two-debts', partyId: 'two-debts', debts: { 'debt-a': 100_00, 'debt-b': 50_00 } });
    expect(await world.act({ kind: 'dispute', actId: 'dispute-1', accountId: 'two-debts', debtId: 'debt-a', evidence: 'mail' })).toMatchObject({ kind: 'accepted', accountIds: ['two-debts'] });
    const held = await world.database.hold.findMany({ where: { partyId: 'two-debts' } });
    expect(held.map((hold) => [hold.code, hold.scope, hold.debtId, hold.liftedAt])).toEqual([['dispute', 'debt', 'debt-a', null]]);
    expect(await world.act({ kind: 'lift_hold', accountId: 'two-debts', holdId: held[0]!.id, evidence: 'call' })).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('resolved, not lifted')] });
    // A payment does not go to a disputed debt: 12 CFR 1006.30(c).
    await world.act({ kind: 'payment', actId: 'pay-b', accountId: 'two-debts', amountMinor: 60_00, currency: 'USD', paidOn: '2026-06-10' });
    expect(await world.database.ledgerPosting.count({ where: { debtId: 'debt-a', entry: { kind: 'payment' } } })).toBe(0);
    expect(await world.act({ kind: 'resolve_dispute', accountId: 'two-debts', disputeId: 'nothing', resolution: 'upheld' })).toMatchObject({ kind: 'refused' });
    expect(await world.act({ kind: 'resolve_dispute', accountId: 'two-debts', disputeId: 'dispute-1', resolution: 'rejected' })).toMatchObject({ kind: 'accepted' });
    expect(await world.act({ kind: 'resolve_dispute', accountId: 'two-debts', disputeId: 'dispute-1', resolution: 'rejected' })).toMatchObject({ kind: 'refused', reasons: ['The dispute was resolved before.'] });
    expect(await world.database.hold.count({ where: { partyId: 'two-debts', liftedAt: null } })).toBe(0);
    expect(await world.facts('two-debts')).toEqual(['enrolled', 'disputeRaised', 'paymentReceived', 'disputeResolved']);
  });

  it('of a whole account holds every debt on which something is owed', async () => {
    await world.person({ partyId: 'whole' });
    await world.account({ accountId: 'whole', partyId: 'whole', debts: { 'whole-a': 100_00, 'whole-b': 50_00, 'whole-paid': 0 } });
    await world.act({ kind: 'dispute', accountId: 'whole', evidence: 'mail' });
    expect((await world.database.hold.findMany({ where: { partyId: 'whole' }, orderBy: { debtId: 'asc' } })).map((hold) => hold.debtId)).toEqual(['whole-a', 'whole-b']);
  });

  it('is no hold of the catalogue, and a debt of another account is none of this one', async () => {
    await world.one('strange');
    for (const code of DISPUTE_CODES) {
      expect(await world.act({ kind: 'hold', accountId: 'strange', code, evidence: 'x' })).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('raised by its own act')] });
    }
    expect(await world.act({ kind: 'dispute', accountId: 'strange', debtId: 'whole-a', evidence: 'x' })).toMatchObject({ kind: 'refused' });
  });
});

describe('a hold', () => {
  it('of what a person or the law said has no last day, whoever writes it', async () => {
    await world.one('endless');
    // 12 CFR 1006.6(b)(2), (c) and 1006.14(h); 11 USC 362; for a disputed debt collection ceases until it is answered: 15 USC 1692g(b).
    const endless: readonly string[] = ['cease', 'attorney', 'bankruptcy', 'deceased', 'opt_out', 'medium_refused', 'dispute', 'query', 'identity_theft'];
    for (const code of Object.keys(HOLD_CATALOGUE)) {
      const row = world.database.hold.create({ data: {
        id: `endless-${code}`, code, scope: 'person', partyId: 'endless', effects: 'chase', placedAt: new Date(NOON), placedBy: 'somebody', owner: 'supervisors', evidence: 'x', reviewOn: '2026-07-09', expiresOn: '2026-07-09',
      } });
      if (endless.includes(code)) await expect(row, code).rejects.toThrow('hold_ends_by_lifting');
      else await row;
    }
  });

  it('on the person reaches each of his open accounts and nobody else', async () => {
    await world.person({ partyId: 'packet' });
    for (const accountId of ['packet-1', 'packet-2']) await world.account({ accountId, partyId: 'packet' });
    await world.one('bystander');
    expect(await world.act({ kind: 'cease', actId: 'cease-packet', accountId: 'packet-2', evidence: 'letter' })).toMatchObject({ kind: 'accepted', accountIds: ['packet-1', 'packet-2'] });
    expect(await world.facts('packet-1')).toEqual(['enrolled', 'holdPlaced']);
    expect(await world.facts('bystander')).toEqual(['enrolled']);
    const lift = (accountId: string) => world.act({ kind: 'lift_hold', accountId, holdId: 'cease-packet', evidence: 'she wrote that we may write again' });
    expect(officerActSchema.safeParse({ kind: 'lift_hold', actId: 'bare', officer: 'maria', accountId: 'packet-1', holdId: 'cease-packet' }).success).toBe(false);
    expect(await lift('bystander')).toMatchObject({ kind: 'refused' });
    expect(await lift('packet-1')).toMatchObject({ kind: 'accepted', accountIds: ['packet-1', 'packet-2'] });
    expect(await lift('packet-1')).toMatchObject({ kind: 'refused', reasons: ['The hold was lifted before.'] });
    expect(await world.database.hold.findUniqueOrThrow({ where: { id: 'cease-packet' } })).toMatchObject({ liftedBy: 'officer-1', liftEvidence: 'she wrote that we may write again' });
  });

  it('names what it is about, a day that lies ahead, and a code of the catalogue', async () => {
    await world.one('named');
    const hold = (fields: Record<string, unknown>) => world.act({ kind: 'hold', accountId: 'named', evidence: 'x', ...fields });
    for (const fields of [
      { code: 'angry' }, { code: 'opt_out' }, { code: 'medium_refused' }, { code: 'officer', reviewOn: '2026-06-09' },
      { code: 'opt_out', contactPointId: 'bystander-email' }, { code: 'constructor' },
      // What a person or the law said does not end by itself: 12 CFR 1006.6(c), 11 USC 362.
      { code: 'cease', expiresOn: '2026-07-09' }, { code: 'attorney', expiresOn: '2026-07-09' }, { code: 'bankruptcy', expiresOn: '2026-07-09' }, { code: 'deceased', expiresOn: '2026-07-09' },
      { code: 'opt_out', contactPointId: 'named-email', expiresOn: '2026-07-09' },
    ]) expect(await hold(fields), JSON.stringify(fields)).toMatchObject({ kind: 'refused' });
    expect(await hold({ code: 'officer', expiresOn: '2026-07-09' })).toMatchObject({ kind: 'accepted' });
    expect(await world.database.hold.findFirstOrThrow({ where: { accountId: 'named' } })).toMatchObject({ owner: 'supervisors', reviewOn: '2026-06-24', placedBy: 'officer-1' });
  });
});

describe('corrections and ends', () => {
  it('adjust what is owed by a balanced entry, never below nothing', async () => {
    await world.one('adjusted');
    const adjust = (amountMinor: number, debtId = 'adjusted-debt') => world.act({ kind: 'adjustment', accountId: 'adjusted', debtId, amountMinor, reason: 'goods_returned' });
    expect(await adjust(-250_01)).toMatchObject({ kind: 'refused' });
    expect(await adjust(0)).toMatchObject({ kind: 'refused' });
    expect(await adjust(-1_00, 'named-debt')).toMatchObject({ kind: 'refused' });
    expect(await adjust(-100_00)).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('adjusted')).toBe(150_00);
    const sums = await world.database.ledgerPosting.aggregate({ where: { entry: { accountId: 'adjusted' } }, _sum: { amountMinor: true } });
    expect(sums._sum.amountMinor).toBe(0n);
  });

  it('reopen what was written off with all that was owed, and not what the law has ended', async () => {
    await world.one('reopened');
    expect(await world.act({ kind: 'reopen', accountId: 'reopened', reason: 'found_debtor' })).toMatchObject({ kind: 'refused', reasons: ['The account is open already.'] });
    for (const [accountId, outcome] of [['reopened', 'written_off'], ['lapsed', 'closed_by_law']] as const) {
      if (accountId === 'lapsed') await world.one('lapsed');
      await inTransaction(world.database, async (transaction) => {
        await postEntry(transaction, { kind: 'write_off', sourceId: accountId, accountId, currency: 'USD', postedAt: new Date(NOON), effectiveOn: '2026-06-10', lines: writeOffLines([{ debtId: `${accountId}-debt`, dueOn: '2026-06-01', disputed: false, parts: { principal: 250_00 } }]) });
        await insertWithRows(transaction, { accountId, factId: `closed:${accountId}`, source: 'dunwell', occurredAt: NOON, body: { kind: 'accountClosed', outcome } }, { now: NOON });
        await transaction.account.update({ where: { id: accountId }, data: { status: 'closed', outcome } });
      });
      expect(await world.owedMinor(accountId)).toBe(0);
    }
    expect(await world.act({ kind: 'reopen', accountId: 'lapsed', reason: 'found_debtor' })).toMatchObject({ kind: 'refused' });
    expect(await world.act({ kind: 'promise', accountId: 'reopened', amountMinor: 1_00, promisedOn: '2026-06-20', method: 'card' })).toMatchObject({ kind: 'refused' });
    expect(await world.act({ kind: 'reopen', accountId: 'reopened', reason: 'found_debtor' })).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('reopened')).toBe(250_00);
    expect(await world.database.account.findUniqueOrThrow({ where: { id: 'reopened' } })).toMatchObject({ status: 'open', outcome: null });
  });

  it('acknowledge only a recall that is awaited', async () => {
    await world.one('placed');
    expect(await world.act({ kind: 'recall_acknowledged', accountId: 'placed', placementId: 'p' })).toMatchObject({ kind: 'refused' });
  });

  it('take over who ordered what', async () => {
    await world.one('signed');
    await acceptOfficerAct(world.database, officerActSchema.parse({ kind: 'cease', actId: 'signed-1', officer: 'maria', accountId: 'signed', evidence: 'letter' }), world.context());
    expect(await world.database.officerAct.findUniqueOrThrow({ where: { id: 'signed-1' } })).toMatchObject({ officer: 'maria', kind: 'cease', accountId: 'signed', seq: 2 });
    await expect(world.database.officerAct.delete({ where: { id: 'signed-1' } })).rejects.toThrow();
  });
});

// Today is 10 June 2026: sixty days on is 9 August.
describe('days far ahead', () => {
  const plan = (...days: readonly string[]) => ({ totalMinor: days.length * 125_00, instalments: days.map((dueOn, index) => ({ instalmentNo: index + 1, dueOn, amountMinor: 125_00 })) });

  it.each([
    ['a plan that begins', { kind: 'agree_arrangement', ...plan('2026-08-10', '2026-09-10') }, 'The first instalment may be due until 2026-08-09.'],
    ['a plan that begins', { kind: 'agree_arrangement', ...plan('2099-01-01', '2099-02-01') }, 'The first instalment may be due until 2026-08-09.'],
    ['a plan that ends', { kind: 'agree_arrangement', ...plan('2026-06-20', '2031-06-11') }, 'The last instalment may be due until 2031-06-10.'],
    ['an offer that begins', { kind: 'offer', proposedBy: 'debtor', expiresOn: '2026-06-20', ...plan('2026-08-10', '2026-09-10') }, 'The first instalment may be due until 2026-08-09.'],
    ['an offer that stands', { kind: 'offer', proposedBy: 'officer', expiresOn: '9999-12-31', ...plan('2026-06-20', '2026-07-20') }, 'The offer may stand until 2026-08-09.'],
    ['a first payment', { kind: 'affordability', monthlyMinor: 10_00, firstPaymentOn: '2026-08-10' }, 'The first payment may come until 2026-08-09.'],
    ['a parking', { kind: 'park', reviewOn: '2028-06-11', reason: 'probate' }, 'An account may be parked until 2028-06-10.'],
    ['a parking', { kind: 'park', reviewOn: '9999-12-31', reason: 'probate' }, 'An account may be parked until 2028-06-10.'],
  ] as const)('are refused for %s: %j', async (_name, act, reason) => {
    if (await world.database.account.count({ where: { id: 'far' } }) === 0) await world.one('far');
    const answer = await world.act({ accountId: 'far', ...act });
    expect(answer.kind).toBe('refused');
    expect('reasons' in answer ? answer.reasons : []).toContain(reason);
  });

  it('are taken up to their bound', async () => {
    await world.one('near');
    expect(await world.act({ kind: 'agree_arrangement', accountId: 'near', ...plan('2026-08-09', '2031-06-10') })).toMatchObject({ kind: 'accepted' });
    await world.one('parked-long');
    expect(await world.act({ kind: 'park', accountId: 'parked-long', reviewOn: '2028-06-10', reason: 'probate' })).toMatchObject({ kind: 'accepted' });
  });
});

describe('an account', () => {
  it('has one open promise and one active plan, whoever writes them', async () => {
    await world.one('single');
    await world.act({ kind: 'promise', actId: 'single-1', accountId: 'single', amountMinor: 10_00, promisedOn: '2026-06-12', method: 'card' });
    const promise = { accountId: 'single', amountMinor: 1n, promisedOn: '2026-06-12', method: 'card', takenBy: 'x', madeAt: new Date(NOON) };
    await expect(world.database.promise.create({ data: { id: 'single-2', ...promise } })).rejects.toThrow(/promise_one_open|Unique constraint/);
    await world.act({ kind: 'agree_arrangement', actId: 'single-plan', accountId: 'single', totalMinor: 250_00, instalments: [{ instalmentNo: 1, dueOn: '2026-06-20', amountMinor: 250_00 }] });
    expect(await world.database.promise.findMany({ where: { accountId: 'single' } })).toMatchObject([{ id: 'single-1', status: 'cancelled' }]);
    await expect(world.database.arrangement.create({ data: { id: 'second-plan', accountId: 'single', kind: 'plan', status: 'active', totalMinor: 1n, proposedBy: 'x', createdAt: new Date(NOON) } })).rejects.toThrow(/arrangement_one_active|Unique constraint/);
    await expect(world.database.task.create({ data: { id: 'odd', kind: 'something', subject: 's', script: 's', openedAt: new Date(NOON), notAfter: new Date(NOON) } })).rejects.toThrow(/task_kind/);
  });
});
