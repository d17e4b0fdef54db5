/** What an import row has to be, and the sentence that each fault gets. */
import { describe, expect, it } from 'vitest';
import { parseRow, type RowSource } from '#adapters/import/parse-row.ts';
import { missingValidationFields } from '#adapters/import/validation-fields.ts';
import { GOOD, ITEMIZED, TODAY, without } from './row-samples.ts';

function reasonsFor(changes: RowSource, base: RowSource = GOOD): readonly string[] {
  const parsed = parseRow({ ...base, ...changes }, TODAY);
  return parsed.kind === 'rejected' ? parsed.reasons : [];
}

function fieldsOf(source: RowSource) {
  const parsed = parseRow(source, TODAY);
  if (parsed.kind === 'rejected') throw new Error(parsed.reasons.join(' '));
  return parsed.fields;
}

describe('a good row', () => {
  it('becomes minor units, calendar dates, E.164 and lower-case addresses', () => {
    const { account, debt, obligors: [debtor] } = fieldsOf(GOOD);
    expect(account).toMatchObject({ creditor_id: 'example-bank', currency: 'USD', risk: 'medium', autopay: 'none', key_account: false });
    expect(debt).toMatchObject({ due_on: '2026-11-12', current_amount: 120_50 });
    expect(debtor).toMatchObject({ liability: 'primary', party_kind: 'person', language: 'en' });
    expect(debtor?.phones).toEqual([{ no: 1, number: '+15185550101', place: 'unknown', textable: false, status: 'active' }]);
    expect(debtor?.emails).toMatchObject([{ no: 1, address: 'casey@example.com' }]);
  });

  it.each([
    ['+3d', '2026-11-27'], ['-12d', '2026-11-12'], ['+0d', '2026-11-24'], ['0d', '2026-11-24'], ['2024-02-29', '2024-02-29'], ['-366d', '2025-11-23'],
  ])('reads the date %s as %s', (text, date) => {
    expect(fieldsOf({ ...GOOD, due_on: text }).debt.due_on).toBe(date);
  });

  it.each([['JPY', '1480000', 1_480_000], ['KWD', '2150.750', 2_150_750], ['USD', '0.01', 1], ['EUR', '12', 1200], ['usd', '7.5', 750]])('reads %s %s as %i minor units', (currency, text, minor) => {
    expect(fieldsOf({ ...GOOD, currency, current_amount: text }).debt.current_amount).toBe(minor);
  });

  it('keeps several people of one debt apart, each with his own numbers', () => {
    const { obligors } = fieldsOf({
      ...GOOD, 'obligor_2.full_name': 'Avery Example', 'obligor_2.liability': 'joint', 'obligor_2.country': 'US', 'obligor_2.phone_2': '518-555-0102',
      'obligor_3.full_name': 'Blake Example', 'obligor_3.liability': 'guarantor', 'obligor_3.cap_amount': '50.00',
    });
    expect(obligors.map(({ no, full_name: name, liability, cap_amount: cap, phones }) => [no, name, liability, cap, phones.map((phone) => [phone.no, phone.number])])).toEqual([
      [1, 'Casey Example', 'primary', undefined, [[1, '+15185550101']]], [2, 'Avery Example', 'joint', undefined, [[2, '+15185550102']]], [3, 'Blake Example', 'guarantor', 50_00, []],
    ]);
  });
});

