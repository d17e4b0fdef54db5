/** What a debtor may do: write a text, write an e-mail, pay. The same requests come from the page, from tests and from rehearsals. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { BackgroundJobs } from './background-jobs.ts';
import { writeDebtorMail } from './mail-messages.ts';
import { mailRequest } from './mail-server.ts';
import type { MessageBook } from './message-book.ts';
import { post, postUntilTaken, signedForm, type Answered } from './outgoing-request.ts';

export type DebtorAnswer =
  /** `from` is the debtor's number; it goes to the number that wrote last, or to the sandbox's own. */
  | { readonly kind: 'sms'; readonly from: string; readonly text: string }
  /** A null subject replies to the last e-mail that the address got. */
  | { readonly kind: 'email'; readonly from: string; readonly subject: string | null; readonly text: string }
  | {
    readonly kind: 'payment'; readonly paymentId: string; readonly accountId: string;
    /** A decimal such as "12.34", in units of the currency. */
    readonly amount: string;
    readonly currency: string; readonly paidOn: string;
  };

export type DebtorPens = {
  readonly book: MessageBook;
  readonly jobs: BackgroundJobs;
  readonly accountSid: string;
  readonly authToken: string;
  readonly smsFrom: string;
  /** The API that gets the answers; null: nobody does, and the answer only stands in the journal. */
  readonly api: { readonly url: string; readonly key: string | null } | null;
};

/** Gives one answer to the API and returns what it said. */
export async function giveAnswer(pens: DebtorPens, answer: DebtorAnswer): Promise<Answered> {
  switch (answer.kind) {
    case 'sms': return writeText(pens, answer);
    case 'email': return writeMail(pens, answer);
    case 'payment': return pay(pens, answer);
  }
}

async function writeText({ book, jobs, accountSid, authToken, smsFrom, api }: DebtorPens, { from, text }: Extract<DebtorAnswer, { kind: 'sms' }>): Promise<Answered> {
  const to = lastTo(book, 'sms', from)?.ourAddress ?? smsFrom;
  const sid = `SM${randomBytes(16).toString('hex')}`;
  await book.addMessage({ id: sid, messageId: sid, medium: 'sms', direction: 'inbound', address: from, ourAddress: to, subject: null, text, html: null, status: 'received' });
  if (api === null) return { kind: 'accepted' };
  return postUntilTaken(signedForm(`${api.url}/webhooks/twilio/inbound`, {
    AccountSid: accountSid, ApiVersion: '2010-04-01', Body: text, From: from, To: to, MessageSid: sid, SmsMessageSid: sid, SmsSid: sid, SmsStatus: 'received', NumMedia: '0', NumSegments: '1',
  }, authToken), jobs.signal);
}

async function writeMail({ book, jobs, api }: DebtorPens, { from, subject, text }: Extract<DebtorAnswer, { kind: 'email' }>): Promise<Answered> {
  const last = lastTo(book, 'email', from);
  const to = last?.ourAddress ?? 'accounts@sandbox.example';
  const mail = {
    from, to, text, subject: subject ?? (last === null ? 'My account' : `Re: ${last.subject ?? ''}`), messageId: `<${randomUUID()}@sandbox.example>`, inReplyTo: last?.messageId ?? null,
  };
  await book.addMessage({ id: `EM${randomUUID()}`, messageId: mail.messageId, medium: 'email', direction: 'inbound', address: from, ourAddress: to, subject: mail.subject, text, html: null, status: 'received' });
  if (api === null) return { kind: 'accepted' };
  return postUntilTaken(mailRequest({ url: `${api.url}/webhooks/email`, apiKey: api.key }, await writeDebtorMail(mail)), jobs.signal);
}

function lastTo(book: MessageBook, medium: 'sms' | 'email', address: string): ReturnType<MessageBook['find']> {
  return book.messages().findLast((message) => message.medium === medium && message.direction === 'outbound' && message.address === address) ?? null;
}

async function pay({ book, jobs, api }: DebtorPens, { kind: _kind, accountId, ...payment }: Extract<DebtorAnswer, { kind: 'payment' }>): Promise<Answered> {
  const answered: Answered = api === null ? { kind: 'accepted' } : await post({
    url: `${api.url}/v1/accounts/${encodeURIComponent(accountId)}/payments`, body: JSON.stringify({ ...payment, status: 'cleared' }),
    headers: { 'Content-Type': 'application/json', ...(api.key === null ? {} : { 'X-Api-Key': api.key }) },
  }, jobs.signal);
  const { paymentId, amount, currency } = payment;
  const known = book.payments().some((each) => each.paymentId === paymentId);
  if (answered.kind === 'accepted' && !known) await book.addPayment({ paymentId, accountId, amount, currency });
  return answered;
}
