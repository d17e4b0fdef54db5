/** What a run does about a failure: it notes it, tells a person where that is due, and says how long to wait. */
import { condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities, FailureReport } from '#contracts/activities.ts';
import type { FailureCode } from '#contracts/failures.ts';
import { failureCode, type BackOff } from './back-off.ts';
import type { Mailbox } from './messages.ts';

/** A report that does not come off is made after the next failure. */
const { reportFailure } = proxyActivities<Pick<Activities, 'reportFailure'>>({
  startToCloseTimeout: '10s', scheduleToCloseTimeout: '20s', retry: { maximumAttempts: 1 },
});

export type Failed = { readonly code: FailureCode; readonly waitMs: number; /** A person knows of it. */ readonly told: boolean };

/** Throws what is no failure of an activity. */
export async function noteFailure(error: unknown, work: Omit<FailureReport, 'code'>, backOff: BackOff): Promise<Failed> {
  const code = failureCode(error);
  const waitMs = backOff.failed(work.workId);
  log.warn('activity failed, trying again later', { work: work.work, code, waitMs });
  return { code, waitMs, told: backOff.mustTell(code) && await tell({ ...work, code }, backOff) };
}

async function tell(report: FailureReport, backOff: BackOff): Promise<boolean> {
  try {
    await reportFailure(report);
  } catch (error) {
    log.warn('nobody could be told of it', { work: report.work, code: failureCode(error) });
    return false;
  }
  backOff.wasTold();
  return true;
}

/** Waits a while after a failure; what arrives meanwhile ends the wait, and what was there before does not. */
export async function untilNews(mailbox: Mailbox, longestMs: number, summary: string): Promise<void> {
  const heard = mailbox.arrivals;
  await condition(() => mailbox.arrivals > heard, longestMs, { summary });
}
