import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptanceView } from '#adapters/db/accept/accept-facts.ts';
import { acceptPayment, type PaymentRequest } from '#adapters/db/accept/accept-payment.ts';
import { isDatabaseAway } from '#adapters/db/database-away.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const pay = (accountId: string, given: Partial<PaymentRequest>) => acceptPayment(world.database, {
  accountId, paymentId: `pay-${accountId}`, status: 'cleared', amountMinor: 100_00, currency: 'USD', paidOn: '2026-06-10', source: 'bank', now: NOON, ...given,
});

/** Who finds no connection free in time comes again. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isDatabaseAway(error)) return patiently(ask);
    throw error;
  }
}

/** The books as a whole: every line together is nothing. */
async function booksBalance(): Promise<boolean> {
  const sums = await world.database.ledgerPosting.groupBy({ by: ['entryId'], _sum: { amountMinor: true } });
  return sums.every((entry) => entry._sum.amountMinor === 0n);
}

describe('a payment', () => {
  it('is one payment however often it is told, and another content under its id is a conflict', async () => {
    await world.one('paid');
    expect(await pay('paid', {})).toMatchObject({ kind: 'accepted', accountIds: ['paid'] });
    expect(await pay('paid', {})).toMatchObject({ kind: 'duplicate', seq: 2 });
    for (const other of [{ amountMinor: 100_01 }, { paidOn: '2026-06-09' }]) expect(await pay('paid', other)).toMatchObject({ kind: 'conflict' });
    await world.one('paid-too');
    expect(await pay('paid-too', { paymentId: 'pay-paid' })).toMatchObject({ kind: 'conflict' });
    expect(await world.owedMinor('paid')).toBe(150_00);
    expect(await world.owedMinor('paid-too')).toBe(250_00);
  });

  it('by fifty senders at once leaves one consistent ledger', async () => {
    await world.one('crowd', 250_00);
    // 25 payments of 4.00 told twice each, all at the same time.
    const answers = await Promise.all(Array.from({ length: 50 }, (_unused, index) => patiently(() => pay('crowd', { paymentId: `crowd-${index % 25}`, amountMinor: 4_00 }))));
    expect(answers.filter((answer) => answer.kind === 'accepted')).toHaveLength(25);
    expect(answers.filter((answer) => answer.kind === 'duplicate')).toHaveLength(25);
    expect(await world.owedMinor('crowd')).toBe(150_00);
    const facts = await world.database.fact.findMany({ where: { accountId: 'crowd' }, orderBy: { seq: 'asc' } });
    expect(facts.map((fact) => fact.seq)).toEqual(Array.from({ length: 26 }, (_unused, index) => index + 1));
    expect(await booksBalance()).toBe(true);
  });

  it('to two accounts at once under one id is posted to one of them', async () => {
    for (const accountId of ['either', 'or']) await world.one(accountId);
    const answers = await Promise.all([pay('either', { paymentId: 'one-id' }), pay('or', { paymentId: 'one-id' })]);
    expect(answers.map((answer) => answer.kind).sort()).toEqual(['accepted', 'conflict']);
  });

  it.each([
    ['nothing', { amountMinor: 0 }], ['a negative amount', { amountMinor: -1 }], ['a fraction of a cent', { amountMinor: 1.5 }], ['no currency', { currency: 'DOLLARS' }], ['a day that does not exist', { paidOn: '2026-02-30' }],
  ])('of %s is refused', async (_name, given) => {
    expect(await pay('paid', { paymentId: 'odd', ...given })).toMatchObject({ kind: 'refused' });
  });

  it('that was announced suppresses the chase until it clears, and no later announcement revives it', async () => {
    await world.one('pending');
    expect(await pay('pending', { status: 'pending' })).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('pending')).toBe(250_00);
    expect(await pay('pending', {})).toMatchObject({ kind: 'accepted' });
    expect(await pay('pending', { status: 'pending' })).toMatchObject({ kind: 'duplicate' });
    expect(await world.database.pendingPayment.count({ where: { accountId: 'pending', settledAt: null } })).toBe(0);
    await world.one('late-notice');
    await pay('late-notice', {});
    await pay('late-notice', { status: 'pending' });
    expect(await world.database.pendingPayment.count({ where: { accountId: 'late-notice', settledAt: null } })).toBe(0);
  });
});

