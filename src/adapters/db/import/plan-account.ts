/** Which rows of an account are new, which say the same as before, and which cannot be taken over. Pure. */
import type { LocalDate } from '#core/local-time.ts';
import type { ImportAccount, ImportRow } from '../../import/group-rows.ts';
import type { RowSource } from '../../import/parse-row.ts';
import { COMPLETING, missingValidationFields } from '../../import/validation-fields.ts';
import type { CadenceChoice } from './choose-cadence.ts';
import { balanceMinorOf } from './debt-drafts.ts';
import { accountIdOf, debtIdOf, partyIdOf } from './import-ids.ts';
import type { Book, ContractInForce, KnownAccount } from './load-book.ts';
import { officerReasons } from './officer-reasons.ts';
import type { PlacedDebts } from './placed-debts.ts';

export type CadenceFor = (question: { readonly role: 'first_party' | 'third_party'; readonly partyKind: 'person' | 'business'; readonly segment: string | null }) => CadenceChoice;

/** An account that is to be written: a whole new one, or further debts of one that is open. */
export type AccountPlan = {
  readonly accountId: string;
  readonly first: ImportRow;
  readonly rows: readonly ImportRow[];
  readonly contract: ContractInForce;
  /** Why an officer looks at it first. */
  readonly officerReasons: readonly string[];
  readonly target: { readonly kind: 'new'; readonly cadenceHash: string } | { readonly kind: 'grow'; readonly partyId: string };
};

/** A row that only adds validation information which its debt lacked. */
export type Completion = { readonly row: ImportRow; readonly fields: readonly string[]; readonly debtId: string; readonly partyId: string; readonly role: string };

export type AccountAnswer = {
  readonly plan: AccountPlan | null;
  readonly unchanged: number;
  readonly changed: readonly { readonly row: ImportRow; readonly fields: readonly string[] }[];
  readonly completed: readonly Completion[];
  readonly rejected: readonly { readonly row: ImportRow; readonly reasons: readonly string[] }[];
};

type Context = {
  readonly book: Book;
  readonly cadenceFor: CadenceFor;
  readonly today: LocalDate;
  /** Whether the file tells of a person, by party id. */
  readonly roster: { readonly has: (partyId: string) => boolean };
  /** Placed debts of the book and of the file so far. */
  readonly placed: PlacedDebts;
};

export function planAccount(account: ImportAccount, context: Context): AccountAnswer {
  const { first, rows } = account;
  const standing = context.book.creditors.get(first.account.creditor_id) ?? { kind: 'unknown' };
  if (standing.kind !== 'contract') return rejectAll(rows, creditorReason(first.account.creditor_id, standing.kind));
  const accountId = accountIdOf(first.account.creditor_id, first.account.account_reference);
  const known = context.book.accounts.get(accountId);
  return known === undefined ? planNew(account, accountId, standing.contract, context) : planKnown(account, known, standing.contract, context);
}

function creditorReason(creditorId: string, kind: 'unknown' | 'none_in_force'): string {
  return kind === 'unknown' ? `Creditor "${creditorId}" is not known: import it with the file of creditors first.` : `No contract of creditor "${creditorId}" is in force yet.`;
}

function rejectAll(rows: readonly ImportRow[], reason: string): AccountAnswer {
  return { plan: null, unchanged: 0, changed: [], completed: [], rejected: rows.map((row) => ({ row, reasons: [reason] })) };
}

function planNew({ first, rows, incomplete }: ImportAccount, accountId: string, contract: ContractInForce, context: Context): AccountAnswer {
  const partyKind = first.obligors[0]?.party_kind ?? 'person';
  const cadence = context.cadenceFor({ role: contract.role, partyKind, segment: first.account.segment ?? null });
  if (cadence.kind === 'none') return rejectAll(rows, cadence.reason);
  const { good, rejected } = splitByParents(rows, context);
  const reason = whyNotTaken(first, good, (incomplete || rejected.length > 0) && needsWhole(contract.role, partyKind));
  const [firstGood] = good;
  if (firstGood === undefined || reason !== null) return { plan: null, unchanged: 0, changed: [], completed: [], rejected: [...rejected, ...rejectAll(good, reason ?? '').rejected] };
  const plan: AccountPlan = {
    accountId, first: firstGood, rows: good, contract, officerReasons: officerReasons({ accountId, rows: good, contract, ...context }), target: { kind: 'new', cadenceHash: cadence.cadenceHash },
  };
  return { plan, unchanged: 0, changed: [], completed: [], rejected };
}

