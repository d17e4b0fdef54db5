/** E-mails that come in are read whole, bounded, and told apart: a person, a machine, a bounce. */
import { describe, expect, it } from 'vitest';
import { parseInboundEmail, type InboundEmail } from '#adapters/email/parse-inbound.ts';

const read = (...lines: readonly string[]): Promise<InboundEmail> => parseInboundEmail(Buffer.from(lines.join('\r\n')));
const HEAD = ['From: Ana Ruiz <Ana.Ruiz@Debtor.example>', 'To: Accounts <accounts@dunwell.example>', 'Subject: =?utf-8?q?Se=C3=B1al?='];

describe('a message of a person', () => {
  it('in plain text', async () => {
    expect(await read(...HEAD, 'Message-ID: <m1@debtor.example>', 'In-Reply-To: <touch-1@dunwell.example>', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', 'Dej=C3=A9 de trabajar.', '')).toEqual({
      from: 'ana.ruiz@debtor.example', to: ['accounts@dunwell.example'], subject: 'Señal', text: 'Dejé de trabajar.', messageId: '<m1@debtor.example>', inReplyTo: '<touch-1@dunwell.example>', isAutomatic: false, bounce: null,
    });
  });

  it('in HTML alone gives its words, and none of its scripts', async () => {
    const { text } = await read(...HEAD, 'Message-ID: <m2@debtor.example>', 'Content-Type: text/html; charset=utf-8', '', '<style>p{color:red}</style><p>Please <b>stop</b> writing.</p><script>alert(1)</script>');
    expect(text).toBe('Please stop writing.');
  });

  it('without an id gets one from its bytes, the same each time', async () => {
    const one = await read(...HEAD, '', 'Hello');
    expect(one.messageId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await read(...HEAD, '', 'Hello')).messageId).toBe(one.messageId);
    expect((await read(...HEAD, '', 'Hello!')).messageId).not.toBe(one.messageId);
  });

  it('is bounded, and refused by name when it is beyond all bounds', async () => {
    const long = await read(`From: a@debtor.example`, `Subject: ${'s'.repeat(5_000)}`, '', 'w'.repeat(100_000));
    expect([long.subject.length, long.text.length]).toEqual([500, 20_000]);
    await expect(parseInboundEmail(new Uint8Array(10 * 1024 * 1024 + 1))).rejects.toMatchObject({ code: 'BODY_INVALID' });
  });

  it('that names no sender says so', async () => {
    expect((await read('Subject: x', '', 'Hello')).from).toBeNull();
  });
});

describe('a machine', () => {
  it.each([
    ['Auto-Submitted: auto-replied', true], ['Auto-Submitted: auto-generated; owner=x', true], ['Auto-Submitted: no', false],
    ['Return-Path: <>', true], ['Return-Path: <ana.ruiz@debtor.example>', false], ['X-Autoreply: yes', true], ['Precedence: auto_reply', true], ['Precedence: list', false],
  ])('is told by %s: %s', async (header, isAutomatic) => {
    expect((await read(...HEAD, header, '', 'I am away until Monday.')).isAutomatic).toBe(isAutomatic);
  });
});

describe('a delivery report', () => {
  const report = (action: string, status: string, original: readonly string[], ...headers: readonly string[]): Promise<InboundEmail> => read(
    'From: Mail Delivery System <mailer-daemon@mx.example>', 'To: accounts@dunwell.example', 'Subject: Undelivered', ...headers, 'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"', '', '--B', 'Content-Type: text/plain', '', 'It did not arrive.', '',
    '--B', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; x@debtor.example', `Action: ${action}`, `Status: ${status}`, '',
    ...original, '--B--', '',
  );
  const whole = ['--B', 'Content-Type: message/rfc822', '', 'Message-ID: <touch-1@dunwell.example>', 'Subject: About your account', '', 'Your balance', ''];
  const headersOnly = ['--B', 'Content-Type: text/rfc822-headers', '', 'Subject: About your account', 'message-id: <touch-1@dunwell.example>', ''];

  it.each([
    ['failed', '5.1.1', true, true], ['failed', '5.1.10', true, true], ['failed', '5.2.1', true, true], ['failed', '5.2.2', true, false], ['failed', '5.7.1', true, false],
    ['failed', '4.4.7 (delivery time expired)', true, false], ['delayed', '4.4.1', false, false],
  ])('%s with %s', async (action, status, final, addressDead) => {
    expect(await report(action, status, whole)).toMatchObject({
      text: 'It did not arrive.', isAutomatic: true, bounce: { originalMessageId: '<touch-1@dunwell.example>', status: status.split(' ')[0], final, addressDead },
    });
  });

  it('with only the headers of our message leads to it as well, and so does one that only answers to it', async () => {
    expect((await report('failed', '5.1.1', headersOnly)).bounce?.originalMessageId).toBe('<touch-1@dunwell.example>');
    expect((await report('failed', '5.1.1', [], 'In-Reply-To: <touch-2@dunwell.example>')).bounce?.originalMessageId).toBe('<touch-2@dunwell.example>');
    expect((await report('failed', '5.1.1', [])).bounce?.originalMessageId).toBeNull();
  });

  it('of success is no bounce', async () => {
    expect(await report('delivered', '2.0.0', whole)).toMatchObject({ isAutomatic: true, bounce: null });
  });
});
