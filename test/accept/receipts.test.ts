import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptReceipt, type DeliveryReceipt } from '#adapters/db/accept/accept-receipt.ts';
import { recordOutcome } from '#adapters/db/touch/record-outcome.ts';
import { later, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

const FAILED = { kind: 'failed', code: 'TWILIO_30005', final: true, addressDead: true, optedOut: false } as const;

/** A message of an account, as a run sends it: claimed, and with its outcome where one is named. */
async function sent(accountId: string, outcome: 'sent' | 'unknown' | null = 'sent', channel: 'sms' | 'letter' = 'sms'): Promise<string> {
  await world.one(accountId);
  const claim = await world.claim(accountId, { channel });
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  const { touchId, reference } = claim.touch;
  if (outcome !== null) {
    await recordOutcome(world.database, { touchId, accountId, reference, now: later(1), outcome: outcome === 'sent' ? { kind: 'sent', provider: 'twilio', providerId: `SM-${accountId}` } : { kind: 'unknown', reason: 'no answer' } });
  }
  return touchId;
}

const receipt = (accountId: string, given: Partial<DeliveryReceipt>) => acceptReceipt(world.database, {
  provider: 'twilio', providerId: `SM-${accountId}`, touchId: null, status: 'delivered', rank: 4, outcome: { kind: 'delivered' }, now: later(5), ...given,
});

const touch = (touchId: string) => world.database.touch.findUniqueOrThrow({ where: { id: touchId } });

describe('good news', () => {
  it('is a row and wakes nobody', async () => {
    const touchId = await sent('good');
    expect(await receipt('good', { status: 'sent', rank: 3, outcome: { kind: 'underWay' } })).toEqual({ kind: 'noted' });
    expect(await receipt('good', {})).toEqual({ kind: 'noted' });
    expect(await touch(touchId)).toMatchObject({ status: 'sent', receiptStatus: 'delivered', receiptRank: 4 });
    expect(await world.facts('good')).toEqual(['enrolled', 'touchSent']);
  });

  it('out of order or doubled changes nothing', async () => {
    const touchId = await sent('disordered');
    await receipt('disordered', {});
    expect(await receipt('disordered', { status: 'sent', rank: 3, outcome: { kind: 'underWay' } })).toEqual({ kind: 'stale' });
    expect(await receipt('disordered', {})).toEqual({ kind: 'stale' });
    // A failure after a confirmed delivery is not believed: the person has the message.
    expect(await receipt('disordered', { status: 'undelivered', outcome: FAILED })).toEqual({ kind: 'stale' });
    expect(await touch(touchId)).toMatchObject({ status: 'sent', receiptStatus: 'delivered' });
  });

  it('settles a message of which nobody knew whether it went out', async () => {
    const touchId = await sent('lost-answer', 'unknown');
    expect(await receipt('lost-answer', { touchId, status: 'sent', rank: 3, outcome: { kind: 'underWay' } })).toMatchObject({ kind: 'accepted', accountIds: ['lost-answer'] });
    expect(await touch(touchId)).toMatchObject({ status: 'sent', providerId: 'SM-lost-answer' });
    expect((await world.database.task.findUniqueOrThrow({ where: { id: `unknown:${touchId}` } })).status).toBe('done');
    expect(await world.facts('lost-answer')).toEqual(['enrolled', 'touchUnknown', 'taskCompleted']);
  });

  it('before the answer to the request is its outcome, and the late answer adds nothing', async () => {
    const touchId = await sent('early', null);
    expect(await receipt('early', { touchId, status: 'queued', rank: 1, outcome: { kind: 'underWay' } })).toMatchObject({ kind: 'accepted' });
    expect(await recordOutcome(world.database, { touchId, accountId: 'early', reference: { stepId: 'first-reminder', cycle: 1, attemptNo: 1, stage: 'reminder', channelIndex: 0 }, now: later(9), outcome: { kind: 'sent', provider: 'twilio', providerId: 'SM-early' } })).toBe('known');
    expect(await world.facts('early')).toEqual(['enrolled', 'touchSent']);
  });
});

describe('a failure', () => {
  it('is one fact that takes the step to its next channel, and kills the number where its class says so', async () => {
    const touchId = await sent('failed');
    expect(await receipt('failed', { status: 'undelivered', outcome: FAILED })).toMatchObject({ kind: 'accepted', accountIds: ['failed'] });
    expect(await receipt('failed', { status: 'undelivered', outcome: FAILED })).toEqual({ kind: 'stale' });
    expect(await touch(touchId)).toMatchObject({ status: 'failed', failureCode: 'TWILIO_30005' });
    const fact = await world.database.fact.findFirstOrThrow({ where: { accountId: 'failed', kind: 'touchFailed' } });
    expect(fact.body).toMatchObject({ touchId, final: true, retryAt: null, reference: { stepId: 'first-reminder', stage: 'reminder', channelIndex: 0, attemptNo: 1 } });
    expect(await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'failed', contactPoint: { kind: 'phone' } } })).toMatchObject({ status: 'dead', statusReason: 'TWILIO_30005' });
    expect(await world.facts('failed')).toEqual(['enrolled', 'touchSent', 'touchFailed']);
  });

  it('that passes leaves the number alive and names when to try again', async () => {
    await sent('passing');
    await receipt('passing', { status: 'undelivered', outcome: { ...FAILED, code: 'TWILIO_30003', final: false, addressDead: false } });
    const fact = await world.database.fact.findFirstOrThrow({ where: { accountId: 'passing', kind: 'touchFailed' } });
    expect(fact.body).toMatchObject({ final: false, retryAt: later(5 + 240) });
    expect((await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'passing', contactPoint: { kind: 'phone' } } })).status).toBe('active');
  });

  it('because the person had stopped texts closes the number for everybody', async () => {
    await sent('stopped-there');
    await receipt('stopped-there', { status: 'failed', outcome: { kind: 'failed', code: 'TWILIO_21610', final: true, addressDead: false, optedOut: true } });
    expect(await world.database.hold.findMany({ where: { partyId: 'stopped-there' } })).toMatchObject([{ code: 'opt_out', scope: 'contact_point' }]);
  });

  it('told ten times at once is one fact', async () => {
    await sent('storm');
    const answers = await Promise.all(Array.from({ length: 10 }, () => receipt('storm', { status: 'undelivered', outcome: FAILED })));
    expect(answers.filter((answer) => answer.kind === 'accepted')).toHaveLength(1);
    expect(await world.facts('storm')).toEqual(['enrolled', 'touchSent', 'touchFailed']);
  });

  it('of a message that is not ours says so', async () => {
    expect(await receipt('nobody', {})).toEqual({ kind: 'unknown' });
    const touchId = await sent('ours');
    // A touch that has its provider's id is not found by another one: a made-up address changes nothing.
    expect(await receipt('forged', { touchId, status: 'failed', outcome: FAILED })).toEqual({ kind: 'unknown' });
    expect((await touch(touchId)).status).toBe('sent');
  });
});

