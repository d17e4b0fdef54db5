/** The books: balanced entries in, balances out. */
import { DunwellError } from '#contracts/failures.ts';
import { RECEIVABLE_PARTS, sumOf, type DebtBalance, type LedgerAccount, type PostingLine, type ReceivablePart } from '#core/ledger/entry.ts';
import type { Transaction } from './database.ts';
import { DEBT_IN_QUESTION } from './debt-in-question.ts';

export type EntryRequest = {
  readonly kind: 'opening' | 'payment' | 'payment_return' | 'adjustment' | 'write_off' | 'write_off_reversal';
  /** With the kind the identity of the entry: the same source posts once. */
  readonly sourceId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly postedAt: Date;
  readonly effectiveOn: string;
  readonly lines: readonly PostingLine[];
};

/** Posts one entry. Lines that do not balance are a bug and are refused here before the database refuses them at commit. */
export async function postEntry(transaction: Transaction, entry: EntryRequest): Promise<void> {
  if (entry.lines.length === 0) return;
  if (sumOf(entry.lines) !== 0) throw new DunwellError('LEDGER_UNBALANCED', `Entry ${entry.kind}:${entry.sourceId} sums to ${sumOf(entry.lines)}.`);
  const { lines, ...head } = entry;
  const id = `${entry.kind}:${entry.sourceId}`;
  await transaction.ledgerEntry.create({ data: { id, ...head } });
  await transaction.ledgerPosting.createMany({
    data: lines.map((line, index) => ({
      entryId: id, lineNo: index + 1, ledgerAccount: line.ledgerAccount, debtId: line.debtId, amountMinor: BigInt(line.amountMinor),
    })),
  });
}

/** The lines of an entry as they were posted, or null when there is none. */
export async function entryLines(transaction: Transaction, kind: EntryRequest['kind'], sourceId: string): Promise<readonly PostingLine[] | null> {
  const entry = await transaction.ledgerEntry.findUnique({ where: { kind_sourceId: { kind, sourceId } }, include: { postings: { orderBy: { lineNo: 'asc' } } } });
  if (entry === null) return null;
  return entry.postings.map((line) => ({ ledgerAccount: line.ledgerAccount as LedgerAccount, debtId: line.debtId, amountMinor: Number(line.amountMinor) }));
}

type BalanceRow = { readonly debt_id: string; readonly due_on: string; readonly ledger_account: string | null; readonly amount_minor: bigint | null; readonly disputed: boolean };

/** What is owed on each debt of an account, part by part, and money that no debt took. */
export async function accountBalances(
  transaction: Transaction, accountId: string,
): Promise<{ readonly debts: readonly DebtBalance[]; readonly unappliedMinor: number }> {
  const rows = await transaction.$queryRaw<BalanceRow[]>`
    SELECT d.id AS debt_id, d.due_on, p.ledger_account, SUM(p.amount_minor)::bigint AS amount_minor,
      ${DEBT_IN_QUESTION} AS disputed
    FROM debt d LEFT JOIN ledger_posting p ON p.debt_id = d.id AND p.ledger_account LIKE 'receivable:%'
    WHERE d.account_id = ${accountId} GROUP BY d.id, d.due_on, p.ledger_account ORDER BY d.due_on, d.id`;
  const unapplied = await transaction.$queryRaw<{ amount_minor: bigint | null }[]>`
    SELECT SUM(p.amount_minor)::bigint AS amount_minor FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE e.account_id = ${accountId} AND p.ledger_account = 'unapplied'`;
  return { debts: gatherDebts(rows), unappliedMinor: 0 - Number(unapplied[0]?.amount_minor ?? 0n) };
}

function gatherDebts(rows: readonly BalanceRow[]): readonly DebtBalance[] {
  const debts = new Map<string, { debtId: string; dueOn: string; disputed: boolean; parts: Partial<Record<ReceivablePart, number>> }>();
  for (const row of rows) {
    const debt = debts.get(row.debt_id) ?? { debtId: row.debt_id, dueOn: row.due_on, disputed: row.disputed, parts: {} };
    const part = RECEIVABLE_PARTS.find((candidate) => row.ledger_account === `receivable:${candidate}`);
    if (part !== undefined) debt.parts[part] = Number(row.amount_minor ?? 0n);
    debts.set(row.debt_id, debt);
  }
  return [...debts.values()];
}
