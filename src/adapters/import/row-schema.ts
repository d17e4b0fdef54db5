/**
 * The canonical fields of an import row: one schema for reading and for the page docs/import-fields.md.
 * Amounts and dates come in as minor units and calendar dates: currency and business date are resolved before (`resolve-values.ts`).
 */
import { z } from 'zod';
import { isKnownZone, isLocalDate } from '#core/local-time.ts';

/** Most people liable for one debt, and most numbers or addresses of one person, that a row can carry. */
export const OBLIGORS_MAX = 4;
export const CONTACTS_MAX = 5;
export const BROKEN_PROMISES_MAX = 3;

const quoted = (input: unknown): string => (typeof input === 'string' ? `"${input}"` : 'no text');
const CONTROL_CHARACTERS = /\p{Cc}/u;
const text = (most: number) => z.string().max(most, { error: `has more than ${most} characters` })
  .refine((value) => !CONTROL_CHARACTERS.test(value), { error: 'holds line breaks or other control characters' })
  .transform((value) => value.replace(/\s+/g, ' '));
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: (issue) => (issue.input === undefined ? undefined : `is ${quoted(issue.input)} and has to be one of ${values.join(', ')}`) });
const date = z.string().refine(isLocalDate, { error: (issue) => `is ${quoted(issue.input)}, not a calendar date such as 2027-01-31` });
const birthDate = z.string().refine(isLocalDate, { error: 'is not a calendar date such as 1980-01-31' });
/** Digits of minor units, as `resolve-values.ts` writes them. */
const amount = z.string().regex(/^-?\d+$/).transform(Number);
const flag = z.string().toLowerCase().pipe(z.enum(['true', 'yes', 'y', '1', 'false', 'no', 'n', '0'], { error: 'has to be true or false' }))
  .transform((value) => ['true', 'yes', 'y', '1'].includes(value));
const countryCode = z.string().toUpperCase().regex(/^[A-Z]{2}$/, { error: 'has to be a two-letter country code such as US' });
const regionCode = z.string().toUpperCase().regex(/^[A-Z0-9]{1,6}$/, { error: 'has to be the code of a state or region such as NY' });
const emailAddress = z.string().toLowerCase().max(254).pipe(z.email({ error: 'is not an e-mail address' }));
const code = (most: number) => z.string().toLowerCase().max(most).regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/, { error: 'has to be small letters and digits, joined by single hyphens or underscores' });

const GRANTED_TO = ['us', 'creditor', 'prior_collector'] as const;
const CONTACT_ROLES = ['ap_clerk', 'ap_manager', 'ap_portal', 'payer', 'buyer', 'budget_holder', 'finance_director', 'owner', 'account_manager'] as const;

const phone = z.strictObject({
  no: z.int(),
  number: z.string().describe('Telephone number, with + and country code or as dialled in the country of the person.'),
  place: oneOf(['home', 'work', 'mobile', 'billing', 'unknown']).default('unknown').describe('Where it rings.'),
  role: oneOf(CONTACT_ROLES).optional().describe('Whom it reaches at a business.'),
  textable: flag.default(false).describe('True when the line takes texts; unknown counts as false.'),
  status: oneOf(['active', 'wrong_number', 'disconnected']).default('active').describe('A dead number is kept and not used.'),
  sms_consent_on: date.optional().describe('Day of the consent to texts.'),
  sms_consent_to: oneOf(GRANTED_TO).optional().describe('To whom it was given; needed with the day.'),
  opted_out_on: date.optional().describe('Day on which anybody opted this number out: it counts for all who use it.'),
});

const email = z.strictObject({
  no: z.int(),
  address: emailAddress.describe('E-mail address.'),
  place: oneOf(['home', 'work', 'billing', 'unknown']).default('unknown').describe('`work`: provided by the employer of a consumer.'),
  role: oneOf(CONTACT_ROLES).optional().describe('Whom it reaches at a business.'),
  status: oneOf(['active', 'bounced']).default('active').describe('A dead address is kept and not used.'),
  consent_on: date.optional().describe('Day of the consent to e-mail.'),
  consent_to: oneOf(GRANTED_TO).optional().describe('To whom it was given; needed with the day.'),
  notice_sent_on: date.optional().describe('Day of the creditor\'s notice under 12 CFR 1006.6(d)(4)(ii)(C).'),
  notice_deadline_on: date.optional().describe('Last day to opt out under that notice, at least 35 days later.'),
  opted_out_on: date.optional().describe('Day on which the address was opted out: it counts for all who use it.'),
});

