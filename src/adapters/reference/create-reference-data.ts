/** The reference data that decisions rest on, from the rule files of the repository and two libraries. */
import { fileURLToPath } from 'node:url';
import type { ReferenceData } from '../db/decision/reference-data.ts';
import { businessCalendarsBy, nationalHolidays } from './business-calendars.ts';
import { candidateZonesBy } from './candidate-zones.ts';
import { limitationBy } from './limitation.ts';
import { loadRules } from './load-rules.ts';
import { createClocks } from './same-clock.ts';

export { usFederalCalendar } from './us-federal-calendar.ts';

const RULES_FOLDER = fileURLToPath(new URL('../../../rules', import.meta.url));

/** Reads everything once; every answer afterwards is synchronous. Throws RULES_INVALID that names every fault of the files. */
export async function createReferenceData(rulesFolder: string = RULES_FOLDER): Promise<ReferenceData> {
  const rules = await loadRules(rulesFolder);
  return {
    candidateZones: candidateZonesBy(rules, createClocks(rules.mainZones)),
    limitation: limitationBy(rules.limitation),
    calendar: businessCalendarsBy(rules.countries, nationalHolidays(rules.countries)),
    rulesHash: rules.hash,
    tzdbVersion: process.versions.tz ?? 'unknown',
  };
}
