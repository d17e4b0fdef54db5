/**
 * The debts of an account as decisions look at them: counted, not listed. A decision is recorded for good and holds at most a few kilobytes,
 * and a business account may have a thousand open invoices.
 */
import type { LocalDate } from '../local-time.ts';

/** Time bar as of now; unknown is treated as barred wherever legal words are at stake. */
export type Limitation = 'running' | 'barred' | 'extinguished' | 'unknown';

/** A debt of which something is still owed. */
export type DebtView = {
  readonly debtId: string;
  readonly residualMinor: number;
  readonly dueOn: LocalDate;
  readonly disputed: boolean;
  readonly limitation: Limitation;
  /** Names of required validation fields that are missing: 12 CFR 1006.34(c). */
  readonly missingValidationFields: readonly string[];
};

/** How many debts are still owed, and of how many of them each thing is true. */
export type DebtTotals = {
  readonly owed: number;
  readonly disputed: number;
  readonly limitation: Readonly<Record<Limitation, number>>;
  /** Required validation fields that at least one of them lacks. */
  readonly missingValidationFields: readonly string[];
};

export type DebtSums = {
  readonly debts: DebtTotals;
  /** The residual of debts that are neither disputed nor held, less money that no debt took. */
  readonly chaseableMinor: number;
  /** Of the debts that may be chased, or of all where none may. */
  readonly oldestDueOn: LocalDate | null;
};

/** Counts debts of which something is still owed, and sums what may be chased of them. Money that no debt took counts against it. */
export function totalDebts(debts: readonly DebtView[], unappliedMinor: number): DebtSums {
  const chaseable = debts.filter((debt) => !debt.disputed);
  const residualMinor = chaseable.reduce((sum, debt) => sum + debt.residualMinor, 0);
  const dueDates = (chaseable.length > 0 ? chaseable : debts).map((debt) => debt.dueOn).toSorted();
  return {
    debts: {
      owed: debts.length, disputed: debts.length - chaseable.length, limitation: limitationsOf(debts),
      missingValidationFields: [...new Set(debts.flatMap((debt) => debt.missingValidationFields))],
    },
    chaseableMinor: Math.max(0, residualMinor - unappliedMinor), oldestDueOn: dueDates[0] ?? null,
  };
}

function limitationsOf(debts: readonly DebtView[]): DebtTotals['limitation'] {
  const count = (limitation: Limitation): number => debts.filter((debt) => debt.limitation === limitation).length;
  return { running: count('running'), barred: count('barred'), extinguished: count('extinguished'), unknown: count('unknown') };
}
