/**
 * Whether a debt can still be sued on. 12 CFR 1006.26(b) forbids to threaten with a lawsuit on a time-barred debt, whoever erred about the date,
 * so every doubt ends the period early: without the day of default nothing is running, and a row of mere knowledge never says that it is.
 *
 * The last day is the anniversary of the start (28 February for a leap day in a year without one); the debt is barred from the day after.
 * Days on which the courts are closed do not lengthen the period here, though in some states they do.
 */
import { DateTime } from 'luxon';
import { isLocalDate, type LocalDate } from '#core/local-time.ts';
import type { LimitationQuestion, ReferenceData } from '../db/decision/reference-data.ts';
import type { LimitationRow } from './rule-schemas.ts';

export function limitationBy(rows: readonly LimitationRow[]): ReferenceData['limitation'] {
  return (question) => {
    const row = rowFor(rows, question);
    if (row === null || !datesMakeSense(question)) return 'unknown';
    const { startOn, certain } = startOf(row, question);
    if (startOn === null) return 'unknown';
    if (question.today > lastDay(startOn, row.years)) return row.extinguishes ? 'extinguished' : 'barred';
    return certain && row.confidence !== 'low' ? 'running' : 'unknown';
  };
}

/** The row that holds today: of several the one that came into force last. */
function rowFor(rows: readonly LimitationRow[], { stateCode, debtType, today }: LimitationQuestion): LimitationRow | null {
  const holding = rows.filter((row) => row.state === stateCode && row.debt_types.some((type) => type === debtType) && row.effective_from <= today);
  return holding.toSorted((left, right) => (left.effective_from < right.effective_from ? 1 : -1))[0] ?? null;
}

/** Dates come from creditors' files: one that is no date, or lies ahead, makes the whole answer worthless. */
function datesMakeSense({ defaultOn, lastPaymentOn, chargeOffOn, today }: LimitationQuestion): boolean {
  return [defaultOn, lastPaymentOn, chargeOffOn].every((date) => date === null || (isLocalDate(date) && date <= today));
}

/** From when the period counts. Uncertain: the latest day on which it can have begun, for a debt in default before it was charged off. */
function startOf(row: LimitationRow, { defaultOn, lastPaymentOn, chargeOffOn }: LimitationQuestion): { readonly startOn: LocalDate | null; readonly certain: boolean } {
  if (defaultOn === null) {
    const latest = row.payment_restarts ? later(chargeOffOn, lastPaymentOn) : chargeOffOn ?? lastPaymentOn;
    return { startOn: latest, certain: false };
  }
  const restarts = row.payment_restarts && lastPaymentOn !== null && lastPaymentOn > defaultOn && lastPaymentOn <= lastDay(defaultOn, row.years);
  return { startOn: restarts ? lastPaymentOn : defaultOn, certain: true };
}

function later(left: LocalDate | null, right: LocalDate | null): LocalDate | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}

function lastDay(startOn: LocalDate, years: number): LocalDate {
  return DateTime.fromISO(startOn, { zone: 'utc' }).plus({ years }).toISODate() as LocalDate;
}
