/**
 * More of what users of other tools suffered: amounts, several items and currencies, promises, automatic payments.
 * Shown elsewhere: reminders that replay or a retry sends again (adempiere #2369) in test/faults and test/replay; counters raced by two writers
 * (lago-api #5259) in test/accept; the language of the person (Dolibarr #27022, #32106) and the sign of his currency (erpnext #56006,
 * metasfresh #15375) in test/adapters-letter; addresses that bounce late (OCA/credit-control #447) in test/accept/receipts.
 */
import { describe, expect, it } from 'vitest';
import { paymentLines, residualOf, type DebtBalance } from '#core/ledger/entry.ts';
import { accountOf, personOf } from '../support/simulated-people.ts';
import { keepDiary, pays, promises, type DiaryGiven } from './diary.ts';

const consumer = (until: string, change: Partial<DiaryGiven> = {}): readonly string[] =>
  keepDiary({ person: personOf(), accounts: [accountOf({ dueOn: '2027-01-14' })], from: '2027-01-05 09:00', until, callsRingOut: true, ...change });

describe('dates', () => {
  it('come before the due date too, for an invoice alone (killbill #1978)', () => {
    expect(consumer('2027-01-12 09:00')).toEqual(['2027-01-11 email upcoming 25000']);
  });

  it('count from what happened, not from when a late worker noticed it (killbill #535, #1819)', () => {
    // Taken up two days late: the step of day 1 comes on day 2 at the earliest lawful minute, the steps of days 4 and 8 on their own days.
    expect(consumer('2027-01-23 09:00', { from: '2027-01-16 06:00' })).toEqual([
      '2027-01-16 sms missed 25000', '2027-01-18 sms choices 25000', '2027-01-22 email options 25000',
    ]);
  });
});

describe('several items', () => {
  it('are one message with their sum, and what is due later waits for no other item (OCA/credit-control #21, #460; metasfresh #5379; erpnext #27528)', () => {
    const accounts = [accountOf({ dueOn: '2027-01-14', debts: [{ amountMinor: 120_00 }, { amountMinor: 30_00 }, { amountMinor: 50_00 }] })];
    expect(consumer('2027-01-19 09:00', { accounts })).toEqual(['2027-01-11 email upcoming 20000', '2027-01-15 sms missed 20000', '2027-01-18 sms choices 20000']);
  });

  it('in two currencies are two accounts, each with its own amount and never a sum of both (erpnext #46770; adempiere #2362)', () => {
    const accounts = [accountOf({ accountId: 'dollars', dueOn: '2027-01-14', amountMinor: 120_00 }), accountOf({ accountId: 'euros', dueOn: '2027-01-14', amountMinor: 99_00, currency: 'EUR' })];
    const amounts = (accountId: string): readonly string[] => consumer('2027-01-30 09:00', { accounts })
      .filter((line) => line.includes(` ${accountId}: `) && / (sms|email|letter) /.test(line)).map((line) => line.split(' ').at(-1)!);
    expect(new Set(amounts('dollars'))).toEqual(new Set(['12000']));
    expect(new Set(amounts('euros'))).toEqual(new Set(['9900']));
  });
});

it('paying the principal alone does not make interest and fees forgotten (erpnext #58220, #58227)', () => {
  const debt: DebtBalance = { debtId: 'debt', dueOn: '2027-01-14', disputed: false, parts: { principal: 100_00, interest: 7_50, fees: 2_50 } };
  const taken = paymentLines(100_00, [debt], null).filter((line) => line.debtId === 'debt');
  expect(taken.map(({ ledgerAccount, amountMinor }) => [ledgerAccount, amountMinor])).toEqual([['receivable:fees', -2_50], ['receivable:interest', -7_50], ['receivable:principal', -90_00]]);
  expect(residualOf(debt) + taken.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(10_00);
});

it('a promise to pay suspends the chase until its day and three business days of grace (feedback.invoiced.com/suggestions/181881)', () => {
  // Promised on Friday the 15th for Wednesday the 20th; grace ends on Monday the 25th. The reminder two days before is no chase.
  const lines = consumer('2027-01-27 09:00', { entries: [promises('2027-01-15 18:00', 250_00, '2027-01-20')] });
  expect(lines.slice(2)).toEqual([
    '2027-01-15 > promises 25000 for 2027-01-20', '2027-01-18 sms promise-reminder 25000', '2027-01-26 promise broken', '2027-01-26 sms promise-broken-message 25000',
  ]);
});

it('a debit that the bank refused is told at once, not after all tries (scalekit-inc/org-brain-workshop #15)', () => {
  const lines = consumer('2027-01-16 09:00', { accounts: [accountOf({ dueOn: '2027-01-14', autopay: 'failed' })] });
  expect(lines.at(-1)).toBe('2027-01-15 sms autopay-failed 25000');
});

it('what is paid while the reminder is planned is not asked for: the amount is that of the moment of sending', () => {
  expect(consumer('2027-01-16 09:00', { entries: [pays('2027-01-15 09:59', 100_00)] }).slice(1)).toEqual(['2027-01-15 > pays 10000', '2027-01-15 sms missed 15000']);
});
