/** Twilio's own client, whose failures are values without personal data: its messages name the number that was written to. */
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { wallNow } from '../clock.ts';

export type TwilioAccount = {
  readonly accountSid: string;
  readonly authToken: string;
  /** Another address than Twilio's, for the sandbox. */
  readonly apiBaseUrl: string | null;
  readonly timeoutMs: number;
};

/** Why a request gave no result. */
export type TwilioFailure =
  /** Twilio answered with an error. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: number | null; readonly retryAfterSeconds: number | null }
  /** No byte of the request went out. */
  | { readonly kind: 'notConnected'; readonly code: string }
  /** It broke off on the way; Twilio may have taken it. */
  | { readonly kind: 'brokenOff'; readonly code: string };

export function connectTwilio({ accountSid, authToken, apiBaseUrl, timeoutMs }: TwilioAccount): twilio.Twilio {
  const client = twilio(accountSid, authToken, { httpClient: new AnsweringClient({ timeout: timeoutMs }), autoRetry: false });
  if (apiBaseUrl !== null) client.api.baseUrl = apiBaseUrl;
  return client;
}

export function twilioFailure(error: unknown): TwilioFailure {
  if (error instanceof TwilioRefusal) return { kind: 'refused', status: error.status, code: error.code, retryAfterSeconds: error.retryAfterSeconds };
  const code = codeOf(error);
  return hasNotConnected(error, code) ? { kind: 'notConnected', code } : { kind: 'brokenOff', code };
}

/** The client's own exception drops the headers, and with them when to come again. */
class AnsweringClient extends twilio.RequestClient {
  override async request<Data>(options: RequestClient.RequestOptions<Data>): ReturnType<typeof RequestClient.prototype.request<Data>> {
    const response = await super.request<Data>(options);
    if (response.statusCode >= 400) throw new TwilioRefusal(response.statusCode, errorCodeIn(response.body), retryAfterIn(response.headers));
    return response;
  }
}

class TwilioRefusal extends Error {
  readonly status: number;
  readonly code: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, code: number | null, retryAfterSeconds: number | null) {
    super(`Twilio answered ${status}${code === null ? '' : ` (error ${code})`}`);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function errorCodeIn(body: unknown): number | null {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'number' ? body.code : null;
}

/** Seconds or a date, as HTTP has it. */
function retryAfterIn(headers: unknown): number | null {
  const value = typeof headers === 'object' && headers !== null && 'retry-after' in headers ? String(headers['retry-after']).trim() : '';
  if (/^\d{1,6}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - wallNow().getTime()) / 1_000));
}

const BEFORE_CONNECTING: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_)/;

function hasNotConnected(error: unknown, code: string): boolean {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  const connecting = typeof cause === 'object' && cause !== null && 'syscall' in cause && cause.syscall === 'connect';
  return connecting || BEFORE_CONNECTING.has(code) || CERTIFICATE.test(code);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}
