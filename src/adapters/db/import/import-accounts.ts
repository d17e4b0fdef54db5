/** Imports accounts: good rows are taken over, bad ones are named with all their reasons, and the same file again changes nothing. */
import type { LocalDate } from '#core/local-time.ts';
import { groupRows, type ImportAccount, type ImportRow } from '../../import/group-rows.ts';
import type { RawRow } from '../../import/read-rows.ts';
import type { Database } from '../database.ts';
import { Prisma } from '../generated/client.ts';
import { completeDebt } from './debt-rows.ts';
import { draftReport, finishReport, type DebtPlace, type ImportReport, type ReportDraft } from './import-report.ts';
import { loadBook, type Book } from './load-book.ts';
import { placementKeyOf, type PlacedDebt } from './placed-debts.ts';
import { missingOf, planAccount, type AccountAnswer, type AccountPlan, type CadenceFor, type Completion } from './plan-account.ts';
import { PeopleIndex } from './people-index.ts';
import { partyIdIn, resolvePeople, rosterOf, type People } from './resolve-people.ts';
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
  const answers = accounts.map((account) => judge(work, account, book));
  await resolvePeople(options.database, people, answers.flatMap(({ plan }) => plan?.rows ?? []), draft);
  for (const [index, { plan, completed }] of answers.entries()) {
    for (const completion of completed) await complete(work, completion);
    if (plan !== null) await carryOut(work, plan);
    onDone(index + 1);
  }
}

function judge({ options, people, placed, draft }: Work, account: ImportAccount, book: Book): AccountAnswer {
  const answer = planAccount(account, {
    book, cadenceFor: options.cadenceFor, today: options.today, roster: people.roster, placed: { get: (key) => placed.get(key) ?? book.placed.get(key) },
  });
  draft.unchanged += answer.unchanged;
  draft.changed.push(...answer.changed.map(({ row, fields }) => ({ ...debtPlaceOf(row), fields })));
  draft.rejected.push(...answer.rejected.map(({ row, reasons }) => ({ ...placeOf(row), reasons })));
  const { plan } = answer;
  for (const row of plan?.contract.role === 'third_party' ? plan.rows : []) {
    const key = placementKeyOf(row);
    if (plan !== null && key !== null && !placed.has(key)) placed.set(key, { accountId: plan.accountId, reference: row.account.account_reference });
  }
  return answer;
}

async function complete({ options, draft }: Work, completion: Completion): Promise<void> {
  if (options.dryRun !== true) await completeDebt(options.database, completion);
  draft.completed.push({ ...debtPlaceOf(completion.row), fields: completion.fields });
  reportMissing(draft, completion.row, completion.role);
}

function reportMissing(draft: ReportDraft, row: ImportRow, role: string): void {
  const missing = missingOf(row, role);
  if (missing.length > 0) draft.notContactable.push({ ...debtPlaceOf(row), missing });
}

async function carryOut({ options, people, draft }: Work, plan: AccountPlan): Promise<void> {
  const reason = strangerReason(people, plan) ?? (options.dryRun === true ? null : await tryWrite(options, people, plan));
  if (reason === null) return reportWritten(draft, plan, options);
  for (const row of plan.rows) draft.rejected.push({ ...placeOf(row), reasons: [reason] });
}

/** Further debts of an account are its own debtor's. */
function strangerReason({ index }: People, { first, target }: AccountPlan): string | null {
  const [debtor] = first.obligors;
  if (target.kind === 'new' || debtor === undefined || index.find(partyIdIn(first, debtor))?.canonicalId === target.partyId) return null;
  return `Account ${first.account.account_reference} belongs to another person in the book.`;
}

/** Null, or the reason why the transaction has left nothing behind: somebody else took a unique key meanwhile. */
async function tryWrite({ database, now, today }: ImportOptions, people: People, plan: AccountPlan): Promise<string | null> {
  try {
    await writeAccount(database, plan, { people, now, today });
    return null;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return `The book has got another ${modelOf(error.meta)} of this number while the file was read: import the file again.`;
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
    reportMissing(draft, row, plan.contract.role);
    for (const sentence of rowWarnings(plan, row, today)) draft.warnings.push({ ...placeOf(row), sentence });
  }
  for (const sentence of plan.officerReasons) draft.warnings.push({ ...placeOf(plan.first), sentence: `Held for an officer. ${sentence}` });
}

function placeOf({ rowNo, lineNo }: { readonly rowNo: number; readonly lineNo: number }): { readonly row: number; readonly line: number } {
  return { row: rowNo, line: lineNo };
}

function debtPlaceOf(row: ImportRow): DebtPlace {
  return { ...placeOf(row), accountReference: row.account.account_reference, debtReference: row.debt.debt_reference };
}
