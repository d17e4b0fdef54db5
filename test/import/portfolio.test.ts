/** The example portfolio: sixty cases of the trade, each with the trait that it stands for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupRows, type ImportRow } from '#adapters/import/group-rows.ts';
import { readRows } from '#adapters/import/read-rows.ts';
import { missingValidationFields } from '#adapters/import/validation-fields.ts';
import { addDays, daysBetween } from '#core/local-time.ts';
import { TODAY } from './row-samples.ts';

let rows: readonly ImportRow[] = [];
beforeAll(async () => {
  const grouped = await groupRows(readRows('examples/portfolio.csv'), TODAY);
  expect(grouped.rejected).toEqual([]);
  rows = grouped.accounts.flatMap((account) => account.rows);
});
afterAll(() => { rows = []; });

const CREDITORS = { first: ['example-home-credit', 'example-light-and-power'], third: ['example-telecom', 'example-clinic', 'example-card-buyer'] };
const debtor = (row: ImportRow) => row.obligors[0]!;
const ofFirst = () => rows.filter((row) => CREDITORS.first.includes(row.account.creditor_id));
const ofThird = () => rows.filter((row) => CREDITORS.third.includes(row.account.creditor_id));
const ofBusiness = () => rows.filter((row) => debtor(row).party_kind === 'business');
const phones = (row: ImportRow) => debtor(row).phones.map((phone) => phone.number);
const shares = (row: ImportRow, among: readonly ImportRow[]) => among.some((other) => other !== row && debtor(other).full_name !== debtor(row).full_name && phones(other).some((phone) => phones(row).includes(phone)));
const yearsAgo = (date: string | undefined, years: number) => date !== undefined && date < addDays(TODAY, -Math.round(years * 365.25));

type Trait = readonly [string, number, (row: ImportRow) => boolean];

describe('the portfolio', () => {
  it('has sixty cases, one row and one account each: 24 first-party consumers, 18 third-party consumers of three creditors, 18 businesses', () => {
    expect(rows).toHaveLength(60);
    expect(new Set(rows.map((row) => row.account.account_reference)).size).toBe(60);
    expect([ofFirst().length, ofThird().length, ofBusiness().length]).toEqual([24, 18, 18]);
    expect(new Set(ofThird().map((row) => row.account.creditor_id)).size).toBe(3);
    expect([...ofFirst(), ...ofThird()].every((row) => debtor(row).party_kind === 'person')).toBe(true);
  });

  it.each<Trait>([
    ['pre-due', 3, (row) => row.debt.due_on > TODAY], ['autopay failed', 4, (row) => row.account.autopay === 'failed'],
    ['joint', 2, (row) => row.obligors.some((obligor) => obligor.liability === 'joint')], ['guarantor', 1, (row) => row.obligors.some((obligor) => obligor.liability === 'guarantor' && obligor.cap_amount !== undefined)],
    ['sharing a phone', 2, (row) => shares(row, ofFirst())], ['Spanish', 2, (row) => debtor(row).language === 'es'],
    ['Eastern number and Pacific home', 1, (row) => phones(row).some((phone) => phone.startsWith('+1212')) && debtor(row).state === 'CA'],
    ['Phoenix', 1, (row) => debtor(row).city === 'Phoenix'], ['Honolulu', 1, (row) => debtor(row).city === 'Honolulu'], ['MA', 1, (row) => debtor(row).state === 'MA'],
    ['DC', 1, (row) => debtor(row).state === 'DC'], ['FL', 1, (row) => debtor(row).state === 'FL'], ['WA', 1, (row) => debtor(row).state === 'WA'],
    ['hardship', 1, (row) => debtor(row).hardship_on !== undefined], ['active duty', 1, (row) => debtor(row).active_duty_on !== undefined],
    ['minor with parent', 1, (row) => !yearsAgo(debtor(row).date_of_birth ?? '1900-01-01', 18) && debtor(row).representative_kind === 'parent'],
    ['landline only', 1, (row) => debtor(row).phones.length > 0 && debtor(row).emails.length === 0 && debtor(row).phones.every((phone) => !phone.textable && phone.place === 'home') && debtor(row).date_of_birth === undefined],
    ['e-mail bounces', 1, (row) => debtor(row).emails.some((email) => email.address.startsWith('bounce-later@')) && debtor(row).phones.length === 0],
    ['promise broken twice', 1, (row) => row.account.broken_promises.length === 2], ['overpaid', 1, (row) => row.debt.current_amount < 0],
  ])('first party: %s × %i', (_trait, count, has) => {
    expect(ofFirst().filter(has)).toHaveLength(count);
  });

  it.each<Trait>([
    ['one person with three debts', 3, (row) => debtor(row).full_name === 'Robin Sample' && debtor(row).tax_id_last4 === '1234'],
    ['barred', 1, (row) => debtor(row).state === 'TX' && yearsAgo(row.debt.default_on, 4)], ['time bar unknown', 1, (row) => row.debt.default_on === undefined && row.debt.limitation_debt_type === undefined],
    ['WI over six years', 1, (row) => debtor(row).state === 'WI' && yearsAgo(row.debt.default_on, 6)], ['bankruptcy', 1, (row) => debtor(row).bankruptcy_on !== undefined],
    ['deceased', 1, (row) => debtor(row).deceased_on !== undefined], ['attorney', 1, (row) => debtor(row).attorney_on !== undefined], ['cease on file', 1, (row) => debtor(row).cease_on !== undefined],
    ['dispute in period', 1, (row) => row.debt.dispute_on !== undefined && daysBetween(row.debt.dispute_on, TODAY) < 30], ['itemization incomplete', 1, (row) => missingValidationFields(row).length > 0],
    ['unlicensed state', 1, (row) => debtor(row).state === 'ND'],
    ['returned mail, moved to another state', 1, (row) => debtor(row).former_address_reason !== undefined && debtor(row).former_state !== debtor(row).state],
    ['work e-mail only', 1, (row) => debtor(row).phones.length === 0 && debtor(row).emails.length > 0 && debtor(row).emails.every((email) => email.place === 'work')],
    ['wrong number', 1, (row) => shares(row, rows)], ['NYC', 3, (row) => debtor(row).city === 'New York'], ['NV medical', 1, (row) => debtor(row).state === 'NV' && row.debt.product === 'medical'],
    ['recalled with a live plan', 1, (row) => row.account.recalled_on !== undefined && row.account.plan_instalments !== undefined],
    ['duplicate placement', 2, (row) => ofThird().some((other) => other !== row && other.debt.original_account_reference === row.debt.original_account_reference)],
  ])('third party: %s × %i', (_trait, count, has) => {
    expect(ofThird().filter(has)).toHaveLength(count);
  });

  it('third party: the person with three debts has them with three creditors', () => {
    expect(new Set(ofThird().filter((row) => debtor(row).full_name === 'Robin Sample').map((row) => row.account.creditor_id)).size).toBe(3);
  });

  it.each<Trait>([
    ['two subsidiaries', 2, (row) => debtor(row).parent_reference === 'G-6043'], ['one payer of parent and subsidiaries', 3, (row) => debtor(row).emails.some((email) => email.role === 'payer' && email.address === 'payables@example-holdings.test')],
    ['key account', 1, (row) => row.account.key_account], ['AP portal', 1, (row) => debtor(row).emails.some((email) => email.role === 'ap_portal')], ['no purchase order', 1, (row) => row.debt.query_code === 'no_po'],
    ['short delivery, part queried', 1, (row) => row.debt.query_code === 'short_delivery' && (row.debt.query_amount ?? Infinity) < row.debt.current_amount], ['deduction', 1, (row) => row.debt.query_code === 'deduction'],
    ['unapplied cash', 1, (row) => row.account.unapplied_cash_amount > 0], ['credit note', 1, (row) => row.account.credit_notes_amount > 0], ['payment-run promise', 1, (row) => row.account.promise_method === 'payment_run' && (row.account.promised_on ?? '') > TODAY],
    ['insured with its deadline on day 60', 1, (row) => row.account.insured && daysBetween(row.debt.due_on, row.account.insurer_deadline_on ?? TODAY) === 60],
    ['California sole trader', 1, (row) => debtor(row).legal_form === 'sole_trader' && debtor(row).state === 'CA'], ['UK sole trader', 1, (row) => debtor(row).legal_form === 'sole_trader' && debtor(row).country === 'GB'],
    ['London in pounds', 1, (row) => debtor(row).city === 'London' && row.account.currency === 'GBP'], ['Kolkata', 1, (row) => debtor(row).city === 'Kolkata'], ['Riyadh', 1, (row) => debtor(row).city === 'Riyadh' && row.account.creditor_id === 'example-components-gulf'],
    ['JPY', 1, (row) => row.account.currency === 'JPY'], ['KWD to the fils', 1, (row) => row.account.currency === 'KWD' && row.debt.current_amount % 10 === 0 && row.debt.current_amount % 1000 !== 0],
    ['EUR with statutory interest', 1, (row) => row.account.currency === 'EUR' && (row.debt.interest_amount ?? 0) > 0 && row.debt.accrual_clause !== undefined],
  ])('business: %s × %i', (_trait, count, has) => {
    expect(ofBusiness().filter(has)).toHaveLength(count);
  });

  it('speaks of nobody who exists: reserved domains, and numbers kept for fiction', () => {
    const addresses = rows.flatMap((row) => row.obligors.flatMap((obligor) => obligor.emails.map((email) => email.address)));
    expect(addresses.filter((address) => !/@([a-z-]+\.)*(example\.com|[a-z-]+\.test)$/.test(address))).toEqual([]);
    const numbers = rows.flatMap((row) => row.obligors.flatMap((obligor) => obligor.phones.map((phone) => phone.number)));
    // NPA-555-01XX in North America; London, Manchester and Berlin keep blocks of their own for film and print.
    expect(numbers.filter((number) => !/^(\+1\d{3}55501\d\d|\+442079460\d{3}|\+441614960\d{3}|\+493023125\d{3})$/.test(number))).toEqual([]);
  });

  it('has no date of its own: it is as old tomorrow as today', () => {
    const [header = '', ...lines] = readFileSync('examples/portfolio.csv', 'utf8').trim().split('\n');
    expect(header.split(',').filter((name) => name.endsWith('_on') || name === 'date_of_birth').length).toBeGreaterThan(20);
    const absolute = lines.flatMap((line) => line.split(',')).filter((cell) => /^\d{4}-\d{2}-\d{2}$/.test(cell));
    // The two who share a phone, and the one with three debts, are born on fixed days.
    expect(absolute.toSorted()).toEqual(['1979-04-17', '1979-04-17', '1979-04-17', '1985-02-11', '1987-09-30']);
  });

  it('is explained row by row', () => {
    const explained = [...readFileSync('examples/README.md', 'utf8').matchAll(/^\| (\d+) \| `([^`]+)` \|/gm)].map((match) => `${match[1]} ${match[2]}`);
    expect(explained).toEqual(rows.map((row) => `${row.rowNo} ${row.account.account_reference}`));
  });
});
