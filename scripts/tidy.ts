/** `npm run check:tidy`: the house rules that no other tool checks, each finding with file, line and what to do. */
import { existsSync, readFileSync } from 'node:fs';
import { settingDefaults } from '#config';
import { FAILURES } from '#contracts/failures.ts';
import { checkDocLinks } from './tidy/check-doc-links.ts';
import { checkFileShape } from './tidy/check-file-shape.ts';
import { checkFunctionLength } from './tidy/check-function-length.ts';
import {
  CLIENT_SOURCE, CLIENT_SOURCE_HASH, checkChangelog, checkClientSource, checkErrorCodes, checkLockFile, checkRuleCitations, checkSettings,
} from './tidy/check-registries.ts';
import { checkWording } from './tidy/check-wording.ts';
import longFunctions from './tidy/long-functions.json' with { type: 'json' };
import { readRepository } from './tidy/text-file.ts';

const files = readRepository('.');
const findings = [
  ...files.flatMap((file) => [checkFileShape, checkWording, checkRuleCitations, checkChangelog, checkLockFile].flatMap((check) => check(file))),
  ...checkFunctionLength(files, longFunctions),
  ...checkDocLinks(files, existsSync),
  ...checkErrorCodes(files, FAILURES),
  ...checkSettings(files, settingDefaults()),
  ...checkClientSource(readFileSync(CLIENT_SOURCE, 'utf8'), existsSync(CLIENT_SOURCE_HASH) ? readFileSync(CLIENT_SOURCE_HASH, 'utf8') : null),
];
for (const finding of findings) console.error(`${finding.path}:${finding.line}: ${finding.message}`);
console.log(findings.length === 0 ? `${files.length} files are tidy.` : `${findings.length} untidy places.`);
if (findings.length > 0) process.exitCode = 1;
