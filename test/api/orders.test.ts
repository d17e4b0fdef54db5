import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOON } from '../accept/accept-world.ts';
import { openApiWorld, type Answer, type ApiWorld } from './api-world.ts';

let world: ApiWorld;

beforeAll(async () => { world = await openApiWorld(); });
afterAll(() => world.close());
beforeEach(() => { world.at(NOON); world.woken.length = 0; });

const payment = (given: object = {}) => ({ paymentId: 'p-1', amount: '120.50', currency: 'USD', paidOn: '2026-06-10', status: 'cleared', ...given });

describe('a payment over HTTP', () => {
  it('is accepted once, wakes its account once, and is told apart from another under its id', async () => {
    await world.one('payer');
    const first = await world.post('/v1/accounts/payer/payments', payment());
    expect(first).toMatchObject({ status: 201, body: { accepted: true, duplicate: false, seq: 2, accountIds: ['payer'] } });
    expect(await world.post('/v1/accounts/payer/payments', payment())).toMatchObject({ status: 200, body: { duplicate: true, seq: 2 } });
    expect(await world.post('/v1/accounts/payer/payments', payment({ amount: '120.51' }))).toMatchObject({ status: 409, body: { code: 'FACT_CONFLICT' } });
    expect(world.woken).toEqual([['payer']]);
    expect(await world.owedMinor('payer')).toBe(129_50);
  });

  it('takes minor units as well, and needs exactly one of both', async () => {
    expect(await world.post('/v1/accounts/payer/payments', payment({ paymentId: 'p-2', amount: undefined, amountMinor: 1_00 }))).toMatchObject({ status: 201 });
    for (const given of [{ amountMinor: 1_00 }, { amount: undefined }]) {
      expect(await world.post('/v1/accounts/payer/payments', payment({ paymentId: 'p-3', ...given }))).toMatchObject({ status: 400, body: { fields: [{ path: 'amount' }] } });
    }
  });

  it('for an account that nobody knows is kept in suspense', async () => {
    expect(await world.post('/v1/accounts/nobody/payments', payment({ paymentId: 'p-lost' }))).toMatchObject({ status: 202, body: { suspense: true, taskId: 'suspense:p-lost' } });
    expect(await world.post('/v1/accounts/payer/payments', payment({ paymentId: 'p-euro', currency: 'EUR' }))).toMatchObject({ status: 202 });
    expect(world.woken).toEqual([]);
    expect(await world.get('/v1/tasks?kind=suspense')).toMatchObject({ status: 200, body: { tasks: [{ taskId: 'suspense:p-euro', accountId: 'payer' }, { taskId: 'suspense:p-lost', accountId: null }] } });
  });

  it('by fifty clients at once leaves one consistent ledger', async () => {
    await world.one('crowd');
    // A client that finds the door too crowded comes again with the same id, as the problem document tells it to.
    const pay = async (index: number): Promise<Answer> => {
      const answer = await world.post('/v1/accounts/crowd/payments', payment({ paymentId: `crowd-${index}`, amount: '1.00' }));
      return answer.status === 503 ? pay(index) : answer;
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_unused, index) => pay(index)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.map((answer) => answer.body['seq']).toSorted((left, right) => Number(left) - Number(right))).toEqual(Array.from({ length: 50 }, (_unused, index) => index + 2));
    expect(await world.owedMinor('crowd')).toBe(200_00);
    const entries = await world.database.ledgerPosting.groupBy({ by: ['entryId'], where: { entry: { accountId: 'crowd' } }, _sum: { amountMinor: true } });
    expect(entries.every((entry) => entry._sum.amountMinor === 0n)).toBe(true);
    expect(entries).toHaveLength(51);
  });

  it.each([
    ['three decimals', { amount: '10.005' }, 'amount'], ['thousands separators', { amount: '1,000.00' }, 'amount'], ['an unknown currency', { currency: 'XXQ', amount: '1' }, 'amount'],
    ['a currency in small letters', { currency: 'usd' }, 'currency'], ['a day that does not exist', { paidOn: '2026-02-30' }, 'paidOn'], ['an amount as a number', { amount: 12.5 }, 'amount'],
    ['a status of its own', { status: 'maybe' }, 'status'], ['a field that nobody asked for', { note: 'x' }, 'note'], ['no id', { paymentId: undefined }, 'paymentId'],
  ])('with %s is not understood, and the field is named', async (_name, given, path) => {
    const answer = await world.post('/v1/accounts/payer/payments', payment({ paymentId: 'p-bad', ...given }));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'BODY_INVALID', status: 400, type: 'urn:dunwell:problem:BODY_INVALID', fields: [{ path }] });
    expect(answer.body['requestId']).toBe(answer.headers.get('x-request-id'));
  });

  it('of nothing is refused with a reason', async () => {
    expect(await world.post('/v1/accounts/payer/payments', payment({ paymentId: 'p-zero', amount: '0.00' }))).toMatchObject({ status: 422, body: { code: 'FACT_REFUSED', reasons: [expect.stringContaining('above zero')] } });
  });
});

describe('a cease over HTTP', () => {
  it('stops every account of the person and wakes each', async () => {
    await world.person({ partyId: 'ceaser' });
    for (const accountId of ['ceaser-1', 'ceaser-2']) await world.account({ accountId, partyId: 'ceaser' });
    const body = { ceaseId: 'c-1', evidence: 'letter of 9 June' };
    expect(await world.post('/v1/accounts/ceaser-1/cease', body)).toMatchObject({ status: 201, body: { accountIds: ['ceaser-1', 'ceaser-2'] } });
    expect(await world.post('/v1/accounts/ceaser-1/cease', body)).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(await world.post('/v1/accounts/ceaser-1/cease', { ...body, evidence: 'another letter' })).toMatchObject({ status: 409 });
    expect(world.woken).toEqual([['ceaser-1', 'ceaser-2']]);
    expect((await world.claim('ceaser-2')).kind).toBe('refused');
    expect(await world.post('/v1/accounts/nobody/cease', { ceaseId: 'c-2', evidence: 'x' })).toMatchObject({ status: 404, body: { code: 'ACCOUNT_UNKNOWN' } });
  });
});

