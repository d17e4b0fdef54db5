/** What every e-mail of ours carries on the wire. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmailSender } from '#adapters/email/smtp-sender.ts';
import { claimed } from '../sandbox/sandbox-world.ts';

let server: SMTPServer;
let smtpUrl = '';
let raw: Buffer = Buffer.alloc(0);
const recipients: string[] = [];

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false,
    onRcptTo: ({ address }, _session, callback) => { recipients.push(address); callback(); },
    onData: (stream, _session, callback) => { void buffer(stream).then((bytes) => { raw = bytes; callback(); }); },
  });
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  smtpUrl = `smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => { server.close(resolve); }));

async function sent(from: string): Promise<ParsedMail> {
  const sender = createEmailSender({ smtpUrl, from, timeoutMs: 15_000, settleAfterMs: 0 });
  expect(await sender.deliver(claimed('email', 'ana@debtor.example', 'Señora Ruiz:\n\nYour balance is €120.00.', 'touch-1'))).toMatchObject({ kind: 'accepted' });
  return simpleParser(raw);
}

const line = (mail: ParsedMail, name: string): string | undefined => mail.headerLines.find(({ key }) => key === name)?.line;

describe('an e-mail', () => {
  it.each(['accounts@dunwell.example', 'Dunwell Accounts <accounts@dunwell.example>'])('from %s carries an id of its touch, a way to unsubscribe and both bodies', async (from) => {
    const mail = await sent(from);
    expect(mail.messageId).toBe('<touch-1@dunwell.example>');
    expect(mail.from?.value[0]?.address).toBe('accounts@dunwell.example');
    expect(line(mail, 'list-unsubscribe')).toBe('List-Unsubscribe: <mailto:accounts@dunwell.example?subject=unsubscribe>');
    expect(line(mail, 'auto-submitted')).toBe('Auto-Submitted: auto-generated');
    expect(mail.text?.trim()).toBe('Señora Ruiz:\n\nYour balance is €120.00.');
    expect(mail.html).toContain('€120.00');
  });

  it('has one recipient, whatever stands in the address', async () => {
    for (const address of ['ana@debtor.example', 'ana@debtor.example, other@debtor.example', 'ana@debtor.example>\r\nBcc: other@debtor.example', '"x" <other@debtor.example>']) {
      recipients.length = 0;
      await createEmailSender({ smtpUrl, from: 'accounts@dunwell.example', timeoutMs: 15_000, settleAfterMs: 0 }).deliver(claimed('email', address));
      expect([address, recipients.filter((recipient) => recipient !== address)]).toEqual([address, []]);
    }
  });
});
