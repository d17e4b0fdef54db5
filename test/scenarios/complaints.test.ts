/** What users of other tools suffered, by the thread in which they said so: none of it may happen here. */
import { describe, expect, it } from 'vitest';
import { simulatePerson } from '#rehearsal/simulate/simulate-person.ts';
import { toMillis } from '#core/local-time.ts';
import { accountOf, EMAIL, personOf, PHONE, POSTAL } from '../support/simulated-people.ts';
import { answers, holds, keepDiary, lifts, pays, says, type Entry } from './diary.ts';

const FROM = '2027-01-05 09:00';
const consumer = (until: string, entries: readonly Entry[] = [], change: Partial<Parameters<typeof keepDiary>[0]> = {}): readonly string[] =>
  keepDiary({ person: personOf(), accounts: [accountOf({ dueOn: '2027-01-14' })], from: FROM, until, entries, callsRingOut: true, ...change });
const messages = (lines: readonly string[]): readonly string[] => lines.filter((line) => / (sms|email|letter) /.test(line));

describe('reminders', () => {
  it('come once, however often a run is woken ("2nd reminder sent 22 times today": invoiceninja #1693, #553, #1447)', () => {
    const wakeUps = Array.from({ length: 40 }, (_unused, index): Entry => says(`2027-01-15 ${String(9 + Math.floor(index / 12)).padStart(2, '0')}:${String((index % 12) * 5).padStart(2, '0')}`, 'noise', { kind: 'affordabilityStated', monthlyMinor: 50_00, firstPaymentOn: '2027-02-01' }));
    expect(messages(consumer('2027-01-16 09:00', wakeUps))).toEqual(['2027-01-11 email upcoming 25000', '2027-01-15 sms missed 25000']);
  });

  it('keep their distance (past due the day after the first send: invoiceninja #9312)', () => {
    const days = messages(consumer('2027-04-25 09:00')).map((line) => Date.parse(line.slice(0, 10)) / 86_400_000);
    expect(Math.min(...days.slice(1).map((day, index) => day - days[index]!))).toBeGreaterThanOrEqual(2);
  });

  it('that were due while nobody ran are caught up, not lost (only sent on the exact day: invoiceninja #2311, #9228)', () => {
    // The worker is away from the 14th to the 16th: the account is taken up on the 16th, two days behind the first reminder.
    expect(messages(keepDiary({ person: personOf(), accounts: [accountOf({ dueOn: '2027-01-14' })], from: '2027-01-16 12:00', until: '2027-01-17 09:00' }))).toEqual(['2027-01-16 sms missed 25000']);
  });

  it('do not go out together (2nd and 3rd generated together: CompassionCH/compassion-modules #2035)', () => {
    const late = keepDiary({ person: personOf(), accounts: [accountOf({ dueOn: '2027-01-14' })], from: '2027-01-22 12:00', until: '2027-01-26 09:00' });
    // Taken over on day 8, the last day of one step and the first of the next: both come, two days apart.
    expect(messages(late)).toEqual(['2027-01-22 sms choices 25000', '2027-01-24 email options 25000']);
  });

  it('stop while money is on its way, and need no courtesy where the debit is automatic (invoiceninja #7840, #2379)', () => {
    const automatic = { accounts: [accountOf({ dueOn: '2027-01-14', autopay: 'active' as const })] };
    expect(messages(consumer('2027-01-13 09:00', [], automatic))).toEqual([]);
    const switchedOn: Entry = ['2027-01-10 12:00', 'autopay set', { kind: 'autopay', accountId: 'account', autopay: 'active' }];
    expect(messages(consumer('2027-01-13 09:00', [switchedOn]))).toEqual([]);
    const pending: Entry = ['2027-01-14 12:00', 'pays by debit', { kind: 'paymentAnnounced', accountId: 'account', paymentId: 'p', amountMinor: 250_00 }];
    expect(messages(consumer('2027-01-19 09:00', [pending]))).toEqual(['2027-01-11 email upcoming 25000']);
  });

  it('go on for what is still open, and name the residual (OCA/credit-control #330, #334, #380; akaunting #1776)', () => {
    expect(messages(consumer('2027-01-20 09:00', [pays('2027-01-12 12:00', 249_99)]))).toEqual([
      '2027-01-11 email upcoming 25000', '2027-01-13 sms partial-payment-thanks 1', '2027-01-15 sms missed 1', '2027-01-18 sms choices 1',
    ]);
  });

  it('can be stopped for one customer with a reason and a date ("Mahnstopp": invoiceninja #1578, #4293)', () => {
    const stopped: Entry = ['2027-01-12 12:00', 'officer', { kind: 'hold', holdId: 'officer', code: 'officer', accountId: 'account', expiresOn: '2027-01-19' }];
    // The step of the 15th lapsed on the 18th; the one of the 18th has time until the 22nd.
    expect(messages(consumer('2027-01-23 09:00', [stopped]))).toEqual(['2027-01-11 email upcoming 25000', '2027-01-20 sms choices 25000', '2027-01-22 email options 25000']);
  });

  it('use the address that is there, and fall to a letter only without one (OCA/credit-control #343, #353)', () => {
    const noConsent = { person: personOf({ contactPoints: [{ ...PHONE, electronicConsent: false }, EMAIL, POSTAL] }) };
    expect(messages(consumer('2027-01-16 09:00', [], noConsent))).toEqual(['2027-01-11 email upcoming 25000', '2027-01-15 email missed 25000']);
  });
});

