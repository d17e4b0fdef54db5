/** Acts that are bookkeeping, and the close: idempotent by the ids of their facts, as the activities do them. */
import type { FactBody, Outcome } from '#core/account/fact.ts';
import type { Act } from '#core/account/step.ts';
import { writeOffLines } from '#core/ledger/entry.ts';
import { toInstant } from '#core/local-time.ts';
import { accountOf, balancesOf, insertFact, type Book, type TaskRow } from './simulated-book.ts';
import type { AttemptResult, Joint, SendRequest } from './touch-protocol.ts';

type BookkeepingAct = Exclude<Act, { kind: 'sendMessage' | 'settleTouch' }>;
type ActFact = { readonly factId: string; readonly body: FactBody };

const ALERT_OPEN_MS = 5 * 86_400_000;

/** One attempt. An attempt that dies after its commit is made again and finds its facts recorded. */
export function carryOut(book: Book, request: SendRequest<BookkeepingAct>, dies: Joint, nowMs: number): AttemptResult {
  if (dies === 'beforeClaim') return 'died';
  record(book, request, nowMs);
  return dies === null ? 'finished' : 'died';
}

function record(book: Book, { accountId, act, cursor }: SendRequest<BookkeepingAct>, nowMs: number): void {
  const { facts, task } = recordOf(accountId, act, cursor, nowMs);
  if (facts.every(({ factId }) => book.factIds.has(factId)) || accountOf(book, accountId).facts.length > cursor) return;
  if (task !== null) book.tasks.push(task);
  for (const { factId, body } of facts) {
    insertFact(book, accountId, factId, body, nowMs);
    if (body.kind === 'taskExpired') for (const open of book.tasks) if (open.taskId === body.taskId && open.status === 'open') open.status = 'expired';
  }
}

function recordOf(accountId: string, act: BookkeepingAct, cursor: number, nowMs: number): { readonly facts: readonly ActFact[]; readonly task: TaskRow | null } {
  const openedAt = toInstant(nowMs);
  switch (act.kind) {
    case 'recordFacts':
      return { facts: act.facts, task: null };
    case 'openTask': {
      const { taskKind, reference, notAfter } = act;
      const taskId = `${accountId}:${taskKind}:${reference.stepId}:${reference.cycle}:${reference.attemptNo}`;
      return {
        facts: [{ factId: `taskOpened:${taskId}`, body: { kind: 'taskOpened', taskId, taskKind, reference, notAfter } }],
        task: { taskId, accountId, kind: taskKind, stepId: reference.stepId, openedAt, notAfter, status: 'open' },
      };
    }
    case 'alertSupervisor': {
      const alertId = `${accountId}:alert:${act.reason}:${cursor}`;
      return {
        facts: [{ factId: `supervisorAlerted:${alertId}`, body: { kind: 'supervisorAlerted', alertId, reason: act.reason, reference: act.reference } }],
        task: { taskId: alertId, accountId, kind: `alert:${act.reason}`, stepId: act.reference?.stepId ?? null, openedAt, notAfter: toInstant(nowMs + ALERT_OPEN_MS), status: 'open' },
      };
    }
    case 'proposeArrangement': {
      const { arrangementId, totalMinor, instalments, expiresOn, reference } = act;
      return { facts: [{ factId: `arrangementProposed:${arrangementId}`, body: { kind: 'arrangementProposed', arrangementId, proposedBy: 'dunwell', totalMinor, instalments, expiresOn, stepId: reference.stepId } }], task: null };
    }
    case 'referToLegal': {
      const placementId = `${accountId}:legal:${act.reference.cycle}`;
      return { facts: [{ factId: `referredOut:${placementId}`, body: { kind: 'referredOut', placementId, to: act.lawFirm, reference: act.reference } }], task: null };
    }
  }
}

/** Outcomes after which nothing is owed to us any more; recalled and returned balances stay the creditor's. */
const WAIVES_REST: readonly Outcome[] = ['settled', 'written_off', 'closed_by_law'];
const CANCELLED_AT_CLOSE: readonly string[] = ['call', 'manual_contact', 'review', 'legal_review', 'gate_review'];

/** Closes the account if no fact lies beyond the cursor; false means that there is news. */
export function closeBooks(book: Book, accountId: string, { cursor, outcome, nowMs }: { readonly cursor: number; readonly outcome: Outcome; readonly nowMs: number }): boolean {
  const account = accountOf(book, accountId);
  if (account.status === 'closed') return account.facts.slice(cursor).every((fact) => fact.body.kind === 'accountClosed');
  if (account.facts.length > cursor) return false;
  if (WAIVES_REST.includes(outcome)) book.entries.set(`write_off:${accountId}:${cursor}`, { accountId, lines: writeOffLines(balancesOf(book, accountId).debts) });
  insertFact(book, accountId, `accountClosed:${accountId}:${cursor}`, { kind: 'accountClosed', outcome }, nowMs);
  Object.assign(account, { status: 'closed', outcome });
  for (const task of book.tasks) if (task.accountId === accountId && task.status === 'open' && CANCELLED_AT_CLOSE.includes(task.kind)) task.status = 'cancelled';
  return true;
}
