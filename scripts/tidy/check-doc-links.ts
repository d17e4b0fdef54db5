/** Relative links of Markdown files lead to a file that is there and, where they name one, to a heading in it. */
import { posix } from 'node:path';
import { lineAt, type Finding, type TextFile } from './text-file.ts';

const LINK = /(?<!`)\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** `exists` tells whether a path from the root is a file or folder; `files` need hold only the Markdown files. */
export function checkDocLinks(files: readonly TextFile[], exists: (path: string) => boolean): Finding[] {
  const documents = new Map(files.filter((file) => file.path.endsWith('.md')).map((file) => [file.path, withoutCode(file.text)]));
  return [...documents].flatMap(([path, text]) => [...text.matchAll(LINK)].flatMap((match) => {
    const target = match[1] ?? '';
    if (ELSEWHERE.test(target)) return [];
    const problem = problemOf(path, target, documents, exists);
    return problem === null ? [] : [{ path, line: lineAt(text, match.index), message: problem }];
  }));
}

function problemOf(from: string, target: string, documents: ReadonlyMap<string, string>, exists: (path: string) => boolean): string | null {
  const [file = '', anchor] = decodeURI(target).split('#');
  const path = file === '' ? from : posix.normalize(posix.join(posix.dirname(from), file));
  if (path.startsWith('..') || !exists(path)) return `Link to ${target}: there is no ${path}.`;
  const text = documents.get(path);
  if (anchor === undefined || text === undefined || anchorsOf(text).has(anchor)) return null;
  return `Link to ${target}: ${path} has no heading with the anchor #${anchor}.`;
}

/** Anchors as the usual Markdown hosts make them: lower case, words joined by hyphens, a number for the same heading again. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const match of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const base = (match[1] ?? '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let anchor = base;
    for (let repeat = 1; anchors.has(anchor); repeat += 1) anchor = `${base}-${repeat}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Code blocks show links, they are none; their lines stay, so that line numbers hold. */
function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ' '));
}
