/** A person has understood a message: what it means is carried out in the same transaction, and everybody whom it held up goes on. */
import type { FactBody } from '#core/account/fact.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { isStopping, PERSON_CLASSES, STOPPING_CLASSES } from '#core/compliance/inbound-classification.ts';
import { residualOf } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import { raiseDispute } from './accept-dispute.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';
import { placePersonHold } from './accept-hold.ts';
import { classifyInbound } from './accept-inbound.ts';
import { allAccepted } from './accept-once.ts';
import { obeyMessage, type MessageContext } from './obey-message.ts';
import { openTask } from './open-task.ts';

/** What a person may say that a message means. */
export const MESSAGE_MEANINGS = [...STOPPING_CLASSES, ...PERSON_CLASSES, 'complaint'] as const;
export type MessageMeaning = (typeof MESSAGE_MEANINGS)[number];

export type UnderstoodMessage = {
  readonly task: { readonly id: string; readonly accountId: string | null; readonly script: string };
  readonly classification: MessageMeaning;
  /** An account of whoever wrote, where several people use the number or several accounts could be meant. */
  readonly accountId?: string;
  readonly source: string;
  readonly now: string;
};

type Message = Pick<MessageContext, 'inboundMessageId' | 'medium' | 'partyIds' | 'linkedPartyIds' | 'contactPointId'> & { readonly understood: boolean };

/** The message that a task is about, and everybody whom it holds up. */
export async function readMessage(transaction: Transaction, { script }: { readonly script: string }): Promise<Message | null> {
  const message = await transaction.inboundMessage.findUnique({ where: { id: script }, include: { contactPoint: { include: { parties: true } } } });
  if (message === null) return null;
  const links = message.contactPoint?.parties ?? [];
  const active = links.filter((link) => link.status === 'active').map((link) => link.partyId);
  return {
    inboundMessageId: message.id, medium: message.medium, contactPointId: message.contactPointId, understood: message.classifiedAt !== null,
    partyIds: [...new Set(message.partyId === null ? active : [message.partyId, ...active])].sort(), linkedPartyIds: links.map((link) => link.partyId).sort(),
  };
}

/** Carries out what a message means. The caller holds the locks of everybody whom it may reach. */
export async function settleMessage(transaction: Transaction, understood: UnderstoodMessage): Promise<Acceptance> {
  const { task, classification, accountId, source, now } = understood;
  const message = await readMessage(transaction, task);
  if (message === null || message.understood) return { kind: 'refused', reasons: ['The message is understood already.'] };
  const writer = accountId === undefined ? null : await transaction.account.findUnique({ where: { id: accountId }, select: { partyId: true } });
  if (accountId !== undefined && (writer === null || !message.partyIds.includes(writer.partyId))) return { kind: 'refused', reasons: [`The message cannot be from the person of account ${accountId}.`] };
  const context: MessageContext = { ...message, partyIds: writer === null ? message.partyIds : [writer.partyId], now, source };
  const meant = classification !== 'complaint' && isStopping(classification) ? await obey(transaction, context, classification) : await followUp(transaction, context, understood);
  if (meant.kind === 'refused' || meant.kind === 'conflict') return meant;
  await classifyInbound(transaction, { inboundMessageId: message.inboundMessageId, classification, classifiedBy: source, now });
  return allAccepted([meant, await tellBlocked(transaction, message.partyIds, understood)]);
}

async function obey(transaction: Transaction, context: MessageContext, classification: (typeof STOPPING_CLASSES)[number]): Promise<Acceptance> {
  const { kind, acceptances } = await obeyMessage(transaction, context, [classification]);
  if (kind === 'obeyed') return allAccepted(acceptances);
  return { kind: 'refused', reasons: ['It is not certain whom or which debt this is about: name the account of the writer, or record the dispute itself and answer with no_action.'] };
}

