/** Answers to tasks: the task is closed, the step that waited goes on, and what the answer means happens in the same transaction. */
import type { FactBody } from '#core/account/fact.ts';
import { taskAnswerReasons, taskResultOf, type TaskAnswerKind } from '#core/account/task-answers.ts';
import { lockId, lockPersons, type Transaction } from '../database.ts';
import { acceptFact, insertWithRows, type Acceptance, type AcceptanceContext } from './accept-facts.ts';
import { allAccepted } from './accept-once.ts';
import { resolveSuspense } from './accept-payment.ts';
import { failTouch } from './accept-receipt.ts';
import { readMessage, settleMessage, type MessageMeaning } from './settle-message.ts';

export type TaskAnswer =
  | { readonly kind: Exclude<TaskAnswerKind, 'intent' | 'decline' | 'classified' | 'apply_payment'> }
  | { readonly kind: 'intent'; readonly expiresOn: string; readonly grounds: string }
  | { readonly kind: 'decline'; readonly reason: string }
  /** `accountId`: an account of whoever wrote, where several people use the number or several accounts could be meant. */
  | { readonly kind: 'classified'; readonly classification: MessageMeaning; readonly accountId?: string }
  | { readonly kind: 'apply_payment'; readonly accountId: string };

export type TaskRequest = {
  readonly actId: string;
  readonly taskId: string;
  readonly answer: TaskAnswer;
  readonly source: string;
  readonly now: string;
};

type TaskRow = { readonly id: string; readonly kind: string; readonly accountId: string | null; readonly status: string; readonly script: string };

/** Answers a task. */
export async function answerTask(transaction: Transaction, request: TaskRequest, context: AcceptanceContext): Promise<Acceptance> {
  const task = await lockTask(transaction, request);
  if (task === null) return { kind: 'refused', reasons: [`There is no task ${request.taskId}.`] };
  const reasons = taskAnswerReasons(task, request.answer.kind);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const meant = await carryOut(transaction, request, context, task);
  if (meant.kind === 'refused' || meant.kind === 'conflict') return meant;
  await transaction.task.updateMany({ where: { id: task.id, status: 'open' }, data: { status: 'done', result: request.answer.kind, closedAt: new Date(request.now) } });
  return allAccepted([meant, await tellRun(transaction, request, task)]);
}

/** The task as it stands once everybody whom its answer may touch is locked: two officers answer one after the other. */
async function lockTask(transaction: Transaction, { taskId, answer }: TaskRequest): Promise<TaskRow | null> {
  await lockId(transaction, `task:${taskId}`);
  const task = await transaction.task.findUnique({ where: { id: taskId }, include: { account: { select: { partyId: true } } } });
  if (task === null) return null;
  // In the order of the payment's own door: a notice that the money has arrived may come in the same moment.
  if (task.kind === 'suspense') await lockId(transaction, `payment:${task.script}`);
  const target = answer.kind === 'apply_payment' ? await transaction.account.findUnique({ where: { id: answer.accountId }, select: { partyId: true } }) : null;
  const message = task.kind === 'inbound' ? await readMessage(transaction, task) : null;
  await lockPersons(transaction, [task.account?.partyId, target?.partyId, ...message?.linkedPartyIds ?? [], ...message?.partyIds ?? []].filter((id) => id !== undefined));
  return transaction.task.findUnique({ where: { id: taskId } });
}

/** The run of the account that the task belongs to goes on, or at least looks again. */
async function tellRun(transaction: Transaction, { taskId, answer, source, now }: TaskRequest, task: TaskRow): Promise<Acceptance> {
  if (task.accountId === null) return { kind: 'accepted', seq: 0, accountIds: [] };
  const body: FactBody = { kind: 'taskCompleted', taskId, taskKind: task.kind, result: taskResultOf(answer.kind) };
  return insertWithRows(transaction, { accountId: task.accountId, factId: `taskCompleted:${taskId}`, source, occurredAt: now, body }, { now });
}

/** What the answer means beyond the task itself. */
async function carryOut(transaction: Transaction, request: TaskRequest, context: AcceptanceContext, task: TaskRow): Promise<Acceptance> {
  const { answer } = request;
  switch (answer.kind) {
    case 'intent':
      return record(transaction, request, context, task, { kind: 'legalIntentRecorded', intentId: request.actId, expiresOn: answer.expiresOn }, answer.grounds);
    case 'decline':
      return record(transaction, request, context, task, { kind: 'legalIntentDeclined', reason: answer.reason });
    case 'was_sent':
    case 'was_not_sent':
      return settleTouch(transaction, request, task);
    case 'classified':
      return settleMessage(transaction, { task, ...answer, source: request.source, now: request.now });
    case 'apply_payment':
      return resolveSuspense(transaction, { suspenseId: task.script, accountId: answer.accountId, source: request.source, now: request.now });
    case 'money_returned':
      return resolveSuspense(transaction, { suspenseId: task.script, accountId: null, source: request.source, now: request.now });
    default:
      return { kind: 'accepted', seq: 0, accountIds: [] };
  }
}

function record(transaction: Transaction, request: TaskRequest, context: AcceptanceContext, task: TaskRow, body: FactBody, grounds?: string): Promise<Acceptance> {
  return acceptFact(transaction, {
    accountId: task.accountId ?? '', factId: `${body.kind}:${request.actId}`, body, source: request.source, occurredAt: request.now, ...(grounds === undefined ? {} : { grounds }),
  }, context);
}

/** A person found out whether a message went out: sent it stays, not sent it is made up for while nothing later was made. */
async function settleTouch(transaction: Transaction, { answer, source, now }: TaskRequest, task: TaskRow): Promise<Acceptance> {
  const touch = await transaction.touch.findUnique({ where: { id: task.id.replace(/^unknown:/, '') } });
  if (touch?.status !== 'unknown') return { kind: 'refused', reasons: ['It is known by now what became of that message.'] };
  if (answer.kind === 'was_sent') {
    await transaction.touch.update({ where: { id: touch.id }, data: { status: 'sent', sentAt: touch.claimedAt, failureCode: null } });
    return { kind: 'accepted', seq: 0, accountIds: [touch.accountId] };
  }
  await transaction.touch.update({ where: { id: touch.id }, data: { status: 'failed', failureCode: 'NOT_SENT' } });
  return failTouch(transaction, touch, { code: 'NOT_SENT', final: false, now, source });
}
