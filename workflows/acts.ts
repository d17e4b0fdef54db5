/** How a run reaches the world: activities with explicit limits, and failures that end in another decision, never in a lost account. */
import { ActivityFailure, ApplicationFailure, condition, log, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import { TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import type { Activities, ActRequest, ActResult, CloseRequest, DecideRequest, RecordedDecision } from '#contracts/activities.ts';
import { describeAct } from './describe.ts';
import type { Mailbox } from './messages.ts';

const { decideStep } = proxyLocalActivities<Pick<Activities, 'decideStep'>>({
  startToCloseTimeout: '3s', scheduleToCloseTimeout: '7s', localRetryThreshold: '10s', retry: { maximumAttempts: 2, initialInterval: '200ms' },
});

/** Bookkeeping: idempotent database transactions. */
const BOOKKEEPING = {
  startToCloseTimeout: '15s', scheduleToCloseTimeout: '60s', retry: { initialInterval: '500ms', maximumInterval: '10s' },
} as const;

/**
 * Sends: a retry finds its own claim and asks what became of it, it never sends twice. A live attempt is not cut short, for only it may know
 * what its provider said; one that has stopped to beat is dead. Half an hour in the queue of a provider's rate is no failure: the claim
 * judges the hour again.
 */
const SENDING = {
  startToCloseTimeout: '60s', heartbeatTimeout: '10s', scheduleToCloseTimeout: '30m', retry: { initialInterval: '1s', maximumInterval: '15s' },
} as const;

const books = proxyActivities<Activities>(BOOKKEEPING);

const BACK_OFF_FIRST_MS = 5_000;
const BACK_OFF_LAST_MS = 300_000;

/**
 * The next decision, however long the database is away: short bounded tries, then a durable wait that any wake-up ends.
 * Unbounded local retries would hold the worker's slots for the length of the outage.
 */
export async function decideDurably(request: DecideRequest, mailbox: Mailbox): Promise<RecordedDecision> {
  for (let backOffMs = BACK_OFF_FIRST_MS; ; backOffMs = Math.min(backOffMs * 2, BACK_OFF_LAST_MS)) {
    try {
      return await decideStep({ ...request, now: new Date(Date.now()).toISOString() });
    } catch (error) {
      rethrowUnlessFailure(error);
      await untilNews(mailbox, backOffMs, 'decide again');
    }
  }
}

/** Waits a while after a failure; what arrives meanwhile ends the wait, and what was there before does not. */
async function untilNews(mailbox: Mailbox, longestMs: number, summary: string): Promise<void> {
  const heard = mailbox.arrivals;
  await condition(() => mailbox.arrivals > heard, longestMs, { summary });
}

/** One act. Its typed result is in the facts; a failure leaves the account where it was and the next decision sees it. */
export async function carryOut(request: ActRequest, mailbox: Mailbox): Promise<void> {
  try {
    await dispatch(request);
  } catch (error) {
    rethrowUnlessFailure(error);
    await untilNews(mailbox, BACK_OFF_FIRST_MS, `again: ${describeAct(request.act)}`);
  }
}

function dispatch(request: ActRequest): Promise<ActResult> {
  const { act } = request;
  const summary = describeAct(act);
  switch (act.kind) {
    case 'sendMessage':
    case 'settleTouch': {
      const sender = senders(act.channel, summary);
      const message = { ...request, act };
      return act.channel === 'sms' ? sender.sendSms(message) : act.channel === 'email' ? sender.sendEmail(message) : sender.sendLetter(message);
    }
    case 'openTask': return books.createCallTask.executeWithOptions({ summary }, [{ ...request, act }]);
    case 'proposeArrangement': return books.updatePlan.executeWithOptions({ summary }, [{ ...request, act }]);
    case 'recordFacts': return books.recordFacts.executeWithOptions({ summary }, [{ ...request, act }]);
    case 'alertSupervisor': return books.alertSupervisor.executeWithOptions({ summary }, [{ ...request, act }]);
    case 'referToLegal': return books.referToLegal.executeWithOptions({ summary }, [{ ...request, act }]);
    default: return unknownAct(act);
  }
}

/** A new act is understood one release before it is emitted: an unknown one freezes the run, it is never skipped. */
function unknownAct(act: never): never {
  throw new Error(`Unknown act ${JSON.stringify(act)}`);
}

function senders(channel: 'sms' | 'email' | 'letter', summary: string): Activities {
  const prefix = queuePrefix();
  return proxyActivities<Activities>({ ...SENDING, summary, taskQueue: taskQueue(TASK_QUEUES[channel], prefix) });
}

/** The run's own queue tells the installation's prefix. */
function queuePrefix(): string {
  const { taskQueue: own } = workflowInfo();
  return own === TASK_QUEUES.accounts ? '' : own.slice(0, own.length - TASK_QUEUES.accounts.length - 1);
}

/** Takes in what was signalled straight to the run: it becomes a fact before anything is decided. */
export async function takeIn(accountId: string, mailbox: Mailbox): Promise<void> {
  while (mailbox.messages[0] !== undefined || mailbox.commands[0] !== undefined) {
    const now = new Date(Date.now()).toISOString();
    const message = mailbox.messages[0];
    const waiting = mailbox.commands[0];
    try {
      if (message !== undefined) {
        await books.postPayment({ accountId, message, now });
        mailbox.messages.shift();
      } else if (waiting !== undefined) {
        waiting.answer = await books.acceptCommand({ accountId, command: waiting.command, now });
        mailbox.commands.shift();
      }
    } catch (error) {
      rethrowUnlessFailure(error);
      await untilNews(mailbox, BACK_OFF_FIRST_MS, 'take in again');
    }
  }
}

/** Closes the account if no fact lies beyond the cursor; false means that there is news and another decision is due. */
export async function finish(request: CloseRequest, mailbox: Mailbox): Promise<boolean> {
  if (!mailbox.isEmpty()) return false;
  try {
    const result = await books.closeAccount(request);
    return result.kind === 'closed' && mailbox.isEmpty();
  } catch (error) {
    rethrowUnlessFailure(error);
    await untilNews(mailbox, BACK_OFF_FIRST_MS, 'close again');
    return false;
  }
}

/** The run before this one has ended: its bytes are saved while the server still has them. */
export async function keepHistory(): Promise<void> {
  const { continuedFromExecutionRunId: runId, workflowId } = workflowInfo();
  if (runId === undefined) return;
  try {
    await books.saveHistory({ workflowId, runId });
  } catch (error) {
    rethrowUnlessFailure(error);
    log.warn('history not saved, the keeper will try again', { runId });
  }
}

/** Failed activities, local ones included, end in another decision; anything else is a bug and must freeze the run. */
function rethrowUnlessFailure(error: unknown): void {
  if (!(error instanceof ActivityFailure) && !(error instanceof ApplicationFailure)) throw error;
  log.warn('activity failed, deciding again', { message: error.message });
}
