/** What Twilio tells us is read into typed facts, in whatever order and with whatever is missing. */
import { describe, expect, it } from 'vitest';
import { isSignedByTwilio, parseInboundSms, parseSmsReceipt } from '#adapters/sms/webhook.ts';
import type { DunwellError } from '#contracts/failures.ts';

const URL_GIVEN = 'https://api.example/webhooks/twilio/status?touch=touch-1';
const receipt = (params: Record<string, string>, url = URL_GIVEN): ReturnType<typeof parseSmsReceipt> => parseSmsReceipt({ url, params: { MessageSid: 'SM1', ...params } });

describe('a receipt', () => {
  it('counts only if its rank is above the one before: none of the early states outranks a later one', () => {
    const ranks = ['accepted', 'queued', 'sending', 'sent'].map((MessageStatus) => receipt({ MessageStatus }).rank);
    expect(ranks).toEqual(ranks.toSorted());
    for (const MessageStatus of ['delivered', 'undelivered', 'failed', 'canceled']) expect(receipt({ MessageStatus }).rank).toBeGreaterThan(Math.max(...ranks));
  });

  it('names its touch where our address carried it', () => {
    expect(receipt({ MessageStatus: 'sent' })).toMatchObject({ providerId: 'SM1', touchId: 'touch-1', outcome: { kind: 'underWay' } });
    expect(receipt({ MessageStatus: 'sent' }, 'https://api.example/webhooks/twilio/status').touchId).toBeNull();
  });

  /** Code, final, dead, opted out: Twilio's error catalogue. */
  it.each([
    ['30001', false, false, false], ['30003', false, false, false], ['30008', false, false, false],
    ['30004', true, false, false], ['30007', true, false, false], ['30005', true, true, false], ['30006', true, true, false],
    ['21610', true, false, true], ['39999', true, false, false],
  ])('that failed with %s', (ErrorCode, final, addressDead, optedOut) => {
    expect(receipt({ MessageStatus: 'undelivered', ErrorCode }).outcome).toEqual({ kind: 'failed', code: `TWILIO_${ErrorCode}`, final, addressDead, optedOut });
  });

  it('that failed without a code is final and blames nobody', () => {
    expect(receipt({ MessageStatus: 'failed', ErrorCode: '' }).outcome).toEqual({ kind: 'failed', code: 'TWILIO_FAILED', final: true, addressDead: false, optedOut: false });
  });

  it('of a kind that nobody knows yet changes nothing', () => {
    expect(receipt({ MessageStatus: 'teleported' })).toMatchObject({ rank: 0, outcome: { kind: 'underWay' } });
  });

  it('without its message is refused by name', () => {
    expect(() => parseSmsReceipt({ url: URL_GIVEN, params: { MessageStatus: 'sent' } })).toThrow(expect.objectContaining({ code: 'BODY_INVALID', message: expect.stringContaining('MessageSid') as string }) as DunwellError);
  });
});

describe('a text that came in', () => {
  const inbound = (params: Record<string, string>): ReturnType<typeof parseInboundSms> => parseInboundSms({ url: URL_GIVEN, params: { MessageSid: 'SM1', From: '+12125550100', To: '+15005550006', ...params } });

  it.each([
    ['STOP', 'stop'], [' unsubscribe\n', 'stop'], ['Quit', 'stop'], ['optout', 'stop'], ['START', 'start'], ['unstop', 'start'],
    ['Stop calling me', null], ['please stop', null], ['', null],
  ])('%j', (Body, keyword) => {
    expect(inbound({ Body })).toEqual({ messageSid: 'SM1', from: '+12125550100', to: '+15005550006', body: Body, keyword });
  });

  it('with a keyword of the account\'s own is named by Twilio', () => {
    expect(inbound({ Body: 'ALTO', OptOutType: 'STOP' }).keyword).toBe('stop');
  });

  it('without a sender is refused by name', () => {
    expect(() => parseInboundSms({ url: URL_GIVEN, params: { MessageSid: 'SM1', To: '+15005550006', Body: 'x' } })).toThrow(/From/);
  });
});

describe('a signature', () => {
  // The example of Twilio's own documentation of request validation.
  const TOKEN = '12345';
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const params = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675310', Digits: '1234', From: '+14158675310', To: '+18005551212' };
  const signature = 'GvWf1cFY/Q7PnoempGyD5oXAezc=';

  it('is true only for its token, address and fields', () => {
    expect(isSignedByTwilio(TOKEN, signature, { url, params })).toBe(true);
    expect(isSignedByTwilio('12346', signature, { url, params })).toBe(false);
    expect(isSignedByTwilio(TOKEN, signature, { url: 'https://mycompany.com/myapp.php?foo=1', params })).toBe(false);
    expect(isSignedByTwilio(TOKEN, signature, { url, params: { ...params, Digits: '1235' } })).toBe(false);
    expect(isSignedByTwilio(TOKEN, signature, { url, params: { ...params, Extra: '' } })).toBe(false);
  });

  it('that is missing, or an address that is none, is false and no error', () => {
    expect(isSignedByTwilio(TOKEN, undefined, { url, params })).toBe(false);
    expect(isSignedByTwilio(TOKEN, '', { url, params })).toBe(false);
    expect(isSignedByTwilio(TOKEN, signature, { url: '/webhooks', params })).toBe(false);
  });
});
