import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordOutcome } from '#adapters/db/touch/record-outcome.ts';
import { later } from '../accept/accept-world.ts';
import { openApiWorld, PUBLIC_BASE_URL, type ApiWorld } from './api-world.ts';

let world: ApiWorld;

beforeAll(async () => { world = await openApiWorld(); });
afterAll(() => world.close());
beforeEach(() => { world.woken.length = 0; });

const INBOUND = '/webhooks/twilio/inbound';
const text = (sid: string, from: string, body: string): Record<string, string> => ({ MessageSid: sid, From: from, To: '+12025550100', Body: body, NumMedia: '0' });

async function sentText(accountId: string): Promise<string> {
  await world.one(accountId);
  const claim = await world.claim(accountId);
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const { touchId, reference } = claim.touch;
  await recordOutcome(world.database, { touchId, accountId, reference, now: later(1), outcome: { kind: 'sent', provider: 'twilio', providerId: `SM-${accountId}` } });
  return touchId;
}

describe('a text that comes in', () => {
  it('with STOP acts on a shared number for both debtors and wakes both', async () => {
    for (const partyId of ['stop-a', 'stop-b']) {
      await world.person({ partyId, phone: '+12125551111' });
      await world.account({ accountId: partyId, partyId });
    }
    const answer = await world.twilio(INBOUND, text('SM1', '+12125551111', 'STOP'));
    expect(answer).toMatchObject({ status: 200, text: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' });
    expect(world.woken).toEqual([['stop-a', 'stop-b']]);
    for (const accountId of ['stop-a', 'stop-b']) expect((await world.claim(accountId, { now: later(60) })).kind).toBe('refused');
  });

  it('that is not understood blocks, and again changes nothing', async () => {
    await world.person({ partyId: 'asker', phone: '+12125552222' });
    await world.account({ accountId: 'asker', partyId: 'asker' });
    for (const round of [1, 2, 3]) expect(await world.twilio(INBOUND, text('SM2', '+12125552222', 'what?')), String(round)).toMatchObject({ status: 200 });
    expect(world.woken).toEqual([['asker']]);
    expect(await world.database.inboundMessage.count({ where: { providerEventId: 'SM2' } })).toBe(1);
    const claim = await world.claim('asker');
    expect(claim.kind === 'refused' ? claim.verdict.reasons.map((reason) => reason.ruleId) : []).toContain('unread-inbound');
  });

  it.each([
    ['the token of somebody else', { token: 'forged' }], ['another address', { url: 'https://attacker.example/webhooks/twilio/inbound' }], ['our address without the public base', { url: `http://127.0.0.1${INBOUND}` }],
    ['other fields', { signedAs: { ...text('SM3', '+12125552222', 'hello') } }], ['no signature', { signature: '' }], ['nonsense', { signature: 'not base64 at all' }],
  ])('signed with %s is turned away and leaves nothing', async (_name, signing) => {
    expect(await world.twilio(INBOUND, text('SM3', '+12125552222', 'STOP'), signing)).toMatchObject({ status: 403, body: { code: 'SIGNATURE_INVALID' } });
    expect(await world.database.inboundMessage.count({ where: { providerEventId: 'SM3' } })).toBe(0);
    expect(world.woken).toEqual([]);
  });

  it('without its fields is not understood', async () => {
    expect(await world.twilio(INBOUND, { MessageSid: 'SM4' })).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    expect(await world.send('POST', INBOUND, { headers: { 'Content-Type': 'application/json' }, body: '{}' })).toMatchObject({ status: 415 });
  });
});

describe('a receipt', () => {
  it('in any order and number takes the step on once', async () => {
    const touchId = await sentText('receipt');
    const path = `/webhooks/twilio/status?touch=${touchId}`;
    const tell = (MessageStatus: string, more: Record<string, string> = {}) => world.twilio(path, { MessageSid: 'SM-receipt', MessageStatus, ...more });
    for (const [status, more] of [['sent', {}], ['undelivered', { ErrorCode: '30005' }], ['queued', {}], ['undelivered', { ErrorCode: '30005' }], ['delivered', {}]] as const) expect(await tell(status, more)).toMatchObject({ status: 204 });
    expect(await world.facts('receipt')).toEqual(['enrolled', 'touchSent', 'touchFailed']);
    expect(world.woken).toEqual([['receipt']]);
    expect(await world.database.touch.findUniqueOrThrow({ where: { id: touchId } })).toMatchObject({ status: 'failed', failureCode: 'TWILIO_30005', receiptStatus: 'undelivered' });
  });

  it('whose address was changed on the way is turned away', async () => {
    const touchId = await sentText('tampered');
    const fields = { MessageSid: 'SM-tampered', MessageStatus: 'failed', ErrorCode: '30005' };
    expect(await world.twilio(`/webhooks/twilio/status?touch=${touchId}`, fields, { url: `${PUBLIC_BASE_URL}/webhooks/twilio/status?touch=other` })).toMatchObject({ status: 403 });
    expect(await world.facts('tampered')).toEqual(['enrolled', 'touchSent']);
  });

  it('of a message that is not ours is noted and changes nothing', async () => {
    expect(await world.twilio('/webhooks/twilio/status', { MessageSid: 'SM-nobody', MessageStatus: 'delivered' })).toMatchObject({ status: 204 });
    expect(world.woken).toEqual([]);
  });
});

describe('a mail that comes in', () => {
  const mail = (...lines: readonly string[]): readonly string[] => ['From: Case mail <mail@example.com>', 'To: accounts@dunwell.example', 'Message-ID: <m-1@example.com>', ...lines];

  it('with its word in the subject stops the address, once, and another under the same id is another message', async () => {
    await world.one('mail');
    const stop = mail('Subject: Unsubscribe', '', 'Kind regards');
    expect(await world.mail(stop)).toMatchObject({ status: 201, body: { kind: 'message', duplicate: false } });
    expect(await world.mail(stop)).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(world.woken).toEqual([['mail']]);
    expect((await world.database.hold.findFirstOrThrow({ where: { partyId: 'mail' } })).code).toBe('opt_out');
    // A mail program that uses an id twice must not hide a second order.
    expect(await world.mail(mail('Subject: Re: your account', '', 'do not contact me again'))).toMatchObject({ status: 201 });
    expect((await world.database.hold.findMany({ where: { partyId: 'mail' }, orderBy: { code: 'asc' } })).map((hold) => hold.code)).toEqual(['cease', 'opt_out']);
  });

  it('that a program wrote is nobody\'s word: it neither blocks nor counts as an answer', async () => {
    await world.one('absent');
    const away = ['From: Case absent <absent@example.com>', 'To: accounts@dunwell.example', 'Message-ID: <away-1@example.com>', 'Auto-Submitted: auto-replied', 'Subject: Out of office', '', 'I am away. Please stop by on Monday.'];
    expect(await world.mail(away)).toMatchObject({ status: 200, body: { kind: 'automatic' } });
    expect(await world.facts('absent')).toEqual(['enrolled']);
    expect(await world.mail(away)).toMatchObject({ status: 200, body: { kind: 'automatic' } });
    expect(world.woken).toEqual([]);
    // Kept as it came, understood from the first.
    expect(await world.database.inboundMessage.findMany({ where: { partyId: 'absent' } })).toMatchObject([{ classification: 'automatic', classifiedBy: 'dunwell' }]);
    expect(await world.database.task.count({ where: { accountId: 'absent' } })).toBe(0);
    expect((await world.claim('absent')).kind).toBe('claimed');
  });

  it('that reports a success is nobody\'s word either', async () => {
    await world.one('delivered');
    const report = [
      'From: Case delivered <delivered@example.com>', 'To: accounts@dunwell.example', 'Message-ID: <dsn-ok@example.com>', 'Subject: Delivered', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '',
      '--b', 'Content-Type: text/plain', '', 'It was delivered.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; example.com', '',
      'Final-Recipient: rfc822; delivered@example.com', 'Action: delivered', 'Status: 2.0.0', '--b--', '',
    ];
    expect(await world.mail(report)).toMatchObject({ status: 200, body: { kind: 'automatic' } });
    expect(await world.facts('delivered')).toEqual(['enrolled']);
  });

  it('that asks for no contact holds the person until an officer lifts it, by an id without anything of the mail in it', async () => {
    await world.one('silent');
    await world.mail(['From: Case silent <silent@example.com>', 'To: accounts@dunwell.example', 'Message-ID: <jane.doe=home@mail.example.com>', 'Subject: Re: your account', '', 'Do not contact me again.']);
    const hold = await world.database.hold.findFirstOrThrow({ where: { partyId: 'silent', code: 'cease' } });
    for (const { body } of await world.database.fact.findMany({ where: { accountId: 'silent' } })) expect(JSON.stringify(body)).not.toMatch(/jane|example\.com/);
    expect((await world.claim('silent', { channel: 'email' })).kind).toBe('refused');
    expect(await world.post('/v1/accounts/silent/acts', { kind: 'lift_hold', actId: 'lift-silent', officer: 'officer-1', holdId: hold.id, evidence: 'she called and asked for a statement' })).toMatchObject({ status: 201 });
    expect((await world.claim('silent', { channel: 'email', stepId: 'after' })).kind).toBe('claimed');
  });

  it('that nobody is sure of opens a task that an officer can answer, whatever signs its message id has', async () => {
    await world.one('odd');
    await world.mail(['From: Case odd <odd@example.com>', 'To: accounts@dunwell.example', 'Message-ID: <a=b/c+d!$%27@mail.example.com>', 'Subject: Re: your account', '', 'I will see what I can do']);
    const task = await world.database.task.findFirstOrThrow({ where: { accountId: 'odd', kind: 'inbound' } });
    expect(await world.post('/v1/acts', { kind: 'complete_task', actId: 'understood-1', officer: 'officer-1', taskId: task.id, answer: { kind: 'classified', classification: 'hardship' } })).toMatchObject({ status: 201 });
    expect((await world.database.hold.findFirstOrThrow({ where: { partyId: 'odd' } })).code).toBe('hardship');
    expect(await world.database.task.findFirst({ where: { accountId: 'odd', kind: 'alert', subject: 'inbound_hardship', status: 'open' } })).not.toBeNull();
    expect(task.id).not.toContain('mail.example.com');
  });

  it('as a bounce kills the address and takes the step on', async () => {
    await world.one('bounced');
    const claim = await world.claim('bounced', { channel: 'email' });
    const touchId = claim.kind === 'claimed' ? claim.touch.touchId : '';
    await recordOutcome(world.database, { touchId, accountId: 'bounced', reference: { stepId: 'first-reminder', cycle: 1, attemptNo: 1, stage: 'reminder', channelIndex: 0 }, now: later(1), outcome: { kind: 'sent', provider: 'smtp', providerId: `<${touchId}@dunwell.example>` } });
    const report = [
      'From: MAILER-DAEMON@example.com', 'To: accounts@dunwell.example', 'Message-ID: <dsn-1@example.com>', 'Subject: Undelivered', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '',
      '--b', 'Content-Type: text/plain', '', 'It could not be delivered.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; example.com', '',
      'Final-Recipient: rfc822; bounced@example.com', 'Action: failed', 'Status: 5.1.1', '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${touchId}@dunwell.example>`, 'Subject: x', '', '--b--', '',
    ];
    expect(await world.mail(report)).toMatchObject({ status: 202, body: { kind: 'delivery_report' } });
    await world.mail(report);
    expect(await world.facts('bounced')).toEqual(['enrolled', 'touchSent', 'touchFailed']);
    expect((await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'bounced', contactPoint: { kind: 'email' } } })).status).toBe('dead');
  });

  it('needs the key and its type', async () => {
    expect(await world.mail(mail('', 'x'), { 'X-Api-Key': 'wrong' })).toMatchObject({ status: 401 });
    expect(await world.mail(mail('', 'x'), { 'Content-Type': 'text/plain' })).toMatchObject({ status: 415 });
  });
});
