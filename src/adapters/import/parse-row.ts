/** One raw record to a row, or every reason why it is none. Pure: the business date comes in. */
import type { z } from 'zod';
import type { LocalDate } from '#core/local-time.ts';
import { rowReasons } from './check-row.ts';
import { columnName, nestFields } from './field-names.ts';
import { isDateField, resolveValues, type RowValues } from './resolve-values.ts';
import { rowSchema, type RowFields } from './row-schema.ts';
import { isLocalDate } from '#core/local-time.ts';

/** The text of a record by canonical field, trimmed, without empty ones. */
export type RowSource = Readonly<Record<string, string>>;

export type ParsedRow =
  | { readonly kind: 'row'; readonly fields: RowFields }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** `-12d` in a date counts from `today`. */
export function parseRow(source: RowSource, today: LocalDate): ParsedRow {
  const { values, reasons, failed } = resolveValues(source, today);
  const nested = nestFields(values);
  const parsed = rowSchema.safeParse(nested, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => issueReasons(issue, nested, failed));
  const all = [...reasons, ...issues, ...rowReasons(datesThatAre(values), today)];
  return parsed.success && all.length === 0 ? { kind: 'row', fields: parsed.data } : { kind: 'rejected', reasons: all };
}

function issueReasons(issue: z.core.$ZodIssue, nested: unknown, failed: ReadonlySet<string>): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${columnName([...issue.path, key], nested)} is not a field of an import row: docs/import-fields.md lists them.`);
  }
  const name = columnName(issue.path, nested);
  if (failed.has(name)) return [];
  if (issue.input === undefined) return [`${name} is missing.`];
  return [`${name} ${issue.message}.`];
}

/** Dates that are none have their own reason and are compared with nothing. */
function datesThatAre(values: RowValues): RowValues {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isDateField(name) || isLocalDate(value)));
}
