/** What happens to a person and his accounts, accepted as the database accepts it: the fact and everything that belongs to it at one instant. */
import { applyAll } from '#core/account/apply.ts';
import type { FactBody, TaskResult } from '#core/account/fact.ts';
import { orderReasons } from '#core/account/refuse-order.ts';
import { refusalReasons, type AcceptanceView } from '#core/account/refuse.ts';
import { isOwedAgain } from '#core/account/reopening.ts';
import { initialState, type AccountState } from '#core/account/state.ts';
import { holdRuleOf, type HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { Medium, StopView } from '#core/compliance/circumstances.ts';
import { isSuable } from '#core/compliance/rules/standing.ts';
import { paymentLines, residualOf, reversedLines } from '#core/ledger/entry.ts';
import { addDays, instantAt, localDateOf, toInstant } from '#core/local-time.ts';
import { accountOf, balancesOf, insertFact, type Book, type CallRow } from './simulated-book.ts';
import { simulatedCircumstances } from './simulated-circumstances.ts';

export type Happening =
  | { readonly kind: 'fact'; readonly accountId: string; readonly factId: string; readonly body: FactBody }
  | { readonly kind: 'payment'; readonly accountId: string; readonly paymentId: string; readonly amountMinor: number; readonly debtId?: string }
  | { readonly kind: 'paymentAnnounced'; readonly accountId: string; readonly paymentId: string; readonly amountMinor: number }
  | { readonly kind: 'paymentReturned'; readonly accountId: string; readonly paymentId: string }
  | {
      readonly kind: 'hold'; readonly holdId: string; readonly code: HoldCode; readonly accountId: string; readonly debtId?: string;
      readonly contactPointId?: string; readonly medium?: Medium; readonly reviewOn?: string; readonly expiresOn?: string;
    }
  | { readonly kind: 'holdLifted'; readonly holdId: string }
  | { readonly kind: 'called'; readonly call: Omit<CallRow, 'at' | 'counted'> & { readonly consented: boolean }; readonly rightParty: boolean; readonly closesTask: boolean }
  | { readonly kind: 'taskAnswered'; readonly accountId: string; readonly taskKind: string; readonly result: TaskResult }
  | { readonly kind: 'messageReceived'; readonly messageId: string; readonly medium: Medium }
  | { readonly kind: 'messageUnderstood'; readonly messageId: string }
  | { readonly kind: 'stop'; readonly stop: StopView }
  | { readonly kind: 'stopLifted'; readonly stopId: string }
  /** A provider's late word: the message did not arrive at this address. */
  | { readonly kind: 'bounced'; readonly touchId: string }
  /** A change that no fact tells. */
  | { readonly kind: 'autopay'; readonly accountId: string; readonly autopay: 'none' | 'active' | 'failed' };

export type Accepted = { readonly kind: 'accepted'; readonly wake: readonly string[] } | { readonly kind: 'refused'; readonly reasons: readonly string[] };

const NOBODY: Accepted = { kind: 'accepted', wake: [] };

/** Accepts what happened and tells whose runs to wake. */
export function happen(book: Book, happening: Happening, nowMs: number): Accepted {
  switch (happening.kind) {
    case 'fact': return acceptFact(book, happening, nowMs);
    case 'payment': return acceptPayment(book, happening, nowMs);
    case 'paymentAnnounced': return announcePayment(book, happening, nowMs);
    case 'paymentReturned': return returnPayment(book, happening, nowMs);
    case 'hold': return placeHold(book, happening, nowMs);
    case 'holdLifted': return liftHold(book, happening.holdId, nowMs);
    case 'called': return recordCall(book, happening, nowMs);
    case 'taskAnswered': return answerTask(book, happening, nowMs);
    case 'messageReceived': {
      book.unreadMessageIds.add(happening.messageId);
      return tell(book, everyAccount(book), `inbound:${happening.messageId}`, { kind: 'inboundMessageReceived', inboundMessageId: happening.messageId, medium: happening.medium, classification: null }, nowMs);
    }
    case 'messageUnderstood': {
      book.unreadMessageIds.delete(happening.messageId);
      return tell(book, everyAccount(book), `understood:${happening.messageId}`, { kind: 'taskCompleted', taskId: `inbound:${happening.messageId}`, taskKind: 'inbound', result: 'done' }, nowMs);
    }
    case 'stop': book.stops.push({ ...happening.stop, lifted: false }); return NOBODY;
    case 'stopLifted': for (const stop of book.stops) if (stop.stopId === happening.stopId) stop.lifted = true; return NOBODY;
    case 'bounced': return bounce(book, happening.touchId, nowMs);
    case 'autopay': accountOf(book, happening.accountId).autopay = happening.autopay; return NOBODY;
  }
}

function everyAccount(book: Book): readonly string[] {
  return [...book.accounts.keys()];
}

/** One fact per account reached, each under its own id. */
function tell(book: Book, accountIds: readonly string[], factId: string, body: FactBody, nowMs: number): Accepted {
  return { kind: 'accepted', wake: accountIds.filter((accountId) => insertFact(book, accountId, `${factId}:${accountId}`, body, nowMs)) };
}

function acceptFact(book: Book, { accountId, factId, body }: Extract<Happening, { kind: 'fact' }>, nowMs: number): Accepted {
  const view = viewOf(book, accountId, nowMs);
  const reasons = [...refusalReasons(body, view), ...orderReasons(body, view)];
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const inserted = insertFact(book, accountId, factId, body, nowMs);
  if (inserted && body.kind === 'accountReopened') reopen(book, accountId, view.state);
  return { kind: 'accepted', wake: inserted ? [accountId] : [] };
}

/** What is owed again comes back by the reversal of its write-off, each once. */
function reopen(book: Book, accountId: string, closed: AccountState): void {
  Object.assign(accountOf(book, accountId), { status: 'open', outcome: null });
  if (!isOwedAgain(closed)) return;
  for (const [id, entry] of [...book.entries]) {
    const reversalId = id.replace(/^write_off:/, 'write_off_reversal:');
    if (entry.accountId === accountId && id !== reversalId && !book.entries.has(reversalId)) book.entries.set(reversalId, { accountId, lines: reversedLines(entry.lines) });
  }
}

function foldedState(book: Book, accountId: string): AccountState {
  return applyAll(initialState(accountId), accountOf(book, accountId).facts);
}

function viewOf(book: Book, accountId: string, nowMs: number): AcceptanceView {
  const circumstances = simulatedCircumstances(book, accountId, nowMs, null);
  return {
    state: foldedState(book, accountId), policy: accountOf(book, accountId).policy, today: localDateOf(nowMs, circumstances.person.candidateZones[0] ?? 'UTC'),
    balanceMinor: circumstances.account.balanceMinor, chaseableMinor: circumstances.account.chaseableMinor,
    settlementFloorPercent: circumstances.contract.settlementFloorPercent, legalEnabled: circumstances.contract.legalEnabled, suable: isSuable(circumstances),
  };
}

function acceptPayment(book: Book, { accountId, paymentId, amountMinor, debtId }: Extract<Happening, { kind: 'payment' }>, nowMs: number): Accepted {
  const { debts, unappliedMinor } = balancesOf(book, accountId);
  const balanceMinor = debts.reduce((sum, debt) => sum + residualOf(debt), 0) - unappliedMinor;
  const { partialPayment } = accountOf(book, accountId).policy;
  const { promise, arrangement } = foldedState(book, accountId);
  const agreed = promise !== null || arrangement?.status === 'active' || arrangement?.status === 'broken';
  const reentersCadence = amountMinor < balanceMinor && !agreed && partialPayment.restart === 'by_age' && amountMinor * 100 >= balanceMinor * partialPayment.restartFromPercent;
  const body = { kind: 'paymentReceived', paymentId, amountMinor, paidOn: toInstant(nowMs).slice(0, 10), reentersCadence } as const;
  if (!insertFact(book, accountId, `payment:${paymentId}`, body, nowMs)) return NOBODY;
  book.entries.set(`payment:${paymentId}`, { accountId, lines: paymentLines(amountMinor, debts, debtId ?? null) });
  book.pending.delete(paymentId);
  return { kind: 'accepted', wake: [accountId] };
}

function announcePayment(book: Book, { accountId, paymentId, amountMinor }: Extract<Happening, { kind: 'paymentAnnounced' }>, nowMs: number): Accepted {
  if (!insertFact(book, accountId, `paymentPending:${paymentId}`, { kind: 'paymentPending', paymentId, amountMinor }, nowMs)) return NOBODY;
  book.pending.set(paymentId, { accountId, amountMinor });
  return { kind: 'accepted', wake: [accountId] };
}

function returnPayment(book: Book, { accountId, paymentId }: Extract<Happening, { kind: 'paymentReturned' }>, nowMs: number): Accepted {
  const entry = book.entries.get(`payment:${paymentId}`);
  if (entry === undefined) return { kind: 'refused', reasons: [`No posted payment ${paymentId} is known.`] };
  const amountMinor = entry.lines.find((line) => line.ledgerAccount === 'cash')?.amountMinor ?? 0;
  const paymentSeq = accountOf(book, accountId).facts.find((fact) => fact.factId === `payment:${paymentId}`)?.seq ?? null;
  if (!insertFact(book, accountId, `paymentReturned:${paymentId}`, { kind: 'paymentReturned', paymentId, amountMinor, reason: 'R01', paymentSeq }, nowMs)) return NOBODY;
  book.entries.set(`payment_return:${paymentId}`, { accountId, lines: reversedLines(entry.lines) });
  return { kind: 'accepted', wake: [accountId] };
}

function placeHold(book: Book, hold: Extract<Happening, { kind: 'hold' }>, nowMs: number): Accepted {
  if (book.holds.some(({ holdId }) => holdId === hold.holdId)) return NOBODY;
  const rule = holdRuleOf(hold);
  const narrow = rule.scope === 'account' || rule.scope === 'debt';
  const zone = book.person.candidateZones[0] ?? 'UTC';
  const { holdId, code, debtId, contactPointId, medium, expiresOn } = hold;
  book.holds.push({
    holdId, code, accountId: rule.scope === 'account' ? hold.accountId : null, lifted: false,
    reviewOn: hold.reviewOn ?? addDays(toInstant(nowMs).slice(0, 10), rule.defaultReviewDays),
    ...(debtId === undefined ? {} : { debtId }), ...(contactPointId === undefined ? {} : { contactPointId }), ...(medium === undefined ? {} : { medium }),
    ...(expiresOn === undefined ? {} : { endsAt: toInstant(instantAt(addDays(expiresOn, 1), 0, zone)) }),
  });
  const placed: FactBody = rule.scope === 'debt' ? { kind: 'disputeRaised', disputeId: hold.holdId, debtId: hold.debtId ?? null, holdId: hold.holdId }
    : { kind: 'holdPlaced', holdId: hold.holdId, code: hold.code };
  return tell(book, narrow ? [hold.accountId] : everyAccount(book), `holdPlaced:${hold.holdId}`, placed, nowMs);
}

function liftHold(book: Book, holdId: string, nowMs: number): Accepted {
  const hold = book.holds.find((row) => row.holdId === holdId && !row.lifted);
  if (hold === undefined) return { kind: 'refused', reasons: [`There is no live hold ${holdId}.`] };
  hold.lifted = true;
  const reached = everyAccount(book).filter((accountId) => hold.accountId === null ? hold.debtId === undefined || accountOf(book, accountId).debts.some((debt) => debt.debtId === hold.debtId) : hold.accountId === accountId);
  return tell(book, reached, `holdLifted:${holdId}`, { kind: 'holdLifted', holdId, code: hold.code }, nowMs);
}

function recordCall(book: Book, { call, rightParty, closesTask }: Extract<Happening, { kind: 'called' }>, nowMs: number): Accepted {
  const { accountIds, connected, conversation, consented } = call;
  book.calls.push({ accountIds, connected, conversation, counted: connected && !consented, at: toInstant(nowMs) });
  const wake = call.accountIds.flatMap((accountId) => {
    const task = book.tasks.find((row) => row.accountId === accountId && row.kind === 'call' && row.status === 'open');
    if (closesTask && task !== undefined) task.status = 'done';
    return tell(book, [accountId], `called:${book.calls.length}`, {
      kind: 'callOutcomeRecorded', callId: `call-${book.calls.length}`, taskId: task?.taskId ?? null, disposition: rightParty ? 'NC' : 'NA',
      connected: call.connected, conversation: call.conversation, rightParty, closesTask: closesTask && task !== undefined,
    }, nowMs).kind === 'accepted' ? [accountId] : [];
  });
  return { kind: 'accepted', wake };
}

function answerTask(book: Book, { accountId, taskKind, result }: Extract<Happening, { kind: 'taskAnswered' }>, nowMs: number): Accepted {
  const task = book.tasks.find((row) => row.accountId === accountId && row.kind === taskKind && row.status === 'open');
  if (task === undefined) return { kind: 'refused', reasons: [`There is no open ${taskKind} task.`] };
  task.status = 'done';
  const inserted = insertFact(book, accountId, `taskCompleted:${task.taskId}`, { kind: 'taskCompleted', taskId: task.taskId, taskKind, result }, nowMs);
  return { kind: 'accepted', wake: inserted ? [accountId] : [] };
}

function bounce(book: Book, touchId: string, nowMs: number): Accepted {
  const touch = book.touches.find((row) => row.touchId === touchId);
  if (touch === undefined || (touch.status !== 'sent' && touch.status !== 'unknown')) return NOBODY;
  touch.status = 'failed';
  markDead(book, touch.contactPointId);
  const { accountId, reference, channel } = touch;
  const inserted = insertFact(book, accountId, `touch:${touchId}:bounced`, { kind: 'touchFailed', touchId, reference, channel, code: 'BOUNCED', final: true, retryAt: null }, nowMs);
  return { kind: 'accepted', wake: inserted ? [accountId] : [] };
}

/** A dead address is not tried again by any step. */
export function markDead(book: Book, contactPointId: string): void {
  const index = book.contactPoints.findIndex((point) => point.contactPointId === contactPointId);
  if (index !== -1) book.contactPoints.splice(index, 1);
}
