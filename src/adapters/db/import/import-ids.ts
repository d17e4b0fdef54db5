/**
 * Ids of what an import creates. The same file always gives the same ids, so a second import meets what the first one made.
 * They are digests: ids travel into histories, logs and links, and a creditor's account number or a telephone number must not.
 */
import { createHash } from 'node:crypto';

function digest(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

export function accountIdOf(creditorId: string, accountReference: string): string {
  return `acc-${digest('account', creditorId, accountReference)}`;
}

export function debtIdOf(accountId: string, debtReference: string): string {
  return `debt-${digest('debt', accountId, debtReference)}`;
}

export function partyIdOf(creditorId: string, personReference: string): string {
  return `party-${digest('party', creditorId, personReference)}`;
}

/** Not made of the number or address itself, which could be found again by trying all of them. */
export function contactPointIdOf(debtId: string, obligorNo: number, kind: string, no: number): string {
  return `point-${digest('contact point', debtId, obligorNo, kind, no)}`;
}

/** Something that a row says once: a consent, a hold, a promise. */
export function rowItemId(kind: string, debtId: string, ...item: readonly (string | number)[]): string {
  return `${kind}-${digest(kind, debtId, ...item)}`;
}

/** One placed debt, by its number at the creditor who had it first: a second placement of it has the same id. */
export function placementIdOf(originalCreditor: string, originalReference: string): string {
  return `placed-${digest('placement', originalCreditor.toLowerCase(), originalReference)}`;
}

/** What the file said about a debt, kept to tell a changed row from an unchanged one. */
export function importRecordId(debtId: string): string {
  return `import-${debtId}`;
}