describe('escalation', () => {
  it('skips no step when one of several invoices is paid (killbill #2297, #2301)', () => {
    const two = { accounts: [accountOf({ dueOn: '2027-01-14', debts: [{ amountMinor: 200_00 }, { amountMinor: 100_00, dueOn: '2027-02-13' }] })] };
    // The first is paid on day 16, two thirds of all: a new pass counts from 13 February, and begins with its courtesy three days before.
    const lines = messages(consumer('2027-02-20 09:00', [pays('2027-01-30 12:00', 200_00)], two));
    expect(lines.slice(-4)).toEqual(['2027-02-01 sms partial-payment-thanks 10000', '2027-02-10 email upcoming 10000', '2027-02-14 sms missed 10000', '2027-02-17 sms choices 10000']);
  });

  it('ends (late timer for ever: killbill #894; what happens at the end: #708)', () => {
    expect(consumer('2029-01-01 09:00').at(-1)).toMatch(/ ends written_off$/);
  });

  it('never ends in law without its notice (counter never compared to the maximum: themegrill/user-registration #1453)', () => {
    const bounced = (channel: string) => (channel === 'letter' ? { kind: 'rejected', addressDead: false } as const : { kind: 'accepted' } as const);
    const lines = consumer('2027-08-01 09:00', [
      says('2027-03-30 15:00', 'intent', { kind: 'legalIntentRecorded', intentId: 'i', expiresOn: '2027-06-30' }), answers('2027-03-30 15:00', 'legal_review'),
    ], { provide: (touch) => bounced(touch.channel) });
    expect(lines.filter((line) => line.includes('handed over'))).toEqual([]);
    expect(lines).toContain('2027-04-04 manual_contact final-notice');
    expect(lines.some((line) => line.includes('alert blocked'))).toBe(true);
  });
});

describe('one item', () => {
  it('disputed leaves the rest in the reminders (OCA/credit-control #170; microsoft/BCApps #324)', () => {
    const two = { accounts: [accountOf({ dueOn: '2027-01-14', debts: [{ amountMinor: 200_00 }, { amountMinor: 100_00 }] })] };
    expect(messages(consumer('2027-01-20 09:00', [holds('2027-01-12 12:00', 'dispute', { debtId: 'account-debt-1' }), lifts('2027-01-16 12:00', 'dispute')], two))).toEqual([
      '2027-01-11 email upcoming 30000', '2027-01-15 sms missed 10000', '2027-01-18 sms choices 30000',
    ]);
  });
});

it('a wrong hour is none: an hour late, a zone off, a date off by one (invoiceninja #8974, #11692, #792; SuiteCRM #822)', () => {
  // Over the change of the clocks on 14 March, in two zones: the message of day 1 comes on day 1, between 10:00 and 11:30 of the person's own clock.
  for (const [zone, offsets] of [['America/New_York', [-300, -240]], ['Pacific/Honolulu', [-600, -600]]] as const) {
    for (const [index, dueOn] of ['2027-03-11', '2027-03-14'].entries()) {
      const life = simulatePerson({
        seed: 'hours', person: personOf({ candidateZones: [zone] }), accounts: [accountOf({ dueOn })], startsAt: `${dueOn}T20:00:00.000Z`, endsAt: `${dueOn.slice(0, 8)}20T00:00:00.000Z`, happenings: [],
      });
      const minute = (toMillis(life.delivered[0]!.claimedAt) / 60_000 + offsets[index]!) % 1_440;
      expect(minute).toBeGreaterThanOrEqual(600);
      expect(minute).toBeLessThan(690);
      expect(life.delivered[0]!.reference.stepId).toBe('missed');
    }
  }
});
