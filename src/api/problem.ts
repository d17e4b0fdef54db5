/** Problem documents (RFC 9457): what went wrong as a code of the registry, what to do, and what exactly is wrong with which field. */
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { isDatabaseAway } from '#adapters/db/database-away.ts';
import { DunwellError, FAILURES, type FailureCode } from '#contracts/failures.ts';

const STATUSES: Partial<Readonly<Record<FailureCode, number>>> = {
  ACCOUNT_UNKNOWN: 404, ROUTE_UNKNOWN: 404, FACT_CONFLICT: 409, FACT_REFUSED: 422, CONTACT_REFUSED: 422, UNAUTHORISED: 401, SIGNATURE_INVALID: 403, BODY_INVALID: 400,
  BODY_TOO_LARGE: 413, MEDIA_TYPE_UNSUPPORTED: 415, DATABASE_UNAVAILABLE: 503, TEMPORAL_UNAVAILABLE: 503,
};
const RETRY_AFTER_SECONDS = 5;

export type FieldProblem = { readonly path: string; readonly message: string };

/** Fields of a request that do not fit; all of them at once. */
export class InvalidFields extends DunwellError {
  constructor(fields: readonly FieldProblem[]) {
    super('BODY_INVALID', `${fields.length === 1 ? 'A field does' : `${fields.length} fields do`} not fit.`, { fields });
    this.name = 'InvalidFields';
  }
}

/** Answers with a problem document. `more` adds members such as reasons. */
export function sendProblem(response: Response, code: FailureCode, detail: string, more: Readonly<Record<string, unknown>> = {}): void {
  const { advice, retryable } = FAILURES[code];
  const status = STATUSES[code] ?? 500;
  if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  response.status(status).type('application/problem+json').send(JSON.stringify({
    type: `urn:dunwell:problem:${code}`, title: TITLES[status] ?? 'Failed', status, detail, code, advice, retryable, requestId: response.locals['requestId'] as string, ...more,
  }));
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood', 401: 'Not authorised', 403: 'Not signed', 404: 'Not found', 409: 'Conflict', 413: 'Too large', 415: 'Unsupported content type', 422: 'Refused', 500: 'Failed', 503: 'Unavailable',
};

export function sendUnknownRoute(request: Request, response: Response): void {
  sendProblem(response, 'ROUTE_UNKNOWN', `There is nothing at ${request.method} ${request.path}.`);
}

/** The last handler: every error becomes a problem document, and none shows its insides. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = asDunwellError(error);
    if (known !== null) {
      const { code, message, details } = known;
      const detail = message.endsWith(FAILURES[code].advice) ? message.slice(0, -FAILURES[code].advice.length).trim() : message;
      if ((STATUSES[code] ?? 500) >= 500) log.error({ requestId: response.locals['requestId'] as string, code }, 'request failed');
      sendProblem(response, code, detail, 'fields' in details ? { fields: details['fields'] } : {});
      return;
    }
    log.error({ requestId: response.locals['requestId'] as string, error: error instanceof Error ? error.name : typeof error, at: stackOf(error) }, 'request failed unexpectedly');
    sendProblem(response, 'REQUEST_FAILED', 'Something unexpected happened; nothing of the request was accepted unless it was before.');
  };
}

function asDunwellError(error: unknown): DunwellError | null {
  if (error instanceof DunwellError) return error;
  if (isDatabaseAway(error)) return new DunwellError('DATABASE_UNAVAILABLE', 'The database does not answer.');
  switch (typeof error === 'object' && error !== null && 'type' in error ? error.type : null) {
    case 'entity.too.large': return new DunwellError('BODY_TOO_LARGE', 'The body is too large.');
    case 'parameters.too.many': return new DunwellError('BODY_TOO_LARGE', 'The form has too many fields.');
    case 'entity.parse.failed': return new DunwellError('BODY_INVALID', 'The body is no JSON.');
    case 'request.size.invalid': case 'request.aborted': return new DunwellError('BODY_INVALID', 'The body does not have the length that was announced.');
    case 'charset.unsupported': case 'encoding.unsupported': return new DunwellError('MEDIA_TYPE_UNSUPPORTED', 'The charset or encoding is not supported.');
    default: return error instanceof URIError ? new DunwellError('ROUTE_UNKNOWN', 'The address is not encoded as an address is.') : null;
  }
}

/** Places in our code, without the message: it may quote what somebody sent. */
function stackOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return lines.slice(0, 6).map((line) => line.trim()).join(' ');
}
