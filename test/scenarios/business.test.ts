/** Businesses on net-30 terms: their zone, their week, their invoices. */
import { describe, expect, it } from 'vitest';
import type { SimulatedAccount } from '#rehearsal/simulate/simulated-book.ts';
import { accountOf, contractOf, personOf, shippedPolicy } from '../support/simulated-people.ts';
import { answers, holds, keepDiary, lifts, pays, promises, says } from './diary.ts';

function business(countryCode: string, zone: string) {
  return personOf({ kind: 'business', countryCode, stateCode: null, candidateZones: [zone] });
}

function invoices(dueOn: string, amounts: readonly number[], weekend: readonly number[], change: Partial<SimulatedAccount> = {}): SimulatedAccount {
  return accountOf({
    dueOn, policy: shippedPolicy('business-net-30'), contract: contractOf({ calendar: { weekend, holidays: [] } }), debts: amounts.map((amountMinor) => ({ amountMinor })), ...change,
  });
}

const MONDAY_TO_FRIDAY_REST = [6, 7];
const RIYADH_REST = [5, 6];

describe('a business customer', () => {
  it('in Riyadh is written to on Sundays and never on Fridays or Saturdays', () => {
    // Due Wednesday 6 January 2027: two business days are Thursday and Sunday the 10th, five Wednesday the 13th, seven Sunday the 17th.
    const lines = keepDiary({
      person: business('SA', 'Asia/Riyadh'), accounts: [invoices('2027-01-06', [600_00], RIYADH_REST)], from: '2027-01-04 09:00', until: '2027-01-19 09:00', callsRingOut: true,
    });
    expect(lines).toEqual(['2027-01-10 email overdue 60000', '2027-01-13 call call-payables', '2027-01-17 email second-reminder 60000']);
  });

  it('in Kolkata is written to in his own office hours', () => {
    // Due Friday 1 January 2027; two business days later is Tuesday the 5th, from 9:00 to 10:00 there (3:30 UTC on).
    const lines = keepDiary({
      person: business('IN', 'Asia/Kolkata'), accounts: [invoices('2027-01-01', [600_00], MONDAY_TO_FRIDAY_REST)], from: '2027-01-01 09:00', until: '2027-01-05 10:00',
    });
    expect(lines).toEqual(['2027-01-05 email overdue 60000']);
  });

  it('who pays one invoice is asked for the other, counted from its own date', () => {
    // The invoice of 4 January is paid on the 14th, less than half of all: no new pass, but the oldest is now the one due on 1 February.
    const account = accountOf({
      dueOn: '2027-01-04', policy: shippedPolicy('business-net-30'), debts: [{ amountMinor: 400_00 }, { amountMinor: 600_00, dueOn: '2027-02-01' }],
    });
    const lines = keepDiary({
      person: business('GB', 'Europe/London'), accounts: [account], from: '2027-01-04 09:00', until: '2027-02-10 09:00', callsRingOut: true, entries: [pays('2027-01-14 18:00', 400_00)],
    });
    // Business days from 4 January: 6 (two), 11 (five), 13 (seven). From 1 February ten are the 15th: no severity is skipped and none repeated.
    expect(lines).toEqual([
      '2027-01-06 email overdue 100000', '2027-01-11 call call-payables', '2027-01-13 email second-reminder 100000', '2027-01-14 > pays 40000',
    ]);
  });

  it('who queries an invoice and gets a credit note pays the rest', () => {
    const lines = keepDiary({
      person: business('GB', 'Europe/London'), accounts: [invoices('2027-01-04', [700_00, 300_00], MONDAY_TO_FRIDAY_REST)], from: '2027-01-04 09:00', until: '2027-03-01 09:00', callsRingOut: true,
      entries: [holds('2027-01-07 10:00', 'query', { debtId: 'account-debt-2' }), pays('2027-01-12 10:00', 700_00), lifts('2027-01-15 10:00', 'query'), pays('2027-01-18 10:00', 300_00)],
    });
    // Seventy percent: thanks are due on the 13th (five days), but until the query is answered nothing is left to ask for. The message of ten
    // business days (the 18th) goes out before the money comes that morning.
    expect(lines).toEqual([
      '2027-01-06 email overdue 100000', '2027-01-07 > query', '2027-01-11 call call-payables', '2027-01-12 > pays 70000',
      '2027-01-15 > query lifted', '2027-01-15 email partial-payment-thanks 30000', '2027-01-18 email blocking 30000', '2027-01-18 > pays 30000', '2027-01-18 ends paid',
    ]);
  });

  it('whose payment run was named is reminded two days before and left alone otherwise', () => {
    const lines = keepDiary({
      person: business('GB', 'Europe/London'), accounts: [invoices('2027-01-04', [600_00], MONDAY_TO_FRIDAY_REST)], from: '2027-01-04 09:00', until: '2027-03-01 09:00', callsRingOut: true,
      entries: [promises('2027-01-07 10:00', 600_00, '2027-01-29'), pays('2027-02-01 10:00', 560_00), pays('2027-02-04 10:00', 40_00)],
    });
    // Ninety percent of 600.00 are 540.00: kept. What is left is asked for by age: 18 business days on 1 February, the call of day 15 still stands.
    expect(lines.slice(0, 5)).toEqual([
      '2027-01-06 email overdue 60000', '2027-01-07 > promises 60000 for 2027-01-29', '2027-01-27 email promise-reminder 60000', '2027-02-01 > pays 56000', '2027-02-01 promise kept',
    ]);
    expect(lines.slice(-2)).toEqual(['2027-02-04 > pays 4000', '2027-02-04 ends paid']);
  });

  it('is handed over only after a review, an intent and its fourteen days; the law firm gives it back and a person takes it up', () => {
    const lines = keepDiary({
      person: business('GB', 'Europe/London'), accounts: [invoices('2027-01-04', [600_00], MONDAY_TO_FRIDAY_REST)], from: '2027-02-24 09:00', until: '2027-05-15 09:00', callsRingOut: true,
      entries: [
        says('2027-02-25 14:00', 'intent recorded', { kind: 'legalIntentRecorded', intentId: 'intent', expiresOn: '2027-06-30' }), answers('2027-02-25 14:00', 'legal_review'),
        says('2027-04-20 10:00', 'given back', { kind: 'recallAcknowledged', placementId: 'account:legal:1' }),
      ],
    });
    // Taken over on business day 37: the finance call of day 33 (seven days) is made up for, the plan offer a day after it. Day 38 is 25 February.
    // The notice keeps two days from the offer, so Monday 1 March; sixteen days after it is the 17th. What comes back ends sixteen days later.
    expect(lines).toEqual([
      '2027-02-24 call call-finance', '2027-02-25 email plan-offer 60000', '2027-02-25 legal_review legal-review', '2027-02-25 > intent recorded', '2027-02-25 > legal_review done',
      '2027-03-01 letter final-notice 60000', '2027-03-17 handed over to law-firm', '2027-04-20 > given back', '2027-04-20 alert returned_from_placement', '2027-05-06 ends written_off',
    ]);
  });
});
