/** What the standard fonts of PDF can print: the characters of Windows-1252, which hold all of English, Spanish, French and German. */
import { DunwellError } from '#contracts/failures.ts';
import type { LetterContent } from './letter-content.ts';

/** Printable characters of Windows-1252 above ASCII and Latin-1. */
const EXTRA = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
/** Letters whose plain form is no decomposition, and spaces that differ only in width. */
const PLAIN_FORMS: Readonly<Record<string, string>> = {
  'Ł': 'L', 'ł': 'l', 'Đ': 'D', 'đ': 'd', 'ı': 'i', 'ħ': 'h', 'Ħ': 'H', '\u202f': '\u00a0', '\u2007': '\u00a0', '\u2009': ' ', '\u2011': '-', '\u200e': '', '\u200f': '', '\u2212': '-',
};

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return character === '\n' || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || EXTRA.includes(character);
}

/** A text in printable characters: letters with accents that the fonts lack lose the accent (Š stays, Ř becomes R); others remain and are refused. */
export function printableText(text: string): string {
  return [...text.normalize('NFC')].map((character) => {
    if (isPrintable(character)) return character;
    const plain = PLAIN_FORMS[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
    return [...plain].every(isPrintable) ? plain : character;
  }).join('');
}

/** The whole letter in printable characters. Throws TEMPLATE_INVALID, naming the code points, where a script is missing. */
export function toPrintable(letter: LetterContent): LetterContent {
  const missing = new Set<string>();
  const convert = <Value>(value: Value): Value => {
    if (typeof value === 'string') {
      const text = printableText(value);
      for (const character of text) if (!isPrintable(character)) missing.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
      return text as Value;
    }
    if (Array.isArray(value)) return value.map(convert) as Value;
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, convert(part)])) as Value;
    return value;
  };
  const printable = convert(letter);
  if (missing.size > 0) {
    throw new DunwellError('TEMPLATE_INVALID', `A letter holds characters that its fonts cannot print (${[...missing].toSorted().join(', ')}): write names and addresses in Latin letters.`, { characters: [...missing] });
  }
  return printable;
}