describe('a returned payment', () => {
  const back = (accountId: string, paymentId = `pay-${accountId}`, actId = `back-${accountId}`) => world.act({ kind: 'payment_return', actId, accountId, paymentId, reason: 'r01', returnedOn: '2026-06-15' });

  it('reopens exactly what it had closed, once', async () => {
    await world.one('bounced');
    await pay('bounced', { amountMinor: 250_00 });
    expect(await world.owedMinor('bounced')).toBe(0);
    expect(await back('bounced')).toMatchObject({ kind: 'accepted' });
    expect(await back('bounced')).toMatchObject({ kind: 'duplicate' });
    expect(await back('bounced', 'pay-bounced', 'again')).toMatchObject({ kind: 'duplicate' });
    expect(await world.owedMinor('bounced')).toBe(250_00);
    expect(await booksBalance()).toBe(true);
  });

  it('that never cleared ends the waiting and takes nothing back', async () => {
    await world.one('never');
    await pay('never', { status: 'pending' });
    expect(await back('never')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('never')).toBe(250_00);
    expect(await world.database.pendingPayment.count({ where: { accountId: 'never', settledAt: null } })).toBe(0);
    const fact = await world.database.fact.findFirstOrThrow({ where: { accountId: 'never', kind: 'paymentReturned' } });
    expect(fact.body).toMatchObject({ amountMinor: 0, paymentSeq: null });
  });

  it('names the fact by which the payment came, so that a plan made after it keeps what it received', async () => {
    await world.one('planned');
    await pay('planned', { paymentId: 'before-plan', amountMinor: 50_00 });
    await world.act({ kind: 'agree_arrangement', actId: 'the-plan', accountId: 'planned', totalMinor: 200_00, instalments: [{ instalmentNo: 1, dueOn: '2026-06-20', amountMinor: 100_00 }, { instalmentNo: 2, dueOn: '2026-07-20', amountMinor: 100_00 }] });
    await pay('planned', { paymentId: 'instalment', amountMinor: 100_00 });
    const receivedByPlan = async () => (await inTransaction(world.database, (transaction) => acceptanceView(transaction, 'planned', world.context()))).state.arrangement?.paidMinor;
    expect(await back('planned', 'before-plan', 'back-before')).toMatchObject({ kind: 'accepted' });
    expect((await world.database.fact.findUniqueOrThrow({ where: { id: 'paymentReturned:before-plan' } })).body).toMatchObject({ amountMinor: 50_00, paymentSeq: 2 });
    expect(await receivedByPlan()).toBe(100_00);
    expect(await back('planned', 'instalment', 'back-instalment')).toMatchObject({ kind: 'accepted' });
    expect(await receivedByPlan()).toBe(0);
    expect(await world.owedMinor('planned')).toBe(250_00);
  });

  it('told before the payment arrives counts the payment when it comes, asks a person, and can come back once more', async () => {
    await world.one('re-sent');
    await pay('re-sent', { status: 'pending' });
    await back('re-sent');
    expect(await pay('re-sent', {})).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('re-sent')).toBe(150_00);
    expect(await world.database.task.findMany({ where: { accountId: 're-sent' } })).toMatchObject([{ kind: 'alert', subject: 'payment_arrived_after_its_return', script: 'pay-re-sent' }]);
    expect(await back('re-sent', 'pay-re-sent', 'back-again')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('re-sent')).toBe(250_00);
    expect(await booksBalance()).toBe(true);
  });

  it('is only returned by the account that it was paid to', async () => {
    await world.one('wrong-door');
    expect(await back('wrong-door', 'pay-paid')).toMatchObject({ kind: 'refused' });
    expect(await back('wrong-door', 'nothing', 'b2')).toMatchObject({ kind: 'refused' });
  });
});

