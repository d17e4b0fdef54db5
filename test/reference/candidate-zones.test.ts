/**
 * No contact outside the rules: a call at a wrong hour is one in a place that nobody thought of. So every piece of information about a person's place
 * counts (12 CFR 1006.6(b)(1)(i), comment 6(b)(1)(i)-2), nothing is guessed, and what nobody can read is asked of a person.
 * Zones of states are those of 49 CFR part 71.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlaceQuestion, ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { createClocks } from '#adapters/reference/same-clock.ts';
import { nextCommonOpening } from '#core/compliance/rules/hours.ts';

let reference: ReferenceData;
beforeAll(async () => { reference = await createReferenceData(); });

const NOTHING: PlaceQuestion = { countryCode: 'US', stateCodes: [], statedZone: null, phones: [] };
const zonesOf = (known: Partial<PlaceQuestion>): readonly string[] => reference.candidateZones({ ...NOTHING, ...known });

const MANHATTAN = '+12125550100';
const PHOENIX = '+16025550100';
const HONOLULU = '+18085550100';
const TOLL_FREE = '+18005550100';

describe('states', () => {
  it.each([
    ['AK', ['America/Adak', 'America/Anchorage']],
    ['AZ', ['America/Denver', 'America/Phoenix']],
    ['FL', ['America/Chicago', 'America/New_York']],
    ['ID', ['America/Los_Angeles', 'America/Boise']],
    ['IN', ['America/Chicago', 'America/Indiana/Indianapolis']],
    ['KS', ['America/Denver', 'America/Chicago']],
    ['KY', ['America/Chicago', 'America/New_York']],
    ['MI', ['America/Menominee', 'America/Detroit']],
    ['ND', ['America/Denver', 'America/Chicago']],
    ['NE', ['America/Denver', 'America/Chicago']],
    ['NV', ['America/Los_Angeles', 'America/Denver']],
    ['OR', ['America/Los_Angeles', 'America/Boise']],
    ['SD', ['America/Denver', 'America/Chicago']],
    ['TN', ['America/Chicago', 'America/New_York']],
    ['TX', ['America/Denver', 'America/Chicago']],
  ])('%s lies in two zones and gives both', (state, expected) => {
    expect(zonesOf({ stateCodes: [state] })).toEqual(expected);
  });

  it.each([
    ['DC', 'America/New_York'], ['CA', 'America/Los_Angeles'], ['HI', 'Pacific/Honolulu'], ['PR', 'America/Puerto_Rico'],
    ['VI', 'America/St_Thomas'], ['GU', 'Pacific/Guam'], ['AS', 'Pacific/Pago_Pago'], ['MP', 'Pacific/Saipan'],
  ])('%s lies in one', (state, expected) => {
    expect(zonesOf({ stateCodes: [state] })).toEqual([expected]);
  });

  it('every state of the person and of his addresses counts', () => {
    expect(zonesOf({ stateCodes: ['NY', 'CA'] })).toEqual(['America/Los_Angeles', 'America/New_York']);
  });

  it('a province counts for a person of the United States too', () => {
    expect(zonesOf({ stateCodes: ['NY', 'NL'] })).toEqual(['America/New_York', 'America/Goose_Bay', 'America/St_Johns']);
  });

  it.each([[['AE']], [['Florida']], [['NY', 'AP']], [['']]])('a state that nobody can read (%j) leaves no zone, so that a person asks', (stateCodes) => {
    expect(zonesOf({ stateCodes })).toEqual([]);
  });

  it('two letters without their country say nothing: TN is Tennessee or Tamil Nadu', () => {
    expect(zonesOf({ countryCode: null, stateCodes: ['TN'] })).toEqual([]);
    expect(zonesOf({ countryCode: 'IN', stateCodes: ['TN'] })).toEqual(['Asia/Kolkata']);
  });
});

describe('telephone numbers', () => {
  it.each([
    ['+13055550100', ['America/New_York'], 'Miami'],
    ['+18505550100', ['America/Chicago', 'America/New_York'], 'the panhandle of Florida'],
    ['+14485550100', ['America/Chicago', 'America/New_York'], 'its overlay'],
    ['+16895550100', ['America/New_York'], 'Orlando'],
    ['+19155550100', ['America/Denver'], 'El Paso'],
    ['+12705550100', ['America/Chicago', 'America/New_York'], 'western Kentucky'],
    ['+13645550100', ['America/Chicago', 'America/New_York'], 'its overlay'],
    ['+19285550100', ['America/Denver', 'America/Phoenix'], 'northern Arizona with the Navajo Nation'],
    [PHOENIX, ['America/Phoenix'], 'Phoenix'],
    [HONOLULU, ['Pacific/Honolulu'], 'Hawaii'],
    ['+18095550100', ['America/Santo_Domingo'], 'the Dominican Republic'],
    ['+442079460958', ['Europe/London'], 'London'],
    ['+34912345678', ['Atlantic/Canary', 'Europe/Madrid'], 'Spain with the Canary Islands'],
    ['+1 (212) 555-0100', ['America/New_York'], 'Manhattan as a person writes it'],
  ])('%s is at home in %j (%s)', (phone, expected) => {
    expect(zonesOf({ countryCode: null, phones: [phone] })).toEqual(expected);
  });

  it.each([
    [TOLL_FREE, 'toll-free'], ['+18885550100', 'toll-free'], ['+19005550100', 'premium rate'], ['+15005550006', 'personal number'],
    ['+16005550100', 'of no place in Canada'], ['+19995550100', 'an area code that does not exist'], ['+121255501', 'too short'], ['+121255501000', 'too long'],
    ['', 'empty'], ['call me', 'no number'],
  ])('"%s" tells nothing (%s)', (phone) => {
    expect(zonesOf({ phones: [phone] })).toEqual([]);
    expect(zonesOf({ stateCodes: ['NY'], phones: [phone] })).toEqual(['America/New_York']);
  });

  it('a number of a country without a row leaves no zone: it is a place, and nobody here knows its hour', () => {
    expect(zonesOf({ stateCodes: ['NY'], phones: ['+5511961234567'] })).toEqual([]);
  });

  it('a mobile number far from home counts beside the home', () => {
    expect(zonesOf({ stateCodes: ['AZ'], phones: [MANHATTAN] })).toEqual(['America/Denver', 'America/Phoenix', 'America/New_York']);
    expect(zonesOf({ stateCodes: ['NY'], phones: [MANHATTAN, HONOLULU] })).toEqual(['Pacific/Honolulu', 'America/New_York']);
  });
});

describe('a stated zone', () => {
  it('settles which half of a state it is', () => {
    expect(zonesOf({ stateCodes: ['FL'], statedZone: 'America/Chicago' })).toEqual(['America/Chicago']);
    expect(zonesOf({ stateCodes: ['AZ'], statedZone: 'America/Phoenix' })).toEqual(['America/Phoenix']);
  });

  it('is understood by its clock, whatever its name', () => {
    expect(zonesOf({ stateCodes: ['FL'], statedZone: 'US/Eastern' })).toEqual(['America/New_York']);
    expect(zonesOf({ stateCodes: ['IN'], statedZone: 'America/Indiana/Knox' })).toEqual(['America/Chicago']);
    expect(zonesOf({ countryCode: 'IN', statedZone: 'Asia/Calcutta' })).toEqual(['Asia/Kolkata']);
  });

  it('never takes away what contradicts it: a file may hold the same zone for everybody', () => {
    expect(zonesOf({ stateCodes: ['CA'], phones: [MANHATTAN], statedZone: 'America/New_York' })).toEqual(['America/Los_Angeles', 'America/New_York']);
    expect(zonesOf({ stateCodes: ['CA'], statedZone: 'America/New_York' })).toEqual(['America/Los_Angeles']);
  });

  it('stands alone where nothing else is known, and for a place that nobody can read', () => {
    expect(zonesOf({ statedZone: 'America/Denver' })).toEqual(['America/Denver']);
    expect(zonesOf({ stateCodes: ['AE'], statedZone: 'Europe/Berlin' })).toEqual(['Europe/Berlin']);
  });

  it.each(['Mars/Olympus', 'UTC', 'Etc/UTC', 'GMT', 'EST', 'Etc/GMT+5', '+05:00', ''])('"%s" names no place: the rest counts, and nothing is guessed', (statedZone) => {
    expect(zonesOf({ statedZone })).toEqual([]);
    expect(zonesOf({ stateCodes: ['FL'], statedZone })).toEqual(['America/Chicago', 'America/New_York']);
  });
});

describe('countries', () => {
  it.each([
    ['GB', ['Europe/London']], ['IN', ['Asia/Kolkata']], ['SA', ['Asia/Riyadh']], ['JP', ['Asia/Tokyo']], ['KW', ['Asia/Kuwait']], ['AE', ['Asia/Dubai']],
    ['DE', ['Europe/Berlin']], ['PT', ['Atlantic/Azores', 'Europe/Lisbon']], ['ES', ['Atlantic/Canary', 'Europe/Madrid']],
  ])('%s gives %j', (countryCode, expected) => {
    expect(zonesOf({ countryCode })).toEqual(expected);
  });

  it('a Canadian business is in its province, or anywhere between Vancouver and St. John\'s', () => {
    expect(zonesOf({ countryCode: 'CA', stateCodes: ['MB'] })).toEqual(['America/Winnipeg']);
    expect(zonesOf({ countryCode: 'CA' })).toEqual(expect.arrayContaining(['America/Vancouver', 'America/Regina', 'America/Toronto', 'America/Halifax', 'America/St_Johns']));
  });

  it('the United States alone, a country without a row, and nothing at all give nothing', () => {
    expect(zonesOf({ countryCode: 'US' })).toEqual([]);
    expect(zonesOf({ countryCode: 'BR' })).toEqual([]);
    expect(zonesOf({ countryCode: null })).toEqual([]);
  });
});

describe('with the rule of hours', () => {
  const opening = (from: string, known: Partial<PlaceQuestion>): string => new Date(nextCommonOpening(Date.parse(from), zonesOf(known))).toISOString();

  it('an Eastern number and a Pacific home open at 11:00 Eastern (comment 6(b)(1)(i)-2.i)', () => {
    expect(opening('2026-03-02T09:00:00Z', { stateCodes: ['CA'], phones: [MANHATTAN] })).toBe('2026-03-02T16:00:00.000Z');
  });

  it('an Eastern mobile and a Mountain landline open at 10:00 Eastern (comment 6(b)(1)(i)-2.ii)', () => {
    expect(opening('2026-03-02T09:00:00Z', { phones: [MANHATTAN, '+13035550100'] })).toBe('2026-03-02T15:00:00.000Z');
  });

  it('in summer Phoenix opens an hour after the Navajo Nation, and both close before Phoenix does', () => {
    expect(opening('2026-07-01T09:00:00Z', { stateCodes: ['AZ'] })).toBe('2026-07-01T15:00:00.000Z');
    expect(opening('2026-07-02T03:00:00Z', { stateCodes: ['AZ'] })).toBe('2026-07-02T15:00:00.000Z');
  });

  // British Columbia keeps UTC-7 and Alberta UTC-6 all year since 2026; a host whose zone database does not know it would stop an hour late.
  it.each([
    ['Vancouver', { countryCode: 'CA', stateCodes: ['BC'] }, '2026-12-02T04:30:00Z'], ['a number of Vancouver', { phones: ['+16045550100'] }, '2026-12-02T04:30:00Z'],
    ['Vancouver as stated', { countryCode: 'CA', stateCodes: ['BC'], statedZone: 'America/Vancouver' }, '2026-12-02T04:30:00Z'],
    ['Vancouver by another name and nothing else', { statedZone: 'Canada/Pacific' }, '2026-12-02T04:30:00Z'],
    ['Calgary as stated', { countryCode: 'CA', stateCodes: ['AB'], statedZone: 'America/Edmonton' }, '2026-12-02T03:30:00Z'],
    ['Calgary', { countryCode: 'CA', stateCodes: ['AB'] }, '2026-12-02T03:30:00Z'], ['a number of Calgary', { phones: ['+14035550100'] }, '2026-12-02T03:30:00Z'],
  ])('in its first winter without turning clocks back %s is not called at 21:30', (_, known, at) => {
    expect(opening(at, known) > at).toBe(true);
  });
});

describe('the answer', () => {
  it('is the same whatever the order of what is known', () => {
    const known = { stateCodes: ['FL', 'AK'], phones: [MANHATTAN, HONOLULU, PHOENIX] };
    expect(zonesOf({ stateCodes: known.stateCodes.toReversed(), phones: known.phones.toReversed() })).toEqual(zonesOf(known));
  });

  it('begins in the west, so that a day of the person ends when it has ended everywhere', () => {
    expect(zonesOf({ stateCodes: ['NY', 'HI', 'IL'] })).toEqual(['Pacific/Honolulu', 'America/Chicago', 'America/New_York']);
  });

  it('names each clock once, and tells clocks apart that part for one season or in one later year', () => {
    const clocks = createClocks(['America/New_York']);
    expect(clocks.distinct(['America/Detroit', 'America/New_York', 'America/Indiana/Indianapolis'])).toEqual(['America/New_York']);
    expect(clocks.distinct(['America/Detroit', 'America/Indiana/Indianapolis'])).toEqual(['America/Detroit']);
    expect(clocks.same('America/Phoenix', 'America/Denver')).toBe(false);
    expect(clocks.same('America/Adak', 'Pacific/Honolulu')).toBe(false);
    expect(clocks.same('Europe/Dublin', 'Europe/London')).toBe(true);
    expect(clocks.same('Asia/Kolkata', 'Asia/Calcutta')).toBe(true);
    expect(clocks.same('Africa/Cairo', 'Europe/Athens')).toBe(false);
  });

  it('stays small enough to be recorded with every decision', () => {
    expect(JSON.stringify(zonesOf({ countryCode: 'CA', phones: [MANHATTAN, HONOLULU, '+525512345678'] })).length).toBeLessThan(500);
  });
});
