/** Twilio's Messages API, for as much of it as a sender meets. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { OPTED_OUT, type Behaviours, type SmsBehaviour } from './behaviour.ts';
import type { SandboxMessage } from './journal.ts';
import { letTextRun, type ReceiptSender } from './receipts.ts';
import { listMessages } from './twilio-list.ts';
import { API_VERSION, messageResource, twilioError, type TwilioAnswer } from './twilio-resource.ts';

export type TwilioApi = ReceiptSender & { readonly behaviours: Behaviours };

const LONGEST_TEXT = 1_600;

/** The routes below /2010-04-01/Accounts/{AccountSid}/. */
export function twilioRoutes(api: TwilioApi): Router {
  const routes = Router({ mergeParams: true });
  routes.use((request, response, next) => {
    const refusal = refuseCaller(api, request);
    if (refusal === null) next(); else reply(response, refusal);
  });
  routes.post('/Messages.json', express.urlencoded({ extended: false, limit: '64kb' }), (request, response) => create(api, request, response));
  routes.get('/Messages.json', (request, response) => { reply(response, listMessages(api.accountSid, api.book.messages(), stringsOf(request.query))); });
  routes.get('/Messages/:sid.json', (request, response) => { reply(response, fetchOne(api, request.params.sid)); });
  routes.use((request, response) => { reply(response, notFound(request.originalUrl)); });
  return routes;
}

function refuseCaller({ accountSid, authToken }: TwilioApi, request: Request): TwilioAnswer | null {
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  const given = Buffer.from(request.get('authorization') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return twilioError(401, 20003, 'Authenticate');
  return request.params['accountSid'] === accountSid ? null : notFound(request.originalUrl);
}

function notFound(what: string): TwilioAnswer {
  return twilioError(404, 20404, `The requested resource ${what.split('?')[0] ?? ''} was not found`);
}

function reply(response: Response, { status, body, headers }: TwilioAnswer): void {
  response.status(status).set(headers).json(body);
}

function fetchOne({ accountSid, book }: TwilioApi, sid: string): TwilioAnswer {
  const message = book.find(sid);
  return message?.medium === 'sms' ? { status: 200, body: messageResource(accountSid, message), headers: {} } : notFound(`/${API_VERSION}/Accounts/${accountSid}/Messages/${sid}.json`);
}

const createSchema = z.object({ To: z.string().default(''), From: z.string().default(''), Body: z.string().default(''), StatusCallback: z.url({ protocol: /^https?$/ }).optional() });
type CreateFields = z.infer<typeof createSchema>;

async function create(api: TwilioApi, request: Request, response: Response): Promise<void> {
  const parsed = createSchema.safeParse(request.body ?? {});
  if (!parsed.success) return reply(response, twilioError(400, 21609, "The 'StatusCallback' is not a valid URL"));
  const fields = parsed.data;
  const refusal = refuseFields(fields) ?? refuseRecipient(api, fields);
  if (refusal !== null) return reply(response, refusal);
  const message = await api.book.addMessage(textFrom(fields));
  const behaviour = api.behaviours.ofNumber(fields.To);
  letTextRun(api, message, behaviour, fields.StatusCallback ?? null);
  if (behaviour.kind === 'createUnheard') return leaveUnheard(api, response, behaviour.how);
  reply(response, { status: 201, body: messageResource(api.accountSid, message), headers: {} });
}

function textFrom({ To, From, Body }: CreateFields): Omit<SandboxMessage, 'wallAt' | 'businessAt' | 'statusAt' | 'errorCode' | 'errorMessage'> {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  return { id: sid, messageId: sid, medium: 'sms', direction: 'outbound', address: To, ourAddress: From, subject: null, text: Body, html: null, status: 'queued' };
}

function refuseFields({ To, From, Body }: CreateFields): TwilioAnswer | null {
  if (To === '') return twilioError(400, 21604, "A 'To' phone number is required.");
  if (From === '') return twilioError(400, 21603, "A 'From' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(To)) return twilioError(400, 21211, `The 'To' number ${To} is not a valid phone number.`);
  if (Body === '') return twilioError(400, 21602, 'Message body is required.');
  return Body.length > LONGEST_TEXT ? twilioError(400, 21617, `The concatenated message body exceeds the ${LONGEST_TEXT} character limit.`) : null;
}

function refuseRecipient({ book, behaviours }: TwilioApi, { To, From }: CreateFields): TwilioAnswer | null {
  const behaviour: SmsBehaviour = book.hasOptedOut(To, From) ? OPTED_OUT : behaviours.ofNumber(To);
  if (behaviour.kind !== 'refuse') return null;
  const { status, code, message, retryAfterSeconds } = behaviour;
  return twilioError(status, code, `${message}: ${To}`, retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) });
}

/** The message exists, and its sender must find out by other ways. */
async function leaveUnheard(api: TwilioApi, response: Response, how: 'serverError' | 'noAnswer' | 'connectionLost'): Promise<void> {
  if (how === 'serverError') return reply(response, twilioError(500, 20500, 'Internal Server Error'));
  if (how === 'connectionLost') return void response.destroy();
  // The sender hangs up first, or the sandbox stops.
  await once(response, 'close', { signal: api.jobs.signal }).catch(() => undefined);
}

function stringsOf(query: Request['query']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
