/** The lint fence bites: each banned expression is refused where it is banned, and allowed where it belongs. */
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';

const CORE = 'src/core/money.ts';
const WORKFLOW = 'workflows/account.ts';
const ADAPTER = 'src/adapters/clock.ts';
const ACTIVITY = 'activities/send-sms.ts';

/** A text, where it stands, and the rule that has to refuse it (none: it is fine there). The paths exist because type-aware rules need a project file. */
const TEXTS: readonly (readonly [path: string, text: string, rule: string | null])[] = [
  [CORE, 'export const now = Date.now();', 'no-restricted-properties'],
  [CORE, 'export const now = new Date();', 'no-restricted-syntax'],
  [CORE, 'export const now = Date();', 'no-restricted-syntax'],
  [CORE, 'export const at = (millis: number) => new Date(millis).toISOString();', null],
  [CORE, 'export const dice = Math.random();', 'no-restricted-properties'],
  [CORE, 'export const hour = (date: Date) => date.getHours();', 'no-restricted-syntax'],
  [CORE, 'export const day = (date: Date) => date.setDate(1);', 'no-restricted-syntax'],
  [CORE, 'export const offset = (date: Date) => date.getTimezoneOffset();', 'no-restricted-syntax'],
  [CORE, 'export const hour = (date: Date) => date.getUTCHours();', null],
  [CORE, 'export const text = (date: Date) => date.toLocaleDateString();', 'no-restricted-syntax'],
  [CORE, 'export const text = (amount: number) => amount.toLocaleString();', 'no-restricted-syntax'],
  [CORE, "import { DateTime } from 'luxon'; export const now = DateTime.now();", 'no-restricted-syntax'],
  [CORE, "import { DateTime } from 'luxon'; export const now = DateTime.local();", 'no-restricted-syntax'],
  [CORE, 'let count = 0; export const next = () => (count += 1);', 'no-restricted-syntax'],
  [CORE, 'export let count = 0;', 'no-restricted-syntax'],
  [CORE, 'export function sum(values: number[]): number { let total = 0; for (const value of values) total += value; return total; }', null],
  [WORKFLOW, 'export const now = () => Date.now();', null],
  [WORKFLOW, 'export const now = () => new Date();', 'no-restricted-syntax'],
  [WORKFLOW, 'export const dice = () => Math.random();', 'no-restricted-properties'],
  [WORKFLOW, 'export const hour = (date: Date) => date.getHours();', 'no-restricted-syntax'],
  [WORKFLOW, 'let count = 0; export const next = () => (count += 1);', 'no-restricted-syntax'],
  [ADAPTER, 'export const now = () => Date.now();', null],
  [ACTIVITY, 'let count = 0; export const next = () => (count += 1);', 'no-restricted-syntax'],
  [ADAPTER, 'export const home = () => process.env.HOME;', 'no-restricted-properties'],
  [ADAPTER, "import process from 'node:process'; export const home = () => process.env['HOME'];", 'no-restricted-properties'],
  [ADAPTER, "import { env } from 'node:process'; export const home = () => env['HOME'];", 'no-restricted-imports'],
  [ADAPTER, 'export function send(go: () => Promise<void>): void { go(); }', '@typescript-eslint/no-floating-promises'],
  [ADAPTER, 'export const parse = (text: string): any => text;', '@typescript-eslint/no-explicit-any'],
  [ADAPTER, 'export const first = (values: string[]): string => values[0]!;', '@typescript-eslint/no-non-null-assertion'],
  [ADAPTER, "import { Instant } from '#core/local-time.ts'; export type Sent = { sentAt: Instant };", '@typescript-eslint/consistent-type-imports'],
  [ADAPTER, "import { type Instant } from '#core/local-time.ts'; export type Sent = { sentAt: Instant };", '@typescript-eslint/no-import-type-side-effects'],
  [ADAPTER, 'export function tryIt(go: () => void): void { try { go(); } catch {} }', 'no-empty'],
  [ADAPTER, "export function say(kind: 'yes' | 'no'): string { switch (kind) { case 'yes': return 'y'; } return ''; }", '@typescript-eslint/switch-exhaustiveness-check'],
  [ADAPTER, `export function long(): void {\n${'  void 0;\n'.repeat(69)}}`, 'max-lines-per-function'],
  [ADAPTER, `export function long(): void {\n${'  void 0;\n'.repeat(68)}}`, null],
];

describe('the lint fence', () => {
  let eslint: ESLint;

  beforeAll(async () => {
    eslint = new ESLint({ cwd: resolve(import.meta.dirname, '../..') });
    // The first text makes ESLint read the whole project's types: that is nobody's test.
    await eslint.lintText('export {};\n', { filePath: resolve(import.meta.dirname, '../../src/core/money.ts') });
  }, 180_000);

  test.each(TEXTS)('%s: %s → %s', async (path, text, rule) => {
    const [result] = await eslint.lintText(`${text}\n`, { filePath: path });
    const rules = (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
    expect(rules).toEqual(rule === null ? [] : expect.arrayContaining([rule]));
  });
});
