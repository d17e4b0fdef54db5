/**
 * The protocol of one touch as the activities keep it: claim, one provider call, outcome; a retry finds its claim and asks.
 * A process may die at each of its joints; whatever the provider took stands in its journal, whether we remember it or not.
 */
import type { Act } from '#core/account/step.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import type { ProposedContact } from '#core/compliance/contact.ts';
import { decideContact } from '#core/compliance/gate.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import { toInstant } from '#core/local-time.ts';
import { accountOf, insertFact, type Book, type TaskRow, type TouchRow } from './simulated-book.ts';
import { simulatedCircumstances } from './simulated-circumstances.ts';
import { markDead } from './simulated-acceptance.ts';

type SendAct = Extract<Act, { kind: 'sendMessage' }>;
type SettleAct = Extract<Act, { kind: 'settleTouch' }>;

export type SimulatedDelivery =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly addressDead: boolean }
  | { readonly kind: 'notSent'; readonly retryAfterMs: number };

/** What providers do, and everything that they really took. */
export type Provider = {
  readonly answer: (touch: TouchRow) => SimulatedDelivery;
  readonly journal: TouchRow[];
};

/** Where an attempt dies; null: it lives. */
export type Joint = 'beforeClaim' | 'afterClaim' | 'afterProvider' | null;

export type SendRequest<A> = { readonly accountId: string; readonly cursor: number; readonly act: A; readonly decisionNo: number };
export type AttemptResult = 'finished' | 'died';

/** One attempt of a send activity. */
export function attemptSend(book: Book, provider: Provider, request: SendRequest<SendAct | SettleAct>, dies: Joint, nowMs: number): AttemptResult {
  if (dies === 'beforeClaim') return 'died';
  if (request.act.kind === 'settleTouch') {
    const { touchId } = request.act;
    const touch = book.touches.find((row) => row.touchId === touchId);
    if (touch === undefined) throw new Error(`There is no touch ${touchId} to settle`);
    return settle(book, provider, touch, nowMs);
  }
  const claimed = claim(book, { ...request, act: request.act }, nowMs);
  if (claimed === null) return 'finished';
  if (!claimed.isNew) return settle(book, provider, claimed.touch, nowMs);
  return dies === 'afterClaim' ? 'died' : deliver(book, provider, claimed.touch, dies, nowMs);
}

function deliver(book: Book, provider: Provider, touch: TouchRow, dies: Joint, nowMs: number): AttemptResult {
  const delivery = provider.answer(touch);
  if (delivery.kind === 'accepted') provider.journal.push({ ...touch });
  if (dies === 'afterProvider') return 'died';
  switch (delivery.kind) {
    case 'accepted': recordSent(book, touch, nowMs); break;
    case 'rejected': recordFailed(book, touch, { final: true, retryAt: null, addressDead: delivery.addressDead }, nowMs); break;
    case 'notSent': recordFailed(book, touch, { final: false, retryAt: toInstant(nowMs + delivery.retryAfterMs), addressDead: false }, nowMs); break;
  }
  return 'finished';
}

/** Under the row lock everything is read again and the same gate is asked; null: nothing is to be sent. */
function claim(book: Book, request: SendRequest<SendAct>, nowMs: number): { readonly touch: TouchRow; readonly isNew: boolean } | null {
  const { accountId, act, cursor } = request;
  const { reference } = act;
  const sameStep = book.touches.filter((touch) => touch.accountId === accountId && touch.reference.stepId === reference.stepId && touch.reference.cycle === reference.cycle);
  const existing = sameStep.find((touch) => touch.reference.attemptNo === reference.attemptNo);
  if (existing !== undefined) return { touch: existing, isNew: false };
  if (accountOf(book, accountId).facts.length > cursor) return null;
  const circumstances = simulatedCircumstances(book, accountId, nowMs, act.contactPointId);
  const verdict = decideContact(contactOf(act), circumstances, nowMs);
  if (verdict.kind !== 'allow') {
    recordRefusal(book, request, verdict, nowMs);
    return null;
  }
  // The partial unique index of the database.
  if (sameStep.some((touch) => touch.status !== 'failed')) throw new Error(`Step ${reference.stepId} of ${accountId} has an effective touch in cycle ${reference.cycle} already`);
  const touch: TouchRow = {
    touchId: `touch-${book.touches.length + 1}`, accountId, reference, channel: act.channel, purpose: act.purpose, contactPointId: act.contactPointId, template: act.template,
    speaksOfLegalAction: act.speaksOfLegalAction, amountMinor: circumstances.account.chaseableMinor, claimedAt: toInstant(nowMs), status: 'claimed',
  };
  book.touches.push(touch);
  return { touch, isNew: true };
}

