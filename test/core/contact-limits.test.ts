/** The one table of contact limits (12 CFR 1006.14(a), comments 14(a)-1 and -2; policy): per person, over all accounts and media. */
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { earliestLawful } from '#core/compliance/gate.ts';
import { ask, callOf, circumstancesOf, contactOf, NOON, told, touchOf } from './core-samples.ts';

/** First lawful instant of a text from noon of 12 January on. */
function firstLawful(change: Partial<Omit<Circumstances, 'account'>>, minimumGapDays = 1): string {
  const lawful = earliestLawful(contactOf('sms', { minimumGapDays }), circumstancesOf(change), Date.parse(NOON));
  return lawful.kind === 'at' ? lawful.at : lawful.kind;
}

/** 8:00 of that day in New York, UTC−5 in January. */
const opening = (day: string): string => `2027-01-${day}T13:00:00.000Z`;

describe('one chase a day, three in seven days', () => {
  it.each([
    ['nothing before', [], NOON],
    ['a chase this morning: tomorrow', ['2027-01-12T14:00:00.000Z'], opening('13')],
    ['a chase late last night, local time: today', ['2027-01-12T02:00:00.000Z'], NOON],
    ['three in the six days before: when the first leaves the window', ['2027-01-06T15:00:00.000Z', '2027-01-08T15:00:00.000Z', '2027-01-10T15:00:00.000Z'], opening('13')],
    ['three, the first seven days ago: today', ['2027-01-05T15:00:00.000Z', '2027-01-08T15:00:00.000Z', '2027-01-10T15:00:00.000Z'], NOON],
    ['three in a row: six days on', ['2027-01-09T15:00:00.000Z', '2027-01-10T15:00:00.000Z', '2027-01-11T15:00:00.000Z'], opening('16')],
  ])('%s', (_name, chases, expected) => {
    expect(firstLawful({ touches: chases.map((at) => touchOf(at)) })).toBe(expected);
  });

  it('counts every account and medium of the person, and calls that connected', () => {
    expect(firstLawful({ touches: [touchOf('2027-01-12T14:00:00.000Z', { own: false })] })).toBe(opening('13'));
    expect(firstLawful({ calls: [callOf('2027-01-12T14:00:00.000Z', { own: false })] })).toBe(opening('13'));
    expect(firstLawful({ calls: [callOf('2027-01-12T14:00:00.000Z', { connected: false })] })).toBe(NOON);
    expect(firstLawful({ calls: [callOf('2027-01-12T14:00:00.000Z', { consented: true })] })).toBe(NOON);
  });

  it('a service message is no chase: it neither waits for the chases of the day nor takes the place of one', () => {
    const chasedToday = circumstancesOf({ touches: [touchOf('2027-01-12T14:00:00.000Z')] });
    expect(told(ask(contactOf('sms', { purpose: 'service', minimumGapDays: 5 }), chasedToday))).toBe('allow');
    expect(firstLawful({ touches: [touchOf('2027-01-12T14:00:00.000Z', { purpose: 'service' })] }, 5)).toBe(NOON);
  });

  it('of a consumer everything that we begin counts to three in seven days: states and cities that count tell no purposes apart', () => {
    const touches = [touchOf('2027-01-10T15:00:00.000Z', { purpose: 'notice' }), touchOf('2027-01-11T15:00:00.000Z', { purpose: 'service' }), touchOf('2027-01-11T16:00:00.000Z')];
    const business = { ...circumstancesOf().person, kind: 'business' as const };
    expect(told(ask(contactOf('sms', { purpose: 'service' }), circumstancesOf({ touches })))).toBe('defer: three-chases-in-seven-days');
    expect(told(ask(contactOf('sms'), circumstancesOf({ touches })))).toBe('defer: three-chases-in-seven-days');
    expect(told(ask(contactOf('letter', { purpose: 'notice' }), circumstancesOf({ touches })))).toBe('allow');
    expect(told(ask(contactOf('sms'), circumstancesOf({ touches, person: business })))).toBe('allow');
  });

  it('replies and required notices are no chases', () => {
    expect(firstLawful({ touches: [touchOf('2027-01-12T14:00:00.000Z', { purpose: 'reply' }), touchOf('2027-01-12T14:10:00.000Z', { purpose: 'notice' })] })).toBe(NOON);
    const chasedToday = circumstancesOf({ touches: [touchOf('2027-01-12T14:00:00.000Z')] });
    expect(told(ask(contactOf('letter', { purpose: 'notice' }), chasedToday))).toBe('allow');
    expect(told(ask(contactOf('sms', { purpose: 'reply' }), chasedToday))).toBe('allow');
  });

  it('in conflicting zones the day of the strictest counts', () => {
    // 03:00 UTC on the 12th is still the 11th in New York and already the 12th in Kolkata.
    const zones = { ...circumstancesOf().person, candidateZones: ['America/New_York', 'Asia/Kolkata'] };
    expect(firstLawful({ touches: [touchOf('2027-01-12T03:00:00.000Z')], person: zones })).not.toBe(NOON);
  });
});

