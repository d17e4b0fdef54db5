/** How long a task waits for a person. */
import type { CadenceStep } from '../cadence/cadence-policy.ts';
import { addDays, instantAt, isBusinessDay, localDateOf } from '../local-time.ts';
import type { DecisionContext } from './decision-context.ts';
import type { TaskKind } from './step.ts';

const HOUR_MS = 3_600_000;
/** A task outside the steps of a cadence is overdue after so long: something went wrong or was said, and a person has to know within a day. */
export const PERSON_ANSWERS_WITHIN_MS = 24 * HOUR_MS;
const DEFAULT_OPEN_HOURS = 24;
/** A calendar without working days must not make an endless task. */
const FURTHEST_DAYS = 400;

/**
 * Until when a task opened at `fromMs` stays open, in epoch milliseconds. Calls of a step on calendar days are for the hours in which people are
 * reached, weekends included; all other hours run on business days only, so that nothing lapses over a weekend on which nobody could do it.
 */
export function taskDeadline(context: DecisionContext, step: CadenceStep, taskKind: TaskKind, fromMs: number): number {
  const { openHours = DEFAULT_OPEN_HOURS } = step;
  if (taskKind === 'call' && step.when.dayKind === 'calendar') return fromMs + openHours * HOUR_MS;
  let atMs = fromMs;
  let leftMs = openHours * HOUR_MS;
  for (let day = 0; day < FURTHEST_DAYS; day += 1) {
    const date = localDateOf(atMs, context.zone);
    const nextDayMs = instantAt(addDays(date, 1), 0, context.zone);
    if (isBusinessDay(date, context.circumstances.contract.calendar)) {
      if (leftMs <= nextDayMs - atMs) return atMs + leftMs;
      leftMs -= nextDayMs - atMs;
    }
    atMs = nextDayMs;
  }
  return atMs;
}
