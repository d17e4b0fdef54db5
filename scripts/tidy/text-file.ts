/** The files of the repository, as the tidy checks see them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export type TextFile = {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

/** Something untidy, where it stands, and what to do about it. */
export type Finding = { readonly path: string; readonly line: number; readonly message: string };

const NOT_OURS = new Set(['.git', 'node_modules', 'var', 'coverage']);
const TEXT_ENDINGS = /\.(ts|js|mjs|cjs|json|ya?ml|md|sql|prisma|liquid|csv|html|css|sh|toml)$|(^|\/)(\.ci\/run|\.gitignore|\.editorconfig|\.npmrc|\.env\.example)$/;

export const isCode = (path: string): boolean => /\.(ts|js|mjs|cjs)$/.test(path);
export const isGenerated = (path: string): boolean => path.includes('/generated/');
export const isTest = (path: string): boolean => path.startsWith('test/');

/** Every text file below a root that is ours, in the order of its path. */
export function readRepository(root: string): TextFile[] {
  return pathsBelow(root, root).sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function pathsBelow(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : pathsBelow(root, full);
    const path = relative(root, full).split(sep).join('/');
    return entry.isFile() && TEXT_ENDINGS.test(path) ? [path] : [];
  });
}

/** The line, counted from 1, of a place in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
