/** Figures: medians and spreads, events and billable actions of histories. */
import proto from '@temporalio/proto';

type History = proto.temporal.api.history.v1.IHistory;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const { EventType } = proto.temporal.api.enums.v1;
/** A jump of the clock, which production never has. */
const TIME_SKIPPED: number = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED;
/** What Temporal Cloud bills once each; a local activity is billed once per workflow task, which its marker stands for. */
const BILLED: readonly number[] = [
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, EventType.EVENT_TYPE_TIMER_STARTED, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, EventType.EVENT_TYPE_MARKER_RECORDED, EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
];

export type HistoryFigures = { readonly events: number; readonly actions: number };

export function figuresOf(history: History): HistoryFigures {
  const types = (history.events ?? []).map((event) => Number(event.eventType ?? 0));
  return { events: types.filter((type) => type !== TIME_SKIPPED).length, actions: types.filter((type) => BILLED.includes(type)).length };
}
