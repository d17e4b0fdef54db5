/** Third-party consumers in New York: 800.00 placed on Tuesday 2 February 2027, the intake check done the same morning. */
import { describe, expect, it } from 'vitest';
import { accountOf, personOf, shippedPolicy } from '../support/simulated-people.ts';
import { agrees, answers, holds, keepDiary, lifts, pays, says, type DiaryGiven, type Entry } from './diary.ts';

function diary(given: Partial<DiaryGiven> & Pick<DiaryGiven, 'until'>): readonly string[] {
  return keepDiary({
    person: personOf(), from: '2027-02-02 09:00', callsRingOut: true, ...given,
    accounts: given.accounts ?? [accountOf({ dueOn: '2026-06-01', placedOn: '2027-02-02', amountMinor: 800_00, role: 'third_party', policy: shippedPolicy('third-party-consumer') })],
    entries: [answers('2027-02-02 11:00', 'review'), ...given.entries ?? []],
  });
}

const INTAKE = ['2027-02-02 review intake-check', '2027-02-02 > review done', '2027-02-03 letter validation-notice 80000'];

describe('a third-party consumer', () => {
  it('who pays on the validation notice is never called', () => {
    expect(diary({ until: '2027-08-01 09:00', entries: [pays('2027-02-09 10:00', 800_00)] })).toEqual([...INTAKE, '2027-02-09 > pays 80000', '2027-02-09 ends paid']);
  });

  it('is not contacted before somebody has checked the intake, and never by text', () => {
    const lines = keepDiary({
      person: personOf(), from: '2027-02-02 09:00', until: '2027-02-20 09:00',
      accounts: [accountOf({ dueOn: '2026-06-01', placedOn: '2027-02-02', role: 'third_party', policy: shippedPolicy('third-party-consumer') })],
    });
    // Nobody checks: after one business day the supervisors are told and the notice goes out, on its own day.
    expect(lines.slice(0, 3)).toEqual(['2027-02-02 review intake-check', '2027-02-03 alert review_overdue', '2027-02-03 letter validation-notice 25000']);
    expect(lines.filter((line) => line.includes(' sms '))).toEqual([]);
  });

  it('about whom the creditor sent too little is not contacted at all; supervisors hear of it once', () => {
    const thin = accountOf({
      dueOn: '2026-06-01', placedOn: '2027-02-02', role: 'third_party', policy: shippedPolicy('third-party-consumer'), debts: [{ missingValidationFields: ['itemization_date'] }],
    });
    expect(diary({ until: '2027-10-01 09:00', accounts: [thin] })).toEqual([
      '2027-02-02 review intake-check', '2027-02-02 > review done', '2027-02-03 alert blocked', '2027-08-02 ends returned',
    ]);
  });

  it('who disputes the only debt hears nothing until it is answered, then the cadence goes on by age', () => {
    const lines = diary({ until: '2027-03-04 09:00', entries: [holds('2027-02-05 10:00', 'dispute', { debtId: 'account-debt-1' }), lifts('2027-02-12 08:00', 'dispute')] });
    // The call of day 8 is made on its last day, the one of day 10 a day later. The message of day 15 would be the fourth chase in seven days
    // until the 19th; the call of day 18 keeps two days from it.
    expect(lines.slice(3)).toEqual([
      '2027-02-05 > dispute', '2027-02-12 > dispute lifted', '2027-02-12 call call-1', '2027-02-13 call call-2', '2027-02-15 call call-3', '2027-02-19 email account-message 80000',
      '2027-02-21 call call-4', '2027-02-24 call call-5', '2027-03-03 call call-6',
    ]);
  });

  it('who disputes one of two debts is asked for the other alone', () => {
    const two = accountOf({
      dueOn: '2026-06-01', placedOn: '2027-02-02', role: 'third_party', policy: shippedPolicy('third-party-consumer'), debts: [{ amountMinor: 500_00 }, { amountMinor: 300_00 }],
    });
    const lines = diary({ until: '2027-02-18 09:00', accounts: [two], entries: [holds('2027-02-05 10:00', 'dispute', { debtId: 'account-debt-1' })] });
    expect(lines).toEqual([
      ...INTAKE, '2027-02-05 > dispute', '2027-02-10 call call-1', '2027-02-12 call call-2', '2027-02-15 call call-3', '2027-02-17 email account-message 30000',
    ]);
  });

  it('whose attorney writes is silent; told of in thirty days; returned by age', () => {
    expect(diary({ until: '2027-10-01 09:00', entries: [holds('2027-02-08 10:00', 'attorney')] })).toEqual([
      ...INTAKE, '2027-02-08 > attorney', '2027-03-10 alert hold_review', '2027-08-02 ends returned',
    ]);
  });

  it('who stops calls and mail is a question for a person at each call, and is written to by letter', () => {
    const optOut: Entry = ['2027-02-08 10:01', 'opts out of e-mail', { kind: 'hold', holdId: 'mail', code: 'opt_out', accountId: 'account', contactPointId: 'email' }];
    const lines = diary({ until: '2027-02-18 09:00', entries: [holds('2027-02-08 10:00', 'medium_refused', { medium: 'call' }), optOut] });
    // Ten hours of office work: from 9:00 the same evening; from 17:00 on Friday the 12th until Monday at 3:00; from noon until 22:00.
    expect(lines.slice(5)).toEqual([
      '2027-02-10 manual_contact call-1', '2027-02-10 alert manual_contact_overdue', '2027-02-12 manual_contact call-2', '2027-02-15 alert manual_contact_overdue',
      '2027-02-15 manual_contact call-3', '2027-02-15 alert manual_contact_overdue', '2027-02-17 letter account-message 80000',
    ]);
  });

  it('with a plan that breaks twice: called, revived once, then given up and told to supervisors', () => {
    const lines = diary({
      until: '2027-04-20 09:00',
      entries: [agrees('2027-02-08 10:00', [['2027-02-15', 200_00], ['2027-03-15', 300_00], ['2027-04-15', 300_00]]), pays('2027-02-24 12:00', 200_00)],
    });
    // Grace of five days: the first breaks on 21 February (a Sunday, so the call comes on Monday), the second on 21 March. Then by age: the letter
    // of day 46 (ten days) on day 48, the call of day 49 two days after it.
    expect(lines.slice(3)).toEqual([
      '2027-02-08 > agrees on a plan',
      '2027-02-12 email instalment-reminder 80000',
      '2027-02-21 plan broken',
      '2027-02-22 call plan-broken-call',
      '2027-02-24 > pays 20000',
      '2027-02-24 plan revived',
      '2027-03-12 email instalment-reminder 60000',
      '2027-03-21 plan broken',
      '2027-03-21 alert arrangement_broken_twice',
      '2027-03-22 plan given up',
      '2027-03-22 letter options-letter 60000',
      '2027-03-24 call call-plan-1',
      '2027-03-26 email plan-offer 60000',
      '2027-03-30 email settlement 60000',
      '2027-04-02 call call-plan-2',
      '2027-04-06 call call-plan-3',
      '2027-04-09 email account-message-again 60000',
      '2027-04-16 call call-plan-4',
    ]);
  });

  it('recalled by the creditor ends at once, whatever was agreed', () => {
    const lines = diary({ until: '2027-10-01 09:00', entries: [agrees('2027-02-08 10:00', [['2027-02-15', 800_00]]), says('2027-02-09 10:00', 'recalled', { kind: 'recalledByCreditor', reason: 'sold' })] });
    expect(lines.slice(-2)).toEqual(['2027-02-09 > recalled', '2027-02-09 ends recalled']);
  });
});
