/** Each house rule that tidy checks bites on a text that breaks it, names the line, and leaves a text that keeps it alone. */
import { describe, expect, test } from 'vitest';
import { checkDocLinks } from '../../scripts/tidy/check-doc-links.ts';
import { checkFileShape } from '../../scripts/tidy/check-file-shape.ts';
import { checkFunctionLength, FUNCTION_LINES_AIM } from '../../scripts/tidy/check-function-length.ts';
import { checkChangelog, checkClientSource, checkErrorCodes, checkLockFile, checkRuleCitations, checkSettings, clientSourceRecord } from '../../scripts/tidy/check-registries.ts';
import { checkWording } from '../../scripts/tidy/check-wording.ts';
import type { Finding } from '../../scripts/tidy/text-file.ts';

const lines = (count: number): string => 'export const a = 1;\n'.repeat(count);
const linesOf = (findings: readonly Finding[]): number[] => findings.map((finding) => finding.line);
const functionOf = (name: string, count: number): string => `export function ${name}(): void {\n${'  void 0;\n'.repeat(count - 2)}}\n`;
/** Built from parts, so that this file does not break the rule it tests. */
const join = (...parts: readonly string[]): string => parts.join('');

describe('the shape of a file', () => {
  test.each([
    ['src/core/money.ts', lines(300), []],
    ['src/core/money.ts', lines(301), [301]],
    ['test/core/money.test.ts', lines(500), []],
    ['test/core/money.test.ts', lines(501), [501]],
    ['src/adapters/db/generated/client.ts', lines(5000), []],
    ['src/core/localTime.ts', lines(1), [1]],
    ['src/core/date-utils.ts', lines(1), [1]],
    ['src/core/helpers/date.ts', lines(1), [1]],
    ['src/core/account-manager.ts', lines(1), [1]],
    ['src/core/common.ts', lines(1), [1]],
    ['src/core/commonwealth.ts', lines(1), []],
  ])('%s', (path, text, expected) => {
    expect(linesOf(checkFileShape({ path, text }))).toEqual(expected);
  });
});

describe('wording', () => {
  test.each([
    ['src/a.ts', join('// TO', 'DO later'), [1]],
    ['docs/a.md', join('Fine.\nFIX', 'ME'), [2]],
    ['src/a.ts', '// to do is a verb', []],
    ['test/a.test.ts', join('it.on', 'ly(1)\ntest.ski', 'p(2)\ndescribe.tod', 'o(3)\ntest.skipI', 'f(true)(4)'), [1, 2, 3, 4]],
    ['src/a.ts', 'list.only(1)', []],
    ['README.md', join('See /ro', 'ot/notes.txt'), [1]],
    ['src/a.ts', join("open('/ho", "me/somebody/file')"), [1]],
    ['src/a.ts', join("open('/t", "mp/file')"), [1]],
    ['src/a.ts', "get('/accounts/home/x')", []],
    ['package.json', join('https://registry.np', 'mjs.org/x'), [1]],
    ['src/a.ts', join('// eslint-dis', 'able'), [1]],
    ['src/a.ts', join('// @ts-ig', 'nore'), [1]],
    ['src/a.ts', join('// eslint-dis', 'able-next-line no-empty -- the peer may be gone'), []],
    ['src/adapters/db/generated/client.ts', join('/* eslint-dis', 'able */'), []],
  ])('%s: %s', (path, text, expected) => {
    expect(linesOf(checkWording({ path, text })).sort()).toEqual(expected);
  });
});

describe('the ratchet on function length', () => {
  const path = 'src/core/a.ts';
  const aim = FUNCTION_LINES_AIM;

  test('a function at the aim passes, one line more fails at its line', () => {
    expect(checkFunctionLength([{ path, text: functionOf('atAim', aim) }], {})).toEqual([]);
    expect(linesOf(checkFunctionLength([{ path, text: `\n\n${functionOf('over', aim + 1)}` }], {}))).toEqual([3]);
  });

  test('a known long function may stay, and may not grow', () => {
    const known = { [`${path}#known`]: aim + 5 };
    expect(checkFunctionLength([{ path, text: functionOf('known', aim + 5) }], known)).toEqual([]);
    expect(linesOf(checkFunctionLength([{ path, text: functionOf('known', aim + 6) }], known))).toEqual([1]);
  });

  test.each([aim + 4, aim])('a known function that shrank to %i lines takes its entry along', (count) => {
    const findings = checkFunctionLength([{ path, text: functionOf('known', count) }], { [`${path}#known`]: aim + 5 });
    expect(findings.map((finding) => finding.path)).toEqual(['scripts/tidy/long-functions.json']);
  });

  test('an arrow function is known by its variable', () => {
    const text = `export const arrow = (): void => {\n${'  void 0;\n'.repeat(aim)}};\n`;
    expect(checkFunctionLength([{ path, text }], {})[0]?.message).toContain('arrow has');
  });
});

