/**
 * A ratchet on long functions. ESLint refuses more than 70 lines; here every function over the aim is on a list that may only shrink:
 * a new one, or one that grew, fails, and so does an entry that is no longer needed.
 */
import ts from 'typescript';
import { isCode, isGenerated, isTest, type Finding, type TextFile } from './text-file.ts';

export const FUNCTION_LINES_AIM = 40;

/** Lines per long function, by `path#name`. */
export type LongFunctions = Readonly<Record<string, number>>;

type FoundFunction = { readonly key: string; readonly path: string; readonly line: number; readonly lines: number };

export function checkFunctionLength(files: readonly TextFile[], known: LongFunctions): Finding[] {
  const found = files.filter((file) => isCode(file.path) && !isGenerated(file.path) && !isTest(file.path)).flatMap(longFunctions);
  const tooLong = found.filter((each) => each.lines > (known[each.key] ?? FUNCTION_LINES_AIM)).map((each) => ({
    path: each.path, line: each.line,
    message: `${each.key.split('#')[1]} has ${each.lines} lines, at most ${known[each.key] ?? FUNCTION_LINES_AIM}: give its parts names.`,
  }));
  const shrunk = Object.entries(known).filter(([key, lines]) => lines !== Math.max(0, ...found.filter((each) => each.key === key).map((each) => each.lines)))
    .filter(([key]) => !tooLong.some((finding) => key.startsWith(`${finding.path}#`)))
    .map(([key]) => ({ path: 'scripts/tidy/long-functions.json', line: 1, message: `${key} got shorter: lower or remove its entry.` }));
  return [...tooLong, ...shrunk];
}

/** Functions of a file above the aim, the inner ones too. */
function longFunctions(file: TextFile): FoundFunction[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: FoundFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1;
      if (lines > FUNCTION_LINES_AIM) found.push({ key: `${file.path}#${nameOf(node)}`, path: file.path, line: first + 1, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The name that a reader would call a function by. */
function nameOf(node: ts.Node): string {
  const named = [node, node.parent].find((each) => each !== undefined && 'name' in each && each.name !== undefined) as { name: ts.Node } | undefined;
  return named === undefined ? 'anonymous' : named.name.getText();
}
