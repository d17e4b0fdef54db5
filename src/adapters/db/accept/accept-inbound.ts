/** Inbound messages: stored raw once; what is certain is obeyed in the same transaction, everything else blocks until a person has understood it. */
import { createHash } from 'node:crypto';
import { readInbound, type InboundReading, type StoppingClass } from '#core/compliance/inbound-classification.ts';
import { inTransaction, lockId, lockPersons, type Database, type Transaction } from '../database.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';
import { allAccepted } from './accept-once.ts';
import { obeyMessage, type MessageContext } from './obey-message.ts';
import { openTask } from './open-task.ts';

export type InboundRequest = {
  readonly provider: string;
  readonly providerEventId: string;
  readonly medium: 'sms' | 'email' | 'letter' | 'portal';
  readonly fromAddress: string;
  /** Of an e-mail that is no reply: people put their word there. */
  readonly subject: string | null;
  readonly body: string;
  /** The message of ours that it answers, where the provider tells. */
  readonly replyToTouchId: string | null;
  /** The provider's own word that the person stopped further messages to this number. */
  readonly providerStopped: boolean;
  readonly now: string;
};

export type InboundStored =
  | { readonly kind: 'stored'; readonly inboundMessageId: string; readonly classification: string | null; readonly accountIds: readonly string[] }
  /** The same message again: nothing changed. */
  | { readonly kind: 'duplicate'; readonly inboundMessageId: string }
  /** The provider's id came before with another text or sender; the first stays. */
  | { readonly kind: 'conflict'; readonly inboundMessageId: string };

const LONGEST_BODY = 10_000;
/** A waiting message is answered on the same business day. */
const ANSWERED_WITHIN_MS = 8 * 3_600_000;

/** Stores a message, obeys what is certain in it, and tells the accounts of whoever may have sent it. */
export function storeInbound(database: Database, request: InboundRequest): Promise<InboundStored> {
  return inTransaction(database, async (transaction) => {
    const { provider, providerEventId, medium } = request;
    const { id: inboundMessageId, fromAddress, body } = rawMessage(request);
    await lockId(transaction, `inbound:${inboundMessageId}`);
    const known = await transaction.inboundMessage.findUnique({ where: { provider_providerEventId: { provider, providerEventId } } });
    if (known !== null) return { kind: known.body === body && known.fromAddress === fromAddress ? 'duplicate' : 'conflict', inboundMessageId } as const;
    const sender = await findSender(transaction, medium, fromAddress, request.replyToTouchId);
    await lockPersons(transaction, sender.linkedPartyIds);
    await transaction.inboundMessage.create({
      data: {
        id: inboundMessageId, provider, providerEventId, medium, fromAddress, body, partyId: sender.partyIds[0] ?? null, contactPointId: sender.contactPointId,
        accountId: await firstAccount(transaction, sender.partyIds), receivedAt: new Date(request.now),
      },
    });
    const context: MessageContext = { inboundMessageId, medium, ...sender, now: request.now, source: 'debtor' };
    return takeIn(transaction, context, readMessage(request));
  });
}

/** Keeps what a program wrote as it came, understood from the first: it blocks nobody, tells no account, and asks nobody. */
export function storeAutomatic(database: Database, { provider, providerEventId, ...request }: Raw & Pick<InboundRequest, 'now'>): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const { id, fromAddress, body } = rawMessage({ provider, providerEventId, ...request });
    const sender = await findSender(transaction, request.medium, fromAddress, null);
    const at = new Date(request.now);
    const row = {
      id, provider, providerEventId, medium: request.medium, fromAddress, body, partyId: sender.partyIds[0] ?? null, contactPointId: sender.contactPointId, receivedAt: at,
      classification: 'automatic', classifiedBy: 'dunwell', classifiedAt: at,
    };
    await transaction.inboundMessage.upsert({ where: { id }, update: {}, create: row });
  });
}

/** Providers choose ids as they like, with names and signs in them; ours travel in facts, holds and tasks and are typed by people. */
function digestOf(providerEventId: string): string {
  return createHash('sha256').update(providerEventId).digest('hex').slice(0, 20);
}

type Raw = Pick<InboundRequest, 'provider' | 'providerEventId' | 'medium' | 'fromAddress' | 'subject' | 'body'>;

/** What is stored of a message, the same for the same message. */
function rawMessage({ provider, providerEventId, medium, fromAddress, subject, body }: Raw): { readonly id: string; readonly fromAddress: string; readonly body: string } {
  return {
    id: `${provider}:${digestOf(providerEventId)}`, fromAddress: medium === 'email' ? fromAddress.trim().toLowerCase() : fromAddress.trim(),
    body: [subject ?? '', body].filter((part) => part !== '').join('\n').slice(0, LONGEST_BODY),
  };
}

/** A subject of its own is read by itself: "stop" there counts although a signature follows. */
function readMessage({ subject, body, providerStopped }: InboundRequest): InboundReading {
  const own = subject === null || /^\s*(re|aw|fwd?|wg)\s*:/i.test(subject) ? [] : classesOf(readInbound(subject));
  const said = readInbound(body);
  const classes = [...new Set([...own, ...classesOf(said), ...(providerStopped ? ['opt_out' as const] : [])])];
  return classes.length > 0 ? { kind: 'recognised', classes } : said;
}

