/** What a provider says later about a message: good news is a row, a failure is a fact that takes the step to its next try or channel. */
import { receiptEffect, type ReceiptOutcome } from '#core/account/delivery-receipt.ts';
import type { FactBody, StepReference } from '#core/account/fact.ts';
import { lockPersons, type Database, type Transaction } from '../database.ts';
import { markDead } from '../touch/record-outcome.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';
import { partiesReached, placePersonHold } from './accept-hold.ts';
import { acceptWholly, allAccepted } from './accept-once.ts';

export type DeliveryReceipt = {
  readonly provider: string;
  readonly providerId: string;
  /** Our own id of the touch where the provider gives it back: it finds a touch whose answer got lost. */
  readonly touchId: string | null;
  /** The provider's own word. */
  readonly status: string;
  /** Only a receipt with a higher rank than the one recorded counts. */
  readonly rank: number;
  readonly outcome: ReceiptOutcome;
  readonly now: string;
};

export type ReceiptAnswer = Acceptance | { readonly kind: 'noted' } | { readonly kind: 'stale' } | { readonly kind: 'unknown' };

/** A try that failed for a passing reason is made again after so long. */
const TRY_AGAIN_AFTER_MS = 4 * 3_600_000;
const ACCEPTED_NOTHING: Acceptance = { kind: 'accepted', seq: 0, accountIds: [] };

/** Takes a receipt, however often and in whatever order receipts come. `unknown`: no touch of ours is meant. */
export function acceptReceipt(database: Database, receipt: DeliveryReceipt): Promise<ReceiptAnswer> {
  return acceptWholly(database, (transaction) => takeReceipt(transaction, receipt));
}

async function takeReceipt(transaction: Transaction, receipt: DeliveryReceipt): Promise<ReceiptAnswer> {
  const found = await findTouch(transaction, receipt);
  if (found === null) return { kind: 'unknown' };
  const optedOut = receipt.outcome.kind === 'failed' && receipt.outcome.optedOut;
  await lockPersons(transaction, await partiesReached(transaction, { code: optedOut ? 'opt_out' : '', partyId: found.partyId, contactPointId: found.contactPointId }));
  const touch = await transaction.touch.findUniqueOrThrow({ where: { id: found.id } });
  const effect = receiptEffect(touch, receipt);
  if (effect === 'nothing') return { kind: 'stale' };
  await transaction.touch.update({ where: { id: touch.id }, data: { receiptStatus: receipt.status, receiptRank: receipt.rank } });
  if (effect === 'note') return { kind: 'noted' };
  return effect === 'settle_sent' ? settleSent(transaction, receipt, touch) : fail(transaction, receipt, touch);
}

export type LetterReturn = { readonly touchId: string; readonly accountId: string; readonly returnedOn: string; readonly returnCode: string; readonly now: string };

/** Mail has no later word than its return or its recall. */
const LAST_RANK = 5;

/** A letter came back: its address is dead and the step goes on, where nothing later was made. */
export async function acceptLetterReturn(transaction: Transaction, { touchId, accountId, returnedOn, returnCode, now }: LetterReturn): Promise<Acceptance> {
  const touch = await transaction.touch.findUnique({ where: { id: touchId }, select: { accountId: true, channel: true, provider: true, providerId: true } });
  if (touch?.accountId !== accountId || touch.channel !== 'letter' || touch.provider === null || touch.providerId === null) return { kind: 'refused', reasons: [`The account has no letter ${touchId} that was sent.`] };
  const answer = await takeReceipt(transaction, {
    provider: touch.provider, providerId: touch.providerId, touchId, status: 'returned', rank: LAST_RANK, now, outcome: { kind: 'failed', code: `RETURNED_${returnCode}`, final: true, addressDead: true, optedOut: false },
  });
  if (answer.kind !== 'accepted') return { kind: 'refused', reasons: ['The letter is recorded as returned already.'] };
  await transaction.letter.updateMany({ where: { touchId }, data: { returnedOn, returnCode } });
  return answer;
}

/** A letter was taken back before it was mailed: it never reached anybody, and its step may be made again when that is lawful. */
export function acceptLetterRecall(database: Database, { touchId, now }: { readonly touchId: string; readonly now: string }): Promise<ReceiptAnswer> {
  return acceptWholly(database, async (transaction) => {
    const { provider, providerId } = await transaction.touch.findUniqueOrThrow({ where: { id: touchId }, select: { provider: true, providerId: true } });
    if (provider === null || providerId === null) return { kind: 'unknown' };
    await transaction.letter.updateMany({ where: { touchId, recalledAt: null }, data: { recalledAt: new Date(now) } });
    return takeReceipt(transaction, {
      provider, providerId, touchId, status: 'recalled', rank: LAST_RANK, now, outcome: { kind: 'failed', code: 'RECALLED', final: false, addressDead: false, optedOut: false },
    });
  });
}

