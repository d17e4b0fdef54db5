/** Lines to CSV records: a quoted field may run over lines, but a quote that never closes spoils its own line only. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Line } from './read-lines.ts';

export type Framed =
  | { readonly kind: 'record'; readonly lineNo: number; readonly cells: readonly string[] }
  | { readonly kind: 'broken'; readonly lineNo: number; readonly reason: string };

/** Addresses of some lines are the longest fields that an export writes. */
const RECORD_LINES_MAX = 20;

/** Records in the order of the file; the first one is the header and says how many cells each has. */
export async function* frameRecords(lines: AsyncIterable<Line>, delimiterOf: (header: string) => string): AsyncGenerator<Framed> {
  let delimiter = '';
  let width = 0;
  const queue: Line[] = [];
  for await (const line of lines) {
    if (delimiter === '' && line.text.trim() !== '') delimiter = delimiterOf(line.text);
    queue.push(line);
    yield* drain(false);
  }
  yield* drain(true);

  function* drain(ended: boolean): Generator<Framed> {
    for (;;) {
      const framed = frame(queue, { delimiter, width, ended });
      if (framed === null) return;
      if (framed.kind === 'record') width ||= framed.cells.length;
      if (framed.kind !== 'empty') yield framed;
    }
  }
}

type Frame = { readonly delimiter: string; readonly width: number; readonly ended: boolean };

/** Takes one record off the queue, or null while its end may still come. */
function frame(queue: Line[], options: Frame): Framed | { readonly kind: 'empty' } | null {
  const [first] = queue;
  if (first === undefined) return null;
  if (first.tooLong || first.text.trim() === '' || first.text.includes('\uFFFD')) return single(queue, first, options);
  const end = closingLine(queue);
  if (end === null && !options.ended && queue.length < RECORD_LINES_MAX) return null;
  const joined = queue.slice(0, (end ?? 0) + 1);
  const cells = end === null ? null : cellsOf(joined.map((line) => line.text).join('\n'), options.delimiter);
  // What runs over lines and then does not fit is a stray quote: its own line is broken, the next ones are read again.
  if (cells === null || (joined.length > 1 && options.width > 0 && cells.length !== options.width)) return single(queue, first, options);
  queue.splice(0, joined.length);
  return checked(cells, first, options);
}

function single(queue: Line[], line: Line, options: Frame): Framed | { readonly kind: 'empty' } {
  queue.shift();
  if (line.tooLong) return broken(line, 'is longer than any row can be');
  if (line.text.trim() === '') return { kind: 'empty' };
  if (line.text.includes('\uFFFD')) return broken(line, 'holds bytes that are not UTF-8: save the file as UTF-8');
  const cells = cellsOf(line.text, options.delimiter);
  return cells === null ? broken(line, 'has a quotation mark that is not closed, or one in the middle of a field: write it twice inside quotes') : checked(cells, line, options);
}

function checked(cells: readonly string[], line: Line, { width }: Frame): Framed {
  return width === 0 || cells.length === width ? { kind: 'record', lineNo: line.lineNo, cells }
    : broken(line, `has ${cells.length} cells, the header has ${width}`);
}

function broken(line: Line, reason: string): Framed {
  return { kind: 'broken', lineNo: line.lineNo, reason: `Line ${line.lineNo} ${reason}.` };
}

/** The line at which the quotes opened so far are all closed, or null. */
function closingLine(queue: readonly Line[]): number | null {
  let quotes = 0;
  for (const [index, line] of queue.slice(0, RECORD_LINES_MAX).entries()) {
    quotes += line.text.split('"').length - 1;
    if (quotes % 2 === 0) return index;
  }
  return null;
}

/** Null where the text is not one record of CSV. */
function cellsOf(text: string, delimiter: string): readonly string[] | null {
  try {
    const records = parse(text, { delimiter, relax_column_count: true, trim: true });
    return records.length === 1 ? records[0] ?? null : null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
