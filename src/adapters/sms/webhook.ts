/** What Twilio tells us: signed notices of texts that came in, and receipts for those that went out. */
import twilio from 'twilio';
import { z } from 'zod';
import { DunwellError } from '#contracts/failures.ts';
import { optOutKeyword } from './opt-out-keywords.ts';
import { smsFault, smsFaultCode } from './sms-faults.ts';

export type TwilioNotice = {
  /** The full address that Twilio called, with its query, as Twilio knows it (so: the public one). */
  readonly url: string;
  /** The decoded form fields. */
  readonly params: Readonly<Record<string, string>>;
};

/** Whether the X-Twilio-Signature header was made with our token over exactly this address and these fields. */
export function isSignedByTwilio(authToken: string, signature: string | undefined, { url, params }: TwilioNotice): boolean {
  return signature !== undefined && signature !== '' && URL.canParse(url) && twilio.validateRequest(authToken, signature, url, params);
}

export type InboundSms = {
  readonly messageSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** The text is one of the keywords on which Twilio itself stops or allows further texts. */
  readonly keyword: 'stop' | 'start' | null;
};

const inboundSchema = z.object({
  MessageSid: z.string().min(1).max(64), From: z.string().min(1).max(64), To: z.string().min(1).max(64), Body: z.string().max(10_000).default(''),
  OptOutType: z.string().optional(),
});

/** Reads the notice of a text that came in. Throws BODY_INVALID naming the fields that are wrong. */
export function parseInboundSms({ params }: TwilioNotice): InboundSms {
  const fields = parse(inboundSchema, params);
  return { messageSid: fields.MessageSid, from: fields.From, to: fields.To, body: fields.Body, keyword: keywordOf(fields.OptOutType, fields.Body) };
}

/** Twilio names the type where the account has keywords of its own. */
function keywordOf(optOutType: string | undefined, body: string): InboundSms['keyword'] {
  const named = optOutType?.toLowerCase();
  return named === 'stop' || named === 'start' ? named : optOutKeyword(body);
}

export type SmsReceipt = {
  readonly providerId: string;
  /** From the address that we gave for receipts. */
  readonly touchId: string | null;
  /** Twilio's own word. */
  readonly status: string;
  /** Receipts may come late or in any order: one counts only if its rank is above the one recorded. */
  readonly rank: number;
  readonly outcome:
    | { readonly kind: 'underWay' }
    | { readonly kind: 'delivered' }
    /** `final`: no further text to this number makes sense; otherwise it may be tried again later. */
    | { readonly kind: 'failed'; readonly code: string; readonly final: boolean; readonly addressDead: boolean; readonly optedOut: boolean };
};

/** A status that stands in no table is under way and outranks nothing. */
const RANKS: Readonly<Record<string, number>> = { queued: 1, sending: 2, sent: 3, delivered: 4, read: 4, undelivered: 4, failed: 4, canceled: 4 };

const receiptSchema = z.object({
  MessageSid: z.string().min(1).max(64), MessageStatus: z.string().min(1).max(64), ErrorCode: z.coerce.number().int().positive().optional(),
});

/** Reads a receipt. Throws BODY_INVALID naming the fields that are wrong. */
export function parseSmsReceipt({ url, params }: TwilioNotice): SmsReceipt {
  const { ErrorCode, ...given } = params;
  const fields = parse(receiptSchema, ErrorCode === undefined || ErrorCode === '' ? given : params);
  const status = fields.MessageStatus;
  return {
    providerId: fields.MessageSid, touchId: new URL(url).searchParams.get('touch'), status, rank: RANKS[status] ?? 0, outcome: outcomeOf(status, fields.ErrorCode ?? null),
  };
}

function outcomeOf(status: string, code: number | null): SmsReceipt['outcome'] {
  switch (status) {
    case 'delivered': case 'read': return { kind: 'delivered' };
    case 'undelivered': case 'failed': case 'canceled': return { kind: 'failed', code: smsFaultCode(code ?? status.toUpperCase()), ...smsFault(code) };
    default: return { kind: 'underWay' };
  }
}

function parse<Fields>(schema: z.ZodType<Fields>, params: Readonly<Record<string, string>>): Fields {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new DunwellError('BODY_INVALID', `The notice is not as Twilio sends it: ${problems.join('; ')}.`, { problems });
}