async function findTouch(transaction: Transaction, { provider, providerId, touchId }: DeliveryReceipt): Promise<{ readonly id: string; readonly partyId: string; readonly contactPointId: string } | null> {
  const select = { id: true, partyId: true, contactPointId: true } as const;
  const known = await transaction.touch.findUnique({ where: { provider_providerId: { provider, providerId } }, select });
  return known ?? (touchId === null ? null : transaction.touch.findFirst({ where: { id: touchId, providerId: null }, select }));
}

type TouchRow = {
  readonly id: string; readonly accountId: string; readonly partyId: string; readonly contactPointId: string; readonly channel: string; readonly status: string; readonly claimedAt: Date;
  readonly stepId: string; readonly cycle: number; readonly attemptNo: number;
};

/** The answer to the request was lost, the receipt proves that the provider has it. */
async function settleSent(transaction: Transaction, receipt: DeliveryReceipt, touch: TouchRow): Promise<Acceptance> {
  await transaction.touch.update({ where: { id: touch.id }, data: { status: 'sent', provider: receipt.provider, providerId: receipt.providerId, sentAt: touch.claimedAt, failureCode: null } });
  if (touch.status === 'unknown') return closeQuestion(transaction, receipt, touch);
  const body: FactBody = { kind: 'touchSent', touchId: touch.id, reference: await referenceOf(transaction, touch), channel: touch.channel, sentAt: touch.claimedAt.toISOString() };
  return insertWithRows(transaction, { accountId: touch.accountId, factId: `touch:${touch.id}:sent`, source: 'provider', occurredAt: receipt.now, body }, receipt);
}

/** Nobody has to find out any more whether it went out. */
function closeQuestion(transaction: Transaction, { now }: DeliveryReceipt, { id, accountId }: TouchRow): Promise<Acceptance> {
  const taskId = `unknown:${id}`;
  return insertWithRows(transaction, { accountId, factId: `taskCompleted:${taskId}`, source: 'provider', occurredAt: now, body: { kind: 'taskCompleted', taskId, taskKind: 'unknown_outcome', result: 'done' } }, { now });
}

async function fail(transaction: Transaction, receipt: DeliveryReceipt, touch: TouchRow): Promise<Acceptance> {
  if (receipt.outcome.kind !== 'failed') return ACCEPTED_NOTHING;
  const { code, final, addressDead, optedOut } = receipt.outcome;
  await transaction.touch.update({ where: { id: touch.id }, data: { status: 'failed', failureCode: code, provider: receipt.provider, providerId: receipt.providerId } });
  if (addressDead) await markDead(transaction, touch, code);
  const told: Acceptance[] = [];
  if (touch.status === 'unknown') told.push(await closeQuestion(transaction, receipt, touch));
  told.push(await failTouch(transaction, touch, { code, final, now: receipt.now, source: 'provider' }));
  if (optedOut) {
    told.push(await placePersonHold(transaction, {
      holdId: `receipt:${touch.id}:opt_out`, code: 'opt_out', partyId: touch.partyId, accountId: null, contactPointId: touch.contactPointId, evidence: `${receipt.provider} ${code}`, source: 'provider', now: receipt.now,
    }));
  }
  return allAccepted(told);
}

export type TouchFailure = { readonly code: string; readonly final: boolean; readonly now: string; readonly source: string };

/** The fact that a message which counted as sent did not arrive; the row is changed by the caller. */
export async function failTouch(transaction: Transaction, touch: TouchRow, { code, final, now, source }: TouchFailure): Promise<Acceptance> {
  const retryAt = final ? null : new Date(Date.parse(now) + TRY_AGAIN_AFTER_MS).toISOString();
  const body: FactBody = { kind: 'touchFailed', touchId: touch.id, reference: await referenceOf(transaction, touch), channel: touch.channel, code, final, retryAt };
  return insertWithRows(transaction, { accountId: touch.accountId, factId: `touch:${touch.id}:failed`, source, occurredAt: now, body }, { now });
}

/** The touch's place in its cadence, as the decision that led to the claim recorded it. */
async function referenceOf(transaction: Transaction, touch: TouchRow): Promise<StepReference> {
  const { decision } = await transaction.touch.findUniqueOrThrow({ where: { id: touch.id }, select: { decision: { select: { step: true } } } });
  const step = decision.step as { readonly act?: { readonly reference?: StepReference } };
  return step.act?.reference ?? { stepId: touch.stepId, cycle: touch.cycle, attemptNo: touch.attemptNo, stage: null, channelIndex: 0 };
}
