import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/db/database.ts';
import { API_KEY, openApiWorld, type Answer, type ApiWorld } from './api-world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
  await world.one('known');
});
afterAll(() => world.close());

/** A problem document as RFC 9457 has it, with our code and advice, and nothing of our insides. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, code, title: expect.any(String) as string, detail: expect.any(String) as string, advice: expect.any(String) as string });
  expect(answer.text).not.toMatch(/\bat .+:\d+|node_modules|prisma|SELECT/i);
}

describe('every answer', () => {
  it('names the mode and the request, keeps browsers from guessing, and does not say what it runs on', async () => {
    for (const answer of [await world.get('/health'), await world.get('/v1/accounts'), await world.get('/v1/nothing'), await world.get('/nothing')]) {
      expect(answer.headers.get('dunwell-mode')).toBe('sandbox');
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  it('carries the request id that it was given, unless that is something else', async () => {
    expect((await world.get('/health', { 'X-Request-Id': 'trace-12345' })).headers.get('x-request-id')).toBe('trace-12345');
    expect((await world.get('/health', { 'X-Request-Id': 'a b;<script>' })).headers.get('x-request-id')).not.toContain('script');
  });
});

describe('the key', () => {
  it.each(['', 'wrong', API_KEY.slice(0, -1), `${API_KEY}x`, API_KEY.toUpperCase()])('%j opens nothing', async (key) => {
    for (const path of ['/v1/accounts', '/v1/accounts/known', '/v1/tasks', '/v1/nothing']) expectProblem(await world.get(path, { 'X-Api-Key': key }), 401, 'UNAUTHORISED');
    expectProblem(await world.post('/v1/accounts/known/payments', {}, { 'X-Api-Key': key }), 401, 'UNAUTHORISED');
  });

  it('is not needed to ask whether the process lives', async () => {
    expect(await world.get('/health', { 'X-Api-Key': '' })).toMatchObject({ status: 200, body: { status: 'ok', mode: 'sandbox' } });
    expect(await world.get('/ready', { 'X-Api-Key': '' })).toMatchObject({ status: 200, body: { ready: true, database: true, temporal: true } });
  });
});

describe('a body', () => {
  const raw = (body: string, headers: Record<string, string> = {}) => world.send('POST', '/v1/accounts/known/payments', { headers: { 'Content-Type': 'application/json', ...headers }, body });

  it.each([
    ['no JSON', '{"paymentId":', 400, 'BODY_INVALID'], ['a bare text', '"hello"', 400, 'BODY_INVALID'], ['a list', '[]', 400, 'BODY_INVALID'], ['nothing', '', 400, 'BODY_INVALID'], ['null', 'null', 400, 'BODY_INVALID'],
    ['more than 100 kB', JSON.stringify({ paymentId: 'x'.repeat(110_000) }), 413, 'BODY_TOO_LARGE'],
    ['a nesting without end', `{"paymentId":${'['.repeat(2_000)}${']'.repeat(2_000)}}`, 400, 'BODY_INVALID'],
    ['brackets in a text, which are no nesting', JSON.stringify({ paymentId: '['.repeat(100) }), 400, 'BODY_INVALID'],
    ['a prototype', '{"__proto__":{"admin":true},"paymentId":"x"}', 400, 'BODY_INVALID'],
  ])('of %s is answered with a problem', async (_name, body, status, code) => {
    expectProblem(await raw(body), status, code);
  });

  it('in another type, charset or encoding is answered with a problem', async () => {
    expectProblem(await raw('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'MEDIA_TYPE_UNSUPPORTED');
    expectProblem(await raw('{}', { 'Content-Type': 'application/json; charset=klingon' }), 415, 'MEDIA_TYPE_UNSUPPORTED');
    expectProblem(await raw('{}', { 'Content-Encoding': 'zip' }), 415, 'MEDIA_TYPE_UNSUPPORTED');
  });

  it('that is deep names its depth, and one with brackets in a text does not', async () => {
    expect((await raw(`{"a":${'['.repeat(30)}${']'.repeat(30)}}`)).body['detail']).toMatch(/deeper than 20/);
    expect((await raw(JSON.stringify({ paymentId: `"${'['.repeat(100)}\\"` }))).body['detail']).not.toMatch(/deeper/);
  });

  it('that never ends does not hold the API', async () => {
    const socket = connect(world.api.port, '127.0.0.1');
    socket.write(`POST /v1/accounts/known/payments HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${API_KEY}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`);
    expect((await world.get('/health')).status).toBe(200);
    socket.destroy();
    expect((await world.get('/health')).status).toBe(200);
  });
});

describe('questions', () => {
  it('about accounts, why, timeline and tasks are answered', async () => {
    expect(await world.get('/v1/accounts?text=known&limit=5')).toMatchObject({ status: 200, body: { accounts: [{ accountId: 'known', balanceMinor: 250_00 }], nextCursor: null } });
    expect(await world.get('/v1/accounts/known')).toMatchObject({ status: 200, body: { accountId: 'known', balanceMinor: 250_00, holds: [] } });
    expect(await world.get('/v1/accounts/by-reference?creditorId=creditor&reference=R-known')).toMatchObject({ status: 200, body: { accountId: 'known' } });
    expect(await world.get('/v1/accounts/known/why?at=2026-06-10T17:00:00Z')).toMatchObject({ status: 200, body: { accountId: 'known', decision: null, lastFact: { kind: 'enrolled' } } });
    expect(await world.get('/v1/accounts/known/timeline')).toMatchObject({ status: 200, body: { entries: [{ type: 'fact', kind: 'enrolled' }] } });
    expect(await world.get('/v1/tasks')).toMatchObject({ status: 200, body: { tasks: [] } });
  });

  it('that are not understood name their field', async () => {
    for (const [path, field] of [['/v1/accounts?limit=0', 'limit'], ['/v1/accounts?limit=many', 'limit'], ['/v1/accounts?state=open', 'state'], ['/v1/accounts?status=open&status=closed', 'status'], ['/v1/accounts/known/why?at=yesterday', 'at'], ['/v1/tasks?status=lost', 'status']] as const) {
      const answer = await world.get(path);
      expectProblem(answer, 400, 'BODY_INVALID');
      expect(answer.body['fields'], path).toMatchObject([{ path: field }]);
    }
  });

  it('about what does not exist say so', async () => {
    for (const path of ['/v1/accounts/nobody', '/v1/accounts/nobody/why', '/v1/accounts/nobody/timeline']) expectProblem(await world.get(path), 404, 'ACCOUNT_UNKNOWN');
    expectProblem(await world.get('/v1/accounts/%2e%2e%2fetc'), 400, 'BODY_INVALID');
    for (const path of ['/', '/v1', '/v1/nothing', '/webhooks/nothing']) expectProblem(await world.get(path), 404, 'ROUTE_UNKNOWN');
    expectProblem(await world.get('/v1/accounts/%E0%A4%A'), 404, 'ROUTE_UNKNOWN');
    expectProblem(await world.send('DELETE', '/v1/accounts/known'), 404, 'ROUTE_UNKNOWN');
  });
});

describe('trouble', () => {
  it('with the database is said so, and not ready', async () => {
    const gone = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/nothing', poolSize: 2 });
    const away = await openApiWorld({ database: gone });
    const answer = await away.get('/v1/accounts');
    expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toBe('5');
    expectProblem(await away.post('/v1/accounts/known/payments', { paymentId: 'p', amount: '1.00', currency: 'USD', paidOn: '2026-06-10' }), 503, 'DATABASE_UNAVAILABLE');
    expect(await away.get('/ready')).toMatchObject({ status: 503, body: { ready: false, database: false, temporal: true } });
    await away.close();
    await gone.$disconnect();
  });

  it('with Temporal loses nothing: what was accepted stays accepted', async () => {
    const silent = await openApiWorld({ wake: () => Promise.reject(new Error('unavailable')), isTemporalHealthy: () => Promise.reject(new Error('unavailable')) });
    await silent.one('kept');
    expect(await silent.post('/v1/accounts/kept/payments', { paymentId: 'p', amount: '1.00', currency: 'USD', paidOn: '2026-06-10' })).toMatchObject({ status: 201 });
    expect(await silent.owedMinor('kept')).toBe(249_00);
    expect(await silent.get('/ready')).toMatchObject({ status: 503, body: { ready: false, database: true, temporal: false } });
    await silent.close();
  });

  it('that nobody foresaw shows no insides', async () => {
    const broken = await openApiWorld({ clock: { now: () => Promise.reject(new Error('secret of John Doe')) } });
    const answer = await broken.get('/v1/tasks');
    expectProblem(answer, 500, 'REQUEST_FAILED');
    expect(answer.text).not.toContain('John');
    expect(broken.lines.join('\n')).not.toContain('John');
    expect(broken.lines.join('\n')).toContain('request failed unexpectedly');
    await broken.close();
  });

  it('with a provider that is not set up is a route that does not exist', async () => {
    const without = await openApiWorld({ twilio: null });
    expectProblem(await without.twilio('/webhooks/twilio/inbound', { MessageSid: 'SM', From: '+1', To: '+1', Body: 'STOP' }), 404, 'ROUTE_UNKNOWN');
    await without.close();
  });
});

describe('the link of a message', () => {
  it('tells whom to call and neither that there is a debt nor whose, and needs no key', async () => {
    await world.one('linked');
    const claim = await world.claim('linked');
    const touchId = claim.kind === 'claimed' ? claim.touch.touchId : '';
    const known = await world.get(`/pay/${touchId}`, { 'X-Api-Key': '' });
    expect(known).toMatchObject({ status: 200 });
    expect(known.text).toContain('Northwind Accounts');
    for (const secret of ['linked', '250', 'Northwind Lending', 'debt', 'owe']) expect(known.text).not.toContain(secret);
    const unknown = await world.get('/pay/no-such-link', { 'X-Api-Key': '' });
    expect(unknown.status).toBe(200);
    expect(unknown.text).not.toContain('Northwind');
  });
});

describe('the log', () => {
  it('holds ids and patterns, and nothing that somebody said or is called', async () => {
    await world.get('/v1/accounts?text=Doe');
    await world.post('/v1/accounts/known/cease', { ceaseId: 'logged', evidence: 'his wife Mary called' });
    await world.post('/v1/accounts/known/payments', { paymentId: 'nonsense', amount: 'Mary', currency: 'USD', paidOn: '2026-06-10' });
    const log = world.lines.join('\n');
    expect(log).toContain('"route":"/v1/accounts/:accountId/cease"');
    for (const said of ['Doe', 'Mary', 'wife', API_KEY]) expect(log).not.toContain(said);
  });
});
