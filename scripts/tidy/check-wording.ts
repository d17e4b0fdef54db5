/** Words that may not stand in the repository. The brackets keep the patterns from finding themselves. */
import { isCode, isGenerated, isTest, lineAt, type Finding, type TextFile } from './text-file.ts';

type BannedWording = { readonly pattern: RegExp; readonly message: string; readonly within: (path: string) => boolean };

const everywhere = (): boolean => true;

const BANNED: readonly BannedWording[] = [
  { pattern: /\b(TO[D]O|FIX[M]E|XX[X])\b/g, message: 'Do it now, or write down why not in docs/decisions.', within: everywhere },
  {
    pattern: /\b(it|test|describe|suite)(\.\w+)*\.(on[l]y|ski[p]|skipI[f]|runI[f]|tod[o])\b/g, within: isTest,
    message: 'Every test runs, everywhere: one that needs a server starts it.',
  },
  {
    pattern: /(?<![\w.$}/-])(\/(roo[t]|Users|home)\/[\w.-]|\/wor[k]\/(main|shared)|\/tm[p]\/\w|[A-Z]:\\Users\\)/g,
    message: 'This path exists on one machine. Build it from the repository root or os.tmpdir().', within: everywhere,
  },
  {
    pattern: /\b(registry\.npm[j]s|registry\.yarn[p]kg|files\.python[h]osted|pyp[i]\.org)\b/g,
    message: 'Name the package, not the host of a registry: it differs per installation.', within: everywhere,
  },
  {
    pattern: /(@ts-(ignor[e]|nochec[k])|eslint-disabl[e](?!-next-line [\w@/-]+( -- |, )))/g, within: isCode,
    message: 'Fences are not switched off. One line may be, by rule name and with a reason: eslint-disable-next-line RULE -- REASON.',
  },
];

/** Banned words of one file, each with its line. */
export function checkWording(file: TextFile): Finding[] {
  if (isGenerated(file.path)) return [];
  return BANNED.filter((banned) => banned.within(file.path)).flatMap((banned) =>
    [...file.text.matchAll(banned.pattern)].map((match) => ({
      path: file.path, line: lineAt(file.text, match.index), message: `"${match[0]}": ${banned.message}`,
    })));
}
