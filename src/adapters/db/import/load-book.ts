/** What the book holds already of the accounts that a file speaks of. Read only. */
import type { LocalDate } from '#core/local-time.ts';
import type { ImportAccount } from '../../import/group-rows.ts';
import type { RowSource } from '../../import/parse-row.ts';
import type { Database } from '../database.ts';
import { accountIdOf, debtIdOf, importRecordId, partyIdOf } from './import-ids.ts';
import { placementKeyOf, type PlacedDebts } from './placed-debts.ts';

export type ContractInForce = { readonly version: number; readonly role: 'first_party' | 'third_party' };
export type CreditorStanding = { readonly kind: 'contract'; readonly contract: ContractInForce } | { readonly kind: 'unknown' } | { readonly kind: 'none_in_force' };

export type KnownAccount = {
  readonly accountId: string; readonly partyId: string; readonly partyKind: string; readonly status: string; readonly currency: string; readonly role: string;
  readonly debtReferences: ReadonlySet<string>;
};

export type Book = {
  readonly creditors: ReadonlyMap<string, CreditorStanding>;
  /** By the id that an import gives; an account of the same reference made in another way is among them. */
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  /** What the file said of a debt when it was taken over, by debt id. */
  readonly records: ReadonlyMap<string, RowSource>;
  readonly partyIds: ReadonlySet<string>;
  readonly placed: PlacedDebts;
};

export async function loadBook(database: Database, accounts: readonly ImportAccount[], today: LocalDate): Promise<Book> {
  return {
    creditors: await loadCreditors(database, accounts, today), accounts: await loadAccounts(database, accounts), records: await loadRecords(database, accounts),
    partyIds: await loadParents(database, accounts), placed: await loadPlacements(database, accounts),
  };
}

/** Of several versions the latest that is in force on the day of the import. */
async function loadCreditors(database: Database, accounts: readonly ImportAccount[], today: LocalDate): Promise<Book['creditors']> {
  const ids = [...new Set(accounts.map(({ first }) => first.account.creditor_id))];
  const rows = await database.creditor.findMany({ where: { id: { in: ids } }, include: { contracts: { where: { effectiveFrom: { lte: today } }, orderBy: { version: 'desc' }, take: 1 } } });
  const standings = new Map<string, CreditorStanding>(ids.map((id) => [id, { kind: 'unknown' }]));
  for (const { id, contracts: [contract] } of rows) {
    standings.set(id, contract === undefined ? { kind: 'none_in_force' } : { kind: 'contract', contract: { version: contract.version, role: contract.role as ContractInForce['role'] } });
  }
  return standings;
}

async function loadAccounts(database: Database, accounts: readonly ImportAccount[]): Promise<Book['accounts']> {
  const rows = await database.account.findMany({
    where: { creditorId: { in: accounts.map(({ first }) => first.account.creditor_id) }, reference: { in: accounts.map(({ first }) => first.account.account_reference) } },
    include: { party: { select: { kind: true } }, contract: { select: { role: true } }, debts: { select: { reference: true } } },
  });
  return new Map(rows.map(({ id, creditorId, reference, partyId, party, status, currency, contract, debts }) => [accountIdOf(creditorId, reference), {
    accountId: id, partyId, partyKind: party.kind, status, currency, role: contract.role, debtReferences: new Set(debts.map((debt) => debt.reference)),
  }]));
}

async function loadRecords(database: Database, accounts: readonly ImportAccount[]): Promise<Book['records']> {
  const debtIds = accounts.flatMap(({ first, rows }) => {
    const accountId = accountIdOf(first.account.creditor_id, first.account.account_reference);
    return rows.map((row) => debtIdOf(accountId, row.debt.debt_reference));
  });
  const byRecord = new Map(debtIds.map((debtId) => [importRecordId(debtId), debtId]));
  const documents = await database.document.findMany({ where: { id: { in: [...byRecord.keys()] } }, select: { id: true, bytes: true } });
  return new Map(documents.map(({ id, bytes }) => [byRecord.get(id) ?? id, JSON.parse(Buffer.from(bytes).toString('utf8')) as RowSource]));
}

async function loadParents(database: Database, accounts: readonly ImportAccount[]): Promise<ReadonlySet<string>> {
  const wanted = accounts.flatMap(({ rows }) => rows.flatMap((row) => row.obligors.flatMap(({ parent_reference: parent }) => (parent === undefined ? [] : [partyIdOf(row.account.creditor_id, parent)]))));
  const parties = wanted.length === 0 ? [] : await database.party.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  return new Set(parties.map((party) => party.id));
}

async function loadPlacements(database: Database, accounts: readonly ImportAccount[]): Promise<Book['placed']> {
  const wanted = accounts.flatMap(({ rows }) => rows.flatMap((row) => placementKeyOf(row) ?? []));
  const rows = wanted.length === 0 ? [] : await database.placement.findMany({ where: { id: { in: wanted }, account: { status: 'open' } }, select: { id: true, account: { select: { id: true, reference: true } } } });
  return new Map(rows.map(({ id, account }) => [id, { accountId: account.id, reference: account.reference }]));
}
