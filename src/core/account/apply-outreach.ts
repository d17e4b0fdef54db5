/** What touches, tasks and calls do to the step under way. */
import type { AccountFact, FactBody, StepReference } from './fact.ts';
import type { AccountState, StepInProgress } from './state.ts';
import { addAlert } from './state-changes.ts';

const OUTREACH_KINDS = [
  'touchSent', 'touchFailed', 'touchUnknown', 'touchDenied', 'taskOpened', 'taskCompleted', 'taskExpired',
  'callOutcomeRecorded', 'inboundMessageReceived', 'supervisorAlerted', 'referredOut',
] as const;

/** A provider that refuses this often in a row without taking the message counts as a failed channel. */
const MAXIMUM_NOT_SENT_TRIES = 4;
const EVENT_ANSWERS_KEPT = 20;
const ALERTS_KEPT = 20;

type OutreachFact = Extract<FactBody, { kind: (typeof OUTREACH_KINDS)[number] }>;

export function isOutreachFact(body: FactBody): body is OutreachFact {
  return (OUTREACH_KINDS as readonly string[]).includes(body.kind);
}

export function applyOutreachFact(state: AccountState, body: OutreachFact, fact: AccountFact): AccountState {
  switch (body.kind) {
    case 'touchSent':
      return closeStep(state, body.reference, body.sentAt);
    case 'touchUnknown':
      // Possibly sent counts as sent: a person settles it, the system never tries again by itself.
      return closeStep(state, body.reference, fact.occurredAt);
    case 'touchFailed':
      return applyFailure(state, body);
    case 'touchDenied':
      return applyDenial(state, body);
    case 'taskOpened':
      return body.reference === null ? state : openTask(state, body, body.reference, fact.occurredAt);
    case 'taskCompleted':
      return applyTaskEnd(state, body.taskId, body.result, fact.occurredAt);
    case 'taskExpired':
      return applyExpiry(state, body.taskId, body.taskKind, fact.occurredAt);
    case 'callOutcomeRecorded':
      return applyCallOutcome(state, body, fact.occurredAt);
    case 'inboundMessageReceived':
      return { ...state, responded: true };
    case 'supervisorAlerted':
      return applyAlert(state, body.reason, body.reference, fact.occurredAt);
    case 'referredOut':
      return { ...closeStep(state, body.reference, fact.occurredAt), placedOut: { placementId: body.placementId, to: body.to } };
  }
}

/** The step is done: it leaves the order of the cycle and, unless it answered an event, sets the stage. */
function closeStep(state: AccountState, reference: StepReference, at: string): AccountState {
  const cleared = state.step?.stepId === reference.stepId ? { ...state, step: null } : state;
  if (reference.stage === null) {
    const closed = cleared.closedEventStepIds.filter((id) => id !== reference.stepId);
    return { ...cleared, closedEventStepIds: [...closed, reference.stepId].slice(-EVENT_ANSWERS_KEPT), lastStepAt: at };
  }
  if (reference.cycle !== state.cycle) return { ...cleared, lastStepAt: at };
  const closedStepIds = cleared.closedStepIds.filter((id) => id !== reference.stepId);
  const entered = reference.stage === state.stage ? {} : { stage: reference.stage, stageEnteredAt: at };
  return { ...cleared, ...entered, closedStepIds: [...closedStepIds, reference.stepId], lastStepAt: at };
}

function progress(state: AccountState, reference: StepReference, change: Partial<StepInProgress>): AccountState {
  const base: StepInProgress = state.step?.stepId === reference.stepId ? state.step : {
    stepId: reference.stepId, attemptNo: reference.attemptNo, channelIndex: reference.channelIndex,
    retryAt: null, task: null, notSentTries: 0,
  };
  return { ...state, step: { ...base, ...change } };
}

