/** The e-mail channel over SMTP. A server cannot be asked afterwards, so the point from which it may have the message is watched. */
import { Readable } from 'node:stream';
import { createTransport, type NodemailerError, type SendMailOptions, type SMTPSentMessageInfo, type Transporter } from 'nodemailer';
import type { ChannelSender, Delivery } from '../channel-sender.ts';
import type { ClaimedTouch } from '../db/touch/claim-touch.ts';
import { enhancedStatusIn, isDeadMailbox } from './mailbox-status.ts';

export type EmailSenderOptions = {
  readonly smtpUrl: string;
  /** An address, or a name and an address: `Accounts <accounts@example.com>`. */
  readonly from: string;
  readonly timeoutMs: number;
  /** How long an attempt that another process still makes may take to report. */
  readonly settleAfterMs: number;
};

const RETRY_AFTER_SECONDS = 300;
const MEND_AFTER_SECONDS = 900;

export function createEmailSender(options: EmailSenderOptions): ChannelSender {
  const sender = addressIn(options.from);
  return {
    provider: 'smtp',
    settleAfterMs: options.settleAfterMs,
    deliver: (touch) => deliver(options, sender, touch),
    find: () => Promise.resolve({ kind: 'cannotSay', reason: 'A mail server cannot be asked whether it took a message.' }),
  };
}

function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

async function deliver(options: EmailSenderOptions, sender: string, touch: ClaimedTouch): Promise<Delivery> {
  const mail = mailOf(options, sender, touch);
  const watch = { serverMayHaveIt: false };
  try {
    const { messageId } = await connect(options, watch).sendMail(mail);
    return { kind: 'accepted', providerId: messageId };
  } catch (error) {
    return deliveryAfter(error as NodemailerError, watch.serverMayHaveIt);
  }
}

/** One connection per message: a pool would send a message again by itself when its connection breaks. */
function connect({ smtpUrl }: EmailSenderOptions, watch: { serverMayHaveIt: boolean }): Transporter<SMTPSentMessageInfo> {
  const transport = createTransport({ url: smtpUrl, disableFileAccess: true, disableUrlAccess: true });
  transport.use('stream', (mail, done) => {
    // The body is read once the server has agreed to take it, not before.
    mail.message.processFunc((body) => Readable.from(noticingFirstRead(body, watch), { objectMode: false }));
    done();
  });
  return transport;
}

async function* noticingFirstRead(body: AsyncIterable<Uint8Array | string>, watch: { serverMayHaveIt: boolean }): AsyncGenerator<Uint8Array | string> {
  watch.serverMayHaveIt = true;
  yield* body;
}

function mailOf({ from, timeoutMs }: EmailSenderOptions, sender: string, { touchId, address, message }: ClaimedTouch): SendMailOptions {
  if (message.subject === null) throw new Error(`Touch ${touchId} goes by e-mail and has no subject`);
  return {
    from, to: { name: '', address }, subject: message.subject, text: message.text, ...(message.html === null ? {} : { html: message.html }),
    // The same touch always has the same id: bounces and replies lead back to it.
    messageId: `<${touchId}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
    list: { unsubscribe: `mailto:${sender}?subject=unsubscribe` },
    // RFC 3834: absence notes of the reader's mailbox are not wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
    // One limit for the whole conversation; the client's own limits begin anew with every command.
    signal: AbortSignal.timeout(timeoutMs),
  };
}

function deliveryAfter(error: NodemailerError, serverMayHaveIt: boolean): Delivery {
  if (error.responseCode !== undefined) return afterAnswer(error, error.responseCode);
  const code = error.code === 'EABORT' ? 'ETIMEDOUT' : error.code ?? error.name;
  return serverMayHaveIt ? { kind: 'unknown', reason: `The mail server was lost while it took the message (${code}).` }
    : { kind: 'notSent', code: `SMTP_${code}`, retryAfterSeconds: code === 'EAUTH' ? MEND_AFTER_SECONDS : RETRY_AFTER_SECONDS };
}

/** An answer other than success means that the server has not taken the message (RFC 5321, 4.2). */
function afterAnswer({ command, response }: NodemailerError, responseCode: number): Delivery {
  const code = `SMTP_${responseCode}`;
  if (responseCode < 500) return { kind: 'notSent', code, retryAfterSeconds: RETRY_AFTER_SECONDS };
  // Only what is said about this recipient or this message is final; login, greeting and sender are ours to mend.
  if (command !== 'RCPT TO' && command !== 'DATA') return { kind: 'notSent', code, retryAfterSeconds: MEND_AFTER_SECONDS };
  return { kind: 'rejected', code, addressDead: command === 'RCPT TO' && isDeadMailbox(enhancedStatusIn(response ?? '')), optedOut: false };
}
