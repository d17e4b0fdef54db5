/**
 * Which time zones show the same time. Indiana alone has eight names for two clocks; a decision records each clock once.
 *
 * Two zones are the same when all their offsets and all the instants at which these change agree from 2026 through 2037. The span is fixed,
 * never counted from today, so that one version of the zone database always gives one answer; it is long, because rules that part in a later
 * year (a state that leaves daylight saving time) have to part the zones now, or a call would come at a wrong hour in that year.
 */
import { IANAZone } from 'luxon';
import { DAY_MS, MINUTE_MS, type Zone } from '#core/local-time.ts';

const SPAN_FROM_MS = Date.UTC(2026, 0, 1);
const SPAN_TO_MS = Date.UTC(2038, 0, 1);
/** No zone of the database changes its offset and changes it back within two weeks (the shortest is a Ramadan). */
const STRIDE_MS = 14 * DAY_MS;

export type Clocks = {
  readonly same: (left: Zone, right: Zone) => boolean;
  /** Each clock once, under the most preferred of its names, the westernmost first. */
  readonly distinct: (zones: readonly Zone[]) => readonly Zone[];
};

/** What a zone's clock shows over the span, and how far east of Greenwich it stands at its start (the northern winter). */
type Clock = { readonly trace: string; readonly offsetMinutes: number };

/** `preferred`: names that win over others of the same clock, in this order; the rest go by the alphabet. */
export function createClocks(preferred: readonly Zone[]): Clocks {
  const known = new Map<Zone, Clock>();
  const clockOf = (zone: Zone): Clock => {
    const clock = known.get(zone) ?? { trace: traceClock(zone), offsetMinutes: offsetAt(zone, SPAN_FROM_MS) };
    known.set(zone, clock);
    return clock;
  };
  const rank = (zone: Zone): number => (preferred.includes(zone) ? preferred.indexOf(zone) : preferred.length);
  const byPreference = (left: Zone, right: Zone): number => rank(left) - rank(right) || byName(left, right);
  return {
    same: (left, right) => left === right || clockOf(left).trace === clockOf(right).trace,
    distinct: (zones) => {
      const named = new Map<string, Zone>();
      for (const zone of zones.toSorted(byPreference)) if (!named.has(clockOf(zone).trace)) named.set(clockOf(zone).trace, zone);
      return [...named.values()].toSorted((left, right) => clockOf(left).offsetMinutes - clockOf(right).offsetMinutes || byName(left, right));
    },
  };
}

function byName(left: Zone, right: Zone): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The first offset and every later one with the minute from which it holds. */
function traceClock(zone: Zone): string {
  let offsetMinutes = offsetAt(zone, SPAN_FROM_MS);
  const trace = [String(offsetMinutes)];
  for (let toMs = SPAN_FROM_MS + STRIDE_MS; toMs < SPAN_TO_MS; toMs += STRIDE_MS) {
    const next = offsetAt(zone, toMs);
    if (next !== offsetMinutes) trace.push(`${changeBefore(zone, toMs, offsetMinutes)}:${next}`);
    offsetMinutes = next;
  }
  return trace.join(' ');
}

/** The first minute of the stride up to `toMs` at which the offset is no longer `before`. */
function changeBefore(zone: Zone, toMs: number, before: number): number {
  let [low, high] = [toMs - STRIDE_MS, toMs];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high / MINUTE_MS;
}

/** Minutes east of Greenwich. */
function offsetAt(zone: Zone, millis: number): number {
  return IANAZone.create(zone).offset(millis);
}