describe('a bad row is named in a sentence', () => {
  it.each<[string, RowSource, string]>([
    ['unknown currency', { currency: 'ZZQ' }, 'currency: "ZZQ" is not a known ISO 4217 currency.'],
    ['fractional cents', { current_amount: '10.005' }, 'current_amount: "10.005" has 3 decimals, USD has 2.'],
    ['fractional yen', { currency: 'JPY', current_amount: '100.5' }, 'current_amount: "100.5" has 1 decimals, JPY has 0.'],
    ['a thousands separator', { current_amount: '1,200.00' }, 'current_amount: "1,200.00" is not a plain decimal amount such as 1234.50.'],
    ['an impossible date', { due_on: '2026-02-30' }, 'due_on is "2026-02-30", not a calendar date such as 2027-01-31.'],
    ['a date in words', { due_on: 'yesterday' }, 'due_on is "yesterday", not a calendar date such as 2027-01-31.'],
    ['a past event ahead', { last_payment_on: '+1d' }, `last_payment_on lies ahead of today (${TODAY}), but tells what has happened.`],
    ['an ancient date', { default_on: '1899-12-31' }, 'default_on lies before 1900-01-01.'],
    ['a due date of another century', { due_on: '2126-01-01' }, 'due_on lies more than ten years ahead.'],
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, 'time_zone is "Mars/Olympus", not a known time zone such as America/New_York.'],
    ['an unknown country', { country: 'XX', phone_1: '+15185550101' }, 'country "XX" is not a known country.'],
    ['an unknown state', { state: 'ZZ' }, 'state "ZZ" is not a state of US.'],
    ['a bad postal code', { postal_code: '1220' }, 'postal_code is not a postal code of US.'],
    ['no number at all', { phone_1: 'call my office' }, 'phone_1: is not a telephone number (not a number).'],
    ['a number that cannot exist', { phone_1: '+1 999 555 0100' }, 'phone_1: is not a number that can exist in any country.'],
    ['an extension', { phone_1: '518-555-0101 x12' }, 'phone_1: has an extension, which no automatic contact can dial: leave it out.'],
    ['a bad e-mail address', { email_1: 'casey@' }, 'email_1 is not an e-mail address.'],
    ['a word that is none of the list', { risk: 'huge' }, 'risk is "huge" and has to be one of low, medium, high.'],
    ['a misspelt field', { cease_0n: '-3d' }, 'cease_0n is not a field of an import row: docs/import-fields.md lists them.'],
    ['a whole tax number', { tax_id_last4: '123456789' }, 'tax_id_last4 has to be the last four digits and no more.'],
    ['a consent to nobody', { email_1_consent_on: '-3d' }, 'email_1_consent_on and email_1_consent_to belong together; only email_1_consent_on is there.'],
    ['a notice with too little time', { email_1_notice_sent_on: '-60d', email_1_notice_deadline_on: '-26d' }, 'email_1_notice_deadline_on 2026-10-29 is not 35 days after 2026-09-25: 12 CFR 1006.6(d)(4)(ii)(C)(5).'],
    ['a second primary obligor', { 'obligor_2.full_name': 'Pat Example', 'obligor_2.liability': 'primary' }, 'obligor_2.liability: a debt has one primary obligor, the first person of the row.'],
    ['a second person of no liability', { 'obligor_2.full_name': 'Pat Example' }, 'obligor_2.liability is missing.'],
    ['a cap without a guarantee', { cap_amount: '5.00' }, 'cap_amount: only a guarantor\'s liability has a cap.'],
    ['a consumer who queries', { query_on: '-1d', query_code: 'price' }, 'query_on: only a business queries an item; a consumer disputes it (dispute_on).'],
    ['a recall without a plan', { recalled_on: '-1d' }, 'recalled_on: the creditor has recalled this account and no plan keeps it here; there is nothing to take over.'],
    ['parts that do not sum', { principal_amount: '100.00', fees_amount: '20.00' }, 'principal, interest, fees and costs sum to 120.00, current_amount is 120.50.'],
    ['a size with a sign', { fees_since_amount: '-5.00' }, 'fees_since_amount is below zero: write its size without a sign.'],
  ])('%s', (_what, changes, sentence) => {
    expect(reasonsFor(changes)).toEqual([sentence]);
  });

  it('half an address', () => {
    expect(reasonsFor({}, without(GOOD, 'city', 'postal_code'))).toEqual(['The address address_line_1 is not complete: city, postal_code missing.']);
  });

  it('tells every fault at once', () => {
    expect(reasonsFor({ currency: 'ZZQ', due_on: '2026-02-30', state: 'ZZ', time_zone: 'Mars/Olympus', email_1: 'x', nonsense: 'y' })).toHaveLength(6);
  });

  it('asks for everything that has to be there', () => {
    expect(parseRow({}, TODAY)).toEqual({
      kind: 'rejected',
      reasons: ['creditor_id', 'account_reference', 'currency', 'debt_reference', 'product', 'due_on', 'current_amount', 'full_name'].map((name) => `${name} is missing.`),
    });
  });

  it('repeats no number, address or birthday of a person', () => {
    const reasons = reasonsFor({ phone_1: '212-555-01', email_1: 'secret.person', date_of_birth: '1971-13-01' }).join(' ');
    expect(reasons).toContain('phone_1');
    expect(reasons).not.toMatch(/555-01|secret|1971/);
  });

  it.each(['phone_6', 'obligor_5.full_name', 'obligor_2.debt_reference', 'broken_promise_4_on'])('a field beyond what a row can carry: %s', (name) => {
    expect(reasonsFor({ [name]: '1' })).toEqual([`${name} is not a field of an import row: docs/import-fields.md lists them.`]);
  });

  it('is not misled by names of a prototype', () => {
    const source = JSON.parse('{"__proto__": "x", "constructor": "y"}') as RowSource;
    expect(reasonsFor({}, { ...without(GOOD), ...Object.fromEntries(Object.entries(source)) })).toEqual([
      '__proto__ is not a field of an import row: docs/import-fields.md lists them.', 'constructor is not a field of an import row: docs/import-fields.md lists them.',
    ]);
  });
});

describe('the itemization', () => {
  it('sums to the amount today', () => {
    expect(reasonsFor({}, ITEMIZED)).toEqual([]);
  });

  it.each([
    ['91.00', '1.00 less than'], ['88.50', '1.50 more than'],
  ])('that misses %s says by how much', (now, off) => {
    expect(reasonsFor({ current_amount: now }, ITEMIZED)).toEqual([
      `The itemization does not sum: 100.00 + 10.00 interest + 5.00 fees - 20.00 payments - 5.00 credits = 90.00, which is ${off} current_amount ${now}.`,
    ]);
  });

  it('uses the day that it says it uses', () => {
    expect(reasonsFor({ itemization_kind: 'charge_off', charge_off_on: '-70d' }, ITEMIZED)).toEqual(['itemization_on 2026-09-25 is said to be the charge_off date, but charge_off_on is 2026-09-15.']);
  });

  it.each<[string, RowSource, readonly string[]]>([
    ['complete', ITEMIZED, []],
    ['a stated zero is an answer', { ...ITEMIZED, fees_since_amount: '0', current_amount: '85.00' }, []],
    ['a blank is none', without(ITEMIZED, 'fees_since_amount'), ['fees_since_amount']],
    ['no itemization date', without(ITEMIZED, 'itemization_on', 'itemization_kind'), ['itemization_on', 'itemization_kind']],
    ['a card without its bank', without({ ...ITEMIZED, product: 'card' }, 'original_creditor'), ['original_creditor']],
    ['a telephone bill needs no bank', without({ ...ITEMIZED, product: 'telecom' }, 'original_creditor'), []],
    ['no address', without(ITEMIZED, 'address_line_1', 'city', 'postal_code'), ['address_line_1']],
    ['a business needs none of it', { ...GOOD, party_kind: 'business' }, []],
  ])('missing validation fields are listed, not guessed: %s', (_what, source, missing) => {
    expect(missingValidationFields(fieldsOf(source))).toEqual(missing);
  });
});