describe('links of documents', () => {
  const glossary = { path: 'docs/glossary.md', text: '# Glossary\n\n## Cycle, pass & step\n\n## `hold`\n' };
  const exists = (path: string): boolean => ['docs/glossary.md', 'README.md', 'docs', 'LICENSE'].includes(path);

  test.each([
    ['README.md', '[words](docs/glossary.md)', []],
    ['README.md', '[words](docs/glossary.md#cycle-pass--step) [hold](docs/glossary.md#hold)', []],
    ['README.md', 'a\n[words](docs/glosary.md)', [2]],
    ['README.md', '[words](docs/glossary.md#cycles)', [1]],
    ['README.md', '# Here\n[here](#here) [there](#there)', [2]],
    ['docs/flow.md', '[words](glossary.md) [licence](../LICENSE) [out](../../secret.md)', [1]],
    ['README.md', '[web](https://example.com/none.md) [mail](mailto:a@example.com)', []],
    ['README.md', '```\n[shown](nowhere.md)\n```\n', []],
  ])('%s: %s', (path, text, expected) => {
    expect(linesOf(checkDocLinks([glossary, { path, text }], exists))).toEqual(expected);
  });
});

describe('registries', () => {
  const errors = (text: string) => [{ path: 'docs/errors.md', text }];

  test('every failure code is on the errors page with its advice, and no other', () => {
    const registry = { ACCOUNT_UNKNOWN: { retryable: false, advice: 'Check the id.' } };
    const row = '| `ACCOUNT_UNKNOWN` | no | Check the id. |\n';
    expect(checkErrorCodes(errors(row), registry)).toEqual([]);
    expect(checkErrorCodes(errors('nothing'), registry)[0]?.message).toContain('ACCOUNT_UNKNOWN');
    expect(linesOf(checkErrorCodes(errors(row.replace('no', 'yes')), registry))).toEqual([1, 1]);
    expect(linesOf(checkErrorCodes(errors(`${row}| \`GONE_CODE\` | no | Nothing. |\n`), registry))).toEqual([2]);
    expect(checkErrorCodes([], registry)).toHaveLength(1);
  });

  test('every setting is in the example with its default and on the page, and no other', () => {
    const defaults = { API_PORT: '8080', API_KEY: null };
    const pages = (example: string, page: string) => [{ path: '.env.example', text: example }, { path: 'docs/configuration.md', text: page }];
    const [example, page] = ['# API_PORT=8080\n# API_KEY=\n', '`API_PORT`\n| `API_KEY` | none |\n'];
    expect(checkSettings(pages(example, page), defaults)).toEqual([]);
    expect(linesOf(checkSettings(pages('# API_PORT=8080\n', page), defaults))).toEqual([1]);
    expect(linesOf(checkSettings(pages(`${example}# GONE=1\n`, page), defaults))).toEqual([3]);
    expect(linesOf(checkSettings(pages(example.replace('8080', '80'), page), defaults))).toEqual([1]);
    expect(checkSettings(pages(example, '| `API_KEY` |\n'), defaults)[0]?.message).toContain('API_PORT');
    expect(linesOf(checkSettings(pages(example, `${page}| \`API_KEY\`, \`GONE\` | x |\n`), defaults))).toEqual([3]);
    expect(checkSettings([], defaults)).toHaveLength(4);
  });

  test.each([
    ["/** 12 CFR 1006.6. */\nexport const rule = { ruleId: 'a', citation: '12 CFR 1006.6(b)' };", []],
    ["/** 12 CFR 1006.6. */\nexport const rule = {\n  ruleId: 'a', sentence: 'No.' };", [3]],
    ["/** 12 CFR 1006.6. */\nexport const rule = { ruleId: 'a', citation: '' };", [2]],
    ["export const rule = { ruleId: 'a', citation: '12 CFR 1006.6(b)' };", [1]],
    ['/** Nothing here. */\nexport const none = 1;', [1]],
  ])('a compliance rule carries its citation: %s', (text, expected) => {
    expect(linesOf(checkRuleCitations({ path: 'src/core/compliance/rules/hours.ts', text }))).toEqual(expected);
    expect(checkRuleCitations({ path: 'src/core/compliance/gate.ts', text })).toEqual([]);
  });

  test('the changelog keeps nothing pending', () => {
    expect(linesOf(checkChangelog({ path: 'CHANGELOG.md', text: '# Changelog\n\n## Pending\n' }))).toEqual([3]);
    expect(checkChangelog({ path: 'CHANGELOG.md', text: '# Changelog\n\n## 0.1.0\nPending payments are shown.\n' })).toEqual([]);
  });

  test('the database client belongs to its schema', () => {
    expect(checkClientSource('model A {}', clientSourceRecord('model A {}'))).toEqual([]);
    expect(checkClientSource('model B {}', clientSourceRecord('model A {}'))).toHaveLength(1);
    expect(checkClientSource('model A {}', null)).toHaveLength(1);
  });

  test('the lock file pins contents, not hosts', () => {
    expect(linesOf(checkLockFile({ path: 'package-lock.json', text: '{\n"resolved": "https://example.com/a.tgz"\n}' }))).toEqual([2]);
    expect(checkLockFile({ path: 'package-lock.json', text: '{ "resolved": "packages/a", "integrity": "sha512-x" }' })).toEqual([]);
  });
});
