/**
 * The clock of one run, moved with Temporal's per-execution time skipping. A move ends at an exact virtual instant and follows the run over
 * continue-as-new; time is skipped only while the run is idle, so a move that arrives early in wall time has left nothing undone behind it.
 */
import { randomUUID } from 'node:crypto';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import Long from 'long';
import { accountWorkflowId } from '#contracts/account-workflow.ts';
import { wallNow } from '#adapters/clock.ts';

const { FastForwardPollingResult, WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

/** Where a run stood at an instant of the wall; between moves its clock walks with the wall. */
export type RunClock = { readonly accountId: string; readonly virtualMs: number; readonly wallMs: number };

export type Move =
  | { readonly kind: 'arrived'; readonly clock: RunClock }
  /** No run is open any more. */
  | { readonly kind: 'ended' }
  /** The run is busy or its worker away for longer than our patience: it stays where it is. */
  | { readonly kind: 'stuck' };

/** The wall time that one move may take: longer than a worker needs to come back after a kill. */
const PATIENCE_MS = 120_000;
/** One long poll; the server may end it earlier. */
const POLL_MS = 20_000;
const NOT_FOUND = 5;
const DEADLINE_EXCEEDED = 4;

/**
 * The clock of an account's open run, or null when none is open. A move that somebody began and did not see to its end, because he was killed,
 * is waited for: until then the clock still jumps.
 */
export async function readRunClock(client: Client, accountId: string): Promise<RunClock | null> {
  const info = await describeSkipping(client, accountId);
  if (info === null) return null;
  const pendingId = info.effectiveConfig?.enabled === true ? info.effectiveConfig.fastForwardConfig?.id : null;
  if (pendingId != null) {
    const move = await pollMove(client, accountId, pendingId);
    if (move.kind !== 'stuck') return move.kind === 'arrived' ? move.clock : readRunClock(client, accountId);
  }
  const wallMs = wallNow().getTime();
  return { accountId, virtualMs: info.currentTime == null ? wallMs : millisOf(info.currentTime), wallMs };
}

type SkippingInfo = proto.temporal.api.common.v1.ITimeSkippingInfo;

/** What the server knows of an open run's clock; empty before anybody moved it, null without an open run. */
async function describeSkipping(client: Client, accountId: string): Promise<SkippingInfo | null> {
  try {
    const described = await client.workflowService.describeWorkflowExecution({ namespace: client.options.namespace, execution: { workflowId: accountWorkflowId(accountId) } });
    const isOpen = described.workflowExecutionInfo?.status === WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    return isOpen ? described.workflowExtendedInfo?.timeSkippingInfo ?? {} : null;
  } catch (error) {
    if (hasStatus(error, NOT_FOUND)) return null;
    throw error;
  }
}

/** Virtual time of a run now. */
export function standsAt(clock: RunClock): number {
  return clock.virtualMs + (wallNow().getTime() - clock.wallMs);
}

/** Moves a run ahead to an instant; a run that stands there already is left alone. */
export async function moveRun(client: Client, clock: RunClock, toMs: number): Promise<Move> {
  const { accountId } = clock;
  const aheadMs = toMs - standsAt(clock);
  if (aheadMs <= 0) return { kind: 'arrived', clock };
  const fastForwardId = randomUUID();
  try {
    const { workflowExecutionOptions: after } = await client.workflowService.updateWorkflowExecutionOptions({
      namespace: client.options.namespace, workflowExecution: { workflowId: accountWorkflowId(accountId) }, updateMask: { paths: ['time_skipping_config'] },
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig: { id: fastForwardId, duration: durationOf(aheadMs) } } },
    });
    // An idle run with nothing due on the way has arrived with the answer: skipping is off again.
    if (after?.timeSkippingConfig?.enabled !== true) return { kind: 'arrived', clock: { accountId, virtualMs: toMs, wallMs: wallNow().getTime() } };
    return await pollMove(client, accountId, fastForwardId);
  } catch (error) {
    if (hasStatus(error, NOT_FOUND)) return { kind: 'ended' };
    throw error;
  }
}

async function pollMove(client: Client, accountId: string, fastForwardId: string): Promise<Move> {
  const untilMs = wallNow().getTime() + PATIENCE_MS;
  while (wallNow().getTime() < untilMs) {
    const answer = await pollOnce(client, accountId, fastForwardId);
    if (answer === null || answer.fastForwardPollingResult === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) continue;
    const target = answer.fastForwardInfo?.targetTime;
    const completed = answer.fastForwardPollingResult === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED;
    return completed && target != null ? { kind: 'arrived', clock: { accountId, virtualMs: millisOf(target), wallMs: wallNow().getTime() } } : { kind: 'ended' };
  }
  return { kind: 'stuck' };
}

/** One long poll, or null when its time ran out. */
async function pollOnce(client: Client, accountId: string, fastForwardId: string) {
  const request = { namespace: client.options.namespace, workflowExecution: { workflowId: accountWorkflowId(accountId) }, fastForwardId };
  try {
    return await client.withDeadline(wallNow().getTime() + POLL_MS, () => client.workflowService.pollWorkflowExecutionTimeSkipping(request));
  } catch (error) {
    if (hasStatus(error, DEADLINE_EXCEEDED)) return null;
    throw error;
  }
}

function hasStatus(error: unknown, status: number): boolean {
  return isGrpcServiceError(error) && Number(error.code) === status;
}

function durationOf(millis: number) {
  return { seconds: Long.fromNumber(Math.floor(millis / 1_000)), nanos: (millis % 1_000) * 1_000_000 };
}

function millisOf(time: { readonly seconds?: Long | null; readonly nanos?: number | null }): number {
  return (time.seconds?.toNumber() ?? 0) * 1_000 + Math.round((time.nanos ?? 0) / 1_000_000);
}
