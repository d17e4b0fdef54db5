/** Messages in the exact shape of Twilio's API of 2010-04-01. */
import type { SandboxMessage } from './journal.ts';

export const API_VERSION = '2010-04-01';

export type TwilioAnswer = { readonly status: number; readonly body: unknown; readonly headers: Readonly<Record<string, string>> };

export function messageResource(accountSid: string, message: SandboxMessage): Record<string, unknown> {
  const { messageId, address, ourAddress, direction, text, status, errorCode, errorMessage } = message;
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${messageId}`;
  return {
    account_sid: accountSid, api_version: API_VERSION, body: text, date_created: rfc2822(message.wallAt), date_sent: sentAt(message) === null ? null : rfc2822(message.statusAt),
    date_updated: rfc2822(message.statusAt), direction: direction === 'inbound' ? 'inbound' : 'outbound-api', error_code: errorCode, error_message: errorMessage,
    from: direction === 'inbound' ? address : ourAddress, to: direction === 'inbound' ? ourAddress : address, messaging_service_sid: null, num_media: '0',
    num_segments: String(segments(text)), price: null, price_unit: 'USD', sid: messageId, status, subresource_uris: { media: `${uri}/Media.json` }, uri: `${uri}.json`,
  };
}

/** Null while it is queued: a list filtered by the day of sending does not show it. */
export function sentAt({ direction, status, statusAt, wallAt }: SandboxMessage): string | null {
  if (direction === 'inbound') return wallAt;
  return status === 'queued' ? null : statusAt;
}

/** "Mon, 16 Aug 2010 03:45:01 +0000". */
function rfc2822(instant: string): string {
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}

/** GSM-7 carries 160 characters, or 153 in each of several; other alphabets 70, or 67. */
function segments(text: string): number {
  const gsm = /^[\n\r -_a-z{|}~^[\]\\€£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà¡¤]*$/u.test(text);
  const [one, each] = gsm ? [160, 153] : [70, 67];
  return text.length <= one ? 1 : Math.ceil(text.length / each);
}

export function twilioError(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}): TwilioAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers };
}
