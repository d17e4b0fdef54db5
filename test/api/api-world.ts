/** The API on a real socket over a real database; the runs that it wakes are written down. */
import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import type { Clock } from '#adapters/clock.ts';
import { parseInboundEmail } from '#adapters/email/parse-inbound.ts';
import { isSignedByTwilio, parseInboundSms, parseSmsReceipt } from '#adapters/sms/webhook.ts';
import type { ApiDependencies } from '#api/dependencies.ts';
import { startApi } from '#api/start-api.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { NOON, openAcceptWorld } from '../accept/accept-world.ts';

export const API_KEY = 'test-key-of-sixteen-characters';
const AUTH_TOKEN = 'twilio-auth-token';
export const PUBLIC_BASE_URL = 'https://dunwell.example/api';

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown>; readonly text: string };
export type ApiWorld = Awaited<ReturnType<typeof openApiWorld>>;

export async function openApiWorld(given: Partial<ApiDependencies> = {}) {
  const accept = await openAcceptWorld();
  const woken: string[][] = [];
  const lines: string[] = [];
  let now = NOON;
  const clock: Clock = { now: () => Promise.resolve(now) };
  const api = await startApi({
    port: 0, database: accept.database, referenceData: PLAIN_REFERENCE, mode: 'sandbox', apiKey: API_KEY, clock, publicBaseUrl: PUBLIC_BASE_URL, isTemporalHealthy: () => Promise.resolve(true),
    wake: (accountIds) => { woken.push([...accountIds]); return Promise.resolve(); }, log: pino({ level: 'info' }, { write: (line: string) => { lines.push(line); } }), parseInboundEmail,
    twilio: { isSigned: (signature, notice) => isSignedByTwilio(AUTH_TOKEN, signature, notice), parseInbound: parseInboundSms, parseReceipt: parseSmsReceipt }, ...given,
  });
  const send = async (method: string, path: string, init: { readonly headers?: Record<string, string>; readonly body?: RequestInit['body'] } = {}): Promise<Answer> => {
    const response = await fetch(`${api.url}${path}`, { method, headers: { 'X-Api-Key': API_KEY, ...init.headers }, ...(init.body === undefined ? {} : { body: init.body }) });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) as Record<string, unknown> : {} };
  };
  return {
    ...accept, api, woken, lines, send,
    at: (instant: string) => { now = instant; },
    get: (path: string, headers: Record<string, string> = {}) => send('GET', path, { headers }),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) => send('POST', path, { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    /** A form as Twilio posts it. `signedAs`: the fields over which the signature is made, where they are others. */
    twilio: (path: string, fields: Record<string, string>, signing: { readonly token?: string; readonly url?: string; readonly signedAs?: Record<string, string>; readonly signature?: string } = {}) => send('POST', path, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Api-Key': '', 'X-Twilio-Signature': signing.signature ?? sign(signing.token ?? AUTH_TOKEN, signing.url ?? `${PUBLIC_BASE_URL}${path}`, signing.signedAs ?? fields) },
      body: new URLSearchParams(fields).toString(),
    }),
    mail: (lines: readonly string[], headers: Record<string, string> = {}) => send('POST', '/webhooks/email', { headers: { 'Content-Type': 'message/rfc822', ...headers }, body: lines.join('\r\n') }),
    close: async () => { await api.stop(); await accept.close(); },
  };
}

/** Twilio's scheme: the address and the sorted fields, HMAC-SHA1 with the account's token. */
function sign(token: string, url: string, fields: Readonly<Record<string, string>>): string {
  const text = Object.keys(fields).sort().map((name) => `${name}${fields[name] ?? ''}`).join('');
  return createHmac('sha1', token).update(url + text, 'utf8').digest('base64');
}
