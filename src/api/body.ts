/** Bodies and queries: bounded in size and depth before they are read, checked field by field after. */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { DunwellError } from '#contracts/failures.ts';
import { InvalidFields } from './problem.ts';

const LARGEST_BODY = '100kb';
/** A mail that is refused for its size could be a stop that nobody hears. */
const LARGEST_MAIL = '10mb';
const DEEPEST = 20;
const MOST_FORM_FIELDS = 200;

/** A JSON object or array of bounded size and depth. */
export function jsonBody(): RequestHandler[] {
  return [requireType('application/json'), express.json({ limit: LARGEST_BODY, strict: true, verify: (_request, _response, bytes) => { requireShallow(bytes); } })];
}

export function formBody(): RequestHandler[] {
  return [requireType('application/x-www-form-urlencoded'), express.urlencoded({ extended: false, limit: LARGEST_BODY, parameterLimit: MOST_FORM_FIELDS })];
}

/** A raw mail message. */
export function mailBody(): RequestHandler[] {
  return [requireType('message/rfc822'), express.raw({ type: 'message/rfc822', limit: LARGEST_MAIL })];
}

function requireType(type: string): RequestHandler {
  return (request, _response, next) => {
    next(request.is(type) === type ? undefined : new DunwellError('MEDIA_TYPE_UNSUPPORTED', `This route takes ${type}.`));
  };
}

const [QUOTE, BACKSLASH, OPENING, CLOSING] = [0x22, 0x5c, new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])];

/** Counts brackets outside of texts, before anything is built from them. */
function requireShallow(bytes: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (inText && byte === BACKSLASH) index += 1;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText && OPENING.has(byte)) depth += 1;
    else if (!inText && CLOSING.has(byte)) depth -= 1;
    if (depth > DEEPEST) throw new DunwellError('BODY_INVALID', `The body is nested deeper than ${DEEPEST} levels.`);
  }
}

/** The value as its schema reads it. Throws BODY_INVALID with every field that does not fit. */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new InvalidFields(parsed.error.issues.flatMap((issue) => fieldProblems(issue)));
}

function fieldProblems(issue: z.core.$ZodIssue): readonly { readonly path: string; readonly message: string }[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'is not a field of this request' }));
  return [{ path, message: issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : issue.message }];
}

/** The fields of a form; a field that comes twice is no field of a provider's. */
export function formFields(request: Request): Readonly<Record<string, string>> {
  const fields = Object.entries((request.body ?? {}) as Record<string, unknown>);
  const doubled = fields.filter(([, value]) => typeof value !== 'string').map(([path]) => ({ path, message: 'comes more than once' }));
  if (doubled.length > 0) throw new InvalidFields(doubled);
  return Object.fromEntries(fields) as Record<string, string>;
}
