/** Why a person looks at an account before anything goes out, though no law forbids it outright. */
import type { LocalDate } from '#core/local-time.ts';
import type { ObligorFields } from '../../import/row-schema.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import type { ContractInForce } from './load-book.ts';
import { placementKeyOf, type PlacedDebts } from './placed-debts.ts';

const MAJORITY_YEARS = 18;

type Question = { readonly accountId: string; readonly rows: readonly ImportRow[]; readonly contract: ContractInForce; readonly placed: PlacedDebts; readonly today: LocalDate };

export function officerReasons({ accountId, rows, contract, placed, today }: Question): readonly string[] {
  const reasons: string[] = [];
  const [first] = rows;
  const debtor = first?.obligors[0];
  if (debtor !== undefined && isMinor(debtor, today)) reasons.push('The debtor is a minor: deal with a parent or guardian (12 CFR 1006.6(a)(2)).');
  const recalledOn = first?.account.recalled_on;
  if (recalledOn !== undefined) reasons.push(`The creditor recalled the account on ${recalledOn} while a plan is kept: return it, or ask to keep it until the plan ends.`);
  for (const row of contract.role === 'third_party' ? rows : []) {
    const before = placed.get(placementKeyOf(row) ?? '');
    if (before === undefined || before.accountId === accountId) continue;
    reasons.push(`Debt ${row.debt.debt_reference} is placed already as account ${before.reference}: ask the creditor which of the two is right.`);
  }
  return reasons;
}

function isMinor({ party_kind: kind, date_of_birth: bornOn }: ObligorFields, today: LocalDate): boolean {
  return kind === 'person' && bornOn !== undefined && today < `${Number(bornOn.slice(0, 4)) + MAJORITY_YEARS}${bornOn.slice(4)}`;
}
