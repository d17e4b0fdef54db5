/** The occasions that steps of the cadence answer: raised by facts, kept in their order until they are answered, never lost in silence. */
import type { AccountState, EventKind, StepEventState } from './state.ts';
import { addAlert } from './state-changes.ts';

const EVENTS_KEPT = 8;
/** Its own: a fold looks at no calendar and imports none. */
const DAY_MS = 86_400_000;

export type Occasion = {
  readonly kind: EventKind;
  readonly at: string;
  readonly promiseFromSeq?: number;
  /** Whether an occasion of another kind has the same cause. */
  readonly sameCause?: (event: StepEventState) => boolean;
};

/**
 * Something that steps may answer. Within a day, and as long as nothing of it was answered, the same kind or the same cause is the same
 * occasion: two messages would say the same. A parked account stays parked.
 */
export function raiseEvent(state: AccountState, { kind, at, promiseFromSeq, sameCause }: Occasion): AccountState {
  const same = state.events.findLast((event) => !event.closed && Date.parse(at) - Date.parse(event.at) < DAY_MS && !hasBegun(state, event)
    && (event.kinds.includes(kind) || sameCause?.(event) === true));
  if (same !== undefined) return changeEvent(state, same.eventNo, { kinds: [...new Set([...same.kinds, kind])], promiseFromSeq: promiseFromSeq ?? same.promiseFromSeq });
  const eventNo = state.eventsRaised + 1;
  const raised: StepEventState = { eventNo, kinds: [kind], at, promiseFromSeq: promiseFromSeq ?? null, closed: false, reopenings: 0 };
  return withoutOldest({ ...state, eventsRaised: eventNo, events: [...state.events, raised] });
}

/** What was answered goes first. An occasion that nobody answered leaves with an alert, for a person to look at. */
function withoutOldest(state: AccountState): AccountState {
  if (state.events.length <= EVENTS_KEPT) return state;
  const leaving = state.events.find((event) => event.closed) ?? state.events[0];
  const left = { ...state, events: state.events.filter((event) => event !== leaving) };
  return leaving?.closed === true ? left : addAlert(left, 'unanswered_event_dropped');
}

/** All its steps are done, lapsed or do not apply. */
export function closeEvent(state: AccountState, eventNo: number): AccountState {
  return changeEvent(state, eventNo, { closed: true });
}

/** The answer came back: the occasion is open again until another channel has answered it. */
export function reopenEvent(state: AccountState, stepId: string): AccountState {
  const event = state.events.find((candidate) => candidate.closed && isAnswerTo(candidate, stepId));
  return event === undefined ? state : changeEvent(state, event.eventNo, { closed: false, reopenings: event.reopenings + 1 });
}

/** Whether an answer is to an occasion that is still open: forgotten, it would be given again. */
export function answersOpenEvent(state: AccountState, stepId: string): boolean {
  return state.events.some((event) => !event.closed && isAnswerTo(event, stepId));
}

function hasBegun(state: AccountState, event: StepEventState): boolean {
  return [...state.closedEventStepIds, ...state.inProgress.map((step) => step.stepId)].some((stepId) => isAnswerTo(event, stepId));
}

function isAnswerTo({ eventNo }: StepEventState, stepId: string): boolean {
  return stepId.endsWith(`#${eventNo}`);
}

function changeEvent(state: AccountState, eventNo: number, change: Partial<StepEventState>): AccountState {
  return { ...state, events: state.events.map((event) => (event.eventNo === eventNo ? { ...event, ...change } : event)) };
}
