/** Local time as the judge reads it: from the platform, not from the library that the gate plans with. */
import type { LocalDate, Zone } from '#core/local-time.ts';

export type LocalClock = { readonly date: LocalDate; readonly minute: number };

const FORMATS = new Map<Zone, Intl.DateTimeFormat>();

function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  FORMATS.set(zone, format);
  return format;
}

/** What the clock on the wall shows there. */
export function clockIn(zone: Zone, at: string): LocalClock {
  const parts = new Map(formatOf(zone).formatToParts(Date.parse(at)).map(({ type, value }) => [type, value]));
  return { date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

/** Whole days from one date to a later one. */
export function daysApart(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
