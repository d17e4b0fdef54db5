/** A sandbox in memory, a door that keeps what the API would get, and touches to send. */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TouchTrace } from '#adapters/channel-sender.ts';
import type { ClaimedTouch } from '#adapters/db/touch/claim-touch.ts';
import { createEmailSender } from '#adapters/email/smtp-sender.ts';
import { createSmsSender } from '#adapters/sms/twilio-sender.ts';
import { startSandbox, type SandboxHandle, type SandboxOptions } from '#sandbox/start-sandbox.ts';

export const API_KEY = 'a-key-of-sixteen-characters';
const EMAIL_FROM = 'Dunwell <accounts@dunwell.example>';
/** Long enough for a busy machine; tests of silence take the short one. */
const TIMEOUT_MS = 15_000;
export const SHORT_TIMEOUT_MS = 1_500;

export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

export type Door = {
  readonly url: string;
  readonly received: readonly Received[];
  /** The answers to the next requests, in order; afterwards 200. */
  readonly answerNext: (...statuses: readonly number[]) => void;
  readonly stop: () => Promise<void>;
};

export async function openDoor(): Promise<Door> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.statusCode = statuses.shift() ?? 200;
      response.end(response.statusCode === 200 ? '{}' : JSON.stringify({ title: 'Refused', detail: 'The account is closed.' }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received,
    answerNext: (...next) => { statuses.push(...next); },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<SandboxHandle> {
  return startSandbox({ host: '127.0.0.1', httpPort: 0, smtpPort: 0, folder: null, apiUrl: null, apiKey: null, directory: null, clock: null, ...options });
}

export function smsSender(sandbox: SandboxHandle, options: Partial<Parameters<typeof createSmsSender>[0]> = {}): ReturnType<typeof createSmsSender> {
  return createSmsSender({
    accountSid: sandbox.accountSid, authToken: sandbox.authToken, from: sandbox.smsFrom, apiBaseUrl: sandbox.twilioBaseUrl, statusCallbackUrl: null, timeoutMs: TIMEOUT_MS, settleAfterMs: 0, ...options,
  });
}

export function emailSender(smtpUrl: string, timeoutMs = TIMEOUT_MS): ReturnType<typeof createEmailSender> {
  return createEmailSender({ smtpUrl, from: EMAIL_FROM, timeoutMs, settleAfterMs: 0 });
}

export function claimed(channel: 'sms' | 'email', address: string, text = 'Your balance is $120.00.', touchId: string = randomUUID()): ClaimedTouch {
  const now = new Date().toISOString();
  return {
    touchId, accountId: 'account-1', reference: { stepId: 'step-1', cycle: 1, attemptNo: 1, channelIndex: 0, stage: 'reminder' }, channel, address,
    bodyHash: createHash('sha256').update(text).digest('hex'), claimedAt: now, claimedWallAt: now,
    message: { subject: channel === 'email' ? 'About your account' : null, text, html: channel === 'email' ? `<p>${text}</p>` : null, pdf: null },
  };
}

export function traceOf({ touchId, address, bodyHash, claimedWallAt }: ClaimedTouch): TouchTrace {
  return { touchId, address, bodyHash, claimedWallAt };
}

export function formOf({ body }: Received): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}