function contactOf(act: SendAct): ProposedContact {
  const { channel: medium, purpose, contactPointId, speaksOfLegalAction, intentId, minimumGapDays } = act;
  return { medium, purpose, contactPointId, speaksOfLegalAction, intentId, minimumGapDays };
}

function recordRefusal(book: Book, { accountId, act, decisionNo }: SendRequest<SendAct>, verdict: Exclude<Verdict, { kind: 'allow' }>, nowMs: number): void {
  const decisionId = `${accountId}:${decisionNo}:${accountOf(book, accountId).facts.length}`;
  insertFact(book, accountId, `touchDenied:${decisionId}`, {
    kind: 'touchDenied', decisionId, reference: act.reference, channel: act.channel, verdict: verdict.kind, ruleIds: verdict.reasons.map((reason) => reason.ruleId),
    retryAt: verdict.kind === 'defer' ? verdict.until : null, channelLost: verdict.kind === 'block' && verdict.channelLost,
  }, nowMs);
}

/** Finds out what became of a claimed touch without sending anything; mail servers cannot be asked, so a person decides. */
function settle(book: Book, provider: Provider, touch: TouchRow, nowMs: number): AttemptResult {
  if (touch.status !== 'claimed') return 'finished';
  if (touch.channel === 'email') recordUnknown(book, touch, nowMs);
  else if (provider.journal.some((taken) => taken.touchId === touch.touchId)) recordSent(book, touch, nowMs);
  else recordFailed(book, touch, { final: false, retryAt: toInstant(nowMs), addressDead: false }, nowMs);
  return 'finished';
}

function recordSent(book: Book, touch: TouchRow, nowMs: number): void {
  touch.status = 'sent';
  const { touchId, accountId, reference, channel, claimedAt } = touch;
  insertFact(book, accountId, `touch:${touchId}:sent`, { kind: 'touchSent', touchId, reference, channel, sentAt: claimedAt }, nowMs);
}

function recordFailed(book: Book, touch: TouchRow, failure: { readonly final: boolean; readonly retryAt: string | null; readonly addressDead: boolean }, nowMs: number): void {
  touch.status = 'failed';
  if (failure.addressDead) markDead(book, touch.contactPointId);
  const { touchId, accountId, reference, channel } = touch;
  insertFact(book, accountId, `touch:${touchId}:failed`, {
    kind: 'touchFailed', touchId, reference, channel, code: failure.final ? 'REJECTED' : 'NOT_SENT', final: failure.final, retryAt: failure.retryAt,
  }, nowMs);
}

function recordUnknown(book: Book, touch: TouchRow, nowMs: number): void {
  touch.status = 'unknown';
  const { touchId, accountId, reference, channel } = touch;
  const task: TaskRow = {
    taskId: `unknown:${touchId}`, accountId, kind: 'unknown_outcome', stepId: reference.stepId, openedAt: toInstant(nowMs),
    notAfter: toInstant(nowMs + PERSON_ANSWERS_WITHIN_MS), status: 'open',
  };
  book.tasks.push(task);
  insertFact(book, accountId, `touch:${touchId}:unknown`, { kind: 'touchUnknown', touchId, reference, channel, taskId: task.taskId }, nowMs);
}
