/** Officers and supervisors at their lists: they read messages, review accounts, decide on legal action, look up what became of a message, settle holds. */
import type { InboundClass } from '#core/compliance/inbound-classification.ts';
import { localDateOf } from '#core/local-time.ts';
import type { Meaning } from './debtor-model.ts';
import { followUp } from './officer-calls.ts';
import { answerReview, decideLegalReview, DESK_ZONE, resolveDisputeAs } from './officer-model.ts';
import { order, type ActBody, type EventContext } from './order-act.ts';
import type { OutsideEvent } from './outside-events.ts';

type AnswerEvent = Extract<OutsideEvent, { kind: 'answers' }>;
type Answer = Extract<ActBody, { kind: 'complete_task' }>['answer'];

const CLASS_OF: Readonly<Record<Meaning, InboundClass>> = {
  promises: 'payment_intent', asksForPlan: 'payment_intent', disputes: 'dispute', stops: 'opt_out', ceases: 'cease', hardship: 'hardship', complains: 'question', asks: 'question',
  attorney: 'attorney', bankruptcy: 'bankruptcy', deceased: 'deceased', wrongNumber: 'wrong_number',
};
/** Words that a person understands and the machine has no order for. */
const HOLD_AFTER_READING: Partial<Readonly<Record<Meaning, string>>> = { hardship: 'hardship', complains: 'complaint' };

export async function answerTask(context: EventContext, event: AnswerEvent): Promise<readonly string[]> {
  const { taskId, key } = event;
  const task = await context.database.task.findUnique({ where: { id: taskId }, select: { status: true } });
  if (task?.status !== 'open') return [];
  if (event.taskKind === 'inbound') return readMessage(context, event);
  const answer = await answerOf(context, event);
  if (answer === null) return [];
  const news = await order(context, `answer:${key}`, { kind: 'complete_task', taskId, answer });
  // A supervisor who may not order legal action after all has declined it.
  return news.length > 0 || answer.kind !== 'intent' ? news : order(context, `decline:${key}`, { kind: 'complete_task', taskId, answer: { kind: 'decline', reason: 'not_suable' } });
}

async function answerOf({ seed, now, database, sandbox }: EventContext, { taskKind, key, taskId }: AnswerEvent): Promise<Answer | null> {
  switch (taskKind) {
    case 'review': return { kind: answerReview(seed, key) };
    case 'gate_review': return { kind: 'skip' };
    case 'manual_contact':
    case 'alert': return { kind: 'done' };
    case 'suspense': return { kind: 'money_returned' };
    case 'legal_review': {
      const expiresOn = decideLegalReview(seed, key, localDateOf(Date.parse(now), DESK_ZONE));
      return expiresOn === null ? { kind: 'decline', reason: 'cost_above_benefit' } : { kind: 'intent', expiresOn, grounds: 'Balance, documents and venue were looked at.' };
    }
    case 'unknown_outcome': {
      const touch = await database.touch.findUnique({ where: { id: taskId.replace(/^unknown:/, '') }, include: { message: true } });
      const arrived = sandbox.messages().some((message) => message.direction === 'outbound' && message.address === touch?.message?.address && message.text.trim() === touch.message.text.trim());
      return { kind: arrived ? 'was_sent' : 'was_not_sent' };
    }
    default: return null;
  }
}

/** A person reads what a machine was not sure of, and does what it asks for. */
async function readMessage(context: EventContext, { taskId, key, partyId, accountId, script }: AnswerEvent): Promise<readonly string[]> {
  const said = context.meanings.get(script) ?? { meaning: 'asks' as const, accountId };
  const read = (classification: InboundClass) => order(context, `read:${key}:${classification}`, { kind: 'complete_task', taskId, answer: { kind: 'classified', classification, accountId: said.accountId } });
  // Which debts a dispute is about only a person can tell: he raises it himself.
  if (said.meaning === 'disputes') return [...await order(context, `dispute:${key}`, { kind: 'dispute', accountId: said.accountId, evidence: script }), ...await read('no_action')];
  const news = await read(CLASS_OF[said.meaning]);
  const code = HOLD_AFTER_READING[said.meaning];
  if (code !== undefined) return [...news, ...await order(context, `${code}:${key}`, { kind: 'hold', accountId: said.accountId, code, evidence: script })];
  return [...news, ...await followUp(context, { accountId: said.accountId, partyId, meaning: said.meaning, key })];
}

/** A dispute is answered, a complaint or hardship has been dealt with. Who was right about a debt owes it no longer. */
export async function settleHold(context: EventContext, { accountId, holdId, code, debtId, key }: Extract<OutsideEvent, { kind: 'settlesHold' }>): Promise<readonly string[]> {
  const hold = await context.database.hold.findUnique({ where: { id: holdId }, select: { liftedAt: true } });
  if (hold === null || hold.liftedAt !== null) return [];
  const disputeId = debtId === null ? null : holdId.slice(0, -(debtId.length + 1));
  const raised = disputeId === null ? null : await context.database.fact.findUnique({ where: { id: `disputeRaised:${disputeId}` }, select: { id: true } });
  if (disputeId === null || raised === null || debtId === null) return order(context, `lift:${key}`, { kind: 'lift_hold', accountId, holdId, evidence: 'looked into and settled' });
  const resolution = resolveDisputeAs(context.seed, key);
  const news = await order(context, `resolve:${disputeId}`, { kind: 'resolve_dispute', accountId, disputeId, resolution });
  return resolution === 'upheld' && news.length > 0 ? [...news, ...await writeDebtDown(context, { accountId, debtId, key, code })] : news;
}

async function writeDebtDown(context: EventContext, { accountId, debtId, key, code }: { readonly accountId: string; readonly debtId: string; readonly key: string; readonly code: string }): Promise<readonly string[]> {
  const principal = await context.database.ledgerPosting.aggregate({ where: { debtId, ledgerAccount: 'receivable:principal' }, _sum: { amountMinor: true } });
  const amountMinor = -Number(principal._sum.amountMinor ?? 0n);
  return amountMinor >= 0 ? [] : order(context, `adjust:${key}`, { kind: 'adjustment', accountId, debtId, amountMinor, reason: `${code}_upheld` });
}
