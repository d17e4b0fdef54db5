import { describe, expect, it } from 'vitest';
import { loadCreditors, parseCreditors } from '#adapters/import/load-creditors.ts';

const CONTRACT = ['version: 1', 'effective_from: 2026-01-01', 'role: first_party', 'brand_name: Example', 'caller_name: Example', 'phone: +1 202-555-0110', 'channels: [email, letter]', 'calendar_country: US', 'address_line: 1 Example Street'];
const fileOf = (lines: readonly string[], id = 'example-bank'): string => `creditors:\n  - id: ${id}\n    name: Example Bank\n    contracts:\n      - ${lines.join('\n        ')}\n`;
const change = (key: string, line: string): readonly string[] => CONTRACT.map((each) => (each.startsWith(`${key}:`) ? line : each));
const problemsOf = (text: string): readonly string[] => {
  const loaded = parseCreditors('creditors.yaml', text);
  return loaded.kind === 'invalid' ? loaded.problems.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
};

describe('the file of creditors', () => {
  it('that ships is sound', () => {
    expect(loadCreditors('examples/creditors.yaml').kind).toBe('creditors');
  });

  it('is read with defaults that give no authority', () => {
    const loaded = parseCreditors('creditors.yaml', fileOf(CONTRACT));
    expect(loaded).toMatchObject({ kind: 'creditors', creditors: [{ id: 'example-bank', contracts: [{ phone: '+12025550110', furnishes: false }] }] });
    expect(loaded).not.toHaveProperty('creditors.0.contracts.0.law_firm');
    expect(loaded).not.toHaveProperty('creditors.0.contracts.0.settlement_floor_percent');
  });

  it.each([
    ['an unknown role', fileOf(change('role', 'role: both')), '7:15 "role" has to be first_party or third_party.'],
    ['a number without a country', fileOf(change('phone', 'phone: 202-555-0110')), '10:16 "phone" has to be a telephone number that begins with + and the country code.'],
    ['an impossible date', fileOf(change('effective_from', 'effective_from: 2026-02-30')), '6:25 "effective_from" has to be a date such as 2026-01-31.'],
    ['an unknown country', fileOf(change('calendar_country', 'calendar_country: XX')), '12:27 "calendar_country" has to be a two-letter country code such as US.'],
    ['a misspelt key', fileOf([...CONTRACT, 'lawfirm: Example LLP']), '14:9 "lawfirm" is not a key that belongs here: remove it or correct its spelling.'],
    ['a floor of nothing', fileOf([...CONTRACT, 'settlement_floor_percent: 0']), '14:35 "settlement_floor_percent" has to be a whole percentage from 1 to 100.'],
    ['an id that is none', fileOf(CONTRACT, 'Example Bank'), '2:9 "id" has to be small letters, digits and single hyphens, such as example-telecom.'],
  ])('names %s with its place', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('names a creditor twice and versions out of order', () => {
    const second = fileOf(CONTRACT).replace('creditors:\n', '');
    const older = `      - ${CONTRACT.join('\n        ')}\n`;
    expect(problemsOf(`${fileOf(CONTRACT)}${second}`)).toEqual([expect.stringContaining('"id" names "example-bank" a second time.')]);
    expect(problemsOf(`${fileOf(CONTRACT)}${older}`)).toEqual([expect.stringContaining('"version" has to be later than version 1, in number and in effective_from.')]);
  });

  it('tells all problems at once, and broken YAML by its line', () => {
    expect(problemsOf(fileOf(change('role', 'role: both').map((line) => (line.startsWith('phone:') ? 'phone: none' : line))))).toHaveLength(2);
    expect(problemsOf('creditors:\n  - id: [\n')[0]).toMatch(/^3:1 .*correct the YAML here/);
  });
});