function classesOf(reading: InboundReading): readonly StoppingClass[] {
  return reading.kind === 'recognised' ? reading.classes : [];
}

type Sender = Pick<MessageContext, 'partyIds' | 'linkedPartyIds' | 'contactPointId'>;

/** Who may have sent it: everybody who uses the number or address. An unknown sender's message waits for a person. */
async function findSender(transaction: Transaction, medium: string, fromAddress: string, replyToTouchId: string | null): Promise<Sender> {
  const kind = medium === 'sms' ? 'phone' : medium === 'email' ? 'email' : 'postal';
  const point = await transaction.contactPoint.findUnique({ where: { kind_value: { kind, value: fromAddress } }, include: { parties: { orderBy: { partyId: 'asc' } } } });
  const active = point?.parties.filter((link) => link.status === 'active').map((link) => link.partyId) ?? [];
  const linked = point?.parties.map((link) => link.partyId) ?? [];
  if (active.length > 0 || replyToTouchId === null) return { partyIds: active, linkedPartyIds: linked, contactPointId: point?.id ?? null };
  // Written from another address, but in answer to a message of ours.
  const touch = await transaction.touch.findUnique({ where: { id: replyToTouchId }, select: { partyId: true, contactPointId: true } });
  return touch === null ? { partyIds: [], linkedPartyIds: linked, contactPointId: point?.id ?? null }
    : { partyIds: [touch.partyId], linkedPartyIds: [...new Set([...linked, touch.partyId])], contactPointId: touch.contactPointId };
}

async function firstAccount(transaction: Transaction, partyIds: readonly string[]): Promise<string | null> {
  const [first] = await openAccounts(transaction, partyIds);
  return first ?? null;
}

async function openAccounts(transaction: Transaction, partyIds: readonly string[]): Promise<readonly string[]> {
  const rows = await transaction.account.findMany({ where: { partyId: { in: [...partyIds] }, status: 'open' }, select: { id: true }, orderBy: { id: 'asc' } });
  return rows.map((row) => row.id);
}

async function takeIn(transaction: Transaction, context: MessageContext, reading: InboundReading): Promise<InboundStored> {
  const { inboundMessageId, medium, now } = context;
  const obeyed = reading.kind === 'recognised' ? await obeyMessage(transaction, context, reading.classes) : { kind: 'unsure', acceptances: [] } as const;
  const classification = reading.kind === 'recognised' && obeyed.kind === 'obeyed' ? reading.classes.join(' ') : null;
  const accountIds = await openAccounts(transaction, context.partyIds);
  if (classification !== null) {
    await classifyInbound(transaction, { inboundMessageId, classification, classifiedBy: 'dunwell', now });
  } else {
    const suggestion = reading.kind === 'recognised' ? reading.classes.join(' ') : reading.suggestion;
    await openTask(transaction, {
      taskId: `inbound:${inboundMessageId}`, accountId: accountIds[0] ?? null, kind: 'inbound', subject: `${medium}: ${suggestion ?? 'not understood'}`, script: inboundMessageId, now, withinMs: ANSWERED_WITHIN_MS,
    });
  }
  const told: Acceptance[] = [...obeyed.acceptances];
  for (const accountId of accountIds) told.push(await tellAccount(transaction, accountId, { inboundMessageId, medium, classification, now }));
  const all = allAccepted(told);
  return { kind: 'stored', inboundMessageId, classification, accountIds: all.kind === 'accepted' ? all.accountIds : accountIds };
}

type Notice = { readonly inboundMessageId: string; readonly medium: string; readonly classification: string | null; readonly now: string };

function tellAccount(transaction: Transaction, accountId: string, { inboundMessageId, medium, classification, now }: Notice): Promise<Acceptance> {
  return insertWithRows(transaction, {
    accountId, factId: `inbound:${inboundMessageId}:${accountId}`, source: 'debtor', occurredAt: now, body: { kind: 'inboundMessageReceived', inboundMessageId, medium, classification },
  }, { now });
}

/** A notice of a stored message that was signalled straight to the run; the fact that the storing wrote is the same one. */
export function acceptInboundNotice(database: Database, request: { readonly accountId: string; readonly inboundMessageId: string; readonly now: string }): Promise<Acceptance> {
  return inTransaction(database, async (transaction) => {
    const message = await transaction.inboundMessage.findUnique({ where: { id: request.inboundMessageId } });
    if (message === null) return { kind: 'refused', reasons: [`No inbound message ${request.inboundMessageId} is stored.`] } as const;
    if (message.partyId !== null) await lockPersons(transaction, [message.partyId]);
    const known = await transaction.fact.findUnique({ where: { id: `inbound:${message.id}:${request.accountId}` }, select: { seq: true } });
    return known === null ? tellAccount(transaction, request.accountId, { inboundMessageId: message.id, medium: message.medium, classification: message.classification, now: request.now }) : { kind: 'duplicate', seq: known.seq } as const;
  });
}

export type Classification = { readonly inboundMessageId: string; readonly classification: string; readonly classifiedBy: string; readonly now: string };

/** Somebody has understood the message: it no longer blocks. What it means is obeyed in the same transaction. */
export async function classifyInbound(transaction: Transaction, request: Classification): Promise<void> {
  await transaction.inboundMessage.update({
    where: { id: request.inboundMessageId }, data: { classification: request.classification, classifiedBy: request.classifiedBy, classifiedAt: new Date(request.now) },
  });
}
