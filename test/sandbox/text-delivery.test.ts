/** The real Twilio client against the sandbox: what each number makes of a touch, and what can be found out afterwards. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import tlsOptions from 'smtp-server/lib/tls-options.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#adapters/channel-sender.ts';
import { DunwellError } from '#contracts/failures.ts';
import { MAGIC_MAILBOXES, MAGIC_NUMBERS } from '#sandbox/behaviour.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { claimed, SHORT_TIMEOUT_MS, smsSender, startTestSandbox, traceOf } from './sandbox-world.ts';

let sandbox: SandboxHandle;
beforeEach(async () => { sandbox = await startTestSandbox(); });
afterEach(() => sandbox.stop());

const ACCEPTED = { kind: 'accepted', providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/) as string } as const;
const rejected = (code: number, flags: { addressDead?: boolean; optedOut?: boolean } = {}): Delivery => ({ kind: 'rejected', code: `TWILIO_${code}`, addressDead: false, optedOut: false, ...flags });
const unknown = (reason: RegExp): unknown => ({ kind: 'unknown', reason: expect.stringMatching(reason) as string });

const NEVER_ANSWERS = '+15005550504';
const senderFor = (number: string): ReturnType<typeof smsSender> => smsSender(sandbox, number === NEVER_ANSWERS ? { timeoutMs: SHORT_TIMEOUT_MS } : {});

/** Number, what delivering says, whether a message was created. */
const TABLE: readonly (readonly [number: string, delivery: unknown, created: boolean])[] = [
  ['+15005550001', rejected(21211, { addressDead: true }), false],
  ['+15005550009', rejected(21614, { addressDead: true }), false],
  ['+15005550003', rejected(21408), false],
  ['+15005550004', rejected(21610, { optedOut: true }), false],
  ['+15005550006', ACCEPTED, true],
  ['+15005550429', { kind: 'notSent', code: 'TWILIO_20429', retryAfterSeconds: 30 }, false],
  ['+15005550500', unknown(/500/), false],
  ['+15005550501', unknown(/500/), true],
  [NEVER_ANSWERS, unknown(/ECONNABORTED|ETIMEDOUT/), true],
  ['+15005550505', unknown(/ECONNRESET/), true],
  ['+15005550202', ACCEPTED, true],
  ['+15005553003', ACCEPTED, true],
  ['+15005553005', ACCEPTED, true],
  ['+15005553006', ACCEPTED, true],
  ['+15005553007', ACCEPTED, true],
];

