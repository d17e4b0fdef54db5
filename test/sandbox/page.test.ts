/** The page: who got what, answers as the debtor, and nobody else's hands on it. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForwardResult, SandboxDirectory, SandboxPerson } from '#sandbox/sandbox-ports.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { API_KEY, claimed, emailSender, formOf, openDoor, smsSender, startTestSandbox, type Door } from './sandbox-world.ts';

const NUMBER = '+12125550100';
const EMAIL = 'ana@debtor.example';
const ATTACK = '<script>alert("owned")</script><img src=x onerror=\'alert(1)\'>';
const ANA: SandboxPerson = {
  partyId: 'party/ana', name: `Ana ${ATTACK}`, addresses: [NUMBER, EMAIL], accounts: [{ accountId: 'account-1', reference: 'A-1', currency: 'USD', balanceMinor: 120_50 }, { accountId: 'account-2', reference: 'J-2', currency: 'JPY', balanceMinor: null }],
};
const BO: SandboxPerson = { partyId: 'bo', name: 'Bo Letteronly', addresses: [], accounts: [] };
const PDF = new Uint8Array(Buffer.from('%PDF-1.4 letter'));

/** What the sender knows of the times of its messages. */
const sentTimes = new Map<string, string>();

const directory: SandboxDirectory = {
  sentAt: (messageIds) => Promise.resolve(new Map([...sentTimes].filter(([messageId]) => messageIds.includes(messageId)))),
  findByAddress: (address) => Promise.resolve(ANA.addresses.includes(address) ? [ANA] : []),
  peopleWithLetters: () => Promise.resolve([BO]),
  letters: (partyId) => Promise.resolve(partyId === 'bo' ? [{ letterId: 'letter-1', subject: `Notice ${ATTACK}`, accountReference: 'B-1', wallAt: '2026-11-24T10:00:00.000Z', businessAt: '2027-01-05T15:00:00.000Z' }] : []),
  letterPdf: (letterId) => Promise.resolve(letterId === 'letter-1' ? PDF : null),
};

let door: Door;
let sandbox: SandboxHandle;
const forwards: number[] = [];
let nextForward: ForwardResult = { kind: 'moved', now: '2026-12-01T00:00:00.000Z' };

beforeEach(async () => {
  door = await openDoor();
  const clock = { now: () => Promise.resolve('2026-11-24T15:04:00.000Z'), forward: (days: number) => { forwards.push(days); return Promise.resolve(nextForward); } };
  sandbox = await startTestSandbox({ apiUrl: door.url, apiKey: API_KEY, directory, clock });
  await smsSender(sandbox).deliver(claimed('sms', NUMBER, `Hello ${ATTACK}`));
  await sandbox.idle();
});
afterEach(async () => {
  await sandbox.stop();
  await door.stop();
  forwards.length = 0;
  sentTimes.clear();
  nextForward = { kind: 'moved', now: '2026-12-01T00:00:00.000Z' };
});

type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, unknown>> };

