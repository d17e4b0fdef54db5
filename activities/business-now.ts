import { Context } from '@temporalio/activity';
import { activityNow } from '#adapters/clock.ts';
import { toInstant, type Instant } from '#core/local-time.ts';

/** Business time of the running activity attempt. */
export function businessNow(timeSkipping: boolean): Instant {
  const { info } = Context.current();
  return toInstant(activityNow(timeSkipping, info.currentAttemptScheduledTimestampMs, startedWallMs()));
}

const STARTED = new WeakMap<object, number>();

/** The wall instant at which this attempt first asked for the time: attempts begin within milliseconds of it. */
function startedWallMs(): number {
  const { info } = Context.current();
  const known = STARTED.get(info);
  if (known !== undefined) return known;
  const wallMs = Date.now();
  STARTED.set(info, wallMs);
  return wallMs;
}
