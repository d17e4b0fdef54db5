/** How a step that is due, or will be, is carried out: which act, by which channel, at which lawful instant. */
import type { CadenceStep, ChannelAttempt, StageId } from '../cadence/cadence-policy.ts';
import { addDays, instantAt, localDateOf, toInstant, toMillis, type LocalDate } from '../local-time.ts';
import { actNow, because, recordNow, waitUntil, type DecisionContext } from './decision-context.ts';
import type { StepReference } from './fact.ts';
import { planChannel } from './plan-channel.ts';
import { planOffer } from './plan-offer.ts';
import { planReferral } from './plan-referral.ts';
import { progressOf } from './state.ts';
import { changesByFactOnly, enforceableIntentId, unmetCondition } from './step-conditions.ts';
import type { Step, TaskKind } from './step.ts';
import { taskDeadline } from './task-deadline.ts';

export type StepOccasion = {
  /** The id that goes into the touch key. */
  readonly stepId: string;
  readonly stage: StageId | null;
  readonly dueOn: LocalDate;
};

/** The next act or wait of this step, or null when nothing of it can be done in its time. */
export function planStep(context: DecisionContext, step: CadenceStep, occasion: StepOccasion): Step | null {
  const underWay = progressOf(context.state, occasion.stepId);
  if (underWay?.task != null) return waitForTask(context, step, underWay.task);
  const reference: StepReference = {
    stepId: occasion.stepId, stage: occasion.stage, cycle: context.state.cycle,
    attemptNo: underWay?.attemptNo ?? 1, channelIndex: underWay?.channelIndex ?? 0,
  };
  if (occasion.dueOn > context.today) return planAhead(context, step, occasion, reference);
  const plan = planDue(context, step, occasion, reference);
  return plan !== null && underWay === null && comesTooLate(context, step, occasion, plan) ? null : plan;
}

/** A first try that finds its lawful hour only after the step's last day does not happen: the step lapses. */
function comesTooLate(context: DecisionContext, step: CadenceStep, occasion: StepOccasion, plan: Step): boolean {
  return plan.kind === 'act' && localDateOf(toMillis(plan.notBefore), context.zone) > addDays(occasion.dueOn, step.when.latestDays);
}

function planDue(context: DecisionContext, step: CadenceStep, occasion: StepOccasion, reference: StepReference): Step | null {
  switch (step.kind) {
    case 'alert':
      return actNow(context, { kind: 'alertSupervisor', reason: step.id, reference }, [because(`step:${step.id}`, step.summary)]);
    case 'review':
    case 'legal_review':
      return openTask(context, step, reference, step.kind, step.channels[0]?.template ?? step.id);
    case 'refer_to_legal':
      return planReferral(context, step, reference);
    case 'offer':
      return planOffer(context, step, { ...occasion, reference });
    case 'final_notice':
    case 'message':
    case 'call':
      return planChannel(context, step, { ...occasion, reference, channels: channelsOf(context, step), arrangementId: null, earliestMs: context.nowMs });
  }
}

/** Without a live intent, or where a debt cannot be sued on, the last letter is a reminder before closing and nothing more. */
function channelsOf(context: DecisionContext, step: CadenceStep): readonly ChannelAttempt[] {
  return step.channelsWithIntent !== undefined && enforceableIntentId(context) !== null ? step.channelsWithIntent : step.channels;
}

function waitForTask(context: DecisionContext, step: CadenceStep, task: { taskId: string; taskKind: string; notAfter: string }): Step {
  const { taskId, taskKind, notAfter } = task;
  const facts = { taskId, notAfter };
  if (context.nowMs < toMillis(notAfter)) {
    return waitUntil(toMillis(notAfter), [because(`step:${step.id}`, `A person has a ${taskKind} task open.`, facts)]);
  }
  return recordNow(context, `taskExpired:${taskId}`, { kind: 'taskExpired', taskId, taskKind }, because('task-expired', 'Nobody did the task in time.', facts));
}

/**
 * A plain contact needs no second decision on its day: its act carries the time, and the claim asks the gate again.
 * Whatever is not clear yet (a condition that may change unheard, a block, a refusal) is left to the day itself.
 */
function planAhead(context: DecisionContext, step: CadenceStep, occasion: StepOccasion, reference: StepReference): Step {
  const wait = waitForDate(context, step, occasion);
  const plain = step.kind === 'message' || step.kind === 'call';
  if (!plain || wait.kind !== 'wait' || !step.conditions.every(changesByFactOnly) || unmetCondition(context, step) !== null) return wait;
  const plan = planChannel(context, step, {
    ...occasion, reference, channels: step.channels, arrangementId: null, earliestMs: Date.parse(wait.until),
  });
  return plan?.kind === 'act' && plan.notBefore >= wait.until && !isContested(plan) ? plan : wait;
}

/** Whose turn a day is may change until that day, and nobody is woken by it: another account of the person may be paid or held meanwhile. */
function isContested(plan: Step): boolean {
  return plan.reasons.some((reason) => reason.ruleId === 'packet-turn');
}

function waitForDate(context: DecisionContext, step: CadenceStep, occasion: StepOccasion): Step {
  const opensMs = instantAt(occasion.dueOn, step.when.window?.fromMinute ?? 8 * 60, context.zone);
  return waitUntil(opensMs, [because(`step:${step.id}`, 'The next step of the cadence has its date.', { stepId: step.id, dueOn: occasion.dueOn })]);
}

function openTask(context: DecisionContext, step: CadenceStep, reference: StepReference, taskKind: TaskKind, template: string): Step {
  const notAfter = toInstant(taskDeadline(context, step, taskKind, context.nowMs));
  return actNow(context, { kind: 'openTask', taskKind, reference, template, notAfter }, [because(`step:${step.id}`, step.summary)]);
}
