/** Reads an import file row by row: CSV, or JSON lines of flat objects with the same field names. */
import { statSync } from 'node:fs';
import { DunwellError } from '#contracts/failures.ts';
import { applyColumnMap, mappedColumns, type ColumnMap } from './column-map.ts';
import { isCanonicalField } from './canonical-fields.ts';
import { frameRecords } from './frame-records.ts';
import { readLines, type Line } from './read-lines.ts';
import type { RowSource } from './parse-row.ts';

/** One row of the file; `rowNo` counts rows with data from 1 on, `lineNo` is where an editor shows it. */
export type RawRow = { readonly rowNo: number; readonly lineNo: number } & (
  | { readonly kind: 'record'; readonly source: RowSource }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] }
);

export type FileFormat = 'csv' | 'jsonl';

const FILE_BYTES_MAX = 512 * 1024 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

/** Streams the rows of a file. Throws IMPORT_INVALID for a file that is no such file at all: unreadable, too large, a header with unknown or doubled columns. */
export function readRows(file: string, options: { readonly map?: ColumnMap; readonly format?: FileFormat } = {}): AsyncGenerator<RawRow> {
  checkFile(file);
  const format = options.format ?? (/\.(jsonl|ndjson|json)$/i.test(file) ? 'jsonl' : 'csv');
  return format === 'csv' ? csvRows(file, options.map) : jsonRows(file, options.map);
}

function checkFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) throw new DunwellError('IMPORT_INVALID', `There is no file ${file}.`);
  if (stats.size > FILE_BYTES_MAX) throw new DunwellError('IMPORT_INVALID', `${file} has ${stats.size} bytes, more than ${FILE_BYTES_MAX}: split it.`);
}

async function* csvRows(file: string, map: ColumnMap | undefined): AsyncGenerator<RawRow> {
  let header: readonly string[] | null = null;
  let rowNo = 0;
  for await (const framed of frameRecords(readLines(file), likelyDelimiter)) {
    if (header === null) {
      if (framed.kind === 'broken') throw new DunwellError('IMPORT_INVALID', `The header of ${file} cannot be read. ${framed.reason}`);
      header = framed.cells;
      checkHeader(file, header, map);
      continue;
    }
    rowNo += 1;
    const place = { rowNo, lineNo: framed.lineNo };
    yield framed.kind === 'broken' ? { ...place, kind: 'rejected', reasons: [framed.reason] } : { ...place, ...mapped(recordOf(header, framed.cells), map) };
  }
  if (header === null) throw new DunwellError('IMPORT_INVALID', `${file} is empty.`);
}

/** The one of three that splits the header most. */
function likelyDelimiter(header: string): string {
  return DELIMITERS.toSorted((left, right) => header.split(right).length - header.split(left).length)[0] ?? ',';
}

/** A misspelt column would lose a cease or a dispute in silence, so without a map every column has to be known. */
function checkHeader(file: string, header: readonly string[], map: ColumnMap | undefined): void {
  const doubled = [...new Set(header.filter((name, index) => name !== '' && header.indexOf(name) !== index))];
  const absent = map === undefined ? [] : mappedColumns(map).filter((name) => !header.includes(name));
  const unknown = map === undefined ? header.filter((name) => !isCanonicalField(name)) : [];
  const faults = [
    ...doubled.map((name) => `column "${name}" is there twice`), ...absent.map((name) => `column "${name}" of the map is not there`),
    ...unknown.map((name) => `"${name}" is not a field of an import row`),
  ];
  if (faults.length > 0) throw new DunwellError('IMPORT_INVALID', `The header of ${file}: ${faults.join('; ')}. Fields stand in docs/import-fields.md, other files need --map.`);
}

function recordOf(header: readonly string[], cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
}

async function* jsonRows(file: string, map: ColumnMap | undefined): AsyncGenerator<RawRow> {
  let rowNo = 0;
  for await (const line of readLines(file)) {
    if (line.text.trim() === '') continue;
    rowNo += 1;
    yield { rowNo, lineNo: line.lineNo, ...jsonRow(line, map) };
  }
}

function jsonRow(line: Line, map: ColumnMap | undefined): Rowlike {
  const rejected = (reason: string): Rowlike => ({ kind: 'rejected', reasons: [`Line ${line.lineNo} ${reason}.`] });
  if (line.tooLong) return rejected('is longer than any row can be');
  const parsed = parseJson(line.text);
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return rejected('is not a JSON object on one line');
  const flat: [string, string][] = [];
  const bad = flatten(parsed as Record<string, unknown>, '', flat);
  return bad === null ? mapped(Object.fromEntries(flat), map) : rejected(`has a list or something deeper in "${bad}": fields are flat, see docs/import-fields.md`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `{"obligor_2": {"full_name": …}}` is `obligor_2.full_name`; the name of a value that is neither text, number, true nor false, or null when all are. */
function flatten(node: Record<string, unknown>, prefix: string, flat: [string, string][]): string | null {
  for (const [key, value] of Object.entries(node)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') flat.push([prefix + key, String(value)]);
    else if (prefix !== '' || Array.isArray(value)) return prefix + key;
    else {
      const bad = flatten(value as Record<string, unknown>, `${key}.`, flat);
      if (bad !== null) return bad;
    }
  }
  return null;
}

type Rowlike = { readonly kind: 'record'; readonly source: RowSource } | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

function mapped(record: Readonly<Record<string, string>>, map: ColumnMap | undefined): Rowlike {
  const answer = map === undefined ? { kind: 'record' as const, fields: record } : applyColumnMap(map, record);
  if (answer.kind === 'rejected') return answer;
  const filled = Object.entries(answer.fields).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== '');
  return { kind: 'record', source: Object.fromEntries(filled) };
}
