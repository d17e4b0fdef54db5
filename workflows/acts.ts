/** How a run reaches the world: activities with explicit limits, and failures that end in another decision, never in a lost account. */
import { log, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import { TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import type { Activities, ActRequest, ActResult, CloseRequest, DecideRequest, RecordedDecision } from '#contracts/activities.ts';
import { canonicalJson } from '#core/account/stable-hash.ts';
import { BOOKKEEPING, DECIDING, SENDING } from './activity-options.ts';
import { BackOff, failureCode } from './back-off.ts';
import { describeAct } from './describe.ts';
import type { Mailbox } from './messages.ts';
import { noteFailure, untilNews } from './trouble.ts';

const { decideStep } = proxyLocalActivities<Pick<Activities, 'decideStep'>>(DECIDING);
const books = proxyActivities<Activities>(BOOKKEEPING);

/** What a run works with: its mailbox, and how often in a row its decisions and its acts have failed. */
export type Desk = { readonly accountId: string; readonly mailbox: Mailbox; readonly decisions: BackOff; readonly acts: BackOff };

const LONGEST_WAIT_TO_DECIDE_MS = 300_000;
const LONGEST_WAIT_TO_ACT_MS = 3_600_000;

export function openDesk(accountId: string, mailbox: Mailbox): Desk {
  return { accountId, mailbox, decisions: new BackOff(LONGEST_WAIT_TO_DECIDE_MS), acts: new BackOff(LONGEST_WAIT_TO_ACT_MS) };
}

/**
 * The next decision; null after a failure and a durable wait that any wake-up ends: what was told meanwhile is taken in first. Tries are short
 * and bounded, for unbounded local retries would hold the worker's slots for the length of an outage.
 */
export async function decideDurably(request: DecideRequest, { accountId, mailbox, decisions }: Desk): Promise<RecordedDecision | null> {
  try {
    const decision = await decideStep(request);
    decisions.over();
    return decision;
  } catch (error) {
    const { waitMs } = await noteFailure(error, { accountId, workId: `decide:${request.state.cursor}`, work: 'decide' }, decisions);
    await untilNews(mailbox, waitMs, 'decide again');
    return null;
  }
}

/** One act. Its typed result is in the facts; a failure leaves the account where it was and the next decision sees it. */
export async function carryOut(request: ActRequest, { accountId, mailbox, acts }: Desk): Promise<void> {
  try {
    await dispatch(request);
    acts.over();
  } catch (error) {
    const work = describeAct(request.act);
    const { waitMs } = await noteFailure(error, { accountId, workId: workIdOf(request), work }, acts);
    await untilNews(mailbox, waitMs, `again: ${work}`);
  }
}

/** What makes an act the same act when it is decided again: all of it but the time that it was given. */
function workIdOf({ act, cursor }: ActRequest): string {
  switch (act.kind) {
    case 'recordFacts': return act.facts.map((fact) => fact.factId).join(' ');
    case 'alertSupervisor': return canonicalJson([act.kind, act.reason, cursor]);
    default: {
      const { stepId, cycle, attemptNo } = act.reference;
      return canonicalJson([act.kind, stepId, cycle, attemptNo]);
    }
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

/** Closes the account if no fact lies beyond the cursor; false means that there is news and another decision is due. */
export async function finish(request: CloseRequest, outcome: string, { accountId, mailbox, acts }: Desk): Promise<boolean> {
  try {
    const result = await books.closeAccount(request);
    acts.over();
    return result.kind === 'closed' && mailbox.againAtMs() === null;
  } catch (error) {
    const { waitMs } = await noteFailure(error, { accountId, workId: `end:${outcome}:${request.state.cycle}`, work: `end the account: ${outcome}` }, acts);
    await untilNews(mailbox, waitMs, 'close again');
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
    log.warn('history not saved, the keeper will try again', { runId, code: failureCode(error) });
  }
}
