/** Where a cadence file is wrong, and what to do about it. */
import { isNode, type Document, type LineCounter } from 'yaml';
import type { z } from 'zod';

export type CadenceProblem = {
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** The static check that found it, `yaml` or `format`. */
  readonly rule: string;
  readonly stepId: string | null;
  readonly message: string;
};

/** One line for a terminal: `cadences/x.yaml:12:7 error open-chain (reminder-1): …`. */
export function formatProblem(problem: CadenceProblem): string {
  const step = problem.stepId === null ? '' : ` (${problem.stepId})`;
  return `${problem.file}:${problem.line}:${problem.column} ${problem.severity} ${problem.rule}${step}: ${problem.message}`;
}

type Path = readonly PropertyKey[];
export type Place = { readonly line: number; readonly column: number };

/** The place of a value, or of the nearest one around it where the path leads nowhere (a missing key). */
export function placeOf(document: Document, lines: LineCounter, path: Path): Place {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

/** The place of a key itself, for keys that should not be there. */
export function placeOfKey(document: Document, lines: LineCounter, path: Path, key: string): Place {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  const items: readonly unknown[] = parent !== null && typeof parent === 'object' && 'items' in parent && Array.isArray(parent.items) ? parent.items : [];
  for (const item of items) {
    const name = item !== null && typeof item === 'object' && 'key' in item ? item.key : null;
    if (isNode(name) && name.range != null && String(name) === key) {
      const { line, col } = lines.linePos(name.range[0]);
      return { line, column: col };
    }
  }
  return placeOf(document, lines, path);
}

/** One sentence per issue of the schema, with the key that it is about. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  const key = issue.path.at(-1);
  const name = typeof key === 'number' ? `Entry ${key + 1} of "${String(issue.path.at(-2) ?? 'the list')}"` : `"${String(key ?? 'the file')}"`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${name} is missing: add it.`;
  if (issue.code === 'invalid_type' && /^Invalid input/.test(issue.message)) return `${name} has to be ${article(issue.expected)}.`;
  return `${name} ${issue.message}.`;
}

function article(expected: string): string {
  if (expected === 'object' || expected === 'record') return 'a map of keys and values';
  if (expected === 'array') return 'a list';
  return expected === 'boolean' ? 'true or false' : `a ${expected}`;
}