const address = {
  address_line_1: text(120).optional().describe('Street; with it city and country are needed, in US and CA state and postal code too.'),
  address_line_2: text(120).optional().describe('Second line of the street.'), city: text(80).optional().describe('City or town.'),
  state: regionCode.optional().describe('State or region of the person\'s address.'), postal_code: text(16).optional().describe('ZIP or other postal code.'),
  country: countryCode.optional().describe('ISO 3166 code; without it nobody is contacted.'),
};
const formerAddress = {
  former_address_line_1: text(120).optional().describe('An address that mail came back from or that the person left.'), former_address_line_2: text(120).optional().describe('Its second line.'),
  former_city: text(80).optional().describe('Its city.'), former_state: regionCode.optional().describe('Its state or region.'),
  former_postal_code: text(16).optional().describe('Its postal code.'), former_country: countryCode.optional().describe('Its country.'),
  former_address_reason: oneOf(['returned', 'moved']).optional().describe('Why the former address is dead; needed with it.'),
};

const stops = {
  cease_on: date.optional().describe('Day on which the person asked for contact to stop or refused to pay.'),
  cease_to: oneOf(GRANTED_TO).optional().describe('Whom he told.'),
  attorney_on: date.optional().describe('Day on which an attorney was named.'),
  bankruptcy_on: date.optional().describe('Day of the filing or of the notice of it.'),
  bankruptcy_chapter: code(20).optional().describe('Chapter or kind of proceeding.'), bankruptcy_case: text(60).optional().describe('Number of the case.'),
  deceased_on: date.optional().describe('Day of death, or on which it was learnt.'), active_duty_on: date.optional().describe('Start of active military duty.'),
  hardship_on: date.optional().describe('Day on which the person told of hardship.'),
  work_contact_refused_on: date.optional().describe('Day since which the person may not be contacted at work.'),
};

const REPRESENTATIVES = ['attorney', 'credit_counsellor', 'debt_settlement_company', 'power_of_attorney', 'guardian', 'parent', 'executor', 'interpreter', 'insolvency_practitioner'] as const;
const representative = {
  representative_kind: oneOf(REPRESENTATIVES).optional().describe('Somebody who may, or must, be dealt with instead.'),
  representative_name: text(120).optional().describe('Needed with the kind.'), representative_scope: text(200).optional().describe('What he may do.'),
  representative_proof: text(200).optional().describe('What shows it.'),
  representative_deal_only: flag.optional().describe('True when only the representative may be contacted.'),
  representative_expires_on: date.optional().describe('Last day of the authority.'),
};

const obligor = z.strictObject({
  no: z.int(),
  person_reference: text(80).optional().describe('The creditor\'s number of the person, the same in all of his rows; absent: the account\'s own.'),
  liability: oneOf(['primary', 'joint', 'cosigner', 'guarantor', 'estate']).describe('Of what kind the person is liable; the first one is primary.'),
  cap_amount: amount.optional().describe('Most that a guarantor owes.'),
  party_kind: oneOf(['person', 'business']).default('person').describe('Consumer law protects persons.'),
  legal_form: oneOf(['company', 'partnership', 'sole_trader']).optional().describe('Of a business; some law treats the last two as persons.'),
  full_name: text(120).describe('The most complete name that is known.'), first_name: text(60).optional().describe('For greetings.'),
  language: z.string().toLowerCase().regex(/^[a-z]{2}$/, { error: 'has to be a two-letter language code such as en' }).default('en').describe('Language of messages, ISO 639-1.'),
  date_of_birth: birthDate.optional().describe('Identifies the person; a minor is held for an officer.'),
  tax_id_last4: z.string().regex(/^\d{4}$/, { error: 'has to be the last four digits and no more' }).optional()
    .describe('Last four digits of the tax number; identifies the person.'),
  parent_reference: text(80).optional().describe('person_reference of the group\'s parent, in the same file or imported before.'),
  time_zone: z.string().refine(isKnownZone, { error: (issue) => `is ${quoted(issue.input)}, not a known time zone such as America/New_York` }).optional()
    .describe('Where the person said he is; absent: derived from state and numbers.'),
  ...address, ...formerAddress, ...stops, ...representative,
  phones: z.array(phone), emails: z.array(email),
});

