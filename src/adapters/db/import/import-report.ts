/** What an import did, row by row. Names and addresses of people are not in it; references of the creditor are. */
import type { RejectedRow } from '../../import/group-rows.ts';

type RowPlace = { readonly row: number; readonly line: number };
export type DebtPlace = RowPlace & { readonly accountReference: string; readonly debtReference: string };

export type ImportReport = {
  readonly rows: number;
  /** Rows taken over now; in a dry run those that would be. */
  readonly accepted: number;
  /** Rows that say what was taken over before. */
  readonly unchanged: number;
  /** Rows that say something else than before; the book keeps what it has. */
  readonly changed: readonly (DebtPlace & { readonly fields: readonly string[] })[];
  /** Debts that got validation information which they lacked. */
  readonly completed: readonly (DebtPlace & { readonly fields: readonly string[] })[];
  readonly rejected: readonly RejectedRow[];
  /** Taken over, but a third party contacts nobody before the creditor delivers what is missing: 12 CFR 1006.34(c). */
  readonly notContactable: readonly (DebtPlace & { readonly missing: readonly string[] })[];
  /** Persons of two records that were taken for one, because full name and date of birth or digits agree. */
  readonly merged: readonly (RowPlace & { readonly partyId: string; readonly mergedIntoId: string })[];
  /** Persons who may be one: somebody should look. */
  readonly suspectedDuplicates: readonly (RowPlace & { readonly partyId: string; readonly otherPartyId: string; readonly score: number; readonly agreeing: readonly string[] })[];
  /** What a person should know or do about rows that were taken over. */
  readonly warnings: readonly (RowPlace & { readonly sentence: string })[];
  /** Accounts that are new and have no run yet; empty in a dry run. */
  readonly accountIds: readonly string[];
  /** Accounts that got further debts; empty in a dry run. Their runs should be woken. */
  readonly grownAccountIds: readonly string[];
};

/** A report in the making. */
export type ReportDraft = { -readonly [Key in keyof ImportReport]: ImportReport[Key] extends readonly (infer Item)[] ? Item[] : ImportReport[Key] };

export function draftReport(rows: number, rejected: readonly RejectedRow[]): ReportDraft {
  return { rows, accepted: 0, unchanged: 0, changed: [], completed: [], rejected: [...rejected], notContactable: [], merged: [], suspectedDuplicates: [], warnings: [], accountIds: [], grownAccountIds: [] };
}

/** In the order of the file. */
export function finishReport(draft: ReportDraft): ImportReport {
  const inOrder = <Item extends RowPlace>(items: readonly Item[]): readonly Item[] => items.toSorted((left, right) => left.row - right.row);
  return {
    ...draft, changed: inOrder(draft.changed), completed: inOrder(draft.completed), rejected: inOrder(draft.rejected), notContactable: inOrder(draft.notContactable),
    merged: inOrder(draft.merged), suspectedDuplicates: inOrder(draft.suspectedDuplicates), warnings: inOrder(draft.warnings),
  };
}
