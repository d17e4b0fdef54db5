import type { AccountName } from '#adapters/db/read/find-account.ts';

/** `ID` or `CREDITOR/REFERENCE`, as people type it. */
export function namedAccount(text: string): AccountName {
  const at = text.indexOf('/');
  return at < 0 ? { accountId: text } : { creditorId: text.slice(0, at), reference: text.slice(at + 1) };
}