describe('orders over HTTP', () => {
  it('are the same orders as everywhere: accepted, duplicate, conflict, refused', async () => {
    await world.one('ordered');
    const promise = { kind: 'promise', actId: 'a-1', officer: 'maria', amountMinor: 100_00, promisedOn: '2026-06-20', method: 'card' };
    expect(await world.post('/v1/accounts/ordered/acts', promise)).toMatchObject({ status: 201, body: { accountIds: ['ordered'] } });
    expect(await world.post('/v1/accounts/ordered/acts', promise)).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(await world.post('/v1/accounts/ordered/acts', { ...promise, amountMinor: 1 })).toMatchObject({ status: 409 });
    const refused = await world.post('/v1/accounts/ordered/acts', { ...promise, actId: 'a-2', promisedOn: '2026-12-31' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'FACT_REFUSED', reasons: [expect.stringContaining('at most 14 days ahead')] } });
    expect(refused.body['advice']).toMatch(/Correct what the reasons name/);
    expect(await world.post('/v1/accounts/ordered/acts', { ...promise, actId: 'a-3', accountId: 'payer' })).toMatchObject({ status: 400, body: { fields: [{ path: 'accountId' }] } });
    expect(world.woken).toEqual([['ordered']]);
  });

  it('name every field that does not fit, not only the first', async () => {
    const answer = await world.post('/v1/accounts/ordered/acts', { kind: 'promise', actId: 'a b', officer: 'maria', amountMinor: -1, promisedOn: 'tomorrow', method: 'gold' });
    expect((answer.body['fields'] as { path: string }[]).map((field) => field.path).toSorted()).toEqual(['actId', 'amountMinor', 'method', 'promisedOn']);
    expect(await world.post('/v1/accounts/ordered/acts', { kind: 'erase' })).toMatchObject({ status: 400, body: { fields: [{ path: 'kind' }] } });
  });

  it('about everybody go without an account', async () => {
    const stop = { kind: 'set_stop', actId: 's-1', officer: 'boss', scope: 'channel', channel: 'letter', reason: 'printer', reviewOn: '2026-06-20' };
    expect(await world.post('/v1/acts', stop)).toMatchObject({ status: 201, body: { accountIds: [] } });
    expect(await world.post('/v1/acts', { kind: 'lift_stop', actId: 's-2', officer: 'boss', stopId: 's-1' })).toMatchObject({ status: 201 });
    expect(await world.post('/v1/acts', { kind: 'lift_stop', actId: 's-3', officer: 'boss', stopId: 's-1' })).toMatchObject({ status: 422 });
  });
});

describe('a dial over HTTP', () => {
  // New York is UTC-4 in June: 21:00 there is 01:00 UTC.
  it('is permitted up to 21:00 at the person and then refused with the next lawful minute', async () => {
    await world.one('late');
    const ask = async (permitId: string) => world.post('/v1/accounts/late/dial-permits', { permitId, officer: 'maria', contactPointId: (await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'late', contactPoint: { kind: 'phone' } } })).contactPointId });
    world.at('2026-06-11T01:00:00.000Z');
    const refused = await ask('d-1');
    expect(refused).toMatchObject({ status: 422, body: { code: 'CONTACT_REFUSED', nextLawfulAt: '2026-06-11T12:00:00.000Z', reasons: [{ ruleId: 'contact-hours', citation: '12 CFR 1006.6(b)(1)(i); 15 USC 1692c(a)(1)' }] } });
    world.at('2026-06-11T00:59:30.000Z');
    expect(await ask('d-2')).toMatchObject({ status: 201, body: { permitted: true, callId: 'd-2', consented: false } });
    expect(await ask('d-2')).toMatchObject({ status: 201, body: { callId: 'd-2' } });
    expect(await ask('d-3')).toMatchObject({ status: 422 });
  });
});

describe('an id', () => {
  const doors = (id: string): readonly (readonly [string, Record<string, unknown>])[] => [
    ['/v1/accounts/doors/payments', { paymentId: id, amount: '1.00', currency: 'USD', paidOn: '2026-06-10' }], ['/v1/accounts/doors/cease', { ceaseId: id, evidence: 'letter' }],
    ['/v1/accounts/doors/acts', { kind: 'affordability', actId: id, officer: 'maria', monthlyMinor: 40_00, firstPaymentOn: '2026-06-20' }],
    ['/v1/acts', { kind: 'complete_task', actId: 'doors-task', officer: 'maria', taskId: id, answer: { kind: 'done' } }],
  ];

  it('that one door takes every door takes, so that what it named can be named again', async () => {
    await world.one('doors');
    world.at('2026-06-10T16:00:00.000Z');
    for (const bad of ['a b', 'a/b', '<a@b>', '', 'x'.repeat(201)]) {
      for (const [path, body] of doors(bad)) expect(await world.post(path, body), `${path} ${bad}`).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    }
    const longest = `a@b.c:d+e#f_g-${'x'.repeat(186)}`;
    for (const [path, body] of doors(longest)) expect((await world.post(path, body)).status, path).toBe(path === '/v1/acts' ? 422 : 201);
  });
});