/** Who looks at it next, as after a call in which the same was said. */
const LOOKED_AT_BY = { hardship: 'alert', complaint: 'alert', already_paid: 'review', payment_intent: 'review' } as const;
type FollowedUp = keyof typeof LOOKED_AT_BY;

async function followUp(transaction: Transaction, context: MessageContext, { classification, accountId }: UnderstoodMessage): Promise<Acceptance> {
  if (!isFollowedUp(classification)) return allAccepted([]);
  const accounts = await transaction.account.findMany({ where: { partyId: { in: [...context.partyIds] }, status: 'open', ...(accountId === undefined ? {} : { id: accountId }) }, select: { id: true, partyId: true }, orderBy: { id: 'asc' } });
  const held = await hold(transaction, context, classification, accounts);
  await openTask(transaction, {
    taskId: `followup:${context.inboundMessageId}`, accountId: accounts[0]?.id ?? null, kind: LOOKED_AT_BY[classification], subject: `inbound_${classification}`, script: context.inboundMessageId,
    now: context.now, withinMs: PERSON_ANSWERS_WITHIN_MS,
  });
  return held;
}

function isFollowedUp(classification: MessageMeaning): classification is FollowedUp {
  return Object.hasOwn(LOOKED_AT_BY, classification);
}

type Owned = { readonly id: string; readonly partyId: string };

async function hold(transaction: Transaction, context: MessageContext, classification: FollowedUp, accounts: readonly Owned[]): Promise<Acceptance> {
  const { inboundMessageId, source, now } = context;
  const placed: Acceptance[] = [];
  switch (classification) {
    case 'hardship':
      for (const partyId of context.partyIds) placed.push(await placePersonHold(transaction, { holdId: `${inboundMessageId}:hardship:${partyId}`, code: 'hardship', partyId, accountId: null, evidence: inboundMessageId, source, now }));
      return allAccepted(placed);
    case 'complaint':
      for (const { id, partyId } of accounts) placed.push(await placePersonHold(transaction, { holdId: `${inboundMessageId}:complaint:${id}`, code: 'complaint', partyId, accountId: id, evidence: inboundMessageId, source, now }));
      return allAccepted(placed);
    case 'already_paid':
      return disputeAsPaid(transaction, context, accounts);
    case 'payment_intent':
      return allAccepted([]);
  }
}

/** Who says that it is paid disputes that it is owed: 12 CFR 1006.38(d). */
async function disputeAsPaid(transaction: Transaction, { inboundMessageId, source, now }: MessageContext, accounts: readonly Owned[]): Promise<Acceptance> {
  const owing: string[] = [];
  for (const { id } of accounts) {
    const { debts } = await accountBalances(transaction, id);
    if (debts.some((debt) => residualOf(debt) > 0 && !debt.disputed)) owing.push(id);
  }
  const [accountId] = owing;
  if (accountId === undefined) return allAccepted([]);
  if (owing.length > 1) return { kind: 'refused', reasons: ['Several accounts could be meant: name the one that is said to be paid.'] };
  return raiseDispute(transaction, { disputeId: `${inboundMessageId}:already_paid`, code: 'dispute', accountId, debtId: null, evidence: inboundMessageId, source, now });
}

/** Accounts of all whom the message held up look again, the task's own one by its own fact. */
async function tellBlocked(transaction: Transaction, partyIds: readonly string[], { task, source, now }: UnderstoodMessage): Promise<Acceptance> {
  const accounts = await transaction.account.findMany({ where: { partyId: { in: [...partyIds] }, status: 'open', NOT: { id: task.accountId ?? '' } }, select: { id: true }, orderBy: { id: 'asc' } });
  const told: Acceptance[] = [];
  for (const { id: accountId } of accounts) {
    const body: FactBody = { kind: 'taskCompleted', taskId: task.id, taskKind: 'inbound', result: 'done' };
    told.push(await insertWithRows(transaction, { accountId, factId: `taskCompleted:${task.id}:${accountId}`, source, occurredAt: now, body }, { now }));
  }
  return allAccepted(told);
}
