/** Requests that the sandbox makes as Twilio, as a mail server and as a bank: signed, bounded in time, and repeated where the world would. */
import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export type Answered =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

export type OutgoingRequest = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array<ArrayBuffer> };

const ANSWER_WITHIN_MS = 15_000;
const RETRY_AFTER_MS = [100, 500, 2_000, 5_000];
const LONGEST_REASON = 400;

/** One request. Throws only when the signal ends it. */
export async function post(request: OutgoingRequest, signal: AbortSignal): Promise<Answered> {
  try {
    const response = await fetch(request.url, { method: 'POST', headers: request.headers, body: request.body, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]) });
    const text = await response.text();
    return response.ok ? { kind: 'accepted' } : { kind: 'refused', status: response.status, reason: reasonIn(text) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The same request until it is taken: again after silence and server errors, never after a plain refusal. */
export async function postUntilTaken(request: OutgoingRequest, signal: AbortSignal): Promise<Answered> {
  for (const waitMs of RETRY_AFTER_MS) {
    const answered = await post(request, signal);
    if (answered.kind === 'accepted' || (answered.kind === 'refused' && answered.status < 500)) return answered;
    await delay(waitMs, undefined, { signal });
  }
  return post(request, signal);
}

/** A problem document says it best; otherwise the text as it is. */
function reasonIn(text: string): string {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) {
      const said = 'detail' in document ? document.detail : 'title' in document ? document.title : text;
      return String(said).slice(0, LONGEST_REASON);
    }
  } catch {
    // Not JSON: then it is read as text.
  }
  return text.slice(0, LONGEST_REASON);
}

/** A form as Twilio posts it, signed over the full address and the fields in the order of their names. */
export function signedForm(url: string, fields: Readonly<Record<string, string>>, authToken: string): OutgoingRequest {
  const signed = Object.keys(fields).sort().map((name) => `${name}${fields[name] ?? ''}`).join('');
  return {
    url, body: new URLSearchParams(fields).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', 'User-Agent': 'TwilioProxy/1.1',
      'X-Twilio-Signature': createHmac('sha1', authToken).update(url + signed, 'utf8').digest('base64'),
    },
  };
}
