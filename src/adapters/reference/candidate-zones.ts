/**
 * Where a person may be. 12 CFR 1006.6(b)(1)(i) with comment 6(b)(1)(i)-2: where the information conflicts or is ambiguous, a time has to be
 * convenient in all the places that it indicates. So every piece of information counts by itself: each state, the country, each number's area code.
 *
 * A stated zone settles what is ambiguous (which half of Florida), never what contradicts it (a number of the Pacific coast stays Pacific):
 * creditors' files hold zones that nobody said, such as the zone of their own office for everybody.
 * A place that cannot be read (an unknown state, a number of a country without a row) leaves no zone at all unless a zone was stated: somebody asks.
 */
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import { isKnownZone, type Zone } from '#core/local-time.ts';
import type { PlaceQuestion, ReferenceData } from '../db/decision/reference-data.ts';
import { zonesOfState, type Rules } from './load-rules.ts';
import type { Clocks } from './same-clock.ts';

/** The zones that one piece of information allows; null when it names a place that nobody here can read. */
type Indication = readonly Zone[] | null;

/** Numbers that belong to no place: they tell nothing. */
const PLACELESS: ReadonlySet<string> = new Set<NonNullable<ReturnType<PhoneNumber['getType']>>>([
  'TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER', 'UAN', 'VOICEMAIL', 'VOIP',
]);

/** States written in one country are read in the other as well: a person of New York may have an address in Ontario. */
const STATE_COUNTRIES = { US: ['US', 'CA'], CA: ['CA', 'US'] } as const;

export function candidateZonesBy(rules: Rules, clocks: Clocks): ReferenceData['candidateZones'] {
  const byAreaCode = areaCodeZones(rules);
  return (question) => {
    const stated = question.statedZone !== null && namesAPlace(question.statedZone) ? withNewerLaw(rules, [canonicalName(question.statedZone)]) : null;
    const indications = [...addressIndications(rules, question), ...question.phones.flatMap((phone) => phoneIndications(rules, byAreaCode, phone))]
      .map((indication) => (indication === null ? null : withNewerLaw(rules, indication)));
    if (indications.length === 0) return clocks.distinct(stated ?? []);
    const settled = indications.map((indication) => settle(indication, stated, clocks));
    return settled.some((zones) => zones === null) ? [] : clocks.distinct(settled.flatMap((zones) => zones ?? []));
  };
}

/** Where the law of a zone is newer than the host's zone database may be, both times count. */
function withNewerLaw({ newerLaw }: Rules, zones: readonly Zone[]): readonly Zone[] {
  return zones.flatMap((zone) => [zone, ...newerLaw.filter((row) => row.zone === zone).map((row) => row.keeps)]);
}

/** America/Vancouver for Canada/Pacific. */
function canonicalName(zone: Zone): Zone {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
}

/** UTC, GMT and fixed offsets are what machines write where nobody was asked; they name no place where people live. */
function namesAPlace(zone: Zone): boolean {
  return isKnownZone(zone) && /^(?!Etc\/)[A-Za-z_]+\//.test(zone);
}

function settle(indication: Indication, stated: readonly Zone[] | null, clocks: Clocks): Indication {
  if (stated === null || indication === null) return indication ?? stated;
  const agreeing = indication.filter((zone) => stated.some((named) => clocks.same(zone, named)));
  return agreeing.length > 0 ? agreeing : indication;
}

function addressIndications({ states, countries }: Rules, { countryCode, stateCodes }: PlaceQuestion): readonly Indication[] {
  // The same two letters are a state here and a province there: without its country a state says nothing that can be read.
  if (countryCode === null) return stateCodes.length > 0 ? [null] : [];
  if (countryCode === 'US' || countryCode === 'CA') {
    const searched = STATE_COUNTRIES[countryCode];
    const read = (code: string): Indication => searched.map((country) => zonesOfState(states, `${country}-${code.trim().toUpperCase()}`)).find((zones) => zones !== undefined) ?? null;
    if (stateCodes.length > 0) return stateCodes.map(read);
    return countries[countryCode]?.without_state === 'all_states' ? [Object.values(states[countryCode]).flat()] : [];
  }
  return [countries[countryCode]?.zones ?? null];
}

function areaCodeZones({ areaCodes, states }: Rules): ReadonlyMap<string, readonly Zone[]> {
  const zones = new Map<string, readonly Zone[]>();
  for (const row of areaCodes) {
    for (const code of row.codes) zones.set(String(code), [...(zones.get(String(code)) ?? []), ...(row.zones ?? zonesOfState(states, row.place) ?? [])]);
  }
  return zones;
}

/** Nothing for a number that belongs to no place or is none; a number moves with its owner, but its area code is information all the same. */
function phoneIndications({ countries }: Rules, byAreaCode: ReadonlyMap<string, readonly Zone[]>, phone: string): readonly Indication[] {
  const served = byAreaCode.get(/^\+1(\d{3})\d{7}$/.exec(phone)?.[1] ?? '');
  if (served !== undefined) return [served];
  const number = parsePhoneNumberFromString(phone);
  if (number === undefined || !number.isValid() || number.country === undefined || PLACELESS.has(number.getType() ?? '')) return [];
  const written = number.countryCallingCode === '1' ? byAreaCode.get(number.nationalNumber.slice(0, 3)) : undefined;
  return [written ?? countries[number.country]?.zones ?? null];
}
