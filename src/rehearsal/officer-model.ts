/**
 * The people on our side, with limited hands: a desk works in its hours, reaches a task on a day with a fixed chance, and sometimes forgets.
 * The chance stands for the capacity: a queue over all people would tie their lives together, and the same seed would no longer give the same life.
 */
import { addDays, instantAt, localDateOf, localMinuteOf, MINUTE_MS, weekdayOf, type Zone } from '#core/local-time.ts';
import { seededRandom } from './simulate/seeded-random.ts';

/** Where the desk sits. */
export const DESK_ZONE: Zone = 'America/New_York';
const OPENS_MINUTE = 9 * 60;
const CLOSES_MINUTE = 20 * 60;
const SUNDAY = 7;
/** A task that is looked at within the day it came, and one that nobody ever looks at. */
const REACHED_ON_A_DAY = 0.8;
const FORGOTTEN = 0.06;
const DAYS_LOOKED_AHEAD = 20;
/** Share of legal reviews that end in a recorded intent. */
const INTENT = 0.5;
const INTENT_LIVES_DAYS = 60;

/** The instant at which an officer takes a task up, or null when it is forgotten. Never before `fromMs`. */
export function takenUpAt(seed: string, key: string, fromMs: number): number | null {
  const draw = seededRandom(`${seed}|desk|${key}`);
  if (draw.chance(FORGOTTEN)) return null;
  let date = localDateOf(fromMs, DESK_ZONE);
  for (let day = 0; day < DAYS_LOOKED_AHEAD; day += 1, date = addDays(date, 1)) {
    if (weekdayOf(date) === SUNDAY) continue;
    const fromMinute = day === 0 ? Math.max(OPENS_MINUTE, localMinuteOf(fromMs, DESK_ZONE) + 2) : OPENS_MINUTE;
    if (fromMinute >= CLOSES_MINUTE) continue;
    const minute = fromMinute + draw.below(CLOSES_MINUTE - fromMinute);
    if (draw.chance(REACHED_ON_A_DAY)) return instantAt(date, minute, DESK_ZONE);
  }
  return null;
}

/** The next instant from `fromMs` on at which the desk is open. */
export function nextDeskMinute(fromMs: number): number {
  const date = localDateOf(fromMs, DESK_ZONE);
  const minute = localMinuteOf(fromMs, DESK_ZONE);
  if (weekdayOf(date) !== SUNDAY && minute < OPENS_MINUTE) return instantAt(date, OPENS_MINUTE, DESK_ZONE);
  if (weekdayOf(date) !== SUNDAY && minute < CLOSES_MINUTE) return Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  const next = addDays(date, 1);
  return instantAt(weekdayOf(next) === SUNDAY ? addDays(next, 1) : next, OPENS_MINUTE, DESK_ZONE);
}

/** The decision of a legal review: the last day of the intent, or null when it is declined. */
export function decideLegalReview(seed: string, key: string, today: string): string | null {
  return seededRandom(`${seed}|legal|${key}`).chance(INTENT) ? addDays(today, INTENT_LIVES_DAYS) : null;
}

/** What a supervisor answers to a review: go on with the step's purpose done, or leave it out. */
export function answerReview(seed: string, key: string): 'done' | 'skip' {
  return seededRandom(`${seed}|review|${key}`).chance(0.8) ? 'done' : 'skip';
}

/** Days until a hold that waits for us is settled: documents are found, a complaint is answered. */
export function daysUntilSettled(seed: string, key: string): number {
  return 4 + seededRandom(`${seed}|settled|${key}`).below(12);
}

export function resolveDisputeAs(seed: string, key: string): 'upheld' | 'rejected' {
  return seededRandom(`${seed}|dispute|${key}`).chance(0.25) ? 'upheld' : 'rejected';
}
