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
