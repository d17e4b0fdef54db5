/** Steps that answer an event (a broken promise, a returned payment) before the order of the stages goes on. */
import type { CadenceStep, StepEvent } from '../cadence/cadence-policy.ts';
import { localDateOf, toMillis, type LocalDate } from '../local-time.ts';
import { hasLapsed, unmetCondition } from './step-conditions.ts';
import { dateAfter, type DecisionContext } from './decision-context.ts';
import { planStep } from './plan-step.ts';
import { progressOf } from './state.ts';
import type { Step } from './step.ts';

/** Events that state carries; reminders before a date are asked for by promise and arrangement themselves. */
const ANSWERED_EVENTS: readonly StepEvent[] = ['promise_broken', 'payment_returned', 'partial_payment'];

export function answerEvent(context: DecisionContext): Step | null {
  const { event } = context.state;
  if (event === null) return null;
  const kind = ANSWERED_EVENTS.find((candidate) => candidate === event.event);
  if (kind === undefined) return null;
  return eventStep(context, { event: kind, eventKey: String(event.eventNo), on: localDateOf(toMillis(event.at), context.zone) });
}

export type EventOccasion = {
  readonly event: StepEvent;
  readonly eventKey: string;
  readonly on: LocalDate;
  /** Reminders dated on this day or before it are not made up for: the agreement itself was made then. */
  readonly sinceOn?: LocalDate;
};

/** The first open step that answers an event, or null when all are done, lapsed or do not apply. */
export function eventStep(context: DecisionContext, occasion: EventOccasion): Step | null {
  for (const step of context.policy.steps) {
    if (step.when.from !== 'event' || step.when.event !== occasion.event) continue;
    const stepId = `${step.id}#${occasion.eventKey}`;
    if (context.state.closedEventStepIds.includes(stepId)) continue;
    const plan = planEventStep(context, step, stepId, occasion);
    if (plan !== null) return plan;
  }
  return null;
}

function planEventStep(context: DecisionContext, step: CadenceStep, stepId: string, occasion: EventOccasion): Step | null {
  const dueOn = dateAfter(context, occasion.on, step.when.offsetDays, step.when.dayKind);
  const open = progressOf(context.state, stepId)?.task != null;
  if (!open && occasion.sinceOn !== undefined && dueOn <= occasion.sinceOn) return null;
  if (!open && (hasLapsed(context, step, stepId, dueOn) || (dueOn <= context.today && unmetCondition(context, step) !== null))) return null;
  return planStep(context, step, { stepId, stage: null, dueOn });
}
