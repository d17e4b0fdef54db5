/** 12 CFR 1006.6(b)(1)(i) and its comments; 15 USC 1692c(a)(1). Instants are UTC, expected from the zones' offsets. */
import { describe, expect, it } from 'vitest';
import { earliestLawful } from '#core/compliance/gate.ts';
import { nextCommonOpening } from '#core/compliance/rules/hours.ts';
import { ask, circumstancesOf, contactOf, told } from './core-samples.ts';

const inZones = (...candidateZones: string[]) => circumstancesOf({ person: { candidateZones } });

describe('no contact outside 8:00 to 21:00', () => {
  it.each([
    // New York in winter is UTC−5.
    ['07:59:59.999', '2027-01-12T12:59:59.999Z', 'defer: contact-hours'],
    ['08:00:00.000 (ambiguity A1: allowed)', '2027-01-12T13:00:00.000Z', 'allow'],
    ['20:59:59.999', '2027-01-13T01:59:59.999Z', 'allow'],
    ['21:00:00.000 (ambiguity A1: not allowed)', '2027-01-13T02:00:00.000Z', 'defer: contact-hours'],
    ['midnight', '2027-01-13T05:00:00.000Z', 'defer: contact-hours'],
    // In summer UTC−4.
    ['08:00 in summer', '2027-07-12T12:00:00.000Z', 'allow'],
    ['07:59 in summer', '2027-07-12T11:59:00.000Z', 'defer: contact-hours'],
  ])('%s', (_local, at, expected) => {
    for (const medium of ['sms', 'email', 'call'] as const) expect(told(ask(contactOf(medium), inZones('America/New_York'), at))).toBe(expected);
  });

  it.each([
    // The clocks go forward on Sunday 14 March 2027 and back on Sunday 7 November 2027, at 2:00.
    ['the morning of the short day', '2027-03-14T11:00:00.000Z', '2027-03-14T12:00:00.000Z'],
    ['the night before it', '2027-03-14T03:00:00.000Z', '2027-03-14T12:00:00.000Z'],
    ['the morning of the long day', '2027-11-07T11:00:00.000Z', '2027-11-07T13:00:00.000Z'],
    ['the night after it', '2027-11-08T02:00:00.000Z', '2027-11-08T13:00:00.000Z'],
  ])('%s waits for 8:00 as the clock then shows it', (_name, from, opens) => {
    expect(earliestLawful(contactOf('sms'), inZones('America/New_York'), Date.parse(from))).toMatchObject({ kind: 'at', at: opens });
  });

  it.each([
    ['comment 6(b)(1)(i)-2.i: Eastern number, Pacific home: from 11:00 Eastern', ['America/New_York', 'America/Los_Angeles'], '2027-01-12T15:59:00.000Z', '2027-01-12T16:00:00.000Z'],
    ['comment 6(b)(1)(i)-2.i: and before 9:00 p.m. Eastern', ['America/New_York', 'America/Los_Angeles'], '2027-01-13T02:00:00.000Z', '2027-01-13T16:00:00.000Z'],
    ['comment 6(b)(1)(i)-2.ii: Eastern number, Mountain landline: from 10:00 Eastern', ['America/New_York', 'America/Denver'], '2027-01-12T14:59:00.000Z', '2027-01-12T15:00:00.000Z'],
    ['Honolulu (UTC−10, no summer time) and Eastern: from 13:00 Eastern in winter', ['Pacific/Honolulu', 'America/New_York'], '2027-01-12T13:00:00.000Z', '2027-01-12T18:00:00.000Z'],
    ['and from 14:00 Eastern in summer', ['Pacific/Honolulu', 'America/New_York'], '2027-07-12T12:00:00.000Z', '2027-07-12T18:00:00.000Z'],
    ['Phoenix keeps UTC−7: from 9:00 there when Los Angeles is an hour behind it in winter', ['America/Phoenix', 'America/Los_Angeles'], '2027-01-12T15:30:00.000Z', '2027-01-12T16:00:00.000Z'],
    ['Kolkata, half an hour off: 8:00 is 2:30 UTC', ['Asia/Kolkata'], '2027-01-12T00:00:00.000Z', '2027-01-12T02:30:00.000Z'],
  ])('%s', (_name, zones, from, opens) => {
    expect(earliestLawful(contactOf('call'), inZones(...zones), Date.parse(from))).toMatchObject({ kind: 'at', at: opens });
  });

  it('zones half a day apart share one hour, and it is found', () => {
    // Auckland in winter of the north is UTC+13, Los Angeles UTC−8: 21 hours apart; 8:00 to 21:00 there is 11:00 to 24:00 the day before.
    expect(new Date(nextCommonOpening(Date.parse('2027-01-12T00:00:00.000Z'), ['Pacific/Auckland', 'America/Los_Angeles'])).toISOString()).toBe('2027-01-12T00:00:00.000Z');
    // Kolkata (+5:30) and Chicago (−6): 8:00–21:00 is 2:30–15:30 and 14:00–3:00 UTC, so 14:00–15:30 and 2:30–3:00.
    expect(new Date(nextCommonOpening(Date.parse('2027-01-12T04:00:00.000Z'), ['Asia/Kolkata', 'America/Chicago'])).toISOString()).toBe('2027-01-12T14:00:00.000Z');
  });

  it('places without a common hour need a person', () => {
    // 8:00–21:00 in UTC: Kiritimati (+14) 18–7, London 8–21, Midway (−11) 19–8: London and Midway share 19–21, Kiritimati too. Add Kolkata 2:30–15:30: none is left.
    expect(told(ask(contactOf('sms'), inZones('Pacific/Kiritimati', 'Europe/London', 'Pacific/Midway', 'Asia/Kolkata')))).toBe('hold_human: contact-hours');
  });

  it('of an unknown place nobody knows the hour: calls and messages are held for a person, letters are not', () => {
    expect(told(ask(contactOf('sms'), inZones()))).toBe('hold_human: contact-hours');
    expect(told(ask(contactOf('call'), inZones()))).toBe('hold_human: contact-hours');
    expect(told(ask(contactOf('letter'), inZones()))).toBe('allow');
  });

  it('a letter has no hour, and an answer to a message may go at any hour: comment 6(b)(1)-2', () => {
    const night = '2027-01-13T05:00:00.000Z';
    expect(told(ask(contactOf('letter'), inZones('America/New_York'), night))).toBe('allow');
    expect(told(ask(contactOf('sms', { purpose: 'reply' }), inZones('America/New_York'), night))).toBe('allow');
  });
});
