/** Imports accounts: good rows are taken over, bad ones are named with all their reasons, and the same file again changes nothing. */
import type { LocalDate } from '#core/local-time.ts';
import { groupRows, type ImportAccount } from '../../import/group-rows.ts';
import type { RawRow } from '../../import/read-rows.ts';
import type { Database } from '../database.ts';
import { Prisma } from '../generated/client.ts';
import { draftReport, finishReport, type ImportReport, type ReportDraft } from './import-report.ts';
import { loadBook, type Book } from './load-book.ts';
import { placementKeyOf, type PlacedDebt } from './placed-debts.ts';
import { missingOf, planAccount, type AccountAnswer, type AccountPlan, type CadenceFor } from './plan-account.ts';
import { PeopleIndex } from './people-index.ts';
import { resolvePeople, rosterOf, type People } from './resolve-people.ts';
import { rowWarnings } from './row-warnings.ts';
import { writeAccount } from './write-account.ts';

export type ImportOptions = {
  readonly database: Database;
  readonly cadenceFor: CadenceFor;
  /** Business time. */
  readonly now: string;
  /** The business date that relative dates count from. */
  readonly today: LocalDate;
  /** Reads and judges everything and writes nothing. */
  readonly dryRun?: boolean;
};

export type ImportProgress = { readonly accountsDone: number; readonly accountsTotal: number };

/** Accounts whose standing in the book is read together. */
const CHUNK = 200;

/** Takes rows over, each account in one transaction. Runs of the new accounts are the caller's to start. */
export async function importAccounts(options: ImportOptions, rows: AsyncIterable<RawRow>, onProgress: (progress: ImportProgress) => void = () => undefined): Promise<ImportReport> {
  const grouped = await groupRows(rows, options.today);
  const draft = draftReport(grouped.rowCount, grouped.rejected);
  const work: Work = { options, draft, people: { roster: rosterOf(grouped.accounts.flatMap((account) => account.rows)), index: new PeopleIndex() }, placed: new Map() };
  for (let start = 0; start < grouped.accounts.length; start += CHUNK) {
    const chunk = grouped.accounts.slice(start, start + CHUNK);
    await importChunk(work, chunk, (done) => onProgress({ accountsDone: start + done, accountsTotal: grouped.accounts.length }));
  }
  return finishReport(draft);
}

type Work = {
  readonly options: ImportOptions;
  readonly draft: ReportDraft;
  readonly people: People;
  /** Placed debts of the file so far. */
  readonly placed: Map<string, PlacedDebt>;
};

async function importChunk(work: Work, accounts: readonly ImportAccount[], onDone: (done: number) => void): Promise<void> {
  const { options, people, draft } = work;
  const book = await loadBook(options.database, accounts, options.today);
  const plans = accounts.map((account) => judge(work, account, book));
  await resolvePeople(options.database, people, plans.flatMap((plan) => plan?.rows ?? []), draft);
  for (const [index, plan] of plans.entries()) {
    if (plan !== null) await carryOut(work, plan);
    onDone(index + 1);
  }
}

function judge({ options, people, placed, draft }: Work, account: ImportAccount, book: Book): AccountPlan | null {
  const answer = planAccount(account, {
    book, cadenceFor: options.cadenceFor, today: options.today, roster: people.roster, placed: { get: (key) => placed.get(key) ?? book.placed.get(key) },
  });
  reportAnswer(draft, answer);
  const { plan } = answer;
  for (const row of plan?.contract.role === 'third_party' ? plan.rows : []) {
    const key = placementKeyOf(row);
    if (plan !== null && key !== null && !placed.has(key)) placed.set(key, { accountId: plan.accountId, reference: row.account.account_reference });
  }
  return plan;
}

function reportAnswer(draft: ReportDraft, answer: AccountAnswer): void {
  draft.unchanged += answer.unchanged;
  for (const { row, fields } of answer.changed) draft.changed.push({ ...placeOf(row), accountReference: row.account.account_reference, debtReference: row.debt.debt_reference, fields });
  for (const { row, reasons } of answer.rejected) draft.rejected.push({ ...placeOf(row), reasons });
}

async function carryOut({ options, people, draft }: Work, plan: AccountPlan): Promise<void> {
  const taken = options.dryRun === true ? null : await tryWrite(options, people, plan);
  if (taken === null) return reportWritten(draft, plan, options);
  const reason = `The book has got another ${taken} of this number while the file was read: import the file again.`;
  for (const row of plan.rows) draft.rejected.push({ ...placeOf(row), reasons: [reason] });
}

/** The kind of row whose unique key somebody else took meanwhile, or null; then the transaction has left nothing behind. */
async function tryWrite({ database, now, today }: ImportOptions, people: People, plan: AccountPlan): Promise<string | null> {
  try {
    await writeAccount(database, plan, { people, now, today });
    return null;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return modelOf(error.meta);
    throw error;
  }
}

function modelOf(meta: Readonly<Record<string, unknown>> | undefined): string {
  const model = meta?.['modelName'];
  return typeof model === 'string' ? model.toLowerCase() : 'row';
}

function reportWritten(draft: ReportDraft, plan: AccountPlan, { today, dryRun }: ImportOptions): void {
  draft.accepted += plan.rows.length;
  if (dryRun !== true) (plan.target.kind === 'new' ? draft.accountIds : draft.grownAccountIds).push(plan.accountId);
  for (const row of plan.rows) {
    const missing = missingOf(row, plan.contract.role);
    if (missing.length > 0) draft.notContactable.push({ ...placeOf(row), accountReference: row.account.account_reference, debtReference: row.debt.debt_reference, missing });
    for (const sentence of rowWarnings(plan, row, today)) draft.warnings.push({ ...placeOf(row), sentence });
  }
  for (const sentence of plan.officerReasons) draft.warnings.push({ ...placeOf(plan.first), sentence: `Held for an officer. ${sentence}` });
}

function placeOf({ rowNo, lineNo }: { readonly rowNo: number; readonly lineNo: number }): { readonly row: number; readonly line: number } {
  return { row: rowNo, line: lineNo };
}
