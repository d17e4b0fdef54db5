/** Steps that answer an event (a broken promise, a returned payment) before the order of the stages goes on. */
import type { CadenceStep, StepEvent } from '../cadence/cadence-policy.ts';
import { localDateOf, toMillis, type LocalDate } from '../local-time.ts';
import { hasLapsed, unmetCondition } from './step-conditions.ts';
import { actNow, because, dateAfter, earlier, type DecisionContext } from './decision-context.ts';
import { planStep } from './plan-step.ts';
import { progressOf, type StepEventState } from './state.ts';
import type { Step } from './step.ts';

/** From so many on, occasions that nothing is left to answer with are closed, so that the state keeps room for those that wait. */
const OPEN_EVENTS_CROWD = 4;

/** The answer to what happened, oldest first; a younger occasion whose day comes earlier is not held up by it. */
export function answerEvent(context: DecisionContext): Step | null {
  const answers = context.state.events.filter((event) => !event.closed).map((event) => ({ event, answer: answerTo(context, event) }));
  const unanswerable = answers.filter(({ answer }) => answer === null).map(({ event }) => event);
  if (answers.length >= OPEN_EVENTS_CROWD && unanswerable.length > 0) return closeEvents(context, unanswerable);
  return answers.reduce<Step | null>((first, { answer }) => (first === null || answer === null ? first ?? answer : earlier(first, answer)), null);
}

/** The next step for an occasion, or null when all are done, lapsed or do not apply. */
function answerTo(context: DecisionContext, { kinds, eventNo, at }: StepEventState): Step | null {
  const event = kinds.find((kind) => context.policy.steps.some((step) => step.when.from === 'event' && step.when.event === kind));
  return event === undefined ? null : eventStep(context, { event, eventKey: String(eventNo), on: localDateOf(toMillis(at), context.zone) });
}

function closeEvents(context: DecisionContext, events: readonly StepEventState[]): Step {
  const facts = events.map(({ eventNo, reopenings }) => ({ factId: `${context.state.accountId}:eventClosed:${eventNo}:${reopenings}`, body: { kind: 'eventClosed', eventNo } as const }));
  return actNow(context, { kind: 'recordFacts', facts }, events.map(({ eventNo, kinds }) =>
    because('event-closed', 'Nothing is left to answer this with: the steps for it are done, lapsed or do not apply.', { eventNo, event: kinds.join(' ') })));
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