describe('money that fits nowhere', () => {
  it.each([
    ['for an account that nobody knows', 'nobody', {}], ['in another currency', 'paid', { currency: 'EUR' }], ['for a debt of another account', 'paid', { debtId: 'crowd-debt' }],
  ] as const)('%s is kept, with a task, once', async (_name, accountId, given) => {
    const paymentId = `suspense-${Object.keys(given)[0] ?? 'account'}`;
    const first = await pay(accountId, { paymentId, ...given });
    expect(first).toMatchObject({ kind: 'suspense', taskId: `suspense:${paymentId}` });
    expect(await pay(accountId, { paymentId, ...given })).toEqual(first);
    expect(await pay(accountId, { paymentId, ...given, amountMinor: 1_00 })).toMatchObject({ kind: 'conflict' });
    expect(await world.database.task.findUniqueOrThrow({ where: { id: `suspense:${paymentId}` } })).toMatchObject({ kind: 'suspense', status: 'open', accountId: accountId === 'nobody' ? null : accountId });
    expect(await world.database.ledgerEntry.count({ where: { sourceId: paymentId } })).toBe(0);
  });

  it('that is posted already opens no second question', async () => {
    await world.one('posted');
    await pay('posted', { paymentId: 'posted-once' });
    for (const given of [{ accountId: 'nobody-else' }, { currency: 'EUR' }, { debtId: 'crowd-debt' }]) expect(await pay('posted', { paymentId: 'posted-once', ...given }), JSON.stringify(given)).toMatchObject({ kind: 'conflict' });
    expect(await world.database.suspenseItem.count({ where: { id: 'posted-once' } })).toBe(0);
    expect(await world.owedMinor('posted')).toBe(150_00);
  });

  it('and was only announced is waited for where a person puts it, and posted there when it comes', async () => {
    await world.one('expected');
    const tell = (status: 'pending' | 'cleared', paymentId: string) => pay('typing-error', { paymentId, status });
    const put = (paymentId: string) => world.act({ kind: 'complete_task', taskId: `suspense:${paymentId}`, answer: { kind: 'apply_payment', accountId: 'expected' } });
    await tell('pending', 'announced');
    expect(await put('announced')).toMatchObject({ kind: 'accepted', accountIds: ['expected'] });
    expect(await world.facts('expected')).toEqual(['enrolled', 'paymentPending']);
    expect(await world.owedMinor('expected')).toBe(250_00);
    expect(await tell('cleared', 'announced')).toMatchObject({ kind: 'accepted', accountIds: ['expected'] });
    expect(await world.owedMinor('expected')).toBe(150_00);
    // It arrived before anybody had answered.
    await tell('pending', 'arrived');
    expect(await tell('cleared', 'arrived')).toMatchObject({ kind: 'suspense' });
    expect(await put('arrived')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('expected')).toBe(50_00);
    expect(await world.database.pendingPayment.count({ where: { accountId: 'expected', settledAt: null } })).toBe(0);
  });

  it('is posted where a person says, once, and only in the currency of the account', async () => {
    await world.one('owner');
    const apply = (taskId: string, actId: string) => world.act({ kind: 'complete_task', actId, taskId, answer: { kind: 'apply_payment', accountId: 'owner' } });
    expect(await apply('suspense:suspense-currency', 'apply-eur')).toMatchObject({ kind: 'refused' });
    // The same money by its own id cannot come in by the side: it would count twice.
    expect(await pay('owner', { paymentId: 'suspense-account' })).toMatchObject({ kind: 'conflict' });
    expect(await apply('suspense:suspense-account', 'apply-1')).toMatchObject({ kind: 'accepted', accountIds: ['owner'] });
    expect(await apply('suspense:suspense-account', 'apply-1')).toMatchObject({ kind: 'duplicate' });
    expect(await apply('suspense:suspense-account', 'apply-2')).toMatchObject({ kind: 'refused' });
    expect(await world.owedMinor('owner')).toBe(150_00);
    expect(await world.act({ kind: 'complete_task', taskId: 'suspense:suspense-currency', answer: { kind: 'money_returned' } })).toMatchObject({ kind: 'accepted' });
    expect(await world.database.suspenseItem.count({ where: { resolvedAt: null } })).toBe(1);
  });
});

describe('money for an account that a law firm holds', () => {
  it('is posted, and supervisors hear that the holder has to be told', async () => {
    await world.one('held-out');
    await world.database.placement.create({ data: { id: 'placement-1', accountId: 'held-out', direction: 'out', counterparty: 'law-firm-one', placedAt: new Date(NOON) } });
    await pay('held-out', {});
    expect(await world.database.task.findMany({ where: { accountId: 'held-out' } })).toMatchObject([{ kind: 'alert', subject: 'payment_while_placed_out', script: 'placement-1', status: 'open' }]);
    await pay('held-out', {});
    await world.database.placement.update({ where: { id: 'placement-1' }, data: { recallAcknowledgedAt: new Date(NOON) } });
    await pay('held-out', { paymentId: 'after-recall' });
    expect(await world.database.task.count({ where: { accountId: 'held-out' } })).toBe(1);
  });
});
