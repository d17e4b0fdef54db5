/** What providers tell us: texts and mails that came in, receipts for those that went out. Doubled and reordered notices change nothing. */
import { createHash } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { storeAutomatic, storeInbound, type InboundRequest } from '#adapters/db/accept/accept-inbound.ts';
import { acceptReceipt, type DeliveryReceipt } from '#adapters/db/accept/accept-receipt.ts';
import { findAccountOfMessage, findAccountOfSender } from '#adapters/db/read/find-account.ts';
import { wakeAccounts } from '../answer.ts';
import { formBody, formFields, mailBody } from '../body.ts';
import type { ApiDependencies, InboundEmail, ProviderNotice, TwilioWebhooks } from '../dependencies.ts';
import { sendProblem } from '../problem.ts';

/** The provider that the email adapter names for its touches. */
const MAIL_PROVIDER = 'smtp';
const TEXT_PROVIDER = 'twilio';
const FINAL_BOUNCE_RANK = 4;
const DELAYED_RANK = 1;
const SAID_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

export function webhookRoutes(dependencies: ApiDependencies, requireKey: RequestHandler): Router {
  const router = Router();
  const { twilio } = dependencies;
  if (twilio !== null) {
    router.post('/twilio/inbound', formBody(), (request: Request, response: Response) => takeText(dependencies, twilio, request, response));
    router.post('/twilio/status', formBody(), (request: Request, response: Response) => takeReceipt(dependencies, twilio, request, response));
  }
  router.post('/email', requireKey, mailBody(), (request: Request, response: Response) => takeMail(dependencies, request, response));
  return router;
}

/** The notice, if its signature was made over the very address and fields that arrived; otherwise null and answered. */
function signedNotice({ publicBaseUrl, log }: ApiDependencies, twilio: TwilioWebhooks, request: Request, response: Response): ProviderNotice | null {
  const notice = { url: `${publicBaseUrl.replace(/\/+$/, '')}${request.originalUrl}`, params: formFields(request) };
  if (twilio.isSigned(request.get('X-Twilio-Signature'), notice)) return notice;
  log.warn({ requestId: response.locals['requestId'] as string }, 'a notice was not signed by the provider');
  sendProblem(response, 'SIGNATURE_INVALID', 'The notice does not carry the signature of the provider.');
  return null;
}

async function takeText(dependencies: ApiDependencies, twilio: TwilioWebhooks, request: Request, response: Response): Promise<void> {
  const notice = signedNotice(dependencies, twilio, request, response);
  if (notice === null) return;
  const { messageSid, from, body, keyword } = twilio.parseInbound(notice);
  const stored = await store(dependencies, {
    provider: TEXT_PROVIDER, providerEventId: messageSid, medium: 'sms', fromAddress: from, subject: null, body, replyToTouchId: null, providerStopped: keyword === 'stop',
  });
  if (stored === 'conflict') return sendProblem(response, 'FACT_CONFLICT', 'A notice with this id came before with another content; the first one stands.');
  response.status(200).type('text/xml').send(SAID_NOTHING);
}

async function takeReceipt(dependencies: ApiDependencies, twilio: TwilioWebhooks, request: Request, response: Response): Promise<void> {
  const notice = signedNotice(dependencies, twilio, request, response);
  if (notice === null) return;
  await takeDelivery(dependencies, { provider: TEXT_PROVIDER, ...twilio.parseReceipt(notice) });
  response.status(204).end();
}

async function takeMail(dependencies: ApiDependencies, request: Request, response: Response): Promise<void> {
  const mail = await dependencies.parseInboundEmail(request.body as Uint8Array);
  if (mail.bounce !== null) {
    await takeDelivery(dependencies, bounceReceipt(mail, mail.bounce));
    response.status(202).json({ accepted: true, kind: 'delivery_report' });
    return;
  }
  const message = { provider: 'email', providerEventId: mailEventId(mail), medium: 'email', fromAddress: mail.from ?? '', subject: mail.subject, body: mail.text } as const;
  if (mail.isAutomatic) {
    // An absence note is nobody's word: taken for one it would silence the person until somebody had read it.
    await storeAutomatic(dependencies.database, { ...message, now: await dependencies.clock.now(await findAccountOfSender(dependencies.database, message.fromAddress)) });
    response.status(200).json({ accepted: true, kind: 'automatic' });
    return;
  }
  const stored = await store(dependencies, { ...message, replyToTouchId: touchIdIn(mail.inReplyTo), providerStopped: false });
  response.status(stored === 'stored' ? 201 : 200).json({ accepted: true, kind: 'message', duplicate: stored !== 'stored' });
}

async function store(dependencies: ApiDependencies, message: Omit<InboundRequest, 'now'>): Promise<'stored' | 'duplicate' | 'conflict'> {
  const { database, clock } = dependencies;
  const stored = await storeInbound(database, { ...message, now: await clock.now(await findAccountOfSender(database, message.fromAddress)) });
  if (stored.kind === 'stored') await wakeAccounts(dependencies, stored.accountIds);
  return stored.kind;
}

/** A receipt that fits no message of ours is noted in the log and nothing else: telling the provider so would not help. */
async function takeDelivery(dependencies: ApiDependencies, receipt: Omit<DeliveryReceipt, 'now'>): Promise<void> {
  const { database, clock } = dependencies;
  const answer = await acceptReceipt(database, { ...receipt, now: await clock.now(await findAccountOfMessage(database, receipt)) });
  if (answer.kind === 'accepted') await wakeAccounts(dependencies, answer.accountIds);
  if (answer.kind === 'unknown') dependencies.log.warn({ provider: receipt.provider, providerId: receipt.providerId }, 'a receipt fits no message of ours');
}

function bounceReceipt(mail: InboundEmail, bounce: NonNullable<InboundEmail['bounce']>): Omit<DeliveryReceipt, 'now'> {
  const { originalMessageId, status, final, addressDead } = bounce;
  return {
    provider: MAIL_PROVIDER, providerId: originalMessageId ?? mail.messageId, touchId: touchIdIn(originalMessageId), status: final ? 'bounced' : 'delayed', rank: final ? FINAL_BOUNCE_RANK : DELAYED_RANK,
    outcome: final ? { kind: 'failed', code: `SMTP_${status ?? 'BOUNCED'}`, final: true, addressDead, optedOut: false } : { kind: 'underWay' },
  };
}

/** Mail programs choose message ids, and some use one twice: only the same words are the same message. */
function mailEventId({ messageId, from, subject, text }: InboundEmail): string {
  return `${messageId}#${createHash('sha256').update([from ?? '', subject, text].join('\n')).digest('hex').slice(0, 16)}`;
}

/** Our messages carry their touch's id before the sign: `<TOUCH@our-domain>`. */
function touchIdIn(messageId: string | null): string | null {
  return /^<([\w-]{1,64})@/.exec(messageId ?? '')?.[1] ?? null;
}