function applyFailure(state: AccountState, body: Extract<OutreachFact, { kind: 'touchFailed' }>): AccountState {
  const { reference } = body;
  if (reference.cycle !== state.cycle) return state;
  const reopened = reopenIfLatest(state, reference);
  if (reopened === null) return state;
  const tries = reopened.step?.stepId === reference.stepId ? reopened.step.notSentTries + 1 : 1;
  const channelLost = body.final || tries >= MAXIMUM_NOT_SENT_TRIES;
  return progress(reopened, reference, {
    attemptNo: reference.attemptNo + 1,
    channelIndex: channelLost ? reference.channelIndex + 1 : reference.channelIndex,
    retryAt: channelLost ? null : body.retryAt,
    notSentTries: channelLost ? 0 : tries,
  });
}

/** A bounce may come days after the send. It reopens the step only while no later step was made: the past is not chased. */
function reopenIfLatest(state: AccountState, reference: StepReference): AccountState | null {
  const closed = reference.stage === null ? state.closedEventStepIds : state.closedStepIds;
  if (!closed.includes(reference.stepId)) return state;
  if (closed.at(-1) !== reference.stepId || state.step !== null) return null;
  return reference.stage === null
    ? { ...state, closedEventStepIds: closed.slice(0, -1) }
    : { ...state, closedStepIds: closed.slice(0, -1) };
}

function applyDenial(state: AccountState, body: Extract<OutreachFact, { kind: 'touchDenied' }>): AccountState {
  if (body.reference.cycle !== state.cycle) return state;
  return body.channelLost
    ? progress(state, body.reference, { channelIndex: body.reference.channelIndex + 1, retryAt: null, notSentTries: 0 })
    : progress(state, body.reference, { retryAt: body.retryAt });
}

function openTask(
  state: AccountState, body: Extract<OutreachFact, { kind: 'taskOpened' }>, reference: StepReference, at: string,
): AccountState {
  const task = { taskId: body.taskId, taskKind: body.taskKind, notAfter: body.notAfter };
  const opened = progress(state, reference, { task, retryAt: null });
  return reference.stage === null || reference.stage === state.stage
    ? opened
    : { ...opened, stage: reference.stage, stageEnteredAt: at };
}

function applyTaskEnd(state: AccountState, taskId: string, result: 'retry' | 'done' | 'skip', at: string): AccountState {
  const { step } = state;
  if (step?.task?.taskId !== taskId) return state;
  if (result === 'retry') return { ...state, step: { ...step, task: null, attemptNo: step.attemptNo + 1 } };
  return closeStep(state, referenceOf(state, step), at);
}

/** A call that nobody made overflows to the next channel; any other task that nobody did is closed and supervisors are told. */
function applyExpiry(state: AccountState, taskId: string, taskKind: string, at: string): AccountState {
  const { step } = state;
  const told = taskKind === 'call' ? state : addAlert(state, `${taskKind}_overdue`);
  if (step?.task?.taskId !== taskId) return told;
  if (taskKind !== 'call') return closeStep(told, referenceOf(told, step), at);
  return {
    ...told,
    step: { ...step, task: null, attemptNo: step.attemptNo + 1, channelIndex: step.channelIndex + 1, retryAt: null },
  };
}

function applyCallOutcome(
  state: AccountState, body: Extract<OutreachFact, { kind: 'callOutcomeRecorded' }>, at: string,
): AccountState {
  const heard = {
    ...state,
    responded: state.responded || body.rightParty,
    rightPartyReached: state.rightPartyReached || body.rightParty,
  };
  const { step } = heard;
  if (!body.closesTask || body.taskId === null || step?.task?.taskId !== body.taskId) return heard;
  return closeStep(heard, referenceOf(heard, step), at);
}

function applyAlert(state: AccountState, reason: string, reference: StepReference | null, at: string): AccountState {
  const told = {
    ...state,
    alertsDue: state.alertsDue.filter((due) => due !== reason),
    alertsGiven: [...state.alertsGiven.filter((given) => given !== reason), reason].slice(-ALERTS_KEPT),
  };
  return reference === null ? told : closeStep(told, reference, at);
}

function referenceOf(state: AccountState, step: StepInProgress): StepReference {
  const answersEvent = step.stepId.includes('#');
  return {
    stepId: step.stepId, cycle: state.cycle, attemptNo: step.attemptNo, channelIndex: step.channelIndex,
    stage: answersEvent ? null : state.stage,
  };
}
