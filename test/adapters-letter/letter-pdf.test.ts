/** A letter is the same bytes whenever it is printed, shows every word of its content, and never a wrong character. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { letterText, type LetterContent } from '#adapters/letter/letter-content.ts';
import { renderLetterPdf } from '#adapters/letter/letter-pdf.ts';
import { printableText } from '#adapters/letter/printable-text.ts';
import { LETTER } from './letter-content-sample.ts';

/** The text of each page, as the page draws it: pieces of Windows-1252 in hexadecimal, moved apart for kerning. */
function pagesOf(pdf: Uint8Array): readonly string[] {
  const bytes = Buffer.from(pdf);
  const raw = bytes.toString('latin1');
  const pages: string[] = [];
  for (const match of raw.matchAll(/(?<!end)stream\n/g)) {
    const start = match.index + match[0].length;
    const end = raw.indexOf('endstream', start);
    const drawn = inflateSync(bytes.subarray(start, end)).toString('latin1');
    const lines = [...drawn.matchAll(/\[((?:<[0-9a-f]*>|[\s\d.-])*)\] TJ/g)].map((line) => [...(line[1] ?? '').matchAll(/<([0-9a-f]*)>/g)]
      .map((piece) => new TextDecoder('windows-1252').decode(Buffer.from(piece[1] ?? '', 'hex'))).join(''));
    if (lines.length > 0) pages.push(lines.join('\n'));
  }
  return pages;
}

describe('the pages', () => {
  it('same content, same bytes', async () => {
    const [first, second] = [await renderLetterPdf(LETTER), await renderLetterPdf(LETTER)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    expect(Buffer.from(first).toString('latin1', 0, 5)).toBe('%PDF-');
    const other = await renderLetterPdf({ ...LETTER, total: '$123.46' });
    expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
  });

  it('show letterhead, address, date, reference, words, both tables and the footer, with Spanish accents', async () => {
    const [page = ''] = pagesOf(await renderLetterPdf(LETTER));
    const expected = [
      LETTER.letterheadName, ...LETTER.letterheadLines, ...LETTER.recipientLines, LETTER.dateText, 'Referencia: MER-000123', LETTER.subject, 'Primer párrafo con áéíóúñ.',
      'Vencimiento', 'BILL-1', '5 de septiembre de 2026', '$63.45', 'BILL-2', '$60.00', 'Total', '$123.45', '1 de diciembre de 2026', 'Atentamente,', ...LETTER.footerLines, 'Página 1 de 1',
    ];
    for (const words of expected) expect(page.replace(/\s+/g, ' ')).toContain(words);
  });

  it('a long table goes on to further pages, each with its head and number, and loses no row', async () => {
    const items = Array.from({ length: 1_000 }, (_unused, index) => ({ reference: `INV-${String(index + 1).padStart(4, '0')}`, due_on: 'September 5, 2026', amount: '$1.00' }));
    const pages = pagesOf(await renderLetterPdf({ ...LETTER, language: 'en', items }));
    expect(pages.length).toBeGreaterThan(1);
    for (const [index, page] of pages.entries()) expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    for (const page of pages.filter((words) => words.includes('INV-'))) expect(page).toContain('Due date');
    for (const item of items) expect(pages.filter((page) => page.includes(item.reference))).toHaveLength(1);
  });
});

describe('characters', () => {
  it.each([
    ['Núñez Ávila ¿?', 'Núñez Ávila ¿?'],
    ['Škoda – „Müller“ €5', 'Škoda – „Müller“ €5'],
    ['Łukasz Dvořák Ağaoğlu', 'Lukasz Dvorák Agaoglu'],
    ['1\u202f234,50\u00a0€', '1\u00a0234,50\u00a0€'],
    ['N\u0303', 'Ñ'],
  ])('%s prints as %s', (text, printed) => {
    expect(printableText(text)).toBe(printed);
  });

  it('a script without a font is refused by code point, without repeating the name', async () => {
    const letter: LetterContent = { ...LETTER, recipientLines: ['株式会社'] };
    await expect(renderLetterPdf(letter)).rejects.toThrow(/cannot print \(U\+4F1A, U\+5F0F, U\+682A, U\+793E\)/);
    await expect(renderLetterPdf(letter)).rejects.not.toThrow(/株/);
  });
});

describe('the text beside the pages', () => {
  it('holds the same words and amounts', () => {
    const text = letterText(LETTER);
    for (const words of ['Case 07 Doe', 'Primer párrafo', 'BILL-1  5 de septiembre de 2026  $63.45', 'Total  $123.45', '1  1 de diciembre de 2026  $123.45']) expect(text).toContain(words);
    expect(text).not.toContain('[[');
  });
});
