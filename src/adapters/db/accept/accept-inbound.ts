/** Inbound messages: stored raw once; until somebody has understood one, it blocks every claim of its person. */
import { inTransaction, lockPerson, type Database, type Transaction } from '../database.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';

export type InboundRequest = {
  readonly provider: string;
  readonly providerEventId: string;
  readonly medium: 'sms' | 'email' | 'letter' | 'portal';
  readonly fromAddress: string;
  readonly body: string;
  readonly now: string;
};

export type InboundStored = { readonly inboundMessageId: string; readonly partyId: string | null; readonly contactPointId: string | null; readonly accountIds: readonly string[]; readonly duplicate: boolean };

const LONGEST_BODY = 10_000;

/** Stores a message and tells the accounts of its sender, found by number or address; an unknown sender's message waits for a person. */
export function storeInbound(database: Database, request: InboundRequest): Promise<InboundStored> {
  return inTransaction(database, async (transaction) => {
    const inboundMessageId = `${request.provider}:${request.providerEventId}`;
    const point = await transaction.contactPoint.findFirst({ where: { value: request.fromAddress }, include: { parties: { where: { status: 'active' }, orderBy: { partyId: 'asc' } } } });
    const partyId = point?.parties[0]?.partyId ?? null;
    if (partyId !== null) await lockPerson(transaction, partyId);
    const known = await transaction.inboundMessage.findUnique({ where: { provider_providerEventId: { provider: request.provider, providerEventId: request.providerEventId } } });
    const accountIds = partyId === null ? [] : await openAccounts(transaction, partyId);
    const stored = { inboundMessageId, partyId, contactPointId: point?.id ?? null, accountIds };
    if (known !== null) return { ...stored, duplicate: true };
    await transaction.inboundMessage.create({
      data: {
        id: inboundMessageId, provider: request.provider, providerEventId: request.providerEventId, medium: request.medium, fromAddress: request.fromAddress,
        body: request.body.slice(0, LONGEST_BODY), partyId, accountId: accountIds[0] ?? null, receivedAt: new Date(request.now),
      },
    });
    for (const accountId of accountIds) await tellAccount(transaction, accountId, inboundMessageId, request.medium, request.now);
    return { ...stored, duplicate: false };
  });
}

async function openAccounts(transaction: Transaction, partyId: string): Promise<readonly string[]> {
  const rows = await transaction.account.findMany({ where: { partyId, status: 'open' }, select: { id: true }, orderBy: { id: 'asc' } });
  return rows.map((row) => row.id);
}

function tellAccount(transaction: Transaction, accountId: string, inboundMessageId: string, medium: string, now: string): Promise<Acceptance> {
  return insertWithRows(transaction, {
    accountId, factId: `inbound:${inboundMessageId}:${accountId}`, source: 'debtor', occurredAt: now,
    body: { kind: 'inboundMessageReceived', inboundMessageId, medium, classification: null },
  }, { now });
}

/** A notice of a stored message that was signalled straight to the run. */
export function acceptInboundNotice(database: Database, request: { readonly accountId: string; readonly inboundMessageId: string; readonly now: string }): Promise<Acceptance> {
  return inTransaction(database, async (transaction) => {
    const message = await transaction.inboundMessage.findUnique({ where: { id: request.inboundMessageId } });
    if (message === null) return { kind: 'refused', reasons: [`There is no stored message ${request.inboundMessageId}.`] } as const;
    if (message.partyId !== null) await lockPerson(transaction, message.partyId);
    return tellAccount(transaction, request.accountId, request.inboundMessageId, message.medium, request.now);
  });
}

export type Classification = { readonly inboundMessageId: string; readonly classification: string; readonly classifiedBy: string; readonly now: string };

/** Somebody has understood the message: it no longer blocks. What it means is accepted by its own operation, in the same breath. */
export async function classifyInbound(transaction: Transaction, request: Classification): Promise<void> {
  await transaction.inboundMessage.update({
    where: { id: request.inboundMessageId }, data: { classification: request.classification, classifiedBy: request.classifiedBy, classifiedAt: new Date(request.now) },
  });
}
