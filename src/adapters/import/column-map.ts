/**
 * `--map FILE`: which column of a foreign file holds which canonical field.
 *   account_reference: Acct No
 *   full_name: [First, Last]
 *   due_on: { column: Due, date_format: MM/dd/yyyy }
 *   autopay: { column: AP, values: { Y: active, N: none } }
 *   creditor_id: { constant: example-telecom }
 */
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { sentenceOf } from '../cadence-files/cadence-problem.ts';
import { isCanonicalField } from './canonical-fields.ts';

const column = z.string().min(1);
const mapSchema = z.record(z.string(), z.union([
  column, z.array(column).min(1), z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean()]).transform(String) }),
  z.strictObject({ column, date_format: z.string().min(1).optional(), values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional() }),
], { error: 'has to be a column, a list of columns, {constant: …} or {column: …, date_format: …, values: {…}}' }));

export type ColumnMap = z.output<typeof mapSchema>;
type Entry = ColumnMap[string];

export type LoadedColumnMap =
  | { readonly kind: 'map'; readonly map: ColumnMap }
  | { readonly kind: 'invalid'; readonly reasons: readonly string[] };

/** Loads a map file; every fault at once. */
export function loadColumnMap(file: string): LoadedColumnMap {
  return parseColumnMap(readFileSync(file, 'utf8'));
}

export function parseColumnMap(text: string): LoadedColumnMap {
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: true, uniqueKeys: true });
  if (document.errors.length > 0) return { kind: 'invalid', reasons: document.errors.map((error) => `${error.message}: correct the YAML.`) };
  const parsed = mapSchema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {}, { reportInput: true });
  if (!parsed.success) return { kind: 'invalid', reasons: parsed.error.issues.map(sentenceOf) };
  const unknown = Object.keys(parsed.data).filter((field) => !isCanonicalField(field));
  if (unknown.length === 0) return { kind: 'map', map: parsed.data };
  return { kind: 'invalid', reasons: unknown.map((field) => `"${field}" is not a field of an import row: docs/import-fields.md lists them.`) };
}

/** Columns that a map reads. */
export function mappedColumns(map: ColumnMap): readonly string[] {
  return Object.values(map).flatMap((entry) => typeof entry === 'string' ? [entry] : 'column' in entry ? [entry.column] : 'constant' in entry ? [] : entry);
}

export type MappedRecord =
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** A record by canonical field. Columns that carry a canonical name and are not mapped pass as they are. */
export function applyColumnMap(map: ColumnMap, record: Readonly<Record<string, string>>): MappedRecord {
  const read = new Set(mappedColumns(map));
  const fields: [string, string][] = Object.entries(record).filter(([name]) => isCanonicalField(name) && !read.has(name) && !Object.hasOwn(map, name));
  const reasons: string[] = [];
  for (const [field, entry] of Object.entries(map)) {
    const answer = valueOf(entry, record);
    if (answer.kind === 'value') fields.push([field, answer.value]);
    else reasons.push(`${field}: ${answer.reason}.`);
  }
  return reasons.length > 0 ? { kind: 'rejected', reasons } : { kind: 'record', fields: Object.fromEntries(fields) };
}

type Value = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'invalid'; readonly reason: string };

function valueOf(entry: Entry, record: Readonly<Record<string, string>>): Value {
  const cell = (name: string): string => (Object.hasOwn(record, name) ? record[name] ?? '' : '').trim();
  if (typeof entry === 'string') return { kind: 'value', value: cell(entry) };
  if ('constant' in entry) return { kind: 'value', value: entry.constant };
  if (!('column' in entry)) return { kind: 'value', value: entry.map(cell).filter((part) => part !== '').join(' ') };
  const text = cell(entry.column);
  if (text === '') return { kind: 'value', value: '' };
  if (entry.values !== undefined && !Object.hasOwn(entry.values, text)) return { kind: 'invalid', reason: `the map has no value for "${text}" of column "${entry.column}"` };
  return dateIn(entry.values?.[text] ?? text, entry.date_format);
}

function dateIn(text: string, format: string | undefined): Value {
  if (format === undefined) return { kind: 'value', value: text };
  const date = DateTime.fromFormat(text, format, { zone: 'utc' });
  return date.isValid ? { kind: 'value', value: date.toISODate() } : { kind: 'invalid', reason: `is not a date of the form ${format}` };
}
