/** Debts that were placed with us, by their number at the creditor who had them first: a second placement of one meets the first. */
import type { ImportRow } from '../../import/group-rows.ts';
import { placementIdOf } from './import-ids.ts';

/** Live accounts under which a debt stands already, by the key of its placement. */
export type PlacedDebts = { readonly get: (placementKey: string) => PlacedDebt | undefined };
export type PlacedDebt = { readonly accountId: string; readonly reference: string };

/** Null where the file does not say what number the debt had at first. */
export function placementKeyOf({ account, debt }: ImportRow): string | null {
  return debt.original_account_reference === undefined ? null : placementIdOf(debt.original_creditor ?? account.creditor_id, debt.original_account_reference);
}
