/** The order of the stages: the first open step of the cadence that applies, or the end that the cadence names. */
import { stageRank, type CadenceStep } from '../cadence/cadence-policy.ts';
import { addDays, daysBetween, localDateOf, toMillis, type LocalDate } from '../local-time.ts';
import { actNow, because, dateAfter, officeOpening, waitUntil, type DecisionContext } from './decision-context.ts';
import { planStep } from './plan-step.ts';
import { unmetCondition } from './step-conditions.ts';
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
    passed.push(because(`step:${step.id}`, 'No channel of this step can be used.', { stepId: step.id }));
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
  if (context.state.step?.stepId === step.id) return null;
  const lateDays = daysBetween(dueOn, context.today);
  if (lateDays > step.when.latestDays) {
    return because(`step:${step.id}`, 'The date of this step has passed.', { stepId: step.id, dueOn, lateDays });
  }
  if (lateDays < 0) return null;
  const unmet = unmetCondition(context, step);
  return unmet === null ? null : because(`step:${step.id}`, 'A condition of this step does not hold.', { stepId: step.id, condition: unmet.kind });
}

/** The local date on which a step is due in this cycle. */
export function stepDate(context: DecisionContext, step: CadenceStep): LocalDate {
  return addDays(naturalDate(context, step), cycleShiftDays(context));
}

function naturalDate(context: DecisionContext, step: CadenceStep): LocalDate {
  return dateAfter(context, anchorDate(context, step), step.when.offsetDays, step.when.dayKind);
}

function anchorDate(context: DecisionContext, step: CadenceStep): LocalDate {
  const { state, circumstances, zone, today } = context;
  const entered = state.cycleEnteredAt === null ? today : localDateOf(toMillis(state.cycleEnteredAt), zone);
  switch (step.when.from) {
    case 'due':
      return circumstances.account.oldestDueOn ?? entered;
    case 'placement':
      return state.placedOn ?? entered;
    case 'stage_entry':
      return state.stage === step.stage && state.stageEnteredAt !== null ? localDateOf(toMillis(state.stageEnteredAt), zone) : today;
    case 'previous_step':
      return state.lastStepAt === null ? entered : localDateOf(toMillis(state.lastStepAt), zone);
    case 'event':
      throw new Error(`Step ${step.id} answers an event and has no place in the order`);
  }
}

/** A stage entered by order begins on that day: its steps keep their distances from its first one. */
function cycleShiftDays(context: DecisionContext): number {
  const { state, policy, zone } = context;
  if (state.cycleStage === null || state.cycleEnteredAt === null) return 0;
  const first = policy.steps.find((step) => step.stage === state.cycleStage && step.when.from !== 'event');
  return first === undefined ? 0 : daysBetween(naturalDate(context, first), localDateOf(toMillis(state.cycleEnteredAt), zone));
}

function terminal(context: DecisionContext, passed: readonly StepReason[]): Step {
  const { policy, state, zone, today } = context;
  const lastMadeOn = localDateOf(toMillis(state.lastStepAt ?? state.cycleEnteredAt ?? state.enrolledAt ?? '1970-01-01T00:00:00Z'), zone);
  const endsOn = addDays(lastMadeOn, policy.terminal.afterDays);
  const reason = because('cadence-end', 'No step of the cadence is left.', { outcome: policy.terminal.outcome, endsOn });
  if (today < endsOn) return waitUntil(officeOpening(context, endsOn), [reason, ...passed]);
  if (policy.terminal.outcome !== 'parked') return { kind: 'end', outcome: policy.terminal.outcome, reasons: [reason, ...passed] };
  const reviewOn = addDays(today, policy.terminal.reviewDays ?? DEFAULT_PARKED_REVIEW_DAYS);
  return actNow(context, {
    kind: 'recordFacts',
    facts: [{ factId: `${state.accountId}:accountParked:${state.cycle}`, body: { kind: 'accountParked', reviewOn, reason: 'cadence_end' } }],
  }, [reason, ...passed]);
}

/** At most this many passed steps are named: the rest can be computed again from the same record. */
const PASSED_STEPS_NAMED = 6;

function withPassed(step: Step, passed: readonly StepReason[]): Step {
  return { ...step, reasons: [...step.reasons, ...passed.slice(-PASSED_STEPS_NAMED)] };
}
