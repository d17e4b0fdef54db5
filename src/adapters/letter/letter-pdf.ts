/** A letter as PDF: the address sits in the window of a #10 envelope, and the same content always gives the same bytes. */
import PDFDocument from 'pdfkit';
import { letterBlocks, letterWords, type LetterBlock, type LetterContent } from './letter-content.ts';
import { toPrintable } from './printable-text.ts';

/** US letter, in points. */
const PAGE = { width: 612, height: 792, left: 63, right: 63, top: 54, bottom: 84 } as const;
const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
/** Window of a #10 envelope on a sheet folded in three: two inches from the top, half an inch and more from the side. */
const WINDOW_TOP = 146;
const BODY_TOP = 232;
const COLUMN_SHARES = [0.45, 0.3, 0.25];
const INK = '#1a1a1a';
const GREY = '#555555';
const RULE = '#999999';

type Pdf = PDFKit.PDFDocument;

/** Renders a letter. Throws TEMPLATE_INVALID when a character cannot be printed: a wrong name on paper is worse than none. */
export async function renderLetterPdf(letter: LetterContent): Promise<Uint8Array> {
  const content = toPrintable(letter);
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height], margins: PAGE, bufferPages: true, lang: content.language, displayTitle: true,
    info: { Title: content.subject, Author: content.letterheadName, CreationDate: new Date(`${content.dateOn}T00:00:00Z`) },
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  drawHead(document, content);
  for (const block of letterBlocks(content)) drawBlock(document, block);
  drawFooters(document, content);
  document.end();
  await finished;
  return Buffer.concat(chunks);
}

function drawHead(document: Pdf, content: LetterContent): void {
  document.fillColor(INK).font('Helvetica-Bold').fontSize(15).text(content.letterheadName, PAGE.left, PAGE.top, { width: TEXT_WIDTH });
  document.fillColor(GREY).font('Helvetica').fontSize(9).text(content.letterheadLines.join('\n'), { width: TEXT_WIDTH });
  const ruleTop = document.y + 6;
  document.moveTo(PAGE.left, ruleTop).lineTo(PAGE.width - PAGE.right, ruleTop).lineWidth(0.75).strokeColor(RULE).stroke();
  document.fillColor(INK).fontSize(11).text(content.recipientLines.join('\n'), PAGE.left, WINDOW_TOP, { width: 280, lineGap: 1 });
  const { reference } = letterWords(content.language);
  document.fontSize(10.5).text(content.dateText, PAGE.left + 300, WINDOW_TOP, { width: TEXT_WIDTH - 300, align: 'right' });
  document.fillColor(GREY).text(`${reference}: ${content.reference}`, { width: TEXT_WIDTH - 300, align: 'right' });
  document.fillColor(INK).font('Helvetica-Bold').fontSize(12).text(content.subject, PAGE.left, Math.max(BODY_TOP, document.y + 20), { width: TEXT_WIDTH });
  document.moveDown(0.8);
}

function drawBlock(document: Pdf, block: LetterBlock): void {
  if (block.kind === 'table') return drawTable(document, block);
  document.fillColor(INK).font('Helvetica').fontSize(10.5).text(block.text, PAGE.left, document.y, { width: TEXT_WIDTH, lineGap: 2 });
  document.moveDown(0.7);
}

const ROW_PADDING = 4;

/** The head stands on every page that the table reaches: nobody turns back thirty pages to see what a column says. */
function drawTable(document: Pdf, { rows: [head = [], ...rows], hasTotal }: Extract<LetterBlock, { kind: 'table' }>): void {
  if (!fits(document, rowHeight(document, head, true) + rowHeight(document, rows[0] ?? [], false))) document.addPage();
  drawRow(document, head, true);
  for (const [index, row] of rows.entries()) {
    const isTotal = hasTotal && index === rows.length - 1;
    if (!fits(document, rowHeight(document, row, isTotal))) {
      document.addPage();
      drawRow(document, head, true);
    }
    drawRow(document, row, isTotal);
  }
  document.moveDown(0.9);
}

function fits(document: Pdf, height: number): boolean {
  return document.y + height <= PAGE.height - PAGE.bottom;
}

function rowHeight(document: Pdf, row: readonly string[], strong: boolean): number {
  document.font(strong ? 'Helvetica-Bold' : 'Helvetica').fontSize(10);
  return Math.max(0, ...row.map((cell, column) => document.heightOfString(cell, { width: columnWidth(column) }))) + 2 * ROW_PADDING;
}

function drawRow(document: Pdf, row: readonly string[], strong: boolean): void {
  const height = rowHeight(document, row, strong);
  const top = document.y;
  document.fillColor(INK);
  let left: number = PAGE.left;
  for (const [column, cell] of row.entries()) {
    document.text(cell, left, top + ROW_PADDING, { width: columnWidth(column), align: column === row.length - 1 ? 'right' : 'left' });
    left += columnWidth(column);
  }
  const ruleTop = top + height;
  document.moveTo(PAGE.left, ruleTop).lineTo(PAGE.width - PAGE.right, ruleTop).lineWidth(strong ? 0.75 : 0.25).strokeColor(RULE).stroke();
  document.x = PAGE.left;
  document.y = ruleTop;
}

function columnWidth(column: number): number {
  return TEXT_WIDTH * (COLUMN_SHARES[column] ?? 0);
}

/** Every page carries whom to turn to, and which page it is. */
function drawFooters(document: Pdf, content: LetterContent): void {
  const { start, count } = document.bufferedPageRange();
  const words = letterWords(content.language);
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(start + index);
    // Text below the margin would open a new page.
    document.page.margins.bottom = 0;
    document.fillColor(GREY).font('Helvetica').fontSize(8);
    document.text([...content.footerLines, words.page(index + 1, count)].join('\n'), PAGE.left, PAGE.height - 58, { width: TEXT_WIDTH, align: 'center', lineGap: 1 });
  }
}
