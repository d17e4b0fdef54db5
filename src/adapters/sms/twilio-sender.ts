/** The text channel over Twilio: one request per touch, and a look into Twilio's own list where the answer got lost. */
import { createHash } from 'node:crypto';
import type { Twilio } from 'twilio';
import { DunwellError } from '#contracts/failures.ts';
import { TAKEN_WITHIN_MS, type ChannelSender, type Delivery, type Finding, type TouchTrace } from '../channel-sender.ts';
import { wallNow } from '../clock.ts';
import type { ClaimedTouch } from '../db/touch/claim-touch.ts';
import { isOurSetting, smsFault, smsFaultCode } from './sms-faults.ts';
import { connectTwilio, twilioFailure, type TwilioAccount, type TwilioFailure } from './twilio-client.ts';

export type SmsSenderOptions = TwilioAccount & {
  /** Our sending number, E.164. */
  readonly from: string;
  /** Where receipts go; the touch's id is added to it. Null: no receipts. */
  readonly statusCallbackUrl: string | null;
  readonly settleAfterMs: number;
};

const RETRY_AFTER_SECONDS = 60;
const MEND_AFTER_SECONDS = 900;
const LONGEST_RETRY_SECONDS = 86_400;

export function createSmsSender(options: SmsSenderOptions): ChannelSender {
  const client = connectTwilio(options);
  return {
    provider: 'twilio',
    settleAfterMs: options.settleAfterMs,
    deliver: (touch) => deliver(client, options, touch),
    find: (trace) => find(client, options.from, trace),
  };
}

async function deliver(client: Twilio, { from, statusCallbackUrl }: SmsSenderOptions, touch: ClaimedTouch): Promise<Delivery> {
  try {
    const { sid } = await client.messages.create({
      to: touch.address, from, body: touch.message.text, ...(statusCallbackUrl === null ? {} : { statusCallback: receiptUrl(statusCallbackUrl, touch.touchId) }),
    });
    return typeof sid === 'string' && sid !== '' ? { kind: 'accepted', providerId: sid } : { kind: 'unknown', reason: 'Twilio answered without a message id.' };
  } catch (error) {
    return deliveryAfter(twilioFailure(error));
  }
}

/** The touch's id travels in the callback: a receipt finds its touch even where the answer to the request was lost. */
function receiptUrl(statusCallbackUrl: string, touchId: string): string {
  const url = new URL(statusCallbackUrl);
  url.searchParams.set('touch', touchId);
  return url.href;
}

function deliveryAfter(failure: TwilioFailure): Delivery {
  switch (failure.kind) {
    case 'notConnected': return { kind: 'notSent', code: smsFaultCode(failure.code), retryAfterSeconds: RETRY_AFTER_SECONDS };
    case 'brokenOff': return { kind: 'unknown', reason: `The request to Twilio broke off (${failure.code}).` };
    case 'refused': return afterRefusal(failure);
  }
}

function afterRefusal({ status, code, retryAfterSeconds }: Extract<TwilioFailure, { kind: 'refused' }>): Delivery {
  const named = smsFaultCode(code ?? status);
  if (status === 429) return { kind: 'notSent', code: named, retryAfterSeconds: Math.min(retryAfterSeconds ?? RETRY_AFTER_SECONDS, LONGEST_RETRY_SECONDS) };
  // A server that failed or gave up may have created the message before it did.
  if (status >= 500 || status === 408) return { kind: 'unknown', reason: `Twilio answered ${status}.` };
  // Without a code of Twilio's it was not Twilio that spoke, and nobody judged the number.
  if (code === null || isOurSetting(code)) return { kind: 'notSent', code: named, retryAfterSeconds: MEND_AFTER_SECONDS };
  const { addressDead, optedOut } = smsFault(code);
  return { kind: 'rejected', code: named, addressDead, optedOut };
}

/** Our clock and Twilio's may differ by this much, and its times are whole seconds. */
const CLOCK_SKEW_MS = 60_000;
/** After this long without an answer from Twilio's list a person decides. */
const ASK_NO_LONGER_AFTER_MS = 60 * 60_000;
const MESSAGES_LOOKED_AT = 1_000;
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/**
 * Looks for a touch in Twilio's list of messages to its number, by time of creation and hash of the text. The time is compared here:
 * the list's own filter knows whole days of sending, and a message still queued has none.
 * Throws PROVIDER_UNAVAILABLE when Twilio does not answer just now.
 */
async function find(client: Twilio, from: string, trace: TouchTrace): Promise<Finding> {
  const claimedMs = Date.parse(trace.claimedWallAt);
  try {
    const messages = await client.messages.list({ to: trace.address, from, pageSize: 200, limit: MESSAGES_LOOKED_AT + 1 });
    if (messages.length > MESSAGES_LOOKED_AT) return { kind: 'cannotSay', reason: 'Twilio lists too many messages to this number.' };
    const near = messages.filter(({ dateCreated }) => {
      const createdMs = dateCreated.getTime();
      return createdMs >= claimedMs - CLOCK_SKEW_MS && createdMs <= claimedMs + TAKEN_WITHIN_MS;
    });
    const found = near.find(({ body }) => bodyHashOf(body) === trace.bodyHash);
    if (found !== undefined) return { kind: 'found', providerId: found.sid };
    return near.some(({ body }) => body === '') ? { kind: 'cannotSay', reason: 'Twilio lists a message of that time without its text.' } : { kind: 'absent' };
  } catch (error) {
    return findingAfter(twilioFailure(error), wallNow().getTime() - claimedMs);
  }
}

function bodyHashOf(body: string): string {
  return createHash('sha256').update(body.startsWith(TRIAL_PREFIX) ? body.slice(TRIAL_PREFIX.length) : body).digest('hex');
}

function findingAfter(failure: TwilioFailure, ageMs: number): Finding {
  const what = failure.kind === 'refused' ? String(failure.status) : failure.code;
  const passing = failure.kind !== 'refused' || failure.status === 429 || failure.status >= 500;
  if (!passing) return { kind: 'cannotSay', reason: `Twilio does not let us look (${what}).` };
  if (ageMs > ASK_NO_LONGER_AFTER_MS) return { kind: 'cannotSay', reason: `Twilio could not be asked for an hour (${what}).` };
  throw new DunwellError('PROVIDER_UNAVAILABLE', `Twilio cannot be asked just now (${what}).`);
}
