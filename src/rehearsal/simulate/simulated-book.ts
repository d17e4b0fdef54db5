/** The rows of one person's accounts, in memory: what the database holds, as far as decisions look at it. */
import type { AccountFact, FactBody, Outcome, StepReference } from '#core/account/fact.ts';
import type { CadencePolicy, MessageChannel } from '#core/cadence/cadence-policy.ts';
import type {
  CallView, Circumstances, ContactPointView, ContractView, HoldView, StopView, TouchView,
} from '#core/compliance/circumstances.ts';
import type { DebtView } from '#core/compliance/debt-totals.ts';
import { openingLines, RECEIVABLE_PARTS, type DebtBalance, type PostingLine, type ReceivablePart } from '#core/ledger/entry.ts';
import { toInstant } from '#core/local-time.ts';

export type SimulatedDebt = Pick<DebtView, 'debtId' | 'dueOn' | 'limitation' | 'missingValidationFields'> & { readonly amountMinor: number };

export type SimulatedAccount = Pick<Circumstances['account'], 'accountId' | 'currency' | 'risk' | 'autopay' | 'keyAccount' | 'insured'> & {
  readonly role: Circumstances['role'];
  readonly placedOn: string;
  readonly policy: CadencePolicy;
  readonly contract: ContractView;
  readonly debts: readonly SimulatedDebt[];
};

export type SimulatedPerson = Circumstances['person'] & { readonly contactPoints: readonly ContactPointView[] };

export type AccountRow = SimulatedAccount & {
  autopay: Circumstances['account']['autopay'];
  status: 'open' | 'closed';
  outcome: Outcome | null;
  readonly facts: AccountFact[];
  /** The read model of the last decision. */
  next: { readonly stageRank: number; readonly oldestDueOn: string | null; readonly nextChaseAt: string | null } | null;
};

export type HoldRow = HoldView & { readonly accountId: string | null; lifted: boolean };

export type CallRow = Omit<CallView, 'own'> & { readonly accountIds: readonly string[]; readonly connected: boolean };

export type TouchRow = {
  readonly touchId: string;
  readonly accountId: string;
  readonly reference: StepReference;
  readonly channel: MessageChannel;
  readonly purpose: TouchView['purpose'];
  readonly contactPointId: string;
  readonly template: string;
  readonly speaksOfLegalAction: boolean;
  /** What the message says is owed. */
  readonly amountMinor: number;
  readonly claimedAt: string;
  status: 'claimed' | 'sent' | 'failed' | 'unknown';
};

export type TaskRow = {
  readonly taskId: string;
  readonly accountId: string;
  readonly kind: string;
  readonly stepId: string | null;
  readonly openedAt: string;
  readonly notAfter: string;
  status: 'open' | 'done' | 'expired' | 'cancelled';
};

export type Book = {
  readonly mode: Circumstances['mode'];
  readonly person: SimulatedPerson;
  /** The living ones. */
  readonly contactPoints: ContactPointView[];
  readonly accounts: ReadonlyMap<string, AccountRow>;
  readonly factIds: Set<string>;
  readonly holds: HoldRow[];
  readonly stops: (StopView & { lifted: boolean })[];
  readonly touches: TouchRow[];
  readonly calls: CallRow[];
  readonly tasks: TaskRow[];
  readonly unreadMessageIds: Set<string>;
  readonly pending: Map<string, { readonly accountId: string; readonly amountMinor: number }>;
  readonly entries: Map<string, { readonly accountId: string; readonly lines: readonly PostingLine[] }>;
};

/** Opens the books: every account with its opening balances and its enrolment as the first fact. */
export function openBook(mode: Circumstances['mode'], person: SimulatedPerson, accounts: readonly SimulatedAccount[], nowMs: number): Book {
  const rows = accounts.map((account): AccountRow => ({ ...account, status: 'open', outcome: null, facts: [], next: null }));
  const book: Book = {
    mode, person, contactPoints: [...person.contactPoints], accounts: new Map(rows.map((row) => [row.accountId, row])), factIds: new Set(),
    holds: [], stops: [], touches: [], calls: [], tasks: [], unreadMessageIds: new Set(), pending: new Map(), entries: new Map(),
  };
  for (const { accountId, debts, role, placedOn } of rows) {
    for (const debt of debts) book.entries.set(`opening:${debt.debtId}`, { accountId, lines: openingLines(debt.debtId, { principal: debt.amountMinor }) });
    insertFact(book, accountId, `enrolled:${accountId}`, { kind: 'enrolled', role, placedOn }, nowMs);
  }
  return book;
}

export function accountOf(book: Book, accountId: string): AccountRow {
  const account = book.accounts.get(accountId);
  if (account === undefined) throw new Error(`There is no account ${accountId} in this book`);
  return account;
}

/** Inserts a fact with the account's next seq; the same id again changes nothing. */
export function insertFact(book: Book, accountId: string, factId: string, body: FactBody, nowMs: number): boolean {
  if (book.factIds.has(factId)) return false;
  const { facts } = accountOf(book, accountId);
  book.factIds.add(factId);
  facts.push({ factId, seq: facts.length + 1, occurredAt: toInstant(nowMs), body });
  return true;
}

const DISPUTE_CODES: readonly string[] = ['dispute', 'identity_theft', 'query'];

/** What is owed on each debt, in the order of the books: by due date, then id. */
export function balancesOf(book: Book, accountId: string): { readonly debts: readonly DebtBalance[]; readonly unappliedMinor: number } {
  const lines = [...book.entries.values()].filter((entry) => entry.accountId === accountId).flatMap((entry) => entry.lines);
  const debts = accountOf(book, accountId).debts.toSorted((left, right) => (left.dueOn + left.debtId < right.dueOn + right.debtId ? -1 : 1))
    .map(({ debtId, dueOn }) => ({ debtId, dueOn, disputed: isDisputed(book, debtId), parts: partsOf(lines, debtId) }));
  const unapplied = lines.filter((line) => line.ledgerAccount === 'unapplied');
  return { debts, unappliedMinor: unapplied.reduce((sum, line) => sum - line.amountMinor, 0) };
}

function isDisputed(book: Book, debtId: string): boolean {
  return book.holds.some((hold) => hold.debtId === debtId && !hold.lifted && DISPUTE_CODES.includes(hold.code));
}

function partsOf(lines: readonly PostingLine[], debtId: string): DebtBalance['parts'] {
  const parts: Partial<Record<ReceivablePart, number>> = {};
  for (const part of RECEIVABLE_PARTS) {
    const own = lines.filter((line) => line.debtId === debtId && line.ledgerAccount === `receivable:${part}`);
    if (own.length > 0) parts[part] = own.reduce((sum, line) => sum + line.amountMinor, 0);
  }
  return parts;
}
