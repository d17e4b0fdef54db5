/** The real nodemailer against the sandbox: what each mailbox makes of a touch, and what comes back. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#adapters/channel-sender.ts';
import { parseInboundEmail } from '#adapters/email/parse-inbound.ts';
import { MAGIC_MAILBOXES } from '#sandbox/behaviour.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { API_KEY, claimed, emailSender, openDoor, SHORT_TIMEOUT_MS, startTestSandbox, traceOf, type Door } from './sandbox-world.ts';

let door: Door;
let sandbox: SandboxHandle;
beforeEach(async () => {
  door = await openDoor();
  sandbox = await startTestSandbox({ apiUrl: door.url, apiKey: API_KEY });
});
afterEach(async () => {
  await sandbox.stop();
  await door.stop();
});

const TABLE: readonly (readonly [mailbox: string, delivery: unknown, taken: boolean])[] = [
  ['ana', { kind: 'accepted', providerId: '<touch-1@dunwell.example>' }, true],
  ['bounce-now', { kind: 'rejected', code: 'SMTP_550', addressDead: true, optedOut: false }, false],
  ['policy-refusal', { kind: 'rejected', code: 'SMTP_550', addressDead: false, optedOut: false }, false],
  ['temp-fail', { kind: 'notSent', code: 'SMTP_451', retryAfterSeconds: 300 }, false],
  ['bounce-later', { kind: 'accepted', providerId: '<touch-1@dunwell.example>' }, true],
  ['drop-after-data', { kind: 'unknown', reason: expect.stringMatching(/lost while it took/) as string }, true],
];

describe('delivering an e-mail', () => {
  it.each(TABLE)('to %s', async (mailbox, delivery, taken) => {
    const touch = claimed('email', `${mailbox}@debtor.example`, 'Your balance is $120.00.', 'touch-1');
    const said = await emailSender(sandbox.smtpUrl).deliver(touch);
    expect(said).toEqual(delivery);
    expect(JSON.stringify(said)).not.toContain(touch.address);
    expect(sandbox.messages()).toMatchObject(taken ? [{
      messageId: '<touch-1@dunwell.example>', address: touch.address, ourAddress: 'accounts@dunwell.example', subject: 'About your account', text: touch.message.text, html: touch.message.html,
    }] : []);
    expect(await emailSender(sandbox.smtpUrl).find(traceOf(touch))).toMatchObject({ kind: 'cannotSay' });
  });

  it('every mailbox of the table of behaviours is tried here', () => {
    expect(TABLE.map(([mailbox]) => mailbox).filter((mailbox) => mailbox !== 'ana').toSorted()).toEqual(Object.keys(MAGIC_MAILBOXES).toSorted());
  });

  it('the same touch given out twice is seen as two messages', async () => {
    const touch = claimed('email', 'ana@debtor.example', 'Twice', 'touch-1');
    await emailSender(sandbox.smtpUrl).deliver(touch);
    await emailSender(sandbox.smtpUrl).deliver(touch);
    expect(sandbox.messages()).toHaveLength(2);
  });

  it('where nobody listens was certainly not sent', async () => {
    const { smtpUrl } = sandbox;
    await sandbox.stop();
    expect(await emailSender(smtpUrl).deliver(claimed('email', 'ana@debtor.example'))).toEqual({ kind: 'notSent', code: 'SMTP_ESOCKET', retryAfterSeconds: 300 });
    sandbox = await startTestSandbox();
  });
});

/** A mail server that talks until a command and then does as it is told. */
const TALK: Readonly<Record<string, string>> = { EHLO: '250 odd.example', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go on', '.': '250 taken' };
type Oddity = { readonly at: string; readonly does: string };

async function oddServer({ at, does }: Oddity): Promise<{ readonly url: string; readonly server: Server }> {
  const act = (socket: Socket, command: string): void => {
    if (command !== at) { if (TALK[command] !== undefined) socket.write(`${TALK[command]}\r\n`); }
    else if (does === 'hangs up') socket.destroy();
    else if (does !== 'falls silent') socket.write(`${does}\r\n`);
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (at === 'greeting') act(socket, 'greeting'); else socket.write('220 odd.example\r\n');
    socket.on('data', (data) => { for (const line of data.toString().split('\r\n')) act(socket, line === '.' ? '.' : line.slice(0, 4)); });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a server that', () => {
  const notSent = (code: string, retryAfterSeconds = 300): Delivery => ({ kind: 'notSent', code, retryAfterSeconds });
  const unknown = { kind: 'unknown', reason: expect.any(String) as string };

  it.each<readonly [Oddity, unknown]>([
    [{ at: 'greeting', does: 'falls silent' }, notSent('SMTP_ETIMEDOUT')],
    [{ at: 'greeting', does: '554 not at all' }, notSent('SMTP_554', 900)],
    [{ at: 'MAIL', does: 'hangs up' }, notSent('SMTP_ECONNECTION')],
    [{ at: 'MAIL', does: '550 5.7.1 not from you' }, notSent('SMTP_550', 900)],
    [{ at: 'RCPT', does: 'falls silent' }, notSent('SMTP_ETIMEDOUT')],
    [{ at: 'RCPT', does: '550 5.1.1 unknown user' }, { kind: 'rejected', code: 'SMTP_550', addressDead: true, optedOut: false }],
    [{ at: 'RCPT', does: '550 5.2.1 mailbox disabled' }, { kind: 'rejected', code: 'SMTP_550', addressDead: true, optedOut: false }],
    [{ at: 'RCPT', does: '550 5.7.1 relaying denied' }, { kind: 'rejected', code: 'SMTP_550', addressDead: false, optedOut: false }],
    [{ at: 'RCPT', does: '452 4.2.2 mailbox full' }, notSent('SMTP_452')],
    [{ at: 'DATA', does: 'hangs up' }, notSent('SMTP_ECONNECTION')],
    [{ at: '.', does: 'hangs up' }, unknown],
    [{ at: '.', does: 'falls silent' }, unknown],
    [{ at: '.', does: '554 5.7.1 looks like spam' }, { kind: 'rejected', code: 'SMTP_554', addressDead: false, optedOut: false }],
    [{ at: '.', does: '451 4.3.0 try again' }, notSent('SMTP_451')],
  ])('%j', async (oddity, delivery) => {
    const { url, server } = await oddServer(oddity);
    const sender = oddity.does === 'falls silent' ? emailSender(url, SHORT_TIMEOUT_MS) : emailSender(url);
    expect(await sender.deliver(claimed('email', 'ana@debtor.example'))).toEqual(delivery);
    server.close();
  });
});

describe('what comes back', () => {
  it('a later bounce leads to its message and kills the address', async () => {
    await emailSender(sandbox.smtpUrl).deliver(claimed('email', 'bounce-later@debtor.example', 'Your balance is $120.00.', 'touch-1'));
    await sandbox.idle();
    const [report] = door.received;
    expect(report).toMatchObject({ path: '/webhooks/email', headers: { 'content-type': 'message/rfc822', 'x-api-key': API_KEY } });
    expect(await parseInboundEmail(report!.body)).toMatchObject({
      isAutomatic: true, bounce: { originalMessageId: '<touch-1@dunwell.example>', status: '5.1.1', final: true, addressDead: true },
    });
    expect(sandbox.messages()[0]).toMatchObject({ status: 'bounced' });
  });

  it('a reply answers the last e-mail of ours, in the debtor\'s own words', async () => {
    await emailSender(sandbox.smtpUrl).deliver(claimed('email', 'ana@debtor.example', 'Your balance is $120.00.', 'touch-1'));
    await sandbox.answer({ kind: 'email', from: 'ana@debtor.example', subject: null, text: 'Ya pagué.\n\n– Ana' });
    expect(await parseInboundEmail(door.received[0]!.body)).toEqual({
      from: 'ana@debtor.example', to: ['accounts@dunwell.example'], subject: 'Re: About your account', text: 'Ya pagué.\n\n– Ana',
      messageId: expect.stringMatching(/^<.+@sandbox\.example>$/) as string, inReplyTo: '<touch-1@dunwell.example>', isAutomatic: false, bounce: null,
    });
  });
});
