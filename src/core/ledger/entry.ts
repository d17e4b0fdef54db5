/**
 * Double entry: each entry's lines sum to zero, in one currency. A debit is positive.
 * What a debtor owes is the sum of the lines on the receivable accounts of his debts.
 */
export const RECEIVABLE_PARTS = ['costs', 'fees', 'interest', 'principal'] as const;
export type ReceivablePart = (typeof RECEIVABLE_PARTS)[number];
export type LedgerAccount = `receivable:${ReceivablePart}` | 'cash' | 'unapplied' | 'suspense' | 'write_off' | 'adjustment' | 'opening';

export type PostingLine = { readonly ledgerAccount: LedgerAccount; readonly debtId: string | null; readonly amountMinor: number };

export type DebtBalance = {
  readonly debtId: string;
  readonly dueOn: string;
  readonly disputed: boolean;
  /** Owed per part; what is not named is zero. */
  readonly parts: Readonly<Partial<Record<ReceivablePart, number>>>;
};

export function residualOf(debt: DebtBalance): number {
  return RECEIVABLE_PARTS.reduce((sum, part) => sum + (debt.parts[part] ?? 0), 0);
}

/** Opening balance of a debt as taken over: the receivable against the opening account. */
export function openingLines(debtId: string, parts: DebtBalance['parts']): readonly PostingLine[] {
  const lines = RECEIVABLE_PARTS.flatMap((part): PostingLine[] => {
    const amountMinor = parts[part] ?? 0;
    return amountMinor === 0 ? [] : [{ ledgerAccount: `receivable:${part}`, debtId, amountMinor }];
  });
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  return totalMinor === 0 ? [] : [...lines, { ledgerAccount: 'opening', debtId, amountMinor: -totalMinor }];
}

/**
 * A payment over debts: the debtor's direction first, then the oldest due, never a disputed debt (12 CFR 1006.30(c));
 * within a debt costs, fees, interest, principal. What no debt takes stands as unapplied. Money directed to a disputed debt
 * may go neither there (paragraph 1) nor elsewhere (paragraph 2): it waits as unapplied until the dispute is answered.
 */
export function paymentLines(amountMinor: number, debts: readonly DebtBalance[], directedDebtId: string | null): readonly PostingLine[] {
  const lines: PostingLine[] = [{ ledgerAccount: 'cash', debtId: null, amountMinor }];
  let leftMinor = amountMinor;
  for (const debt of allocationOrder(debts, directedDebtId)) {
    for (const part of RECEIVABLE_PARTS) {
      const takenMinor = Math.min(leftMinor, Math.max(0, debt.parts[part] ?? 0));
      if (takenMinor === 0) continue;
      lines.push({ ledgerAccount: `receivable:${part}`, debtId: debt.debtId, amountMinor: -takenMinor });
      leftMinor -= takenMinor;
    }
  }
  if (leftMinor !== 0) lines.push({ ledgerAccount: 'unapplied', debtId: null, amountMinor: -leftMinor });
  return lines;
}

function allocationOrder(debts: readonly DebtBalance[], directedDebtId: string | null): readonly DebtBalance[] {
  const directed = debts.find((debt) => debt.debtId === directedDebtId);
  if (directed?.disputed === true) return [];
  const others = debts
    .filter((debt) => debt !== directed && !debt.disputed)
    .toSorted((left, right) => (left.dueOn === right.dueOn ? (left.debtId < right.debtId ? -1 : 1) : left.dueOn < right.dueOn ? -1 : 1));
  return directed === undefined ? others : [directed, ...others];
}

/** The exact opposite of an entry: a returned payment reopens precisely what it had closed. */
export function reversedLines(lines: readonly PostingLine[]): readonly PostingLine[] {
  return lines.map((line) => ({ ...line, amountMinor: line.amountMinor === 0 ? 0 : -line.amountMinor }));
}

/** Everything still owed, written off or waived. */
export function writeOffLines(debts: readonly DebtBalance[]): readonly PostingLine[] {
  const lines = debts.flatMap((debt) => RECEIVABLE_PARTS.flatMap((part): PostingLine[] => {
    const amountMinor = debt.parts[part] ?? 0;
    return amountMinor === 0 ? [] : [{ ledgerAccount: `receivable:${part}`, debtId: debt.debtId, amountMinor: -amountMinor }];
  }));
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  return totalMinor === 0 ? [] : [...lines, { ledgerAccount: 'write_off', debtId: null, amountMinor: -totalMinor }];
}

/** A correction of a debt's principal: positive raises what is owed. */
export function adjustmentLines(debtId: string, amountMinor: number): readonly PostingLine[] {
  return [
    { ledgerAccount: 'receivable:principal', debtId, amountMinor },
    { ledgerAccount: 'adjustment', debtId, amountMinor: -amountMinor },
  ];
}

export function sumOf(lines: readonly PostingLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0);
}
