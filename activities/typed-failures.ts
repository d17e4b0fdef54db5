/**
 * Every activity fails under a code of the registry, and at once where trying again cannot help. What libraries say of an error may hold what a
 * row or a message holds, so it goes neither into histories nor into logs: the kind of the error and the place in the code do.
 */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { isDatabaseAway } from '#adapters/db/database-away.ts';
import type { Activities } from '#contracts/activities.ts';
import { DunwellError, FAILURES, type FailureCode } from '#contracts/failures.ts';

/** A broken constraint may be a race, and a TypeError may come from a row that is just being written: what is wrong for good is so after these tries. */
const UNEXPECTED_TRIES = 3;
const FRAMES_LOGGED = 3;

export function withTypedFailures(activities: Activities): Activities {
  const typed = Object.entries(activities).map(([name, activity]) => [name, typedFailures(activity as (request: never) => Promise<unknown>)]);
  return Object.fromEntries(typed) as Activities;
}

function typedFailures(activity: (request: never) => Promise<unknown>) {
  return async (request: never): Promise<unknown> => {
    try {
      return await activity(request);
    } catch (error) {
      throw asFailure(error);
    }
  };
}

function asFailure(error: unknown): unknown {
  if (error instanceof DunwellError) return failure(error.code, error.message, !FAILURES[error.code].retryable);
  if (isDatabaseAway(error)) return failure('DATABASE_UNAVAILABLE', FAILURES.DATABASE_UNAVAILABLE.advice, false);
  // Temporal's own words, such as that the attempt was cancelled, are for Temporal.
  if (!(error instanceof Error) || error.name.endsWith('Failure') || error.name === 'AbortError') return error;
  const { log, info } = Context.current();
  const kind = [error.name, 'code' in error ? String(error.code) : ''].filter((word) => word !== '').join(' ');
  log.error('UNEXPECTED', { kind, at: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, FRAMES_LOGGED).map((line) => line.trim()) });
  return failure('UNEXPECTED', `${kind}. ${FAILURES.UNEXPECTED.advice}`, info.attempt >= UNEXPECTED_TRIES);
}

function failure(type: FailureCode, message: string, nonRetryable: boolean): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable });
}
