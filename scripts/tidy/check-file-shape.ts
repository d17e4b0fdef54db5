/** The outside of a file: its name, its length, and whether it ends as a text should. */
import { isCode, isGenerated, isTest, type Finding, type TextFile } from './text-file.ts';

const LINES_MAX = 300;
const TEST_LINES_MAX = 500;
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/;
/** Names that say nothing: whatever is put there could stand anywhere. */
const EMPTY_NAMES = /(^|[-/])(utils?|helpers?|managers?|common|misc|shared|stuff)([-./]|$)/;

export function checkFileShape(file: TextFile): Finding[] {
  if (!isCode(file.path) || isGenerated(file.path)) return [];
  const findings: Finding[] = [];
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (!KEBAB_CASE.test(name)) findings.push({ path: file.path, line: 1, message: 'File names are kebab-case.' });
  if (EMPTY_NAMES.test(file.path)) findings.push({ path: file.path, line: 1, message: 'Name the file and its folder for what they hold.' });
  const lines = file.text.split('\n').length - 1;
  const max = isTest(file.path) ? TEST_LINES_MAX : LINES_MAX;
  if (lines > max) findings.push({ path: file.path, line: max + 1, message: `${lines} lines, at most ${max}: split it by what it is about.` });
  return findings;
}
