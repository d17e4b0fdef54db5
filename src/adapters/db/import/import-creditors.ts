/** Creditors and the versions of their contracts. A version never changes: decisions name it. */
import type { ContractFields, CreditorFields } from '../../import/load-creditors.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';

export type CreditorsReport = {
  readonly creditorsAdded: number;
  readonly contractsAdded: number;
  readonly unchanged: number;
  /** What was not taken over, with the reason; everything else was. */
  readonly refused: readonly { readonly creditorId: string; readonly version: number | null; readonly reason: string }[];
};

/** Adds what is new. A version that says something else than before is refused: give the changed contract a new number. */
export async function importCreditors(database: Database, creditors: readonly CreditorFields[]): Promise<CreditorsReport> {
  const reports: CreditorsReport[] = [];
  for (const creditor of creditors) reports.push(await inTransaction(database, (transaction) => importCreditor(transaction, creditor)));
  const total = (name: 'creditorsAdded' | 'contractsAdded' | 'unchanged'): number => reports.reduce((sum, report) => sum + report[name], 0);
  return { creditorsAdded: total('creditorsAdded'), contractsAdded: total('contractsAdded'), unchanged: total('unchanged'), refused: reports.flatMap((report) => report.refused) };
}

async function importCreditor(transaction: Transaction, { id, name, contracts }: CreditorFields): Promise<CreditorsReport> {
  const added = await transaction.creditor.createMany({ data: [{ id, name }], skipDuplicates: true });
  const known = await transaction.creditor.findUniqueOrThrow({ where: { id }, include: { contracts: true } });
  const rows = contracts.map((contract) => contractRow(id, contract));
  const fresh = rows.filter((row) => !known.contracts.some((each) => each.version === row.version));
  const renamed = known.name === name ? [] : [{ creditorId: id, version: null, reason: `The creditor is in the book as "${known.name}"; a renamed creditor is another one and needs another id.` }];
  const changed = rows.flatMap((row) => {
    const fields = changedFields(row, known.contracts.find((each) => each.version === row.version));
    return fields.length === 0 ? [] : [{ creditorId: id, version: row.version, reason: `Version ${row.version} has another ${fields.join(', ')} than before: give the changed contract a new version.` }];
  });
  await transaction.creditorContract.createMany({ data: fresh });
  return { creditorsAdded: added.count, contractsAdded: fresh.length, unchanged: rows.length - fresh.length - changed.length, refused: [...renamed, ...changed] };
}

function contractRow(creditorId: string, contract: ContractFields) {
  return {
    creditorId, version: contract.version, role: contract.role, brandName: contract.brand_name, callerName: contract.caller_name, phone: contract.phone,
    channels: contract.channels.join(' '), furnishes: contract.furnishes, legalEnabled: contract.law_firm !== undefined, lawFirm: contract.law_firm ?? null,
    settlementFloorPercent: contract.settlement_floor_percent ?? null, calendarCountry: contract.calendar_country, addressLine: contract.address_line, effectiveFrom: contract.effective_from,
  };
}

type ContractRow = ReturnType<typeof contractRow>;

function changedFields(now: ContractRow, before: Readonly<Record<keyof ContractRow, unknown>> | undefined): readonly string[] {
  if (before === undefined) return [];
  return (Object.keys(now) as (keyof ContractRow)[]).filter((key) => now[key] !== before[key]);
}
