/** The format of the rule files; each file says at its top what its keys mean. Every finding is a sentence that says what to write instead. */
import { z } from 'zod';
import { isKnownZone, isLocalDate } from '#core/local-time.ts';

/** Kinds of debt that limitation law tells apart. */
const DEBT_TYPES = ['written', 'oral', 'promissory', 'open', 'credit_card', 'sale_of_goods'] as const;
const REST_DAYS_MAX = 3;

const text = z.string().trim().min(1, { error: 'has to hold a text' });
const localDate = z.string().refine(isLocalDate, { error: 'has to be a date such as 2026-11-25' });
const zone = z.string().refine(isKnownZone, { error: 'has to be a time zone of the IANA database such as America/New_York' });
const zones = z.array(zone).min(1, { error: 'has to name at least one time zone' });
const code = (pattern: RegExp, example: string) => z.string().regex(pattern, { error: `has to be a code such as ${example}` });
const provenance = { sources: z.array(text).min(1, { error: 'has to name at least one source' }), verified_on: localDate };

const STATE_CODE = /^[A-Z]{2}$/;
const stateRows = z.record(code(STATE_CODE, 'FL'), zones);

export const statesSchema = z.strictObject({
  ...provenance,
  main_zones: zones,
  newer_law: z.array(z.strictObject({ zone, keeps: zone, since: localDate, known_from: text, note: text })),
  states: z.strictObject({ US: stateRows, CA: stateRows }),
});

const countryRow = z.strictObject({
  zones: zones.optional(),
  without_state: z.enum(['all_states', 'nothing'], { error: 'has to be all_states or nothing' }).optional(),
  weekend: z.array(z.int().min(1).max(7)).min(1).max(REST_DAYS_MAX, { error: `has to hold at most ${REST_DAYS_MAX} days` }).default([6, 7]),
  holiday_region: text.optional(),
  holiday_rules: z.array(text).min(1).optional(),
}).refine((row) => (row.zones === undefined) !== (row.without_state === undefined), { error: 'has to have either zones or without_state' });

export const countriesSchema = z.strictObject({ ...provenance, countries: z.record(code(/^[A-Z]{2}$/, 'GB'), countryRow) });

export const areaCodesSchema = z.strictObject({
  ...provenance,
  area_codes: z.array(z.strictObject({
    place: code(/^[A-Z]{2}(-[A-Z]{2})?$/, 'US-FL or JM'),
    codes: z.array(z.int({ error: 'has to be an area code from 200 to 999' }).min(200).max(999)).min(1),
    zones: zones.optional(),
  })).min(1),
});

export const limitationSchema = z.strictObject({
  rows: z.array(z.strictObject({
    state: code(/^[A-Z]{2}(-[A-Z]{3})?$/, 'WI or GB-SCT'),
    debt_types: z.array(z.enum(DEBT_TYPES, { error: `has to be one of ${DEBT_TYPES.join(', ')}` })).min(1),
    years: z.int({ error: 'has to be a whole number of years' }).min(1).max(30),
    payment_restarts: z.boolean(),
    extinguishes: z.boolean(),
    citation: text,
    source: text,
    effective_from: localDate,
    verified_on: localDate,
    confidence: z.enum(['high', 'medium', 'low'], { error: 'has to be high, medium or low' }),
    note: text.optional(),
  })),
});

export type StateTable = z.infer<typeof statesSchema>;
export type CountryTable = z.infer<typeof countriesSchema>['countries'];
export type AreaCodeRow = z.infer<typeof areaCodesSchema>['area_codes'][number];
export type LimitationRow = z.infer<typeof limitationSchema>['rows'][number];
