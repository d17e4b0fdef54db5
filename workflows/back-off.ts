/** What fails again and again is tried ever more slowly, never given up; a person is told once. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { FAILURES, type FailureCode } from '#contracts/failures.ts';

const FIRST_MS = 5_000;
/** Most failures have passed by then. */
const TRIES_UNTIL_TOLD = 3;
/** A database that is away, a queue that is full or without a worker are no matter of one account: it takes longer until anybody hears of them one by one. */
const OUTAGES_UNTIL_TOLD = 10;
const OUTAGES: readonly FailureCode[] = ['DATABASE_UNAVAILABLE', 'ACT_TIMED_OUT'];

/** The failures in a row of one kind of work; another piece of it starts anew. */
export class BackOff {
  private readonly longestMs: number;
  private workId = '';
  private failures = 0;
  private told = false;

  constructor(longestMs: number) {
    this.longestMs = longestMs;
  }

  /** Notes a failure. Returns the milliseconds until the next try: five seconds, doubled by each further one. */
  failed(workId: string): number {
    if (workId !== this.workId) this.over();
    this.workId = workId;
    this.failures += 1;
    return Math.min(FIRST_MS * 2 ** (this.failures - 1), this.longestMs);
  }

  /** At once where trying again cannot help by itself. */
  mustTell(code: FailureCode): boolean {
    if (this.told) return false;
    return !FAILURES[code].retryable || this.failures >= (OUTAGES.includes(code) ? OUTAGES_UNTIL_TOLD : TRIES_UNTIL_TOLD);
  }

  wasTold(): void {
    this.told = true;
  }

  /** It came off: the next failure is a first one. */
  over(): void {
    this.failures = 0;
    this.told = false;
  }
}

/** The code under which an activity failed, a local one included. Anything else is a bug: it is thrown again and must freeze the run. */
export function failureCode(error: unknown): FailureCode {
  if (!(error instanceof ActivityFailure) && !(error instanceof ApplicationFailure)) throw error;
  const chain = causes(error);
  const coded = chain.find((cause) => cause instanceof ApplicationFailure && isCode(cause.type));
  if (coded instanceof ApplicationFailure && isCode(coded.type)) return coded.type;
  return chain.some((cause) => cause instanceof TimeoutFailure) ? 'ACT_TIMED_OUT' : 'UNEXPECTED';
}

function causes(error: Error): readonly Error[] {
  return error.cause instanceof Error ? [error, ...causes(error.cause)] : [error];
}

function isCode(type: string | null | undefined): type is FailureCode {
  return typeof type === 'string' && Object.hasOwn(FAILURES, type);
}