const account = z.strictObject({
  creditor_id: text(60).describe('Current creditor: the id in the creditors file.'),
  account_reference: text(80).describe('The creditor\'s number of the account.'),
  currency: z.string().describe('ISO 4217 code.'),
  segment: code(60).optional().describe('Segment of the cadence; absent: the only cadence that fits.'),
  placed_on: date.optional().describe('Day of placement; absent: today.'),
  risk: oneOf(['low', 'medium', 'high']).default('medium').describe('Cadences may ask for it.'),
  autopay: oneOf(['none', 'active', 'failed']).default('none').describe('Automatic payment.'),
  key_account: flag.default(false).describe('An account manager is told first.'), insured: flag.default(false).describe('Trade credit insurance covers it.'),
  insurer_deadline_on: date.optional().describe('Last day of the notification to the trade insurer.'),
  unapplied_cash_amount: amount.prefault('0').describe('Money received and not yet set off; it lowers the balance.'),
  credit_notes_amount: amount.prefault('0').describe('Credit notes not yet set off; they lower the balance.'),
  plan_instalments: z.string().regex(/^([1-9]|[1-5]\d|60)$/, { error: 'has to be a whole number from 1 to 60' }).transform(Number).optional()
    .describe('Instalments that are left of an agreed plan over the whole balance, monthly.'),
  plan_next_due_on: date.optional().describe('Day of the next instalment; needed with their number.'),
  promise_amount: amount.optional().describe('An open promise.'), promised_on: date.optional().describe('Its day; needed with the amount.'),
  promise_method: code(40).optional().describe('How it is to be paid: payment_run, card, check.'),
  recalled_on: date.optional().describe('Day of a recall that a living plan keeps open; held for an officer.'),
  broken_promises: z.array(z.strictObject({ no: z.int(), on: date, amount })),
});

const QUERY_CODES = ['no_invoice', 'no_po', 'not_approved', 'price', 'quantity', 'short_delivery', 'damaged', 'duplicate', 'tax', 'terms', 'already_paid', 'deduction', 'set_off'] as const;
const ITEMIZATION_KINDS = ['last_statement', 'charge_off', 'last_payment', 'transaction', 'judgment'] as const;

const debt = z.strictObject({
  debt_reference: text(80).describe('Number of the invoice, loan or bill; unique within the account.'),
  product: code(40).describe('What the debt is from: card, loan, telecom, medical, utility, invoice.'),
  due_on: date.describe('Day on which it fell or falls due.'), current_amount: amount.describe('Owed today; below zero when overpaid.'),
  original_amount: amount.optional().describe('Owed at first; absent: the current amount.'),
  principal_amount: amount.optional().describe('Parts of the current amount; what is given has to sum to it.'),
  interest_amount: amount.optional().describe('Part that is interest.'), fees_amount: amount.optional().describe('Part that is fees.'),
  costs_amount: amount.optional().describe('Part that is costs.'),
  original_creditor: text(120).optional().describe('Creditor on the itemization date: 12 CFR 1006.34(c)(2)(iii).'),
  original_account_reference: text(80).optional().describe('Account number on the itemization date; finds a debt that is placed twice.'),
  itemization_on: date.optional().describe('Itemization date: 12 CFR 1006.34(b)(3).'),
  itemization_kind: oneOf(ITEMIZATION_KINDS).optional().describe('Which of the five dates it is.'),
  itemization_amount: amount.optional().describe('Owed on that date.'),
  interest_since_amount: amount.optional().describe('Interest since; a stated 0 is an answer, blank is not.'),
  fees_since_amount: amount.optional().describe('Fees since.'), payments_since_amount: amount.optional().describe('Payments since.'),
  credits_since_amount: amount.optional().describe('Credits since.'),
  accrual_clause: text(300).optional().describe('By what interest or fees still run.'),
  last_payment_on: date.optional().describe('Day of the last payment.'), default_on: date.optional().describe('Day of default; without it no time bar is known.'),
  charge_off_on: date.optional().describe('Day of the charge-off.'), delinquency_on: date.optional().describe('Date of first delinquency.'), judgment_on: date.optional().describe('Day of a judgment.'),
  limitation_state: z.string().toUpperCase().regex(/^[A-Z]{2}(-[A-Z]{3})?$/, { error: 'has to be a state such as WI, or a part of a country such as GB-ENG' }).optional()
    .describe('State whose limitation law counts; absent: the person\'s.'),
  limitation_debt_type: oneOf(['written', 'oral', 'promissory', 'open', 'credit_card', 'sale_of_goods', 'judgment']).optional()
    .describe('Absent: unknown, which counts as time-barred wherever legal action is spoken of.'),
  dispute_on: date.optional().describe('Day of a dispute that is not answered.'), dispute_reason: text(200).optional().describe('What the person says.'),
  identity_theft_on: date.optional().describe('Day on which identity theft was reported.'),
  query_on: date.optional().describe('Day on which a business queried the item.'), query_code: oneOf(QUERY_CODES).optional().describe('Why; needed with the day.'),
  query_amount: amount.optional().describe('Queried part of the current amount; absent: all of it.'),
});

export const rowSchema = z.strictObject({ account, debt, obligors: z.array(obligor) });

/** The sections of a row by field name; whatever is in none of them is a field of a person. */
export const SECTIONS = { account: account.shape, debt: debt.shape, obligor: obligor.shape, phone: phone.shape, email: email.shape } as const;

export type RowFields = z.output<typeof rowSchema>;
export type ObligorFields = RowFields['obligors'][number];
export type PhoneFields = ObligorFields['phones'][number];
export type EmailFields = ObligorFields['emails'][number];
