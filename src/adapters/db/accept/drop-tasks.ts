/** Tasks that a fact makes meaningless are cancelled in the transaction that accepts it: no officer is asked for what no longer helps. */
import type { FactBody, TaskResult } from '#core/account/fact.ts';
import { HOLD_CATALOGUE, isHoldCode, type HoldRule } from '#core/compliance/hold-catalogue.ts';
import { residualOf } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { insertFact } from '../facts.ts';
import { accountBalances } from '../ledger.ts';

type At = { readonly accountId: string; readonly now: string };

/** What a fact does to the open tasks of its account. The caller holds the row lock and has written the fact's own rows. */
export async function dropTasks(transaction: Transaction, body: FactBody, at: At): Promise<void> {
  switch (body.kind) {
    case 'paymentReceived':
      if (body.reentersCadence) await dropStepTasks(transaction, at, { result: body.kind, then: null });
      return;
    case 'stageMoved':
    case 'accountReopened':
    case 'recalledByCreditor':
      return dropStepTasks(transaction, at, { result: body.kind, then: null });
    case 'arrangementAgreed':
    case 'referredOut':
      return dropStepTasks(transaction, at, { result: body.kind, then: 'skip' });
    case 'holdPlaced':
    case 'disputeRaised':
      if (await callsWait(transaction, at.accountId) && await forbidsDialling(transaction, body, at.accountId)) await dropCalls(transaction, at, { result: body.kind === 'holdPlaced' ? `hold:${body.code}` : body.kind, then: 'retry' });
      return;
    case 'taskOpened':
      if (body.taskKind === 'call') await takeOverCallback(transaction, body.taskId, at);
      return;
    default:
      return;
  }
}

type Dropping = {
  /** A code that says why. */
  readonly result: string;
  /** What becomes of the step that waited; null where the fact itself has ended it. */
  readonly then: TaskResult | null;
};

/** Cancels what steps wait for. What became of a message, money and messages are questions that stay. */
export function dropStepTasks(transaction: Transaction, at: At, dropping: Dropping): Promise<void> {
  return drop(transaction, at, ['call', 'manual_contact', 'review', 'legal_review', 'gate_review'], { stepId: { not: null } }, dropping);
}

/** Cancels calls, agreed callbacks too. */
function dropCalls(transaction: Transaction, at: At, dropping: Dropping): Promise<void> {
  return drop(transaction, at, ['call'], {}, dropping);
}

async function drop(transaction: Transaction, { accountId, now }: At, kinds: readonly string[], which: { readonly stepId?: { readonly not: null } }, { result, then }: Dropping): Promise<void> {
  const tasks = await transaction.task.findMany({ where: { accountId, status: 'open', kind: { in: [...kinds] }, ...which }, select: { id: true, kind: true, stepId: true }, orderBy: { id: 'asc' } });
  if (tasks.length === 0) return;
  await transaction.task.updateMany({ where: { id: { in: tasks.map((task) => task.id) } }, data: { status: 'cancelled', result, closedAt: new Date(now) } });
  for (const { id: taskId, kind: taskKind, stepId } of tasks) {
    if (then === null || stepId === null) continue;
    // The step must not wait for a task that nobody sees any more.
    await insertFact(transaction, { accountId, factId: `taskCompleted:${taskId}`, body: { kind: 'taskCompleted', taskId, taskKind, result: then }, source: 'dunwell', occurredAt: now, acceptedAt: now });
  }
}

async function callsWait(transaction: Transaction, accountId: string): Promise<boolean> {
  return await transaction.task.count({ where: { accountId, status: 'open', kind: 'call' } }) > 0;
}

/** Whether nobody may be called about this account any more; a hold on one of several numbers or debts leaves something to call, or to call about. */
async function forbidsDialling(transaction: Transaction, body: Extract<FactBody, { kind: 'holdPlaced' | 'disputeRaised' }>, accountId: string): Promise<boolean> {
  if (body.kind === 'disputeRaised') return nothingUndisputed(transaction, accountId);
  if (!isHoldCode(body.code)) return false;
  const { effects, scope }: HoldRule = HOLD_CATALOGUE[body.code];
  if (!effects.includes('dial') || body.code === 'no_work_contact') return false;
  switch (scope) {
    case 'person':
    case 'account': return true;
    case 'debt': return nothingUndisputed(transaction, accountId);
    case 'medium': return (await transaction.hold.findUnique({ where: { id: body.holdId }, select: { medium: true } }))?.medium === 'call';
    case 'contact_point': return noNumberLeft(transaction, accountId);
  }
}

/** Numbers that live and are not closed, for everybody by an opt-out or for this person as another's. */
async function noNumberLeft(transaction: Transaction, accountId: string): Promise<boolean> {
  const { partyId } = await transaction.account.findUniqueOrThrow({ where: { id: accountId }, select: { partyId: true } });
  const closed = { liftedAt: null, OR: [{ code: 'opt_out' }, { code: 'wrong_party', partyId }] };
  return await transaction.partyContactPoint.count({ where: { partyId, status: 'active', contactPoint: { kind: 'phone', holds: { none: closed } } } }) === 0;
}

async function nothingUndisputed(transaction: Transaction, accountId: string): Promise<boolean> {
  const { debts } = await accountBalances(transaction, accountId);
  return debts.every((debt) => debt.disputed || residualOf(debt) <= 0);
}

/** An account has one open call: a callback that was agreed is made with the step's own, by the officer who agreed it. */
async function takeOverCallback(transaction: Transaction, taskId: string, { accountId, now }: At): Promise<void> {
  const others = { accountId, kind: 'call', status: 'open', id: { not: taskId } };
  const callback = await transaction.task.findFirst({ where: { ...others, stepId: null }, orderBy: { notAfter: 'asc' }, select: { subject: true, claimedBy: true } });
  await transaction.task.updateMany({ where: others, data: { status: 'cancelled', result: 'taskOpened', closedAt: new Date(now) } });
  if (callback !== null) await transaction.task.updateMany({ where: { id: taskId }, data: callback });
}
