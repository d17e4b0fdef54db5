/** What became of a touch: the row and its fact, once, whoever finds it out first. */
import type { FactBody, StepReference } from '#core/account/fact.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';
import { insertWithRows, lockAccount } from '../accept/accept-facts.ts';

export type TouchOutcome =
  | { readonly kind: 'sent'; readonly provider: string; readonly providerId: string }
  /** It certainly did not go out. `final` for this address; otherwise another try may follow, not before `retryAt`. */
  | { readonly kind: 'failed'; readonly code: string; readonly final: boolean; readonly retryAt: string | null; readonly addressDead: boolean; readonly optedOut: boolean }
  /** Nobody can say: a person decides. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type OutcomeRequest = { readonly touchId: string; readonly accountId: string; readonly reference: StepReference; readonly outcome: TouchOutcome; readonly now: string };

/** Records the outcome of a claimed touch; one that has its outcome already keeps it. */
export function recordOutcome(database: Database, request: OutcomeRequest): Promise<'recorded' | 'known'> {
  return inTransaction(database, async (transaction) => {
    await lockAccount(transaction, request.accountId);
    const touch = await transaction.touch.findUniqueOrThrow({ where: { id: request.touchId } });
    if (touch.status !== 'claimed') return 'known';
    const body = await writeOutcome(transaction, request, touch);
    await insertWithRows(transaction, { accountId: request.accountId, factId: `touch:${request.touchId}:${request.outcome.kind}`, source: 'provider', occurredAt: request.now, body }, request);
    return 'recorded';
  });
}

type TouchRow = { readonly id: string; readonly channel: string; readonly claimedAt: Date; readonly contactPointId: string; readonly partyId: string };

async function writeOutcome(transaction: Transaction, { touchId, accountId, reference, outcome, now }: OutcomeRequest, touch: TouchRow): Promise<FactBody> {
  switch (outcome.kind) {
    case 'sent':
      await transaction.touch.update({ where: { id: touchId }, data: { status: 'sent', provider: outcome.provider, providerId: outcome.providerId, sentAt: touch.claimedAt } });
      if (touch.channel === 'letter') await transaction.letter.updateMany({ where: { touchId }, data: { releasedAt: touch.claimedAt, acceptedAt: new Date(now), vendorId: outcome.providerId } });
      return { kind: 'touchSent', touchId, reference, channel: touch.channel, sentAt: touch.claimedAt.toISOString() };
    case 'failed':
      await transaction.touch.update({ where: { id: touchId }, data: { status: 'failed', failureCode: outcome.code } });
      if (outcome.addressDead) await markDead(transaction, touch, outcome.code);
      return { kind: 'touchFailed', touchId, reference, channel: touch.channel, code: outcome.code, final: outcome.final, retryAt: outcome.retryAt };
    case 'unknown': {
      const taskId = `unknown:${touchId}`;
      await transaction.touch.update({ where: { id: touchId }, data: { status: 'unknown', failureCode: 'UNKNOWN' } });
      await transaction.task.create({
        data: {
          id: taskId, accountId, kind: 'unknown_outcome', subject: `Did ${touch.channel} ${touchId} go out?`, script: outcome.reason, stepId: reference.stepId, cycle: reference.cycle, attemptNo: reference.attemptNo,
          openedAt: new Date(now), notAfter: new Date(Date.parse(now) + PERSON_ANSWERS_WITHIN_MS),
        },
      });
      return { kind: 'touchUnknown', touchId, reference, channel: touch.channel, taskId };
    }
  }
}

/** A dead address is not tried again by any step. */
export async function markDead(transaction: Transaction, touch: Pick<TouchRow, 'partyId' | 'contactPointId'>, reason: string): Promise<void> {
  await transaction.partyContactPoint.update({
    where: { partyId_contactPointId: { partyId: touch.partyId, contactPointId: touch.contactPointId } }, data: { status: 'dead', statusReason: reason },
  });
}
