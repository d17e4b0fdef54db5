/** Things that are kept in two places and have to agree. */
import { createHash } from 'node:crypto';
import { lineAt, type Finding, type TextFile } from './text-file.ts';

export const CLIENT_SOURCE_HASH = 'src/adapters/db/generated.sha256';
export const CLIENT_SOURCE = 'prisma/schema.prisma';
const ERRORS_PAGE = 'docs/errors.md';
const SETTINGS_PAGE = 'docs/configuration.md';
const SETTINGS_EXAMPLE = '.env.example';

type Registry = Readonly<Record<string, { readonly retryable: boolean; readonly advice: string }>>;

/** The errors page is the registry in another form: every code with its advice word for word, and no other code. */
export function checkErrorCodes(files: readonly TextFile[], registry: Registry): Finding[] {
  const page = files.find((file) => file.path === ERRORS_PAGE);
  if (page === undefined) return [{ path: ERRORS_PAGE, line: 1, message: 'The page that lists every failure code is missing.' }];
  const lines = page.text.split('\n');
  const rows = Object.entries(registry).map(([code, { retryable, advice }]) => `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${advice} |`);
  const missing = rows.filter((row) => !lines.includes(row)).map((row) => ({ path: ERRORS_PAGE, line: 1, message: `This row of src/contracts/failures.ts is missing: ${row}` }));
  const unknown = [...page.text.matchAll(/^\|\s*`([A-Z][A-Z0-9_]+)`.*$/gm)].filter((match) => !rows.includes(match[0]))
    .map((match) => ({ path: ERRORS_PAGE, line: lineAt(page.text, match.index), message: `This row of \`${match[1] ?? ''}\` is not what src/contracts/failures.ts says.` }));
  return [...missing, ...unknown];
}

/** Every setting stands in the example with its default and on the page that explains it, and no other does. */
export function checkSettings(files: readonly TextFile[], defaults: Readonly<Record<string, string | null>>): Finding[] {
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
  const [example, page] = [textOf(SETTINGS_EXAMPLE), textOf(SETTINGS_PAGE)];
  const given = [...example.matchAll(/^# ([A-Z][A-Z0-9_]+)=(.*)$/gm)].map((match) => ({ name: match[1] ?? '', value: match[2] ?? '', line: lineAt(example, match.index) }));
  const explained = [...page.matchAll(/^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|/gm)].flatMap((row) => [...(row[1] ?? '').matchAll(/[A-Z][A-Z0-9_]+/g)].map(([name]) => ({ name, line: lineAt(page, row.index) })));
  const finding = (path: string, line: number, message: string): Finding => ({ path, line, message });
  return [
    ...Object.keys(defaults).filter((name) => given.filter((each) => each.name === name).length !== 1).map((name) => finding(SETTINGS_EXAMPLE, 1, `\`${name}\` of src/config.ts does not stand here once.`)),
    ...given.filter(({ name }) => !Object.hasOwn(defaults, name)).map(({ name, line }) => finding(SETTINGS_EXAMPLE, line, `\`${name}\` is no setting of src/config.ts.`)),
    ...given.filter(({ name, value }) => (defaults[name] ?? null) !== null && defaults[name] !== value).map(({ name, line }) => finding(SETTINGS_EXAMPLE, line, `The default of \`${name}\` is ${defaults[name] ?? ''}.`)),
    ...Object.keys(defaults).filter((name) => !page.includes(`\`${name}\``)).map((name) => finding(SETTINGS_PAGE, 1, `\`${name}\` of src/config.ts is not explained.`)),
    ...explained.filter(({ name }) => !Object.hasOwn(defaults, name)).map(({ name, line }) => finding(SETTINGS_PAGE, line, `\`${name}\` is no setting of src/config.ts.`)),
  ];
}

/** Law as a table: each rule file opens with what it rests on, and each rule in it carries a citation. */
export function checkRuleCitations(file: TextFile): Finding[] {
  if (!/^src\/core\/compliance\/rules\/(?!rule\.ts$)[^/]+\.ts$/.test(file.path)) return [];
  const findings: Finding[] = [];
  if (!file.text.startsWith('/**')) findings.push({ path: file.path, line: 1, message: 'Open the rule file with its citation and the rule in plain words.' });
  const rules = [...file.text.matchAll(/\bruleId:\s*'[^']+',?\s*(citation:\s*'[^']+')?/g)];
  if (rules.length === 0) findings.push({ path: file.path, line: 1, message: 'No rule with a ruleId stands here: move the file out of rules/.' });
  for (const rule of rules) {
    if (rule[1] === undefined) findings.push({ path: file.path, line: lineAt(file.text, rule.index), message: 'The rule has no citation right after its ruleId.' });
  }
  return findings;
}

/** What stands under "Pending" was never released. */
export function checkChangelog(file: TextFile): Finding[] {
  if (file.path !== 'CHANGELOG.md') return [];
  return [...file.text.matchAll(/^#+.*\bpending\b/gim)]
    .map((match) => ({ path: file.path, line: lineAt(file.text, match.index), message: 'Give the heading its version and date.' }));
}

/** The committed database client was generated from the committed schema. */
export function checkClientSource(schema: string, recorded: string | null): Finding[] {
  if (recorded === clientSourceRecord(schema)) return [];
  return [{ path: CLIENT_SOURCE_HASH, line: 1, message: `The database client does not belong to ${CLIENT_SOURCE}: run npm run generate.` }];
}

/** What the generate script writes beside the client; `sha256sum --check` reads it too. */
export function clientSourceRecord(schema: string): string {
  return `${createHash('sha256').update(schema).digest('hex')}  ${CLIENT_SOURCE}\n`;
}

/** The lock file pins contents, not hosts. */
export function checkLockFile(file: TextFile): Finding[] {
  if (file.path !== 'package-lock.json') return [];
  const match = /"resolved": "https?:/.exec(file.text);
  return match === null ? [] : [{ path: file.path, line: lineAt(file.text, match.index), message: 'Download addresses do not belong here: npm install with the .npmrc of the repository.' }];
}
