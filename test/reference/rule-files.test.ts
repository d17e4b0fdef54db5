/** Law as data: every file is read or nothing starts, every fault is named at once, and the hash is that of the rules, not of their layout. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { loadRules } from '#adapters/reference/load-rules.ts';
import { DunwellError } from '#contracts/failures.ts';

const RULES = path.resolve(import.meta.dirname, '../../rules');

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }); });

type Change = (text: string) => string;

function rulesWith(changes: Readonly<Record<string, Change>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
  folders.push(folder);
  cpSync(RULES, folder, { recursive: true });
  for (const [name, change] of Object.entries(changes)) writeFileSync(path.join(folder, name), change(readFileSync(path.join(RULES, name), 'utf8')));
  return folder;
}

/** A change that has to find what it changes, or the test would prove nothing. */
function replace(from: string, to: string): Change {
  return (text) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
}

async function faultsOf(folder: string): Promise<string> {
  const refused: unknown = await createReferenceData(folder).then(() => null, (error: unknown) => error);
  if (!(refused instanceof DunwellError)) throw new Error('The rules were accepted.');
  expect(refused.code).toBe('RULES_INVALID');
  return refused.message;
}

describe('the hash', () => {
  it('is a SHA-256 that stays the same over line endings, comments and blank lines', async () => {
    const { rulesHash } = await createReferenceData();
    const other = await createReferenceData(rulesWith({
      'limitation.yaml': (text) => text.replaceAll('\n', '\r\n'), 'states.yaml': (text) => `# another comment\n\n${text}`,
    }));
    expect(rulesHash).toMatch(/^[0-9a-f]{64}$/);
    expect(other.rulesHash).toBe(rulesHash);
  });

  it.each([
    ['limitation.yaml', replace('years: 10', 'years: 11')],
    ['states.yaml', replace('HI: [Pacific/Honolulu]', 'HI: [Pacific/Honolulu, America/Adak]')],
    ['countries.yaml', replace('SA: { zones: [Asia/Riyadh], weekend: [5, 6] }', 'SA: { zones: [Asia/Riyadh] }')],
    ['area-codes.yaml', replace('[907]', '[907, 908]')],
  ])('changes with a rule of %s', async (name, change) => {
    const { rulesHash } = await createReferenceData();
    expect((await createReferenceData(rulesWith({ [name]: change }))).rulesHash).not.toBe(rulesHash);
  });

  it('stands beside the version of the zone database', async () => {
    expect((await createReferenceData()).tzdbVersion).toBe(process.versions.tz);
  });
});

describe('faults', () => {
  it('of all files are named at once, with file and line', async () => {
    const faults = await faultsOf(rulesWith({
      'states.yaml': replace('HI: [Pacific/Honolulu]', 'HI: [Pacific/Honolulolu]'),
      'limitation.yaml': replace('years: 10', 'years: ten'),
    }));
    expect(faults).toMatch(/states\.yaml:\d+ .*time zone of the IANA database/);
    expect(faults).toMatch(/limitation\.yaml:\d+ "years" has to be a whole number of years/);
  });

  it.each([
    ['states.yaml', replace('main_zones:', 'mein_zones:'), 'mein_zones'],
    ['countries.yaml', replace('US: { without_state: nothing }', 'US: { zones: [America/New_York], without_state: nothing }'), 'either zones or without_state'],
    ['countries.yaml', replace('"27 Rajab"', '"27 Radish"'), '"27 Radish" is no rule'],
    ['countries.yaml', replace('holiday_region: ENG', 'holiday_region: EGN'), '"EGN" is no part of GB'],
    ['area-codes.yaml', replace('place: US-AK', 'place: US-AQ'), 'US-AQ has no row in states.yaml'],
    ['area-codes.yaml', replace('codes: [448, 850] }', 'codes: [448, 850], zones: [America/Denver] }'), 'America/Denver is no zone of US-FL'],
    ['area-codes.yaml', replace('place: BB, codes: [246], zones: [America/Barbados]', 'place: BB, codes: [246]'), 'BB has no row in states.yaml'],
    ['limitation.yaml', replace('confidence: low', 'confidence: certain'), 'has to be high, medium or low'],
    ['limitation.yaml', replace('effective_from: 2022-04-07', 'effective_from: 2022-04-31'), 'has to be a date'],
    ['limitation.yaml', replace('debt_types: [oral]', 'debt_types: [oral, written]'), 'another row for CA, written'],
    ['limitation.yaml', (text: string) => `${text}\n  - [`, 'limitation.yaml:'],
  ])('%s is refused with a sentence', async (name, change, sentence) => {
    const changed = name === 'limitation.yaml' && sentence.startsWith('another') ? (text: string): string => change(text).replace('effective_from: 2014-03-04', 'effective_from: 2019-01-01') : change;
    expect(await faultsOf(rulesWith({ [name]: changed }))).toContain(sentence);
  });

  it('a file that is missing, or that nobody reads, is one: its rules would be left out in silence', async () => {
    const folder = rulesWith({});
    rmSync(path.join(folder, 'limitation.yaml'));
    writeFileSync(path.join(folder, 'limitations.yaml'), 'rows: []\n');
    const faults = await faultsOf(folder);
    expect(faults).toContain('limitation.yaml:1 is missing');
    expect(faults).toContain('limitations.yaml:1 is no rule file that is known');
  });

  it('a folder that is not there is one', async () => {
    expect(await faultsOf(path.join(RULES, 'nowhere'))).toContain('cannot be read');
  });
});

describe('the shipped tables', () => {
  it('know every area code of the numbering plan that belongs to a place, in its country', async () => {
    const { areaCodes } = await loadRules(RULES);
    const countryOf = new Map(areaCodes.flatMap((row) => row.codes.map((code) => [code, /^US-(AS|GU|MP|PR|VI)$/.exec(row.place)?.[1] ?? row.place.slice(0, 2)] as const)));
    const numbered = Array.from({ length: 800 }, (_, index) => 200 + index).flatMap((code) => {
      const numbers = ['234', '345', '456', '555', '678', '789'].map((exchange) => parsePhoneNumberFromString(`+1${code}${exchange}0187`));
      const valid = numbers.find((number) => number !== undefined && number.isValid() && ['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(number.getType() ?? ''));
      return valid === undefined ? [] : [[code, valid.country] as const];
    });
    expect(numbered.length).toBeGreaterThan(400);
    expect(numbered.filter(([code, country]) => countryOf.get(code) !== country)).toEqual([]);
  });

  it('have a row for every state, the District of Columbia and the inhabited territories', async () => {
    const { states } = await loadRules(RULES);
    expect(Object.keys(states.US)).toHaveLength(50 + 1 + 5);
    expect(Object.keys(states.CA)).toHaveLength(10 + 3);
  });

  it('let no row of mere knowledge say that a debt can be sued on, and cite every row', async () => {
    const { limitation } = await loadRules(RULES);
    for (const row of limitation) expect(row.citation, `${row.state} ${row.debt_types.join(' ')}`).toMatch(/\d/);
    expect(limitation.filter((row) => row.extinguishes).map((row) => row.state)).toEqual(['GB-SCT', 'MS', 'WI', 'WI']);
  });
});
