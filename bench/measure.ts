/** Figures: medians and spreads, events and billable actions of histories. */
import type proto from '@temporalio/proto';

type History = proto.temporal.api.history.v1.IHistory;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Event 60: a jump of the clock, which production never has. */
const TIME_SKIPPED = 60;
/** What Temporal Cloud bills once each: start, timer, activity start, signal, attribute upsert, continue-as-new; local activities once per workflow task. */
const WORKFLOW_STARTED = 1;
const TIMER_STARTED = 17;
const ACTIVITY_SCHEDULED = 10;
const SIGNALED = 26;
const MARKER = 24;
const UPSERT = 40;

export type HistoryFigures = { readonly events: number; readonly actions: number };

export function figuresOf(history: History): HistoryFigures {
  const types = (history.events ?? []).map((event) => event.eventType ?? 0);
  const billed = [WORKFLOW_STARTED, TIMER_STARTED, ACTIVITY_SCHEDULED, SIGNALED, MARKER, UPSERT];
  return { events: types.filter((type) => type !== TIME_SKIPPED).length, actions: types.filter((type) => billed.includes(type)).length };
}