function call(method: 'GET' | 'POST', path: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${sandbox.httpUrl}${path}`, { method, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }, (incoming) => {
      text(incoming).then((body) => { resolve({ status: incoming.statusCode ?? 0, body, headers: incoming.headers }); }, reject);
    });
    outgoing.on('error', reject).end(method === 'POST' ? new URLSearchParams(fields).toString() : undefined);
  });
}
const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => call('GET', path, {}, headers);
const ANA_PATH = '/people/party%2Fana';
const fieldIn = (body: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
const tokenOf = async (): Promise<string> => fieldIn((await get('/')).body, 'token');
const submit = async (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = { origin: sandbox.httpUrl }): Promise<Answer> => call('POST', path, { token: await tokenOf(), ...fields }, headers);

describe('reading', () => {
  it('lists people by their messages and letters, and strangers by their address', async () => {
    await smsSender(sandbox).deliver(claimed('sms', '+12125550199'));
    const { body } = await get('/');
    for (const shown of ['SANDBOX', 'nothing leaves this machine', 'Tue 24 Nov 2026, 15:04 UTC', 'A-1, J-2', '1 text', 'Bo Letteronly', '1 letter', '+12125550199', 'nobody known']) expect(body).toContain(shown);
    expect((await get('/addresses/%2B12125550199')).body).toContain('Your balance is $120.00.');
  });

  it('shows the sender\'s own time of a message that went out while the book was being moved', async () => {
    const [first] = sandbox.messages();
    sentTimes.set(first!.messageId, '2026-12-10T17:23:00.000Z');
    expect((await get(ANA_PATH)).body).toContain('Thu 10 Dec 2026, 17:23 UTC');
    expect((await get('/')).body).toContain('Thu 10 Dec 2026, 17:23 UTC');
  });

  it('shows a conversation in its order, with both times and how each message went', async () => {
    await emailSender(sandbox.smtpUrl).deliver(claimed('email', EMAIL, 'Second words'));
    await sandbox.answer({ kind: 'sms', from: NUMBER, text: 'Third words' });
    const { body } = await get(ANA_PATH);
    const places = ['Hello', 'Second words', 'Third words'].map((words) => body.indexOf(words));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    for (const shown of [`Text to ${NUMBER}`, `E-mail to ${EMAIL}`, `Text from ${NUMBER}`, 'About your account', '>delivered<', '(wall ', 'owes $120.50']) expect(body).toContain(shown);
  });

  it('opens letters as PDF', async () => {
    const page = (await get('/people/bo')).body;
    expect(page).toContain('href="/letters/letter-1.pdf"');
    expect(page).toContain('Tue 05 Jan 2027, 15:00 UTC');
    const letter = await get('/letters/letter-1.pdf');
    expect(letter).toMatchObject({ status: 200, body: '%PDF-1.4 letter', headers: { 'content-type': 'application/pdf' } });
    expect((await get('/letters/other.pdf')).status).toBe(404);
    expect((await get('/people/nobody')).status).toBe(404);
  });

  it('shows words as words, wherever they come from', async () => {
    await emailSender(sandbox.smtpUrl).deliver({ ...claimed('email', EMAIL), message: { subject: ATTACK, text: ATTACK, html: `<p>${ATTACK}</p>`, pdf: null } });
    await sandbox.answer({ kind: 'email', from: EMAIL, subject: ATTACK, text: ATTACK });
    for (const path of ['/', ANA_PATH, '/people/bo']) {
      const { body, headers } = await get(path);
      expect(body).toContain('&lt;script&gt;');
      expect(body).not.toMatch(/<script|<img/i);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
    }
    // The HTML of an e-mail stands in an attribute of a frame that may do nothing.
    expect((await get(ANA_PATH)).body).toMatch(/<iframe sandbox title="[^"]*" srcdoc="[^"<>]*">/);
  });
});

describe('answering', () => {
  it('by text reaches the API signed as Twilio\'s, and is shown', async () => {
    const answer = await submit(`${ANA_PATH}/reply`, { address: NUMBER, text: 'I will pay on Friday' });
    expect(answer).toMatchObject({ status: 303, headers: { location: `${ANA_PATH}?done=reply` } });
    expect(door.received.at(-1)).toMatchObject({ path: '/webhooks/twilio/inbound' });
    expect(formOf(door.received.at(-1)!)).toMatchObject({ From: NUMBER, Body: 'I will pay on Friday' });
    expect((await get(`${ANA_PATH}?done=reply`)).body).toContain('The answer was taken.');
    expect((await get(ANA_PATH)).body).toContain('I will pay on Friday');
  });

  it('by a quick button takes the button\'s words, by e-mail goes to the e-mail door', async () => {
    await submit(`${ANA_PATH}/reply`, { address: NUMBER, text: 'half-typed', quick: 'STOP' });
    expect(formOf(door.received.at(-1)!)).toMatchObject({ Body: 'STOP' });
    await submit(`${ANA_PATH}/reply`, { address: EMAIL, quick: 'I dispute this' });
    expect(door.received.at(-1)).toMatchObject({ path: '/webhooks/email', headers: { 'x-api-key': API_KEY } });
  });

  it('as somebody else, or without words, is refused', async () => {
    expect((await submit(`${ANA_PATH}/reply`, { address: '+12125550199', text: 'x' })).status).toBe(400);
    expect((await submit(`${ANA_PATH}/reply`, { address: NUMBER, text: '  ' })).status).toBe(400);
    expect(door.received).toEqual([]);
  });
});

describe('paying', () => {
  it('posts a cleared payment, the same one when the form is sent twice', async () => {
    const form = { accountId: 'account-1', amount: '20.50', paymentId: fieldIn((await get(ANA_PATH)).body, 'paymentId') };
    expect(await submit(`${ANA_PATH}/pay`, form)).toMatchObject({ status: 303, headers: { location: `${ANA_PATH}?done=pay` } });
    await submit(`${ANA_PATH}/pay`, form);
    const [one, two] = door.received.map(({ body }) => JSON.parse(body.toString()) as Record<string, string>);
    expect(door.received[0]).toMatchObject({ path: '/v1/accounts/account-1/payments', headers: { 'x-api-key': API_KEY } });
    expect(one).toEqual({ paymentId: form.paymentId, amount: '20.50', currency: 'USD', paidOn: '2026-11-24', status: 'cleared' });
    expect(two).toEqual(one);
    expect((await get(ANA_PATH)).body.match(/20\.50 USD/g)).toHaveLength(1);
  });

  it('suggests what is owed, and refuses what is no amount of the account\'s currency', async () => {
    const { body } = await get(ANA_PATH);
    expect(body).toContain('value="120.50"');
    const paymentId = fieldIn(body, 'paymentId');
    for (const fields of [{ accountId: 'account-1', amount: '10.005' }, { accountId: 'account-2', amount: '10.5' }, { accountId: 'account-1', amount: '0' }, { accountId: 'account-1', amount: '-5' }, { accountId: 'account-9', amount: '5' }]) {
      expect((await submit(`${ANA_PATH}/pay`, { ...fields, paymentId })).status).toBe(400);
    }
    expect(door.received).toEqual([]);
  });

  it('that the API refuses shows its reason and is not in the conversation', async () => {
    door.answerNext(409);
    const { status, body } = await submit(`${ANA_PATH}/pay`, { accountId: 'account-1', amount: '20.50', paymentId: fieldIn((await get(ANA_PATH)).body, 'paymentId') });
    expect(status).toBe(409);
    expect(body).toContain('The account is closed.');
    expect((await get(ANA_PATH)).body).not.toContain('20.50 USD');
  });
});

describe('moving the clock', () => {
  it('asks for the days of the button', async () => {
    expect(await submit('/forward', { days: '7' })).toMatchObject({ status: 303, headers: { location: '/?done=forward' } });
    expect(forwards).toEqual([7]);
    expect((await submit('/forward', { days: '365' })).status).toBe(404);
    expect(forwards).toEqual([7]);
  });

  it('that is refused says why', async () => {
    nextForward = { kind: 'refused', reason: 'Only on a server that Dunwell started.' };
    const { status, body } = await submit('/forward', { days: '1' });
    expect(status).toBe(409);
    expect(body).toContain('Only on a server that Dunwell started.');
  });
});

describe('nobody else\'s hands', () => {
  it('a form of another site, or without the page\'s token, does nothing', async () => {
    const token = await tokenOf();
    const before = sandbox.messages().length;
    for (const path of ['/forward', `${ANA_PATH}/reply`, `${ANA_PATH}/pay`]) {
      const fields = { days: '7', address: NUMBER, text: 'x', accountId: 'account-1', amount: '1', paymentId: 'sandbox-00000000-0000-0000-0000-000000000000' };
      expect((await call('POST', path, fields)).status).toBe(403);
      expect((await call('POST', path, { ...fields, token: `${token.slice(1)}x` })).status).toBe(403);
      expect((await call('POST', path, { ...fields, token }, { origin: 'https://elsewhere.example' })).status).toBe(403);
      expect((await call('POST', path, { ...fields, token }, { origin: 'null' })).status).toBe(403);
    }
    expect([forwards, door.received, sandbox.messages().length]).toEqual([[], [], before]);
  });

  it('a site that gives this machine a name of its own sees nothing', async () => {
    expect((await get('/', { host: 'elsewhere.example' })).status).toBe(421);
  });

  it('Twilio\'s doors open only with its credentials', async () => {
    const answer = await get(`/2010-04-01/Accounts/${sandbox.accountSid}/Messages.json`);
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 20003 });
  });
});
