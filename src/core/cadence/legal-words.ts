/**
 * Words by which a reader understands that legal action is meant: 15 USC 1692e(5) forbids the threat of action that is not intended.
 * The list errs on the wide side; a text that needs one of them declares it in its front matter and stands behind a legal review.
 */
const LEGAL_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: [
    'attorney', 'attorneys', 'lawyer', 'lawyers', 'solicitor', 'solicitors', 'law firm', 'legal action', 'legal proceedings', 'legal steps',
    'court', 'courts', 'sue', 'suing', 'sued', 'lawsuit', 'lawsuits', 'litigation', 'judgment', 'judgement', 'judgments', 'garnish',
    'garnishment', 'seizure', 'bailiff', 'summons', 'subpoena', 'letter before action', 'take you to',
  ],
  es: [
    'abogado', 'abogada', 'abogados', 'abogadas', 'bufete', 'acción legal', 'acciones legales', 'acción judicial', 'acciones judiciales',
    'demanda', 'demandas', 'demandar', 'demandarle', 'tribunal', 'tribunales', 'juez', 'jueza', 'juicio', 'juzgado', 'corte', 'litigio',
    'sentencia', 'fallo judicial', 'embargo', 'embargar', 'proceso judicial', 'vía judicial', 'citación judicial',
  ],
};

/** Spanish adds its words to the English ones: a name in English is understood as well. */
function wordsFor(language: string): readonly string[] {
  return [...(LEGAL_WORDS['en'] ?? []), ...(language === 'en' ? [] : LEGAL_WORDS[language] ?? [])];
}

export type FoundWord = { readonly word: string; readonly index: number };

/** Every legal word of a text with its place, in the order of the text. */
export function legalWordsIn(text: string, language: string): readonly FoundWord[] {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${wordsFor(language).map((word) => word.replaceAll(' ', '\\s+')).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return [...text.matchAll(pattern)].map((match) => ({ word: match[0], index: match.index }));
}
