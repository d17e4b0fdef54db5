/** One raw record to a row, or every reason why it is none. Pure: the business date comes in. */
import type { z } from 'zod';
import { isLocalDate, type LocalDate } from '#core/local-time.ts';
import { isCanonicalField } from './canonical-fields.ts';
import { rowReasons } from './check-row.ts';
import { columnName, nestFields } from './field-names.ts';
import { isDateField, resolveValues, type RowValues } from './resolve-values.ts';
import { rowSchema, type RowFields } from './row-schema.ts';

/** The text of a record by canonical field, trimmed, without empty ones. */
export type RowSource = Readonly<Record<string, string>>;

export type ParsedRow =
  | { readonly kind: 'row'; readonly fields: RowFields }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** `-12d` in a date counts from `today`. */
export function parseRow(source: RowSource, today: LocalDate): ParsedRow {
  const unknown = Object.keys(source).filter((name) => !isCanonicalField(name));
  const { values, reasons, failed } = resolveValues(Object.fromEntries(Object.entries(source).filter(([name]) => isCanonicalField(name))), today);
  const nested = nestFields(values);
  const parsed = rowSchema.safeParse(nested, { reportInput: true });
  const all = [
    ...unknown.map((name) => `${name} is not a field of an import row: docs/import-fields.md lists them.`), ...reasons,
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => issueReasons(issue, nested, failed))), ...rowReasons(datesThatAre(values), today),
  ];
  return parsed.success && all.length === 0 ? { kind: 'row', fields: parsed.data } : { kind: 'rejected', reasons: all };
}

function issueReasons(issue: z.core.$ZodIssue, nested: unknown, failed: ReadonlySet<string>): readonly string[] {
  const name = columnName(issue.path, nested);
  if (failed.has(name)) return [];
  return [issue.input === undefined ? `${name} is missing.` : `${name} ${issue.message}.`];
}

/** Dates that are none have their own reason and are compared with nothing. */
function datesThatAre(values: RowValues): RowValues {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isDateField(name) || isLocalDate(value)));
}
