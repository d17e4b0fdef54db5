/** Everything that a template may speak of. One record, so that an unknown word in a template is a typing error that is found at once. */

export type ItemRow = { readonly reference: string; readonly due_on: string; readonly amount: string };
export type InstalmentRow = { readonly number: string; readonly due_on: string; readonly amount: string };

/** Ready-made texts in the language of the template: amounts with their currency, dates written out. */
export type TemplateVariables = {
  readonly debtor_name: string;
  /** First name of a person, the full name where there is none. */
  readonly greeting_name: string;
  /** To whom the money is owed. */
  readonly creditor_name: string;
  /** The name under which we write: the creditor's own brand, or the collector's business name. */
  readonly brand_name: string;
  /** The name under which officers call. */
  readonly caller_name: string;
  readonly phone: string;
  readonly postal_address: string;
  readonly account_reference: string;
  /** The residual that may be chased, as of `as_of`. */
  readonly amount: string;
  readonly as_of: string;
  /** Empty when no open debt has a date. */
  readonly oldest_due_on: string;
  readonly pay_link: string;
  readonly items: readonly ItemRow[];
  readonly instalments: readonly InstalmentRow[];
  /** Number and level amount of an offered plan, and its first date; empty where no plan is told of. */
  readonly instalment_count: string;
  readonly instalment_amount: string;
  readonly first_instalment_on: string;
  /** An open promise; empty where there is none. */
  readonly promise_amount: string;
  readonly promised_on: string;
  /** `deadline_days` of the front matter after `as_of`; empty where the template names no deadline. */
  readonly deadline: string;
  /** The printed last day of the validation period: 12 CFR 1006.34(b)(5). */
  readonly validation_ends_on: string;
  /** Empty where the creditor has none. */
  readonly law_firm: string;
};

/** Long, but possible values: they find what would not fit, and what a template forgets. */
export const SAMPLE_VARIABLES: TemplateVariables = {
  debtor_name: 'Maximiliana Bartholomew-Featherstonehaugh',
  greeting_name: 'Maximiliana',
  creditor_name: 'Northern Example Telephone and Power Company',
  brand_name: 'Northern Example Telephone',
  caller_name: 'Northern Example Telephone',
  phone: '+1 202-555-0199',
  postal_address: '1200 Long Example Avenue, Suite 1400, Springfield, IL 62701',
  account_reference: 'ACCT-2026-0000012345',
  amount: '$1,234,567.89',
  as_of: 'September 30, 2026',
  oldest_due_on: 'September 15, 2026',
  pay_link: 'https://pay.northern-example-telephone.test/p/4d6c1f8e-9a55-4d0e-8f1b-0c3a54d7e921',
  items: [
    { reference: 'INV-2026-000123', due_on: 'September 15, 2026', amount: '$1,200,000.00' },
    { reference: 'INV-2026-000124', due_on: 'September 22, 2026', amount: '$34,567.89' },
  ],
  instalments: [
    { number: '1', due_on: 'October 15, 2026', amount: '$617,283.95' },
    { number: '2', due_on: 'November 15, 2026', amount: '$617,283.94' },
  ],
  instalment_count: '12',
  instalment_amount: '$617,283.95',
  first_instalment_on: 'September 15, 2026',
  promise_amount: '$1,234,567.89',
  promised_on: 'September 30, 2026',
  deadline: 'September 30, 2026',
  validation_ends_on: 'September 30, 2026',
  law_firm: 'Example and Partners, Attorneys at Law',
};

export const VARIABLE_NAMES: ReadonlySet<string> = new Set(Object.keys(SAMPLE_VARIABLES));
