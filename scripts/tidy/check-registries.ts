/** Things that are kept in two places and have to agree. */
import { createHash } from 'node:crypto';
import { lineAt, type Finding, type TextFile } from './text-file.ts';

export const CLIENT_SOURCE_HASH = 'src/adapters/db/generated.sha256';
export const CLIENT_SOURCE = 'prisma/schema.prisma';
const ERRORS_PAGE = 'docs/errors.md';

/** Every code of the registry stands on the errors page, and nothing else does. */
export function checkErrorCodes(files: readonly TextFile[], codes: readonly string[]): Finding[] {
  const page = files.find((file) => file.path === ERRORS_PAGE);
  if (page === undefined) return [{ path: ERRORS_PAGE, line: 1, message: 'The page that lists every failure code is missing.' }];
  const missing = codes.filter((code) => !page.text.includes(`\`${code}\``))
    .map((code) => ({ path: ERRORS_PAGE, line: 1, message: `\`${code}\` of src/contracts/failures.ts is not listed.` }));
  const listed = [...page.text.matchAll(/^(?:#+\s+|\|\s*)`([A-Z][A-Z0-9_]+)`/gm)].map((match) => ({ code: match[1] ?? '', line: lineAt(page.text, match.index) }));
  const unknown = listed.filter((each) => !codes.includes(each.code))
    .map((each) => ({ path: ERRORS_PAGE, line: each.line, message: `\`${each.code}\` is not in src/contracts/failures.ts.` }));
  return [...missing, ...unknown];
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
