/** First-party consumers in New York: 250.00 due on Thursday 14 January 2027, enrolled on the 5th. */
import { describe, expect, it } from 'vitest';
import { accountOf, personOf } from '../support/simulated-people.ts';
import { agrees, holds, keepDiary, lifts, pays, promises, type DiaryGiven } from './diary.ts';

function diary(given: Partial<DiaryGiven> & Pick<DiaryGiven, 'until'>): readonly string[] {
  return keepDiary({ person: personOf(), accounts: [accountOf({ dueOn: '2027-01-14' })], from: '2027-01-05 09:00', callsRingOut: true, ...given });
}

describe('a first-party consumer', () => {
  it('who pays after the first word hears nothing more', () => {
    expect(diary({ until: '2027-06-01 09:00', entries: [pays('2027-01-16 20:00', 250_00)] })).toEqual([
      '2027-01-11 email upcoming 25000',
      '2027-01-15 sms missed 25000',
      '2027-01-16 > pays 25000',
      '2027-01-16 ends paid',
    ]);
  });

  it('who pays a small part is asked for the rest, and the cadence goes on where it was', () => {
    expect(diary({ until: '2027-01-25 09:00', entries: [pays('2027-01-16 20:00', 50_00)] })).toEqual([
      '2027-01-11 email upcoming 25000',
      '2027-01-15 sms missed 25000',
      '2027-01-16 > pays 5000',
      '2027-01-18 sms choices 20000',
      '2027-01-22 email options 20000',
      '2027-01-24 call call-morning',
    ]);
  });

  it('who pays more than he owes is paid, and somebody is told to refund him', () => {
    expect(diary({ until: '2027-06-01 09:00', entries: [pays('2027-01-16 20:00', 260_00)] }).slice(2)).toEqual([
      '2027-01-16 > pays 26000',
      '2027-01-16 alert overpaid',
      '2027-01-16 ends paid',
    ]);
  });

  it('whose number is dead and whose mail bounces gets a letter, each channel only after the failure of the one before', () => {
    const lines = diary({
      until: '2027-01-20 09:00',
      provide: (touch) => (touch.channel === 'letter' ? { kind: 'accepted' } : { kind: 'rejected', addressDead: true }),
    });
    // Rejected messages reached nobody. The courtesy of the 11th has no letter in its chain; the next step goes down the whole chain on one day.
    expect(lines).toEqual(['2027-01-15 letter missed 25000', '2027-01-18 letter choices 25000']);
  });

  it('whose provider is away is tried again, by the same channel, at most four times, and then by the next', () => {
    const tries: string[] = [];
    const lines = diary({
      until: '2027-01-16 09:00',
      provide: (touch) => { tries.push(`${touch.channel} ${touch.reference.attemptNo}`); return touch.channel === 'sms' ? { kind: 'notSent', retryAfterMs: 60_000 } : { kind: 'accepted' }; },
    });
    expect(lines).toEqual(['2027-01-11 email upcoming 25000', '2027-01-15 email missed 25000']);
    expect(tries).toEqual(['email 1', 'sms 1', 'sms 2', 'sms 3', 'sms 4', 'email 5']);
  });

  it('who breaks two promises: supervisors hear of the second', () => {
    const lines = diary({
      until: '2027-02-05 23:00',
      entries: [promises('2027-01-16 10:00', 250_00, '2027-01-18'), promises('2027-01-23 10:00', 250_00, '2027-01-27')],
    });
    // First: grace 19, 20 and 21 January, broken on the 22nd; second: 28, 29 January and 1 February, broken on the 2nd.
    // The second reminder's day (25th) lies ahead of the promise of the 23rd; the first's (16th) was the day of the promise itself.
    expect(lines).toEqual([
      '2027-01-11 email upcoming 25000',
      '2027-01-15 sms missed 25000',
      '2027-01-16 > promises 25000 for 2027-01-18',
      '2027-01-22 promise broken',
      '2027-01-22 sms promise-broken-message 25000',
      '2027-01-23 > promises 25000 for 2027-01-27',
      '2027-01-25 sms promise-reminder 25000',
      '2027-02-02 promise broken',
      '2027-02-02 alert promise_broken_twice',
      '2027-02-02 sms promise-broken-message 25000',
      '2027-02-04 call promise-broken-call',
      '2027-02-05 letter statement-letter 25000',
    ]);
  });

  it('who breaks his plan is called first; paying what he missed revives it', () => {
    const lines = diary({
      until: '2027-06-01 09:00',
      entries: [
        agrees('2027-01-16 10:00', [['2027-01-20', 100_00], ['2027-02-20', 150_00]]), pays('2027-01-28 12:00', 100_00), pays('2027-02-20 12:00', 150_00),
      ],
    });
    // Grace of five days after 20 January: broken on Tuesday the 26th.
    expect(lines.slice(2)).toEqual([
      '2027-01-16 > agrees on a plan',
      '2027-01-17 sms instalment-reminder 25000',
      '2027-01-26 plan broken',
      '2027-01-26 call plan-broken-call',
      '2027-01-28 > pays 10000',
      '2027-01-28 plan revived',
      '2027-02-17 sms instalment-reminder 15000',
      '2027-02-20 > pays 15000',
      '2027-02-20 ends paid',
    ]);
  });

  it('who settles pays the settlement and no more: the rest is waived', () => {
    const lines = diary({ until: '2027-06-01 09:00', entries: [agrees('2027-01-16 10:00', [['2027-01-20', 150_00]], true), pays('2027-01-20 12:00', 150_00)] });
    expect(lines.slice(-2)).toEqual(['2027-01-20 > pays 15000', '2027-01-20 ends settled']);
  });

  it('who ceases is left alone from that minute on, never handed over, and ended by age', () => {
    const lines = diary({ until: '2028-06-01 09:00', entries: [holds('2027-01-15 09:59', 'cease')] });
    // The message of the 15th is due between 10:00 and 11:30.
    expect(lines).toEqual([
      '2027-01-11 email upcoming 25000',
      '2027-01-15 > cease',
      '2027-02-14 alert hold_review',
      '2028-01-06 ends written_off',
    ]);
  });

  it('who opts out of texts gets the next channel; his number stays shut', () => {
    const lines = diary({ until: '2027-01-25 09:00', entries: [holds('2027-01-15 20:00', 'opt_out', { contactPointId: 'phone' })] });
    expect(lines).toEqual([
      '2027-01-11 email upcoming 25000',
      '2027-01-15 sms missed 25000',
      '2027-01-15 > opt_out',
      '2027-01-18 email choices 25000',
      '2027-01-22 email options 25000',
      // No call on the opted-out number either: the call of the 24th goes out as its e-mail.
      '2027-01-24 email call-morning 25000',
    ]);
  });

  it('in hardship is paused, and comes back at his age, not at the beginning', () => {
    const lines = diary({ until: '2027-02-20 09:00', entries: [holds('2027-01-16 09:00', 'hardship'), lifts('2027-02-10 09:00', 'hardship')] });
    // Day 27 on 10 February: what lapsed is not made up for. The Saturday call of day 24 (seven days) still is, then the review of day 30,
    // a Saturday: its forty-eight hours are the Monday and the Tuesday.
    expect(lines.slice(2)).toEqual([
      '2027-01-16 > hardship',
      '2027-02-10 > hardship lifted',
      '2027-02-12 call call-budget-saturday',
      '2027-02-13 review review-self-cure',
      '2027-02-17 alert review_overdue',
      '2027-02-18 email plan-or-pause 25000',
    ]);
  });
});
