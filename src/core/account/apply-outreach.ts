/** What touches, tasks and calls do to the step under way. */
import { answersOpenEvent, reopenEvent } from './apply-events.ts';
import type { AccountFact, FactBody, StepReference } from './fact.ts';
import { progressOf, type AccountState, type StepInProgress } from './state.ts';
import { addAlert } from './state-changes.ts';

const OUTREACH_KINDS = [
  'touchSent', 'touchFailed', 'touchUnknown', 'touchDenied', 'taskOpened', 'taskCompleted', 'taskExpired',
  'callOutcomeRecorded', 'inboundMessageReceived', 'supervisorAlerted', 'referredOut',
] as const;

/** A provider that refuses this often in a row without taking the message counts as a failed channel. */
const MAXIMUM_NOT_SENT_TRIES = 4;
const EVENT_ANSWERS_KEPT = 20;
const ALERTS_KEPT = 20;
const STEPS_IN_PROGRESS_KEPT = 12;

type OutreachFact = Extract<FactBody, { kind: (typeof OUTREACH_KINDS)[number] }>;

export function isOutreachFact(body: FactBody): body is OutreachFact {
  return (OUTREACH_KINDS as readonly string[]).includes(body.kind);
}

export function applyOutreachFact(state: AccountState, body: OutreachFact, fact: AccountFact): AccountState {
  switch (body.kind) {
    case 'touchSent':
      return noteNotice(closeStep(state, body.reference, body.sentAt), body.reference, body.sentAt);
    case 'touchUnknown':
      // Possibly sent counts as sent: a person settles it, the system never tries again by itself.
      return closeStep(state, body.reference, fact.occurredAt);
    case 'touchFailed':
      return applyFailure(state, body, fact.occurredAt);
    case 'touchDenied':
      return applyDenial(state, body, fact.occurredAt);
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
  if (reference.stage !== null && reference.cycle !== state.cycle) {
    // Its outcome came after a new pass had begun: what was sent counts as done before, or the new pass would send it again.
    return { ...state, lastStepAt: at, closedBeforeStepIds: [...new Set([...state.closedBeforeStepIds, reference.stepId])] };
  }
  const cleared = { ...state, inProgress: state.inProgress.filter((step) => step.stepId !== reference.stepId), lastStepAt: at };
  if (reference.stage === null) {
    const closed = [...state.closedEventStepIds.filter((id) => id !== reference.stepId), reference.stepId];
    const firstKept = closed.length - EVENT_ANSWERS_KEPT;
    return { ...cleared, closedEventStepIds: closed.filter((id, index) => index >= firstKept || answersOpenEvent(state, id)) };
  }
  const closedStepIds = state.closedStepIds.filter((id) => id !== reference.stepId);
  return { ...enterStage(cleared, reference.stage, at), closedStepIds: [...closedStepIds, reference.stepId] };
}

function enterStage(state: AccountState, stage: string, at: string): AccountState {
  return stage === state.stage ? state : { ...state, stage, stageEnteredAt: at };
}

/** What surely went out in the stage of the final notice; whether it spoke of legal action depends on the intent of that instant. */
function noteNotice(state: AccountState, reference: StepReference, at: string): AccountState {
  return reference.stage === 'final_notice' ? { ...state, finalNoticeAt: at } : state;
}

function progress(state: AccountState, reference: StepReference, at: string, change: Partial<StepInProgress>): AccountState {
  const base: StepInProgress = progressOf(state, reference.stepId) ?? {
    stepId: reference.stepId, stage: reference.stage, beganAt: at, attemptNo: reference.attemptNo, channelIndex: reference.channelIndex,
    retryAt: null, task: null, notSentTries: 0,
  };
  const others = state.inProgress.filter((step) => step.stepId !== reference.stepId);
  return { ...state, inProgress: [...others, { ...base, ...change }].slice(-STEPS_IN_PROGRESS_KEPT) };
}

function applyFailure(told: AccountState, body: Extract<OutreachFact, { kind: 'touchFailed' }>, at: string): AccountState {
  const { reference } = body;
  if (reference.cycle !== told.cycle) return told;
  // A final notice that came back has warned nobody.
  const state = reference.stage === 'final_notice' ? { ...told, finalNoticeAt: null } : told;
  const reopened = reopenIfLatest(state, reference);
  const before = progressOf(state, reference.stepId);
  // What is told of an attempt that was replaced by a later one changes nothing.
  if (reopened === null || (before !== null && before.attemptNo > reference.attemptNo)) return state;
  const tries = (before?.notSentTries ?? 0) + 1;
  const channelLost = body.final || tries >= MAXIMUM_NOT_SENT_TRIES;
  return progress(reopened, reference, at, {
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
  if (closed.at(-1) !== reference.stepId) return null;
  if (reference.stage !== null && laterStepBegan(state)) return null;
  return reference.stage === null
    ? reopenEvent({ ...state, closedEventStepIds: closed.slice(0, -1) }, reference.stepId)
    : { ...state, closedStepIds: closed.slice(0, -1) };
}

/** A step of the order that began after the last one was done. */
function laterStepBegan(state: AccountState): boolean {
  return state.inProgress.some((step) => step.stage !== null && step.beganAt >= (state.lastStepAt ?? ''));
}

function applyDenial(state: AccountState, body: Extract<OutreachFact, { kind: 'touchDenied' }>, at: string): AccountState {
  if (body.reference.cycle !== state.cycle) return state;
  return body.channelLost
    ? progress(state, body.reference, at, { channelIndex: body.reference.channelIndex + 1, retryAt: null, notSentTries: 0 })
    : progress(state, body.reference, at, { retryAt: body.retryAt });
}

function openTask(
  state: AccountState, body: Extract<OutreachFact, { kind: 'taskOpened' }>, reference: StepReference, at: string,
): AccountState {
  const task = { taskId: body.taskId, taskKind: body.taskKind, notAfter: body.notAfter };
  const opened = progress(state, reference, at, { task, retryAt: null, attemptNo: reference.attemptNo, channelIndex: reference.channelIndex });
  return reference.stage === null ? opened : enterStage(opened, reference.stage, at);
}

function stepOfTask(state: AccountState, taskId: string | null): StepInProgress | null {
  return state.inProgress.find((step) => step.task !== null && step.task.taskId === taskId) ?? null;
}

function changeStep(state: AccountState, changed: StepInProgress): AccountState {
  return { ...state, inProgress: state.inProgress.map((step) => (step.stepId === changed.stepId ? changed : step)) };
}

function applyTaskEnd(state: AccountState, taskId: string, result: 'retry' | 'done' | 'skip', at: string): AccountState {
  const step = stepOfTask(state, taskId);
  if (step === null) return state;
  if (result === 'retry') return changeStep(state, { ...step, task: null, attemptNo: step.attemptNo + 1 });
  const reference = referenceOf(state, step);
  const closed = closeStep(state, reference, at);
  return result === 'done' && step.task?.taskKind === 'manual_contact' ? noteNotice(closed, reference, at) : closed;
}

/** A call that nobody made overflows to the next channel; any other task that nobody did is closed and supervisors are told. */
function applyExpiry(state: AccountState, taskId: string, taskKind: string, at: string): AccountState {
  const step = stepOfTask(state, taskId);
  const told = taskKind === 'call' ? state : addAlert(state, `${taskKind}_overdue`);
  if (step === null) return told;
  if (taskKind !== 'call') return closeStep(told, referenceOf(told, step), at);
  return changeStep(told, { ...step, task: null, attemptNo: step.attemptNo + 1, channelIndex: step.channelIndex + 1, retryAt: null });
}

function applyCallOutcome(
  state: AccountState, body: Extract<OutreachFact, { kind: 'callOutcomeRecorded' }>, at: string,
): AccountState {
  const heard = {
    ...state,
    responded: state.responded || body.rightParty,
    rightPartyReached: state.rightPartyReached || body.rightParty,
  };
  const step = body.closesTask ? stepOfTask(heard, body.taskId) : null;
  return step === null ? heard : closeStep(heard, referenceOf(heard, step), at);
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
  const { stepId, stage, attemptNo, channelIndex } = step;
  return { stepId, stage, cycle: state.cycle, attemptNo, channelIndex };
}
