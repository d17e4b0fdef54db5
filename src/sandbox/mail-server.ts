/** The sandbox's mail server: it takes what it is given, and a few mailboxes misbehave. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { BackgroundJobs } from './background-jobs.ts';
import type { Behaviours, EmailBehaviour } from './behaviour.ts';
import type { SandboxMessage } from './journal.ts';
import { writeDeliveryReport } from './mail-messages.ts';
import type { MessageBook } from './message-book.ts';
import { postUntilTaken } from './outgoing-request.ts';

export type MailDesk = {
  readonly book: MessageBook;
  readonly jobs: BackgroundJobs;
  readonly behaviours: Behaviours;
  /** Where reports and answers go; null: nowhere. */
  readonly inbox: MailInbox | null;
};

export type MailInbox = { readonly url: string; readonly apiKey: string | null };

export type MailServer = { readonly port: number; readonly stop: () => Promise<void> };

const LARGEST_MESSAGE_BYTES = 10 * 1024 * 1024;

export async function startMailServer(desk: MailDesk, host: string, port: number): Promise<MailServer> {
  const sockets = new Map<string, Socket>();
  const server = new SMTPServer({
    name: 'sandbox.example', banner: 'Dunwell sandbox: nothing leaves this machine', size: LARGEST_MESSAGE_BYTES, logger: false,
    authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true,
    onRcptTo: ({ address }, _session, callback) => { callback(refusalOf(desk.behaviours.ofMailbox(address))); },
    onData: (stream, session, callback) => {
      takeMessage(desk, stream, session).then((behaviour) => {
        if (behaviour.kind === 'loseConnectionAfterData') sockets.get(peerOf(session))?.destroy(); else callback(null, 'Taken');
      }, callback);
    },
  });
  // Somebody who hangs up in mid-session is daily life on port 25.
  server.on('error', () => undefined);
  const listener = server.listen(port, host);
  listener.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    sockets.set(peer, socket);
    socket.once('close', () => sockets.delete(peer));
  });
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise<void>((resolve) => { server.close(resolve); });
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

function peerOf({ remoteAddress, remotePort }: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }): string {
  return `${(remoteAddress ?? '').replace(/^::ffff:/, '')}:${remotePort}`;
}

function refusalOf(behaviour: EmailBehaviour): Error | null {
  return behaviour.kind === 'refuseRecipient' ? Object.assign(new Error(behaviour.text), { responseCode: behaviour.responseCode }) : null;
}

async function takeMessage(desk: MailDesk, stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<EmailBehaviour> {
  const raw = await buffer(stream);
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  const behaviours = await Promise.all(envelope.rcptTo.map(async ({ address }) => {
    const behaviour = desk.behaviours.ofMailbox(address);
    const message = await desk.book.addMessage({
      id: `EM${randomUUID()}`, messageId: mail.messageId ?? `<${randomUUID()}@sandbox.example>`, medium: 'email', direction: 'outbound', address, ourAddress: sender,
      subject: mail.subject ?? '', text: (mail.text ?? '').trim(), html: typeof mail.html === 'string' ? mail.html : null, status: 'delivered',
    });
    if (behaviour.kind === 'bounceLater') desk.jobs.start(() => bounce(desk, message, behaviour));
    return behaviour;
  }));
  return behaviours.find((behaviour) => behaviour.kind !== 'accept') ?? { kind: 'accept' };
}

async function bounce({ book, inbox, jobs }: MailDesk, message: SandboxMessage, { status, text }: Extract<EmailBehaviour, { kind: 'bounceLater' }>): Promise<void> {
  const { id, messageId, address, ourAddress } = message;
  await book.addStatus({ id, status: 'bounced', errorCode: null, errorMessage: `${status} ${text}` });
  if (inbox === null) return;
  const report = await writeDeliveryReport({ recipient: address, sender: ourAddress, originalMessageId: messageId, status, text, messageId: `<${randomUUID()}@sandbox.example>` });
  await postUntilTaken(mailRequest(inbox, report), jobs.signal);
}

/** A raw message as a mail service hands it over to a webhook. */
export function mailRequest({ url, apiKey }: MailInbox, raw: Buffer): Parameters<typeof postUntilTaken>[0] {
  return { url, body: new Uint8Array(raw), headers: { 'Content-Type': 'message/rfc822', ...(apiKey === null ? {} : { 'X-Api-Key': apiKey }) } };
}
