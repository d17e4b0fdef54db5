/** Reads the file of creditors and their contracts: YAML, format and order of versions, all findings at once with their places. */
import { readFileSync, statSync } from 'node:fs';
import { parsePhoneNumberWithError, ParseError } from 'libphonenumber-js';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isLocalDate } from '#core/local-time.ts';
import { placeOf, placeOfKey, sentenceOf } from '../cadence-files/cadence-problem.ts';
import { isKnownCountry } from './places.ts';

const FILE_BYTES_MAX = 1024 * 1024;

const text = (most: number) => z.string().trim().min(1, { error: 'has to hold a text' }).max(most, { error: `has at most ${most} characters` });
const phone = z.string().transform((value, context) => {
  const number = e164(value);
  if (number !== null) return number;
  context.addIssue({ code: 'custom', input: value, message: 'has to be a telephone number that begins with + and the country code' });
  return z.NEVER;
});

const contract = z.strictObject({
  version: z.int().min(1, { error: 'has to be a whole number from 1 on' }),
  effective_from: z.string().refine(isLocalDate, { error: 'has to be a date such as 2026-01-31' }),
  role: z.enum(['first_party', 'third_party'], { error: 'has to be first_party or third_party' }),
  brand_name: text(120), caller_name: text(120), phone,
  channels: z.array(z.enum(['sms', 'email', 'letter', 'call'], { error: 'has to be sms, email, letter or call' })).min(1, { error: 'has to name at least one medium' }),
  furnishes: z.boolean().default(false),
  /** Who sues; absent: the creditor gives no authority for legal action. */
  law_firm: text(120).optional(),
  /** Lowest share of the balance that a settlement may ask; absent: no authority to settle. */
  settlement_floor_percent: z.int().min(1, { error: 'has to be a whole percentage from 1 to 100' }).max(100, { error: 'has to be a whole percentage from 1 to 100' }).optional(),
  calendar_country: z.string().refine(isKnownCountry, { error: 'has to be a two-letter country code such as US' }),
  address_line: text(200),
});

const creditor = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'has to be small letters, digits and single hyphens, such as example-telecom' }).max(60),
  name: text(120),
  contracts: z.array(contract).min(1, { error: 'has to hold at least one contract' }).superRefine((list, context) => {
    for (const [index, { version, effective_from: from }] of list.entries()) {
      const before = list[index - 1];
      if (before === undefined || (version > before.version && from >= before.effective_from)) continue;
      context.addIssue({ code: 'custom', path: [index, 'version'], input: version, message: `has to be later than version ${before.version}, in number and in effective_from` });
    }
  }),
});

const fileSchema = z.strictObject({
  creditors: z.array(creditor).min(1, { error: 'has to hold at least one creditor' }).superRefine((list, context) => {
    for (const [index, { id }] of list.entries()) {
      if (list.findIndex((other) => other.id === id) < index) context.addIssue({ code: 'custom', path: [index, 'id'], input: id, message: `names "${id}" a second time` });
    }
  }),
});

export type CreditorFields = z.output<typeof creditor>;
export type ContractFields = CreditorFields['contracts'][number];

export type CreditorProblem = { readonly file: string; readonly line: number; readonly column: number; readonly message: string };

export type LoadedCreditors =
  | { readonly kind: 'creditors'; readonly creditors: readonly CreditorFields[] }
  | { readonly kind: 'invalid'; readonly problems: readonly CreditorProblem[] };

/** Loads one file. A file that cannot be read is a problem of its first line, not an exception. */
export function loadCreditors(file: string): LoadedCreditors {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || size > FILE_BYTES_MAX) {
    return { kind: 'invalid', problems: [{ file, line: 1, column: 1, message: size === undefined ? 'There is no such file.' : `The file has ${size} bytes, at most ${FILE_BYTES_MAX} are read.` }] };
  }
  return parseCreditors(file, readFileSync(file, 'utf8'));
}

/** The same from text already at hand; `file` names it in problems. */
export function parseCreditors(file: string, source: string): LoadedCreditors {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { kind: 'invalid', problems: broken.map((error) => ({ file, ...columnOf(lines.linePos(error.pos[0])), message: `${error.message}: correct the YAML here.` })) };
  }
  const parsed = fileSchema.safeParse(document.toJS({ maxAliasCount: 50 }), { reportInput: true });
  if (parsed.success) return { kind: 'creditors', creditors: parsed.data.creditors };
  const problems = parsed.error.issues.flatMap((issue): readonly CreditorProblem[] => issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ file, ...placeOfKey(document, lines, issue.path, key), message: `"${key}" is not a key that belongs here: remove it or correct its spelling.` }))
    : [{ file, ...placeOf(document, lines, issue.path), message: sentenceOf(issue) }]);
  return { kind: 'invalid', problems: problems.toSorted((left, right) => left.line - right.line || left.column - right.column) };
}

function columnOf({ line, col }: { readonly line: number; readonly col: number }): { readonly line: number; readonly column: number } {
  return { line, column: col };
}

function e164(value: string): string | null {
  try {
    const number = parsePhoneNumberWithError(value, { extract: false });
    return number.isValid() ? number.number : null;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
