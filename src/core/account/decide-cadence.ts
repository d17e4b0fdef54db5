/** The order of the stages: the first open step of the cadence that applies, or the end that the cadence names. */
import { stageRank, type CadenceStep } from '../cadence/cadence-policy.ts';
import { addDays, daysBetween, localDateOf, toMillis, type LocalDate } from '../local-time.ts';
import { because, dateAfter, officeOpening, recordNow, waitUntil, type DecisionContext } from './decision-context.ts';
import { planStep } from './plan-step.ts';
import { progressOf } from './state.ts';
import { hasLapsed, unmetCondition } from './step-conditions.ts';
import type { Step, StepReason } from './step.ts';

const DEFAULT_PARKED_REVIEW_DAYS = 90;

export function followCadence(context: DecisionContext): Step {
  const passed: StepReason[] = [];
  for (const step of orderedSteps(context)) {
    const dueOn = stepDate(context, step);
    const left = whyLeftOut(context, step, dueOn);
    if (left !== null) {
      passed.push(left);
      continue;
    }
    const plan = planStep(context, step, { stepId: step.id, stage: step.stage, dueOn });
    if (plan !== null) return withPassed(plan, passed);
    passed.push(because(`step:${step.id}`, 'Nothing of this step can be done in its time.', { dueOn }));
  }
  return terminal(context, passed);
}

/** Steps of the order that are not done yet; answers to events stand outside it. */
function orderedSteps({ policy, state }: DecisionContext): readonly CadenceStep[] {
  const from = stageRank(state.cycleStage);
  return policy.steps.filter((step) =>
    step.when.from !== 'event' && stageRank(step.stage) >= from && !state.closedStepIds.includes(step.id));
}

/** Why a step is passed over as things stand, or null when it is to be done or waited for. */
function whyLeftOut(context: DecisionContext, step: CadenceStep, dueOn: LocalDate): StepReason | null {
  const leftOut = (sentence: string, facts: StepReason['facts']): StepReason => because(`step:${step.id}`, sentence, { dueOn, ...facts });
  if (progressOf(context.state, step.id)?.task != null) return null;
  if (wasDoneBefore(context, step, dueOn)) return leftOut('It was done in an earlier pass and its date lies before this one.', {});
  if (hasLapsed(context, step, step.id, dueOn)) return leftOut('The date of this step has passed.', { lateDays: daysBetween(dueOn, context.today) });
  if (dueOn > context.today) return null;
  const unmet = unmetCondition(context, step);
  return unmet === null ? null : leftOut('A condition of this step does not hold.', { condition: unmet.kind });
}

/**
 * A new pass by age begins behind what was done and dated before it: nothing is sent again because the position moved.
 * What had not been done is still open until it lapses. A pass that somebody ordered does its steps anew.
 */
function wasDoneBefore(context: DecisionContext, step: CadenceStep, dueOn: LocalDate): boolean {
  const { state, policy } = context;
  if (state.cycleStage !== null || !state.closedBeforeStepIds.includes(step.id)) return false;
  if (step.when.from !== 'previous_step') return dueOn <= enteredOn(context);
  const ordered = policy.steps.filter((other) => other.when.from !== 'event');
  const previous = ordered[ordered.findIndex((other) => other.id === step.id) - 1];
  return previous === undefined || !state.closedStepIds.includes(previous.id);
}

/** The local date on which a step is due in this cycle. */
function stepDate(context: DecisionContext, step: CadenceStep): LocalDate {
  const natural = naturalDate(context, step);
  return isDated(step) ? addDays(natural, cycleShiftDays(context)) : natural;
}

/** True for steps that count from a date of the account; the others count from what happened in this pass. */
function isDated(step: CadenceStep): boolean {
  return step.when.from === 'due' || step.when.from === 'placement';
}

function naturalDate(context: DecisionContext, step: CadenceStep): LocalDate {
  return dateAfter(context, anchorDate(context, step), step.when.offsetDays, step.when.dayKind);
}

function anchorDate(context: DecisionContext, step: CadenceStep): LocalDate {
  const { state, circumstances, zone } = context;
  switch (step.when.from) {
    case 'due':
      return circumstances.account.oldestDueOn ?? enteredOn(context);
    case 'placement':
      return state.placedOn ?? enteredOn(context);
    case 'stage_entry':
      return state.stage === step.stage && state.stageEnteredAt !== null ? localDateOf(toMillis(state.stageEnteredAt), zone)
        // The first step of a stage is what enters it: until then it counts from what was done last, for today would always be ahead.
        : state.lastStepAt === null ? enteredOn(context) : localDateOf(toMillis(state.lastStepAt), zone);
    case 'previous_step':
      return state.lastStepAt === null ? enteredOn(context) : localDateOf(toMillis(state.lastStepAt), zone);
    case 'event':
      throw new Error(`Step ${step.id} answers an event and has no place in the order`);
  }
}

/** The day on which this pass began. */
function enteredOn({ state, zone, today }: DecisionContext): LocalDate {
  return state.cycleEnteredAt === null ? today : localDateOf(toMillis(state.cycleEnteredAt), zone);
}

/** A stage entered by order begins on that day: its dated steps keep their distances from the first of them. */
function cycleShiftDays(context: DecisionContext): number {
  const { state, policy } = context;
  if (state.cycleStage === null) return 0;
  const first = policy.steps.find((step) => stageRank(step.stage) >= stageRank(state.cycleStage) && isDated(step));
  return first === undefined ? 0 : daysBetween(naturalDate(context, first), enteredOn(context));
}

function terminal(context: DecisionContext, passed: readonly StepReason[]): Step {
  const { policy, state, zone, today } = context;
  const lastMadeOn = state.lastStepAt === null ? '' : localDateOf(toMillis(state.lastStepAt), zone);
  const entered = enteredOn(context);
  const endsOn = addDays(lastMadeOn > entered ? lastMadeOn : entered, policy.terminal.afterDays);
  const reason = because('cadence-end', 'No step of the cadence is left.', { outcome: policy.terminal.outcome, endsOn });
  if (today < endsOn) return waitUntil(officeOpening(context, endsOn), [reason, ...passed]);
  if (policy.terminal.outcome !== 'parked') return { kind: 'end', outcome: policy.terminal.outcome, reasons: [reason, ...passed] };
  const reviewOn = addDays(today, policy.terminal.reviewDays ?? DEFAULT_PARKED_REVIEW_DAYS);
  const parked = recordNow(context, `accountParked:${state.cycle}:${today}`, { kind: 'accountParked', reviewOn, reason: 'cadence_end' }, reason);
  return withPassed(parked, passed);
}

/** At most this many passed steps are named: the rest can be computed again from the same record. */
const PASSED_STEPS_NAMED = 6;

function withPassed(step: Step, passed: readonly StepReason[]): Step {
  return { ...step, reasons: [...step.reasons, ...passed.slice(-PASSED_STEPS_NAMED)] };
}
