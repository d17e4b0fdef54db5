/** What Twilio says afterwards, signed so that its own validator agrees; and what STOP does on its side. */
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSignedByTwilio, parseInboundSms, parseSmsReceipt, type SmsReceipt } from '#adapters/sms/webhook.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { claimed, formOf, openDoor, smsSender, startTestSandbox, type Door, type Received } from './sandbox-world.ts';

const NUMBER = '+12125550100';
let door: Door;
let sandbox: SandboxHandle;
beforeEach(async () => {
  door = await openDoor();
  sandbox = await startTestSandbox({ apiUrl: door.url });
});
afterEach(async () => {
  await sandbox.stop();
  await door.stop();
});

const send = async (number: string): ReturnType<ReturnType<typeof smsSender>['deliver']> => {
  const delivery = await smsSender(sandbox, { statusCallbackUrl: `${door.url}/webhooks/twilio/status` }).deliver(claimed('sms', number, 'Your balance is $120.00.', 'touch-1'));
  await sandbox.idle();
  return delivery;
};
const signatureOf = ({ headers }: Received): string => String(headers['x-twilio-signature']);
const receipt = (received: Received): SmsReceipt => parseSmsReceipt({ url: `${door.url}${received.path}`, params: formOf(received) });

describe('receipts', () => {
  it('tell of queued, sent and delivered, in rising rank, and lead to the touch', async () => {
    await send(NUMBER);
    const receipts = door.received.map(receipt);
    expect(receipts.map(({ status, touchId }) => ({ status, touchId }))).toEqual(['queued', 'sent', 'delivered'].map((status) => ({ status, touchId: 'touch-1' })));
    expect(receipts.map(({ rank }) => rank)).toEqual(receipts.map(({ rank }) => rank).toSorted());
    expect(new Set(receipts.map(({ rank }) => rank)).size).toBe(3);
    expect(receipts.map(({ providerId }) => providerId)).toEqual(Array(3).fill(sandbox.messages()[0]!.messageId));
    expect(receipts.at(-1)?.outcome).toEqual({ kind: 'delivered' });
  });

  it.each([
    ['+15005553003', { kind: 'failed', code: 'TWILIO_30003', final: false, addressDead: false, optedOut: false }],
    ['+15005553005', { kind: 'failed', code: 'TWILIO_30005', final: true, addressDead: true, optedOut: false }],
    ['+15005553006', { kind: 'failed', code: 'TWILIO_30006', final: true, addressDead: true, optedOut: false }],
    ['+15005553007', { kind: 'failed', code: 'TWILIO_30007', final: true, addressDead: false, optedOut: false }],
  ])('of %s end in its failure', async (number, outcome) => {
    expect(await send(number)).toMatchObject({ kind: 'accepted' });
    const last = receipt(door.received.at(-1)!);
    expect(last).toMatchObject({ status: 'undelivered', outcome });
    expect(sandbox.messages()[0]).toMatchObject({ status: 'undelivered' });
  });

  it('come even for a text whose sender got no answer', async () => {
    expect(await send('+15005550501')).toMatchObject({ kind: 'unknown' });
    expect(door.received.map(receipt).at(-1)).toMatchObject({ touchId: 'touch-1', outcome: { kind: 'delivered' } });
  });

  it('never come from a number that stays silent', async () => {
    await send('+15005550202');
    expect(door.received).toEqual([]);
  });

  it('are repeated until they are taken, and not after a refusal', async () => {
    door.answerNext(503, 200, 400);
    await send(NUMBER);
    expect(door.received.map(receipt).map(({ status }) => status)).toEqual(['queued', 'queued', 'sent', 'delivered']);
  });
});

describe('signatures', () => {
  it('satisfy Twilio\'s own validator, over address and fields, and no other token, address or field does', async () => {
    await send(NUMBER);
    await sandbox.answer({ kind: 'sms', from: NUMBER, text: 'Señora: 100 % & “sí” = más?' });
    expect(door.received).toHaveLength(4);
    for (const received of door.received) {
      const url = `${door.url}${received.path}`;
      const params = formOf(received);
      expect(twilio.validateRequest(sandbox.authToken, signatureOf(received), url, params)).toBe(true);
      expect(isSignedByTwilio(sandbox.authToken, signatureOf(received), { url, params })).toBe(true);
      expect(isSignedByTwilio('another-token', signatureOf(received), { url, params })).toBe(false);
      expect(isSignedByTwilio(sandbox.authToken, signatureOf(received), { url: `${url}x`, params })).toBe(false);
      expect(isSignedByTwilio(sandbox.authToken, signatureOf(received), { url, params: { ...params, From: '+12125550199' } })).toBe(false);
      expect(isSignedByTwilio(sandbox.authToken, undefined, { url, params })).toBe(false);
    }
  });
});

describe('STOP', () => {
  it('reaches the API as a text, and Twilio sends nothing more until START', async () => {
    await send(NUMBER);
    expect(await sandbox.answer({ kind: 'sms', from: NUMBER, text: ' stop ' })).toEqual({ kind: 'accepted' });
    const inbound = door.received.at(-1)!;
    expect(inbound.path).toBe('/webhooks/twilio/inbound');
    expect(parseInboundSms({ url: door.url, params: formOf(inbound) })).toMatchObject({ from: NUMBER, to: sandbox.smsFrom, body: ' stop ', keyword: 'stop' });

    expect(await send(NUMBER)).toEqual({ kind: 'rejected', code: 'TWILIO_21610', addressDead: false, optedOut: true });
    expect(await send('+12125550199')).toMatchObject({ kind: 'accepted' });
    await sandbox.answer({ kind: 'sms', from: NUMBER, text: 'Start' });
    expect(await send(NUMBER)).toMatchObject({ kind: 'accepted' });
  });

  it('within a sentence is for a person to read', async () => {
    await sandbox.answer({ kind: 'sms', from: NUMBER, text: 'please stop' });
    expect(await send(NUMBER)).toMatchObject({ kind: 'accepted' });
  });
});

describe('an answer', () => {
  it('that the API refuses comes back with the API\'s reason', async () => {
    door.answerNext(409);
    const answered = await sandbox.answer({ kind: 'payment', paymentId: 'payment-1', accountId: 'a/1', amount: '12.34', currency: 'USD', paidOn: '2026-11-24' });
    expect(answered).toEqual({ kind: 'refused', status: 409, reason: 'The account is closed.' });
    expect(door.received[0]!.path).toBe('/v1/accounts/a%2F1/payments');
    expect(JSON.parse(door.received[0]!.body.toString())).toEqual({ paymentId: 'payment-1', amount: '12.34', currency: 'USD', paidOn: '2026-11-24', status: 'cleared' });
  });

  it('that reaches nobody is said to', async () => {
    await door.stop();
    expect(await sandbox.answer({ kind: 'payment', paymentId: 'payment-1', accountId: 'account-1', amount: '12.34', currency: 'USD', paidOn: '2026-11-24' })).toMatchObject({ kind: 'unreachable' });
    door = await openDoor();
  });
});
