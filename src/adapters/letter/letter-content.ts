/** What stands in a letter, before it becomes a page. */

export type LetterItem = { readonly reference: string; readonly due_on: string; readonly amount: string };
export type LetterInstalment = { readonly number: string; readonly due_on: string; readonly amount: string };

export type LetterContent = {
  /** ISO 639-1 code: decides the words of table heads and page numbers. */
  readonly language: string;
  readonly letterheadName: string;
  readonly letterheadLines: readonly string[];
  /** Name and postal lines for the window of the envelope. */
  readonly recipientLines: readonly string[];
  /** YYYY-MM-DD: the letter's own date, and the only time in its bytes. */
  readonly dateOn: string;
  readonly dateText: string;
  readonly reference: string;
  readonly subject: string;
  /** Paragraphs between blank lines; a paragraph `[[items]]` or `[[instalments]]` stands for its table. */
  readonly body: string;
  readonly items: readonly LetterItem[];
  readonly total: string;
  readonly instalments: readonly LetterInstalment[];
  readonly footerLines: readonly string[];
};

export type LetterWords = {
  readonly reference: string; readonly dueOn: string; readonly amount: string; readonly total: string; readonly number: string;
  readonly page: (pageNo: number, pages: number) => string;
};

const WORDS: Readonly<Record<string, LetterWords>> = {
  en: { reference: 'Reference', dueOn: 'Due date', amount: 'Amount', total: 'Total', number: 'No.', page: (pageNo, pages) => `Page ${pageNo} of ${pages}` },
  es: { reference: 'Referencia', dueOn: 'Vencimiento', amount: 'Importe', total: 'Total', number: 'N.º', page: (pageNo, pages) => `Página ${pageNo} de ${pages}` },
};
const ENGLISH: LetterWords = WORDS['en'] as LetterWords;

export function letterWords(language: string): LetterWords {
  return WORDS[language] ?? ENGLISH;
}

export type LetterBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** The first row is the head; the last one is the total where `hasTotal`. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly hasTotal: boolean };

/** The body as a sequence of paragraphs and tables. */
export function letterBlocks(content: LetterContent): readonly LetterBlock[] {
  return content.body.split(/\n{2,}/).map((text): LetterBlock => {
    if (text.trim() === '[[items]]') return itemsTable(content);
    if (text.trim() === '[[instalments]]') return instalmentsTable(content);
    return { kind: 'paragraph', text };
  });
}

function itemsTable({ items, total, language }: LetterContent): LetterBlock {
  const words = letterWords(language);
  return {
    kind: 'table', hasTotal: true,
    rows: [[words.reference, words.dueOn, words.amount], ...items.map((item) => [item.reference, item.due_on, item.amount]), [words.total, '', total]],
  };
}

function instalmentsTable({ instalments, language }: LetterContent): LetterBlock {
  const words = letterWords(language);
  return { kind: 'table', hasTotal: false, rows: [[words.number, words.dueOn, words.amount], ...instalments.map((row) => [row.number, row.due_on, row.amount])] };
}

/** The letter as plain text, for the record beside its pages. */
export function letterText(content: LetterContent): string {
  const body = letterBlocks(content).map((block) => (block.kind === 'paragraph' ? block.text : block.rows.map((row) => row.filter((cell) => cell !== '').join('  ')).join('\n')));
  return [content.recipientLines.join('\n'), content.dateText, content.subject, ...body].join('\n\n');
}
