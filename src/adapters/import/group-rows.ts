/** Rows of a file to accounts: rows are compared with each other, and what they say of one account or person has to agree. */
import { canonicalJson } from '#core/account/stable-hash.ts';
import type { LocalDate } from '#core/local-time.ts';
import { parseRow, type RowSource } from './parse-row.ts';
import type { RawRow } from './read-rows.ts';
import type { ObligorFields, RowFields } from './row-schema.ts';

export type ImportRow = RowFields & { readonly rowNo: number; readonly lineNo: number; readonly source: RowSource };

/** All good rows of one account, in the order of the file; at least one. */
export type ImportAccount = { readonly first: ImportRow; readonly rows: readonly ImportRow[]; /** Another row of it was rejected. */ readonly incomplete: boolean };

export type RejectedRow = { readonly row: number; readonly line: number; readonly reasons: readonly string[] };

export type GroupedRows = { readonly rowCount: number; readonly accounts: readonly ImportAccount[]; readonly rejected: readonly RejectedRow[] };

const ROWS_MAX = 200_000;
/** One transaction takes over one account. */
const DEBTS_PER_ACCOUNT_MAX = 1_000;

/** Reads all rows; a row that contradicts an earlier one is rejected and names it. */
export async function groupRows(rows: AsyncIterable<RawRow>, today: LocalDate): Promise<GroupedRows> {
  const groups = new RowGroups();
  for await (const raw of rows) {
    if (groups.rowCount === ROWS_MAX) {
      groups.reject(raw, [`A file has at most ${ROWS_MAX} rows: this one and all after it were left out, split the file.`]);
      break;
    }
    groups.add(raw, today);
  }
  return groups.finish();
}

class RowGroups {
  rowCount = 0;
  readonly #rejected: RejectedRow[] = [];
  readonly #accounts = new Map<string, ImportRow[]>();
  readonly #incomplete = new Set<string>();
  readonly #debts = new Map<string, ImportRow>();
  readonly #people = new Map<string, { readonly row: ImportRow; readonly identity: Readonly<Record<string, unknown>> }>();

  add(raw: RawRow, today: LocalDate): void {
    this.rowCount += 1;
    if (raw.kind === 'rejected') return this.reject(raw, raw.reasons);
    const parsed = parseRow(raw.source, today);
    if (parsed.kind === 'rejected') return this.reject(raw, parsed.reasons, raw.source);
    const row: ImportRow = { ...parsed.fields, rowNo: raw.rowNo, lineNo: raw.lineNo, source: raw.source };
    const reasons = this.#contradictions(row);
    if (reasons.length > 0) return this.reject(raw, reasons, raw.source);
    this.#take(row);
  }

  reject(raw: { readonly rowNo: number; readonly lineNo: number }, reasons: readonly string[], source: RowSource = {}): void {
    this.#rejected.push({ row: raw.rowNo, line: raw.lineNo, reasons });
    const { creditor_id: creditorId, account_reference: reference } = source;
    if (creditorId !== undefined && reference !== undefined) this.#incomplete.add(keyOf(creditorId, reference));
  }

  finish(): GroupedRows {
    const accounts = [...this.#accounts].flatMap(([key, rows]) => {
      const [first] = rows;
      return first === undefined ? [] : [{ first, rows, incomplete: this.#incomplete.has(key) }];
    });
    return { rowCount: this.rowCount, accounts, rejected: this.#rejected };
  }

  #take(row: ImportRow): void {
    const key = accountKey(row);
    this.#accounts.set(key, [...this.#accounts.get(key) ?? [], row]);
    this.#debts.set(keyOf(key, row.debt.debt_reference), row);
    for (const obligor of row.obligors) this.#people.set(personKey(row, obligor), this.#people.get(personKey(row, obligor)) ?? { row, identity: identityOf(obligor) });
  }

  #contradictions(row: ImportRow): readonly string[] {
    const same = this.#debts.get(keyOf(accountKey(row), row.debt.debt_reference));
    if (same !== undefined) return [`Debt ${row.debt.debt_reference} of account ${row.account.account_reference} stands in row ${same.rowNo} already.`];
    const siblings = this.#accounts.get(accountKey(row)) ?? [];
    const reasons = [...accountReasons(row, siblings[0]), ...row.obligors.flatMap((obligor) => this.#personReasons(row, obligor)), ...selfReasons(row)];
    if (siblings.length >= DEBTS_PER_ACCOUNT_MAX) reasons.push(`An account has at most ${DEBTS_PER_ACCOUNT_MAX} debts in one file.`);
    return reasons;
  }

  #personReasons(row: ImportRow, obligor: ObligorFields): readonly string[] {
    const known = this.#people.get(personKey(row, obligor));
    if (known === undefined) return [];
    const differing = differingKeys(known.identity, identityOf(obligor));
    return differing.length === 0 ? [] : [`Person ${personReference(row, obligor)} has another ${differing.join(', ')} in row ${known.row.rowNo}.`];
  }
}

/** The person's number at the creditor; absent: the account's own, further people by their place in the row. */
export function personReference(row: RowFields, obligor: ObligorFields): string {
  return obligor.person_reference ?? (obligor.no === 1 ? row.account.account_reference : `${row.account.account_reference} / ${obligor.no}`);
}

function accountKey(row: RowFields): string {
  return keyOf(row.account.creditor_id, row.account.account_reference);
}

function personKey(row: RowFields, obligor: ObligorFields): string {
  return keyOf(row.account.creditor_id, personReference(row, obligor));
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function accountReasons(row: ImportRow, first: ImportRow | undefined): readonly string[] {
  if (first === undefined) return [];
  const differing = differingKeys(first.account, row.account);
  const [debtor, firstDebtor] = [row, first].map((each) => each.obligors[0]);
  if (debtor !== undefined && firstDebtor !== undefined && personKey(row, debtor) !== personKey(first, firstDebtor)) differing.push('person_reference');
  return differing.length === 0 ? [] : [`Account ${row.account.account_reference} has another ${differing.join(', ')} in row ${first.rowNo}.`];
}

function selfReasons(row: ImportRow): readonly string[] {
  const references = row.obligors.map((obligor) => personReference(row, obligor));
  return new Set(references).size === references.length ? [] : ['A person is named twice in this row.'];
}

const IDENTITY = ['party_kind', 'full_name', 'first_name', 'language', 'date_of_birth', 'tax_id_last4', 'parent_reference', 'time_zone', 'country', 'state'] as const;

/** What makes a person; his numbers and addresses may differ from row to row, all of them are kept. */
function identityOf(obligor: ObligorFields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(IDENTITY.map((name) => [name, obligor[name]]));
}

function differingKeys(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((key) => canonicalJson(left[key] ?? null) !== canonicalJson(right[key] ?? null));
}
