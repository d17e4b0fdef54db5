import type { RowSource } from '#adapters/import/parse-row.ts';

/** A Tuesday; every relative date of these tests counts from it. */
export const TODAY = '2026-11-24';

/** A row without a fault, with a phone and an e-mail address. */
export const GOOD: RowSource = {
  creditor_id: 'example-bank', account_reference: 'A-1', debt_reference: 'A-1/1', currency: 'USD', product: 'loan', due_on: '-12d', current_amount: '120.50', full_name: 'Casey Example',
  country: 'US', state: 'NY', address_line_1: '1 Example Street', city: 'Albany', postal_code: '12207', phone_1: '(518) 555-0101', email_1: 'Casey@Example.com',
};

/** The same with everything that a validation notice needs: 100 then, 10 interest, 5 fees, 20 paid, 5 credited, 90 now. */
export const ITEMIZED: RowSource = {
  ...GOOD, current_amount: '90.00', original_creditor: 'Example Bank', itemization_on: '-60d', itemization_kind: 'last_statement', itemization_amount: '100.00',
  interest_since_amount: '10.00', fees_since_amount: '5.00', payments_since_amount: '20.00', credits_since_amount: '5.00',
};

export function without(source: RowSource, ...names: readonly string[]): RowSource {
  return Object.fromEntries(Object.entries(source).filter(([name]) => !names.includes(name)));
}
