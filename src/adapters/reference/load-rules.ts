/** Reads the rule files: YAML, format and what has to agree between them, all findings at once with their places. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import Holidays from 'date-holidays';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { canonicalJson } from '#core/account/stable-hash.ts';
import { DunwellError } from '#contracts/failures.ts';
import { placeOf, sentenceOf } from '../cadence-files/cadence-problem.ts';
import {
  areaCodesSchema, countriesSchema, limitationSchema, statesSchema, type AreaCodeRow, type CountryTable, type LimitationRow, type StateTable,
} from './rule-schemas.ts';

export type Rules = {
  readonly mainZones: readonly string[];
  readonly newerLaw: StateTable['newer_law'];
  readonly states: StateTable['states'];
  readonly countries: CountryTable;
  readonly areaCodes: readonly AreaCodeRow[];
  readonly limitation: readonly LimitationRow[];
  /** SHA-256 over the contents of all files, whatever their layout, comments and line endings. */
  readonly hash: string;
};

const SCHEMAS = { 'states.yaml': statesSchema, 'countries.yaml': countriesSchema, 'area-codes.yaml': areaCodesSchema, 'limitation.yaml': limitationSchema };

type FileName = keyof typeof SCHEMAS;
type Parsed = { readonly data: unknown; readonly problems: readonly string[]; readonly lineOf: (keys: readonly PropertyKey[]) => string };
/** What a check between files found, and where in which file. */
type Finding = { readonly file: FileName; readonly keys: readonly PropertyKey[]; readonly message: string };

/** Throws RULES_INVALID that names every finding: a rule that is not understood must not be a rule that is not applied. */
export async function loadRules(folder: string): Promise<Rules> {
  const present = (await readdir(folder).catch((error: unknown) => refuse([`${folder}: cannot be read (${String(error)})`]))).filter((name) => /\.ya?ml$/.test(name));
  const stray = present.filter((name) => !Object.hasOwn(SCHEMAS, name)).map((name) => `${name}:1 is no rule file that is known: rename or remove it.`);
  const parsed = new Map<FileName, Parsed>();
  for (const name of Object.keys(SCHEMAS) as FileName[]) parsed.set(name, present.includes(name) ? parseRules(name, await readFile(path.join(folder, name), 'utf8')) : missing(name));
  const problems = [...stray, ...[...parsed.values()].flatMap((file) => file.problems)];
  if (problems.length > 0) return refuse(problems);
  const rules = rulesOf(parsed);
  const findings = [...areaCodeFindings(rules), ...holidayFindings(rules), ...limitationFindings(rules)];
  if (findings.length > 0) return refuse(findings.map((finding) => `${parsed.get(finding.file)?.lineOf(finding.keys) ?? finding.file} ${finding.message}`));
  return rules;
}

function refuse(problems: readonly string[]): never {
  throw new DunwellError('RULES_INVALID', `The rule files have ${problems.length} fault${problems.length === 1 ? '' : 's'}.\n${problems.join('\n')}\n`, { problems });
}

function missing(name: FileName): Parsed {
  return { data: undefined, problems: [`${name}:1 is missing.`], lineOf: () => name };
}

function parseRules(name: FileName, source: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineOf = (keys: readonly PropertyKey[]): string => `${name}:${placeOf(document, lines, keys).line}`;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return { data: undefined, problems: broken.map((error) => `${name}:${lines.linePos(error.pos[0]).line} ${error.message}.`), lineOf };
  return { ...checkFormat(SCHEMAS[name], document, lineOf), lineOf };
}

function checkFormat(schema: z.ZodType, document: Document, lineOf: Parsed['lineOf']): Pick<Parsed, 'data' | 'problems'> {
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }), { reportInput: true });
  if (result.success) return { data: result.data, problems: [] };
  return { data: undefined, problems: result.error.issues.map((issue) => `${lineOf(issue.path)} ${sentenceOf(issue)}`) };
}

function rulesOf(parsed: ReadonlyMap<FileName, Parsed>): Rules {
  const data = (name: FileName): unknown => parsed.get(name)?.data;
  const states = data('states.yaml') as z.infer<typeof statesSchema>;
  const contents = Object.fromEntries([...parsed].map(([name, file]) => [name, file.data]));
  return {
    mainZones: states.main_zones, newerLaw: states.newer_law, states: states.states,
    countries: (data('countries.yaml') as z.infer<typeof countriesSchema>).countries,
    areaCodes: (data('area-codes.yaml') as z.infer<typeof areaCodesSchema>).area_codes,
    limitation: (data('limitation.yaml') as z.infer<typeof limitationSchema>).rows,
    hash: createHash('sha256').update(canonicalJson(contents)).digest('hex'),
  };
}

/** The zones of a state written as COUNTRY-STATE; undefined where there is no such state. */
export function zonesOfState(states: Rules['states'], place: string): readonly string[] | undefined {
  const [country, state = ''] = place.split('-');
  return country === 'US' || country === 'CA' ? states[country][state] : undefined;
}

function areaCodeFindings({ areaCodes, states }: Rules): readonly Finding[] {
  return areaCodes.flatMap((row, index): Finding[] => {
    const at = (message: string): Finding => ({ file: 'area-codes.yaml', keys: ['area_codes', index], message });
    const whole = zonesOfState(states, row.place);
    if (whole === undefined) return row.zones === undefined || row.place.includes('-') ? [at(`${row.place} has no row in states.yaml: correct it, or name the zones of a country.`)] : [];
    return (row.zones ?? []).filter((zone) => !whole.includes(zone)).map((zone) => at(`${zone} is no zone of ${row.place} in states.yaml: correct one of them.`));
  });
}

/** What the holiday library does not understand it would leave out without a word. */
function holidayFindings({ countries }: Rules): readonly Finding[] {
  const library = new Holidays();
  return Object.entries(countries).flatMap(([country, row]): Finding[] => {
    const at = (key: string, message: string): Finding => ({ file: 'countries.yaml', keys: ['countries', country, key], message });
    const unread = (row.holiday_rules ?? []).filter((rule) => !library.setHoliday(rule, rule)).map((rule) => at('holiday_rules', `"${rule}" is no rule that the holiday library understands: correct it.`));
    const region = row.holiday_region;
    const regions: Readonly<Record<string, string>> = region === undefined ? {} : library.getStates(country);
    return region === undefined || Object.hasOwn(regions, region) ? unread : [...unread, at('holiday_region', `"${region}" is no part of ${country} that the holiday library knows: ${Object.keys(regions).join(', ')}.`)];
  });
}

/** Two rows that hold on the same day for the same debt would leave it to chance which one counts. */
function limitationFindings({ limitation }: Rules): readonly Finding[] {
  const seen = new Set<string>();
  return limitation.flatMap((row, index) => row.debt_types.flatMap((debtType): Finding[] => {
    const key = `${row.state} ${debtType} ${row.effective_from}`;
    if (!seen.has(key)) { seen.add(key); return []; }
    return [{ file: 'limitation.yaml', keys: ['rows', index], message: `There is another row for ${row.state}, ${debtType} from ${row.effective_from}: keep one.` }];
  }));
}
