/** Which account is meant: by its id, or as its creditor knows it. */
import { DunwellError } from '#contracts/failures.ts';
import type { Database } from '../database.ts';

/** An account by its id, or as its creditor knows it. */
export type AccountName = { readonly accountId: string } | { readonly creditorId: string; readonly reference: string };

/** The id of an account. Throws ACCOUNT_UNKNOWN. */
export async function findAccountId(database: Database, name: AccountName): Promise<string> {
  const where = 'accountId' in name ? { id: name.accountId } : { creditorId_reference: { creditorId: name.creditorId, reference: name.reference } };
  const account = await database.account.findUnique({ where, select: { id: true } });
  if (account === null) throw new DunwellError('ACCOUNT_UNKNOWN', `There is no account ${'accountId' in name ? name.accountId : `${name.reference} of ${name.creditorId}`}.`);
  return account.id;
}

/** An open account of somebody who uses this number or address; undefined for strangers. */
export async function findAccountOfSender(database: Database, address: string): Promise<string | undefined> {
  const account = await database.account.findFirst({
    where: { status: 'open', party: { contactPoints: { some: { contactPoint: { kind: { in: ['phone', 'email'] }, value: address } } } } }, select: { id: true }, orderBy: { id: 'asc' },
  });
  return account?.id;
}

/** The account to which a message of ours belongs, by its provider's id or our own; undefined for messages that are not ours. */
export async function findAccountOfMessage(database: Database, message: { readonly provider: string; readonly providerId: string; readonly touchId: string | null }): Promise<string | undefined> {
  const { provider, providerId, touchId } = message;
  const touch = await database.touch.findFirst({ where: { OR: [{ provider, providerId }, ...(touchId === null ? [] : [{ id: touchId }])] }, select: { accountId: true } });
  return touch?.accountId;
}
