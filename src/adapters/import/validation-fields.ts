/** Which validation information a consumer debt lacks: 12 CFR 1006.34(c)(2). Never guessed; without it a third party contacts nobody. */
import type { RowFields } from './row-schema.ts';

/** Goods and services that are no consumer financial product (12 CFR 1006.2(f)): they need no name of the creditor on the itemization date. */
const NOT_FINANCIAL: ReadonlySet<string> = new Set(['telecom', 'medical', 'utility', 'tuition', 'subscription']);
const ITEMIZATION = ['itemization_on', 'itemization_kind', 'itemization_amount', 'interest_since_amount', 'fees_since_amount', 'payments_since_amount', 'credits_since_amount'] as const;

/** Fields of a debt that a creditor may deliver later: until then nobody was contacted, so nothing that was said becomes wrong. */
export const COMPLETING: ReadonlySet<string> = new Set([...ITEMIZATION, 'original_creditor']);

/** Canonical names of the fields that are missing; none for a business. */
export function missingValidationFields({ debt, obligors }: RowFields): readonly string[] {
  const [debtor] = obligors;
  if (debtor === undefined || debtor.party_kind === 'business') return [];
  const missing: string[] = ITEMIZATION.filter((name) => debt[name] === undefined);
  if (debt.original_creditor === undefined && !NOT_FINANCIAL.has(debt.product)) missing.unshift('original_creditor');
  if (debtor.address_line_1 === undefined) missing.push('address_line_1');
  return missing;
}
