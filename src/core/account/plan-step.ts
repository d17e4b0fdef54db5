/** How a step that is due, or will be, is carried out: which act, by which channel, at which lawful instant. */
import type { CadenceStep, ChannelAttempt, StageId } from '../cadence/cadence-policy.ts';
import { proposeLevelPlan } from '../arrangement/propose.ts';
import { addDays, instantAt, toInstant, type LocalDate } from '../local-time.ts';
import { actNow, because, waitUntil, type DecisionContext } from './decision-context.ts';
import type { StepReference } from './fact.ts';
import { planChannel } from './plan-channel.ts';
import { liveIntentId, unmetCondition } from './step-conditions.ts';
import type { Step, StepReason, TaskKind } from './step.ts';

export type StepOccasion = {
  /** The id that goes into the touch key. */
  readonly stepId: string;
  readonly stage: StageId | null;
  readonly dueOn: LocalDate;
};

const HOUR_MS = 3_600_000;
const DEFAULT_OPEN_HOURS = 24;
const PROPOSAL_VALID_DAYS = 14;

/** The next act or wait of this step, or null when none of its channels can carry it. */
export function planStep(context: DecisionContext, step: CadenceStep, occasion: StepOccasion): Step | null {
  const underWay = context.state.step?.stepId === occasion.stepId ? context.state.step : null;
  if (underWay?.task != null) return waitForTask(context, step, underWay.task);
  const reference: StepReference = {
    stepId: occasion.stepId, stage: occasion.stage, cycle: context.state.cycle,
    attemptNo: underWay?.attemptNo ?? 1, channelIndex: underWay?.channelIndex ?? 0,
  };
  if (occasion.dueOn > context.today) return planAhead(context, step, occasion, reference);
  switch (step.kind) {
    case 'alert':
      return actNow(context, { kind: 'alertSupervisor', reason: step.id, reference }, [because(`step:${step.id}`, step.summary)]);
    case 'review':
    case 'legal_review':
      return openTask(context, step, reference, step.kind, step.channels[0]?.template ?? step.id);
    case 'refer_to_legal':
      return referToLegal(context, step, reference);
    case 'offer':
      return offer(context, step, reference, occasion);
    case 'final_notice':
    case 'message':
    case 'call':
      return planChannel(context, step, { ...occasion, reference, channels: channelsOf(context, step), arrangementId: null, earliestMs: context.nowMs });
  }
}

/** Without a live intent, or where a debt cannot be sued on, the last letter is a reminder before closing and nothing more. */
function channelsOf(context: DecisionContext, step: CadenceStep): readonly ChannelAttempt[] {
  const suable = context.circumstances.account.debts.every((debt) => debt.limitation === 'running');
  return step.channelsWithIntent !== undefined && suable && liveIntentId(context) !== null ? step.channelsWithIntent : step.channels;
}

function waitForTask(context: DecisionContext, step: CadenceStep, task: { taskId: string; taskKind: string; notAfter: string }): Step {
  const facts = { taskId: task.taskId, notAfter: task.notAfter };
  if (toInstant(context.nowMs) < task.notAfter) {
    return waitUntil(Date.parse(task.notAfter), [because(`step:${step.id}`, `A person has a ${task.taskKind} task open.`, facts)]);
  }
  return actNow(context, {
    kind: 'recordFacts',
    facts: [{ factId: `${context.state.accountId}:taskExpired:${task.taskId}`, body: { kind: 'taskExpired', taskId: task.taskId, taskKind: task.taskKind } }],
  }, [because('task-expired', 'Nobody did the task in time.', facts)]);
}

/**
 * A plain contact needs no second decision on its day: its act carries the time, and the claim asks the gate again.
 * Whatever is not clear yet (a condition, a block, a refusal) is left to the day itself.
 */
