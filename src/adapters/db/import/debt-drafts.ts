/** The debts that a row makes, and what the books open with. */
import { openingLines, type PostingLine, type ReceivablePart } from '#core/ledger/entry.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import { debtIdOf } from './import-ids.ts';

export type DebtDraft = {
  readonly debtId: string;
  readonly reference: string;
  readonly row: ImportRow;
  readonly originalMinor: number;
  readonly parts: Readonly<Partial<Record<ReceivablePart, number>>>;
  /** The part of an item that a business queries: it leaves the chase, the rest stays. */
  readonly queried: boolean;
};

/** One debt; two where a business queries part of an item. */
export function debtsOfRow(accountId: string, row: ImportRow): readonly DebtDraft[] {
  const { debt } = row;
  const debtId = debtIdOf(accountId, debt.debt_reference);
  const owedMinor = Math.max(0, debt.current_amount);
  const originalMinor = debt.original_amount ?? owedMinor;
  const whole: DebtDraft = { debtId, reference: debt.debt_reference, row, originalMinor, parts: partsOf(row), queried: debt.query_on !== undefined };
  const queriedMinor = debt.query_amount;
  if (queriedMinor === undefined || queriedMinor === owedMinor) return [whole];
  return [
    { ...whole, originalMinor: Math.max(0, originalMinor - queriedMinor), parts: { ...whole.parts, principal: (whole.parts.principal ?? 0) - queriedMinor }, queried: false },
    { ...whole, debtId: `${debtId}-q`, reference: `${debt.debt_reference} (queried)`, originalMinor: queriedMinor, parts: { principal: queriedMinor } },
  ];
}

/** What the file does not split is principal: payments pay costs, fees and interest first, so nothing is called a fee without being told. */
function partsOf({ debt }: ImportRow): DebtDraft['parts'] {
  const stated = { principal: debt.principal_amount, interest: debt.interest_amount, fees: debt.fees_amount, costs: debt.costs_amount };
  const given = Object.entries(stated).filter(([, minor]) => minor !== undefined);
  return given.length === 0 ? { principal: Math.max(0, debt.current_amount) } : Object.fromEntries(given);
}

/** Owed on these rows of one account, all in all. */
export function balanceMinorOf(rows: readonly ImportRow[]): number {
  const account = rows[0]?.account;
  return rows.reduce((sum, { debt }) => sum + debt.current_amount, 0) - (account?.unapplied_cash_amount ?? 0) - (account?.credit_notes_amount ?? 0);
}

/** More was paid on these debts than was owed. */
export function overpaidMinorOf(rows: readonly ImportRow[]): number {
  return rows.reduce((sum, { debt }) => sum + Math.max(0, -debt.current_amount), 0);
}

/** One balanced entry for all that is taken over together. */
export function takeOverLines(debts: readonly DebtDraft[], unappliedMinor: number): readonly PostingLine[] {
  const owed = debts.flatMap((debt) => openingLines(debt.debtId, debt.parts));
  if (unappliedMinor === 0) return owed;
  return [...owed, { ledgerAccount: 'opening', debtId: null, amountMinor: unappliedMinor }, { ledgerAccount: 'unapplied', debtId: null, amountMinor: -unappliedMinor }];
}