function whyNotTaken({ account }: ImportRow, good: readonly ImportRow[], waits: boolean): string | null {
  if (waits) return `Another row of account ${account.account_reference} was rejected; one validation notice covers the whole account, so it waits until all of its rows are good.`;
  const { plan_instalments: instalments } = account;
  return instalments !== undefined && balanceMinorOf(good) < instalments ? 'plan_instalments: less is owed than instalments could cover.' : null;
}

/** A consumer's account at a third party is told of once, with all of its debts: 12 CFR 1006.34(a). */
function needsWhole(role: string, partyKind: string): boolean {
  return role === 'third_party' && partyKind === 'person';
}

function splitByParents(rows: readonly ImportRow[], { book, roster }: Context) {
  const orphans = (row: ImportRow): readonly string[] => row.obligors.flatMap(({ parent_reference: parent }) => {
    const partyId = parent === undefined ? null : partyIdOf(row.account.creditor_id, parent);
    return partyId === null || roster.has(partyId) || book.partyIds.has(partyId) ? [] : [`parent_reference ${parent ?? ''} is nobody in this file or in the book.`];
  });
  const judged = rows.map((row) => ({ row, reasons: orphans(row) }));
  return { good: judged.filter(({ reasons }) => reasons.length === 0).map(({ row }) => row), rejected: judged.filter(({ reasons }) => reasons.length > 0) };
}

function planKnown({ first, rows }: ImportAccount, known: KnownAccount, contract: ContractInForce, context: Context): AccountAnswer {
  const told = compare(rows.filter((row) => known.debtReferences.has(row.debt.debt_reference)), known, context.book);
  const further = rows.filter((row) => !known.debtReferences.has(row.debt.debt_reference));
  const reason = whyNotGrown(first, known);
  const growing = reason === null ? splitByParents(further, context) : { good: [], rejected: further.map((row) => ({ row, reasons: [reason] })) };
  const [firstGood] = growing.good;
  const plan: AccountPlan | null = firstGood === undefined ? null : {
    accountId: known.accountId, first: firstGood, rows: growing.good, contract, officerReasons: [], target: { kind: 'grow', partyId: known.partyId },
  };
  return { ...told, plan, rejected: [...told.rejected, ...growing.rejected] };
}

/** Rows of debts that are in the book. */
function compare(rows: readonly ImportRow[], { accountId, partyId, role }: KnownAccount, book: Book): Omit<AccountAnswer, 'plan'> {
  const answer = { unchanged: 0, changed: [] as { row: ImportRow; fields: readonly string[] }[], completed: [] as Completion[], rejected: [] as { row: ImportRow; reasons: readonly string[] }[] };
  for (const row of rows) {
    const debtId = debtIdOf(accountId, row.debt.debt_reference);
    const before = book.records.get(debtId);
    const fields = before === undefined ? [] : changedFields(before, row.source);
    if (before === undefined) answer.rejected.push({ row, reasons: ['The debt is in the book and did not come from a file: change it there.'] });
    else if (fields.length === 0) answer.unchanged += 1;
    else if (role === 'third_party' && fields.every((name) => before[name] === undefined && COMPLETING.has(name))) answer.completed.push({ row, fields, debtId, partyId, role });
    else answer.changed.push({ row, fields });
  }
  return answer;
}

function whyNotGrown(first: ImportRow, known: KnownAccount): string | null {
  const name = `Account ${first.account.account_reference}`;
  if (known.status !== 'open') return `${name} is closed: reopen it before it takes further debts.`;
  if (known.currency !== first.account.currency) return `${name} is kept in ${known.currency}; an account has one currency.`;
  return needsWhole(known.role, known.partyKind) ? `${name} has had its validation notice; a further debt needs a notice and so an account reference of its own.` : null;
}

/** Names of the fields whose text differs; a relative date is the same as long as its text is. */
function changedFields(before: RowSource, now: RowSource): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]).sort();
}

/** What a third party would have to know before it contacts anybody about this debt. */
export function missingOf(row: ImportRow, role: string): readonly string[] {
  return role === 'third_party' ? missingValidationFields(row) : [];
}