describe('a letter that comes back', () => {
  it('kills its address once, and only a letter can come back', async () => {
    const touchId = await sent('returned', 'sent', 'letter');
    const back = (fields: object) => world.act({ kind: 'letter_returned', accountId: 'returned', touchId, returnedOn: '2026-06-20', returnCode: 'UTF', ...fields });
    expect(await back({ accountId: 'ours' })).toMatchObject({ kind: 'refused' });
    expect(await back({})).toMatchObject({ kind: 'accepted' });
    expect(await back({})).toMatchObject({ kind: 'refused', reasons: ['The letter is recorded as returned already.'] });
    expect(await world.database.letter.findUniqueOrThrow({ where: { touchId } })).toMatchObject({ returnedOn: '2026-06-20', returnCode: 'UTF' });
    expect(await world.database.partyContactPoint.findFirstOrThrow({ where: { partyId: 'returned', contactPoint: { kind: 'postal' } } })).toMatchObject({ status: 'dead', statusReason: 'RETURNED_UTF' });
    const text = await world.database.touch.findFirstOrThrow({ where: { accountId: 'ours' } });
    expect(await world.act({ kind: 'letter_returned', accountId: 'ours', touchId: text.id, returnedOn: '2026-06-20', returnCode: 'UTF' })).toMatchObject({ kind: 'refused' });
  });
});
