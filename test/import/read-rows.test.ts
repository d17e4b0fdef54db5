/** Files as people send them: broken in places, in other columns, with other delimiters. What is good is read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseColumnMap, type ColumnMap } from '#adapters/import/column-map.ts';
import { groupRows } from '#adapters/import/group-rows.ts';
import { readRows, type RawRow } from '#adapters/import/read-rows.ts';
import { GOOD, TODAY } from './row-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'dunwell-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileOf(content: string | Buffer, ending = 'csv'): string {
  files += 1;
  const file = join(folder, `file-${files}.${ending}`);
  writeFileSync(file, content);
  return file;
}

async function read(file: string, map?: ColumnMap): Promise<readonly RawRow[]> {
  const rows: RawRow[] = [];
  for await (const row of readRows(file, map === undefined ? {} : { map })) rows.push(row);
  return rows;
}

/** Name of each good row and line of each bad one. */
const outline = (rows: readonly RawRow[]): readonly string[] => rows.map((row) => (row.kind === 'record' ? row.source['full_name'] ?? 'nobody' : `line ${row.lineNo}: ${row.reasons.join(' ')}`));
const HEADER = 'account_reference,full_name,city';

describe('a CSV file', () => {
  it('is read with its line numbers, whatever its line ends and byte order mark', async () => {
    const rows = await read(fileOf(`\uFEFF${HEADER}\r\nA-1,Casey,Albany\r\n\r\nA-2,"Example, Pat"," Troy "\r\n`));
    expect(rows).toEqual([
      { kind: 'record', rowNo: 1, lineNo: 2, source: { account_reference: 'A-1', full_name: 'Casey', city: 'Albany' } },
      { kind: 'record', rowNo: 2, lineNo: 4, source: { account_reference: 'A-2', full_name: 'Example, Pat', city: 'Troy' } },
    ]);
  });

  it.each([[';'], ['\t']])('may be separated by %j', async (delimiter) => {
    expect(outline(await read(fileOf([HEADER, 'A-1,Casey,Albany'].join('\n').replaceAll(',', delimiter))))).toEqual(['Casey']);
  });

  it('loses only the row that is malformed', async () => {
    const rows = await read(fileOf([
      HEADER, 'A-1,Casey,Albany', 'A-2,"Open quote,Troy', 'A-3,Drew,Utica', 'A-4,Too,many,cells', 'A-5,few', 'A-6,12" pipe,Rome', 'A-7,"Quin""n",Nyack', 'A-8,Last,Ovid',
    ].join('\n')));
    expect(outline(rows)).toEqual([
      'Casey', 'line 3: Line 3 has a quotation mark that is not closed, or one in the middle of a field: write it twice inside quotes.', 'Drew',
      'line 5: Line 5 has 4 cells, the header has 3.', 'line 6: Line 6 has 2 cells, the header has 3.',
      'line 7: Line 7 has a quotation mark that is not closed, or one in the middle of a field: write it twice inside quotes.', 'Quin"n', 'Last',
    ]);
    expect(rows.map((row) => row.rowNo)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('may hold line breaks inside quotes', async () => {
    expect(outline(await read(fileOf(`${HEADER}\nA-1,"Casey\nExample",Albany\nA-2,Pat,Troy\n`)))).toEqual(['Casey\nExample', 'Pat']);
  });

  it('names a row that is endless, or not UTF-8, and goes on', async () => {
    const latin = Buffer.concat([Buffer.from(`${HEADER}\nA-1,Ren`), Buffer.from([0xe9]), Buffer.from(`,Troy\nA-2,${'x'.repeat(70_000)},Rome\nA-3,Pat,Ovid\n`)]);
    expect(outline(await read(fileOf(latin)))).toEqual(['line 2: Line 2 holds bytes that are not UTF-8: save the file as UTF-8.', 'line 3: Line 3 is longer than any row can be.', 'Pat']);
  });

  it.each([
    ['a column that nobody knows', `${HEADER},cease_0n\nA-1,Casey,Albany,2026-01-01\n`, /"cease_0n" is not a field of an import row/],
    ['a column twice', 'full_name,full_name\nA,B\n', /column "full_name" is there twice/],
    ['nothing', '', /is empty/],
  ])('with %s is refused as a whole', async (_what, content, message) => {
    await expect(read(fileOf(content))).rejects.toThrow(message);
  });

  it('that is not there is refused', async () => {
    await expect(read(join(folder, 'absent.csv'))).rejects.toThrow(/There is no file/);
  });
});

describe('JSON lines', () => {
  it('hold flat objects; further people may be objects of their own', async () => {
    const rows = await read(fileOf('{"full_name":"Casey","current_amount":12.5,"key_account":true,"city":null,"obligor_2":{"full_name":"Pat"}}\n\n{"full_name":"Drew"}\n', 'jsonl'));
    expect(rows).toEqual([
      { kind: 'record', rowNo: 1, lineNo: 1, source: { 'full_name': 'Casey', 'current_amount': '12.5', 'key_account': 'true', 'obligor_2.full_name': 'Pat' } },
      { kind: 'record', rowNo: 2, lineNo: 3, source: { full_name: 'Drew' } },
    ]);
  });

  it('lose only the line that is none', async () => {
    const rows = await read(fileOf(['{"full_name":"Casey"}', '{"full_name":', '["Pat"]', '{"full_name":["Pat"]}', '{"a":{"b":{"c":1}}}', '{"full_name":"Drew"}'].join('\n'), 'jsonl'));
    expect(outline(rows)).toEqual([
      'Casey', 'line 2: Line 2 is not a JSON object on one line.', 'line 3: Line 3 is not a JSON object on one line.',
      'line 4: Line 4 has a list or something deeper in "full_name": fields are flat, see docs/import-fields.md.', 'line 5: Line 5 has a list or something deeper in "a.b": fields are flat, see docs/import-fields.md.', 'Drew',
    ]);
  });
});

describe('a column map', () => {
  const MAP = [
    'account_reference: Acct', 'full_name: [First, Last]', 'due_on: { column: Due, date_format: MM/dd/yyyy }', 'autopay: { column: AP, values: { Y: active, N: none } }', 'creditor_id: { constant: example-bank }',
  ].join('\n');
  const open = (text: string): ColumnMap => {
    const loaded = parseColumnMap(text);
    if (loaded.kind === 'invalid') throw new Error(loaded.reasons.join(' '));
    return loaded.map;
  };

  it('reads foreign columns, joins, translates and adds what the file does not say', async () => {
    const [row] = await read(fileOf('Acct,First,Last,Due,AP,city,Notes\n77,Casey,Example,11/12/2026,Y,Albany,call after six\n'), open(MAP));
    expect(row).toMatchObject({ source: { account_reference: '77', full_name: 'Casey Example', due_on: '2026-11-12', autopay: 'active', creditor_id: 'example-bank', city: 'Albany' } });
    expect(row).not.toHaveProperty('source.Notes');
  });

  it('rejects a row whose value it cannot read', async () => {
    const [row] = await read(fileOf('Acct,First,Last,Due,AP\n77,Casey,Example,31/12/2026,maybe\n'), open(MAP));
    expect(row).toMatchObject({ kind: 'rejected', reasons: ['due_on: is not a date of the form MM/dd/yyyy.', 'autopay: the map has no value for "maybe" of column "AP".'] });
  });

  it('that names a column the file lacks is refused', async () => {
    await expect(read(fileOf('Acct,First\n77,Casey\n'), open(MAP))).rejects.toThrow(/column "Last" of the map is not there; column "Due" of the map is not there/);
  });

  it.each([
    ['an unknown field', 'acount_reference: Acct', '"acount_reference" is not a field of an import row: docs/import-fields.md lists them.'],
    ['a shape that is none', 'city: { colum: X }', '"city" has to be a column, a list of columns, {constant: …} or {column: …, date_format: …, values: {…}}.'],
  ])('with %s is refused', (_what, text, reason) => {
    expect(parseColumnMap(text)).toEqual({ kind: 'invalid', reasons: [reason] });
  });
});

describe('a large file', () => {
  it('of 5,000 rows streams: every row is there, and what is wrong is known by its number', async () => {
    const names = Object.keys(GOOD);
    const lines = Array.from({ length: 5_000 }, (_unused, index) => {
      const row: Record<string, string> = { ...GOOD, account_reference: `A-${index}`, debt_reference: `A-${index}/1`, ...(index % 100 === 7 ? { due_on: '2026-02-30' } : {}) };
      return names.map((name) => `"${row[name] ?? ''}"`).join(',');
    });
    const grouped = await groupRows(readRows(fileOf([names.join(','), ...lines].join('\n'))), TODAY);
    expect(grouped.rowCount).toBe(5_000);
    expect(grouped.accounts).toHaveLength(4_950);
    expect(grouped.rejected.map((rejected) => rejected.row)).toEqual(Array.from({ length: 50 }, (_unused, index) => index * 100 + 8));
  });
});