describe('hard limits over all attempts', () => {
  const notices = (count: number, day: string): Circumstances['touches'] => Array.from({ length: count }, (_unused, index) => touchOf(`2027-01-${day}T${String(14 + index).padStart(2, '0')}:00:00.000Z`, { purpose: 'notice' }));

  /** Of a business only chases count to three in seven days, so that the hard limits show. */
  const business = (touches: Circumstances['touches']): Circumstances => circumstancesOf({ touches, person: { ...circumstancesOf().person, kind: 'business' } });

  it('three contacts or attempts a day', () => {
    expect(told(ask(contactOf('letter'), business(notices(2, '12')), '2027-01-12T20:00:00.000Z'))).toBe('allow');
    expect(told(ask(contactOf('letter'), business(notices(3, '12')), '2027-01-12T20:00:00.000Z'))).toBe('defer: three-attempts-a-day');
    expect(told(ask(contactOf('letter', { purpose: 'service' }), business(notices(3, '12')), '2027-01-12T20:00:00.000Z'))).toBe('defer: three-attempts-a-day');
    const calls = Array.from({ length: 3 }, (_unused, index) => callOf(`2027-01-12T1${4 + index}:00:00.000Z`, { connected: false }));
    expect(told(ask(contactOf('call'), circumstancesOf({ calls }), '2027-01-12T20:00:00.000Z'))).toBe('defer: three-attempts-a-day');
  });

  it('ten in seven days', () => {
    const ten = ['06', '07', '08', '09', '10'].flatMap((day) => notices(2, day));
    expect(told(ask(contactOf('letter'), business(ten), '2027-01-12T20:00:00.000Z'))).toBe('defer: ten-attempts-in-seven-days');
    expect(told(ask(contactOf('letter'), business(ten), '2027-01-13T20:00:00.000Z'))).toBe('allow');
  });

  it('a required notice is counted and never counted out: the law wants it sent', () => {
    expect(told(ask(contactOf('letter', { purpose: 'notice' }), circumstancesOf({ touches: notices(3, '12') }), '2027-01-12T20:00:00.000Z'))).toBe('allow');
  });

  it('an answer to the person is never counted out', () => {
    expect(told(ask(contactOf('sms', { purpose: 'reply' }), circumstancesOf({ touches: notices(3, '12') }), '2027-01-12T20:00:00.000Z'))).toBe('allow');
  });
});

describe('the gap that a cadence keeps between two chases of one account', () => {
  it.each([
    [1, '2027-01-11T15:00:00.000Z', true, NOON],
    [2, '2027-01-11T15:00:00.000Z', true, opening('13')],
    [2, '2027-01-10T15:00:00.000Z', true, NOON],
    [3, '2027-01-11T15:00:00.000Z', true, opening('14')],
    [3, '2027-01-11T15:00:00.000Z', false, NOON],
  ])('%i days after a chase of %s, on this account: %s', (gap, at, own, expected) => {
    expect(firstLawful({ touches: [touchOf(at, { own })] }, gap)).toBe(expected);
  });
});