describe('delivering a text', () => {
  it.each(TABLE)('to %s', async (number, delivery, created) => {
    const touch = claimed('sms', number);
    expect(await senderFor(number).deliver(touch)).toEqual(delivery);
    expect(sandbox.messages().map(({ address, text }) => ({ address, text }))).toEqual(created ? [{ address: number, text: touch.message.text }] : []);
    const finding = await smsSender(sandbox).find(traceOf(touch));
    expect(finding).toEqual(created ? { kind: 'found', providerId: sandbox.messages()[0]!.messageId } : { kind: 'absent' });
  });

  it('every number of the table of behaviours is tried here', () => {
    expect(TABLE.map(([number]) => number).toSorted()).toEqual(Object.keys(MAGIC_NUMBERS).toSorted());
  });

  it('and every one stands in the table for people', () => {
    const rows = readFileSync('docs/flows/sandbox.md', 'utf8').split('\n').filter((line) => line.startsWith('|'));
    for (const [number, , created] of TABLE) expect(rows.find((row) => row.includes(`\`${number}\``))?.split('|')[3]?.trim()).toBe(created ? 'yes' : 'no');
    for (const mailbox of Object.keys(MAGIC_MAILBOXES)) expect(rows.some((row) => row.includes(`\`${mailbox}@\``))).toBe(true);
  });

  it('to something that is no number is refused for good', async () => {
    expect(await smsSender(sandbox).deliver(claimed('sms', '555-nobody'))).toEqual(rejected(21211, { addressDead: true }));
  });

  it('with too many words is refused, and the number stays alive', async () => {
    expect(await smsSender(sandbox).deliver(claimed('sms', '+12125550100', 'x'.repeat(1_601)))).toEqual(rejected(21617));
  });

  it('with credentials that are wrong was certainly not sent, and is tried again once they are mended', async () => {
    const delivery = await smsSender(sandbox, { authToken: 'wrong' }).deliver(claimed('sms', '+12125550100'));
    expect(delivery).toEqual({ kind: 'notSent', code: 'TWILIO_20003', retryAfterSeconds: 900 });
    expect(sandbox.messages()).toEqual([]);
  });

  it('where nobody listens was certainly not sent', async () => {
    const { twilioBaseUrl } = sandbox;
    await sandbox.stop();
    expect(await smsSender(sandbox, { apiBaseUrl: twilioBaseUrl }).deliver(claimed('sms', '+12125550100'))).toEqual({ kind: 'notSent', code: 'TWILIO_ECONNREFUSED', retryAfterSeconds: 60 });
    sandbox = await startTestSandbox();
  });

  it.each([
    ['HTTP/1.1 200 OK', unknown(/./)],
    ['HTTP/1.1 404 Not Found', { kind: 'notSent', code: 'TWILIO_404', retryAfterSeconds: 900 }],
    ['HTTP/1.1 429 Too Many Requests\r\nRetry-After: Fri, 01 Jan 2100 00:00:00 GMT', { kind: 'notSent', code: 'TWILIO_429', retryAfterSeconds: 86_400 }],
    ['HTTP/1.1 429 Too Many Requests', { kind: 'notSent', code: 'TWILIO_429', retryAfterSeconds: 60 }],
    ['HTTP/1.1 408 Request Timeout', unknown(/408/)],
    ['HTTP/1.1 502 Bad Gateway', unknown(/502/)],
  ])('that somebody before Twilio answers with %j', async (answer, delivery) => {
    const portal = createServer((socket) => { socket.end(`${answer}\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<p>Log in</p>`); }).listen(0, '127.0.0.1');
    await once(portal, 'listening');
    const apiBaseUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
    expect(await smsSender(sandbox, { apiBaseUrl }).deliver(claimed('sms', '+12125550100'))).toEqual(delivery);
    portal.close();
  });

  it('to somebody whose certificate is not Twilio\'s was certainly not sent', async () => {
    const { key, cert } = tlsOptions();
    let requests = 0;
    const impostor = createTlsServer({ key, cert }, (_request, response) => { requests += 1; response.end('{}'); }).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const apiBaseUrl = `https://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
    expect(await smsSender(sandbox, { apiBaseUrl }).deliver(claimed('sms', '+12125550100'))).toMatchObject({ kind: 'notSent', retryAfterSeconds: 60 });
    expect(requests).toBe(0);
    impostor.close();
  });

  it('a behaviour can be given to any number', async () => {
    sandbox.setBehaviour('+12125550100', 'notMobile');
    expect(await smsSender(sandbox).deliver(claimed('sms', '+12125550100'))).toEqual(rejected(21614, { addressDead: true }));
    expect(() => { sandbox.setBehaviour('+12125550100', 'bounceLater'); }).toThrow(/no behaviour for a telephone number/);
  });
});

describe('no personal data', () => {
  it.each(Object.keys(MAGIC_NUMBERS))('is in what is said about %s', async (number) => {
    const delivery = await senderFor(number).deliver(claimed('sms', number));
    expect(JSON.stringify(delivery)).not.toContain(number.slice(1));
  });
});

describe('finding a text afterwards', () => {
  it('another text to the same number is not ours, nor is ours of another time', async () => {
    const touch = claimed('sms', '+12125550100');
    await smsSender(sandbox).deliver(touch);
    const { find } = smsSender(sandbox);
    expect(await find({ ...traceOf(touch), bodyHash: claimed('sms', '+12125550100', 'Other words').bodyHash })).toEqual({ kind: 'absent' });
    expect(await find({ ...traceOf(touch), address: '+12125550199' })).toEqual({ kind: 'absent' });
    expect(await find({ ...traceOf(touch), claimedWallAt: new Date(Date.parse(touch.claimedWallAt) + 5 * 60_000).toISOString() })).toEqual({ kind: 'absent' });
    expect(await find({ ...traceOf(touch), claimedWallAt: new Date(Date.parse(touch.claimedWallAt) - 60 * 60_000).toISOString() })).toEqual({ kind: 'absent' });
  });

  it('a text to the debtor that another number of ours sent is not this one', async () => {
    const touch = claimed('sms', '+12125550100');
    await smsSender(sandbox, { from: '+15005550007' }).deliver(touch);
    expect(await smsSender(sandbox).find(traceOf(touch))).toEqual({ kind: 'absent' });
  });

  it('a list that cannot be had just now is asked again, and after an hour a person decides', async () => {
    const touch = traceOf(claimed('sms', '+12125550100'));
    const { find } = smsSender(sandbox);
    await sandbox.stop();
    await expect(find(touch)).rejects.toSatisfy((error) => error instanceof DunwellError && error.code === 'PROVIDER_UNAVAILABLE' && !error.message.includes('2125550100'));
    expect(await find({ ...touch, claimedWallAt: new Date(Date.now() - 61 * 60_000).toISOString() })).toMatchObject({ kind: 'cannotSay' });
    sandbox = await startTestSandbox();
  });

  it('a list that we may not see says nothing', async () => {
    expect(await smsSender(sandbox, { authToken: 'wrong' }).find(traceOf(claimed('sms', '+12125550100')))).toMatchObject({ kind: 'cannotSay' });
  });
});
