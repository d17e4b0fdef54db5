/** The rows that belong to a fact: written in the transaction that accepts it, so that both exist or neither. */
import type { FactBody, Instalment } from '#core/account/fact.ts';
import type { Transaction } from '../database.ts';

export type FactRowContext = { readonly accountId: string; readonly source: string; readonly at: Date; readonly grounds?: string };

export async function writeFactRows(transaction: Transaction, body: FactBody, context: FactRowContext): Promise<void> {
  switch (body.kind) {
    case 'promiseMade':
      await transaction.promise.updateMany({ where: { accountId: context.accountId, status: 'open' }, data: { status: 'cancelled' } });
      await transaction.promise.create({
        data: { id: body.promiseId, accountId: context.accountId, amountMinor: BigInt(body.amountMinor), promisedOn: body.promisedOn, method: body.method, takenBy: context.source, madeAt: context.at },
      });
      return;
    case 'promiseKept': return setPromise(transaction, body.promiseId, 'kept');
    case 'promiseBroken': return setPromise(transaction, body.promiseId, 'broken');
    case 'promiseCancelled': return setPromise(transaction, body.promiseId, 'cancelled');
    case 'arrangementProposed':
      return writeArrangement(transaction, context, { id: body.arrangementId, kind: 'plan', status: 'proposed', totalMinor: body.totalMinor, instalments: body.instalments, proposedBy: body.proposedBy, expiresOn: body.expiresOn });
    case 'arrangementAgreed': return agree(transaction, context, body);
    case 'arrangementRevived':
      await replaceInstalments(transaction, body.arrangementId, body.instalments);
      return setArrangement(transaction, body.arrangementId, 'active');
    case 'arrangementBroken': return setArrangement(transaction, body.arrangementId, 'broken');
    case 'arrangementCompleted': return setArrangement(transaction, body.arrangementId, 'completed');
    case 'arrangementCancelled': return setArrangement(transaction, body.arrangementId, 'cancelled');
    case 'legalIntentRecorded':
      await transaction.legalIntent.create({ data: { id: body.intentId, accountId: context.accountId, decidedBy: context.source, recordedAt: context.at, expiresOn: body.expiresOn, grounds: context.grounds ?? '' } });
      return;
    case 'taskCompleted': return closeTask(transaction, body.taskId, 'done', body.result, context.at);
    case 'taskExpired': return closeTask(transaction, body.taskId, 'expired', 'expired', context.at);
    case 'recallAcknowledged':
      await transaction.placement.update({ where: { id: body.placementId }, data: { recallAcknowledgedAt: context.at } });
      return;
    case 'cadenceMigrated':
      await transaction.account.update({ where: { id: context.accountId }, data: { cadenceHash: body.cadenceHash } });
      return;
    case 'accountReopened':
      await transaction.account.update({ where: { id: context.accountId }, data: { status: 'open', outcome: null, closedAt: null } });
      return;
    default:
      // The other kinds have their rows written by the one operation that raises them.
      return;
  }
}

/** The plan takes the promise's place, in the state as well. */
async function agree(transaction: Transaction, context: FactRowContext, body: Extract<FactBody, { kind: 'arrangementAgreed' }>): Promise<void> {
  await transaction.promise.updateMany({ where: { accountId: context.accountId, status: 'open' }, data: { status: 'cancelled' } });
  await writeArrangement(transaction, context, {
    id: body.arrangementId, kind: body.settles ? 'settlement' : 'plan', status: 'active', totalMinor: body.totalMinor, instalments: body.instalments, proposedBy: context.source, expiresOn: null,
  });
}

async function setPromise(transaction: Transaction, promiseId: string, status: string): Promise<void> {
  await transaction.promise.update({ where: { id: promiseId }, data: { status } });
}

async function setArrangement(transaction: Transaction, arrangementId: string, status: string): Promise<void> {
  await transaction.arrangement.update({ where: { id: arrangementId }, data: { status } });
}

type ArrangementRow = {
  readonly id: string; readonly kind: string; readonly status: string; readonly totalMinor: number; readonly instalments: readonly Instalment[];
  readonly proposedBy: string; readonly expiresOn: string | null;
};

async function writeArrangement(transaction: Transaction, context: FactRowContext, { instalments, totalMinor, id, ...row }: ArrangementRow): Promise<void> {
  await transaction.arrangement.updateMany({ where: { accountId: context.accountId, status: { in: ['proposed', 'active', 'broken'] }, id: { not: id } }, data: { status: 'cancelled' } });
  const data = { ...row, totalMinor: BigInt(totalMinor) };
  await transaction.arrangement.upsert({ where: { id }, create: { id, accountId: context.accountId, createdAt: context.at, ...data }, update: data });
  await replaceInstalments(transaction, id, instalments);
}

async function replaceInstalments(transaction: Transaction, arrangementId: string, instalments: readonly Instalment[]): Promise<void> {
  await transaction.instalment.deleteMany({ where: { arrangementId } });
  await transaction.instalment.createMany({ data: instalments.map(({ amountMinor, ...rest }) => ({ arrangementId, ...rest, amountMinor: BigInt(amountMinor) })) });
}

async function closeTask(transaction: Transaction, taskId: string, status: string, result: string, at: Date): Promise<void> {
  await transaction.task.updateMany({ where: { id: taskId, status: 'open' }, data: { status, result, closedAt: at } });
}