function planAhead(context: DecisionContext, step: CadenceStep, occasion: StepOccasion, reference: StepReference): Step {
  const wait = waitForDate(context, step, occasion);
  const plain = step.kind === 'message' || step.kind === 'call';
  if (!plain || wait.kind !== 'wait' || unmetCondition(context, step) !== null) return wait;
  const plan = planChannel(context, step, {
    ...occasion, reference, channels: step.channels, arrangementId: null, earliestMs: Date.parse(wait.until),
  });
  return plan?.kind === 'act' && plan.notBefore >= wait.until ? plan : wait;
}

function waitForDate(context: DecisionContext, step: CadenceStep, occasion: StepOccasion): Step {
  const opensMs = instantAt(occasion.dueOn, step.when.window?.fromMinute ?? 8 * 60, context.zone);
  return waitUntil(opensMs, [because(`step:${step.id}`, 'The next step of the cadence has its date.', { stepId: step.id, dueOn: occasion.dueOn })]);
}

function openTask(context: DecisionContext, step: CadenceStep, reference: StepReference, taskKind: TaskKind, template: string): Step {
  const notAfter = toInstant(context.nowMs + (step.openHours ?? DEFAULT_OPEN_HOURS) * HOUR_MS);
  return actNow(context, { kind: 'openTask', taskKind, reference, template, notAfter }, [because(`step:${step.id}`, step.summary)]);
}

/** Only under a live intent, with a law firm, no legal hold and no time bar; otherwise the step is left out and the cadence ends its own way. */
function referToLegal(context: DecisionContext, step: CadenceStep, reference: StepReference): Step | null {
  const { contract, account, holds } = context.circumstances;
  const intentId = liveIntentId(context);
  const barred = account.debts.some((debt) => debt.limitation !== 'running');
  const held = holds.some((hold) => hold.effects.includes('legal'));
  if (intentId === null || !contract.legalEnabled || contract.lawFirm === null || barred || held) return null;
  return actNow(context, { kind: 'referToLegal', reference, intentId, lawFirm: contract.lawFirm },
    [because(`step:${step.id}`, 'A person decided on legal action and nothing stands against it.', { intentId, lawFirm: contract.lawFirm })]);
}

/** First the proposal is recorded, then a message tells it; a debtor who can pay nothing is a case for supervisors. */
function offer(context: DecisionContext, step: CadenceStep, reference: StepReference, occasion: StepOccasion): Step | null {
  const { state, circumstances, policy } = context;
  if (state.arrangement !== null && state.arrangement.status === 'proposed') {
    return planChannel(context, step, {
      ...occasion, reference, channels: step.channels, arrangementId: state.arrangement.arrangementId, earliestMs: context.nowMs,
    });
  }
  const proposal = proposeLevelPlan({
    totalMinor: circumstances.account.chaseableMinor,
    monthlyMinor: state.affordability?.monthlyMinor ?? null,
    firstDueOn: laterDate(state.affordability?.firstPaymentOn ?? null, addDays(context.today, PROPOSAL_VALID_DAYS)),
    maximumInstalments: policy.arrangement.maximumInstalments,
    minimumInstalmentMinor: policy.arrangement.minimumInstalmentMinor,
  });
  if (proposal.kind === 'unaffordable') return unaffordable(context, reference, proposal.reason);
  return actNow(context, {
    kind: 'proposeArrangement', reference, arrangementId: `${state.accountId}:${occasion.stepId}:${state.cycle}`,
    totalMinor: circumstances.account.chaseableMinor, instalments: proposal.instalments, expiresOn: addDays(context.today, PROPOSAL_VALID_DAYS),
  }, [because(`step:${step.id}`, 'A plan that fits the stated budget is offered.', { instalments: proposal.instalments.length })]);
}

function unaffordable(context: DecisionContext, reference: StepReference, reason: string): Step | null {
  const alert: StepReason = because('unaffordable', reason);
  return actNow(context, { kind: 'alertSupervisor', reason: 'unable_to_pay', reference }, [alert]);
}

function laterDate(left: LocalDate | null, right: LocalDate): LocalDate {
  return left !== null && left > right ? left : right;
}
