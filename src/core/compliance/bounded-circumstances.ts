/**
 * Circumstances as they are recorded. A decision is kept for good and holds at most 8 KB, but a person may have been called forty times, have
 * forty addresses, or text STOP every day. What no rule asks for is left out; every answer of the gate stays what it was.
 */
import { toMillis } from '../local-time.ts';
import type { Circumstances, ContactPointView, HoldView, Medium } from './circumstances.ts';
import { contactPointsFor, decideContact } from './gate.ts';
import { CONTACT_LIMITS } from './rules/frequency.ts';

const MEDIA: readonly Medium[] = ['sms', 'email', 'letter', 'call'];
/** The planner takes the best one that is free; the others say what else there is. */
const POINTS_A_MEDIUM = 5;
/** A limit that the latest contacts have used up is used up, however many came before them. */
const LATEST_OF_A_KIND = Math.max(...Object.values(CONTACT_LIMITS));

/** The point that a claim or a call is about is kept, and what holds it, however many better ones there are; null: none is chosen yet. */
export function boundedCircumstances(full: Circumstances, nowMs: number, askedPointId: string | null): Circumstances {
  const lean: Circumstances = {
    ...full, holds: longestOfEach(full.holds), stops: firstOfEach(full.stops, (stop) => `${stop.scope} ${stop.channel ?? ''}`),
    touches: latestOfEach(full.touches, (touch) => `${touch.own} ${touch.purpose}`),
    calls: latestOfEach(full.calls, (call) => `${call.own} ${call.counted} ${call.conversation}`),
  };
  const best = new Set(MEDIA.flatMap((medium) => bestPoints(lean, medium, nowMs)));
  const contactPoints = lean.contactPoints.filter((point) => best.has(point) || point.contactPointId === askedPointId);
  const pointIds = new Set([...contactPoints.map((point) => point.contactPointId), askedPointId]);
  return { ...lean, contactPoints, holds: lean.holds.filter((hold) => hold.contactPointId === undefined || pointIds.has(hold.contactPointId)) };
}

/** Those that the gate closes for themselves, by an opt-out, a missing consent or an employer, come behind all others. */
function bestPoints(full: Circumstances, medium: Medium, nowMs: number): readonly ContactPointView[] {
  const points = contactPointsFor(full, medium);
  if (points.length <= POINTS_A_MEDIUM) return points;
  const closed = new Set(points.filter(({ contactPointId }) => {
    const verdict = decideContact({ medium, purpose: 'chase', contactPointId, speaksOfLegalAction: false, intentId: null, minimumGapDays: 1 }, full, nowMs);
    return verdict.kind !== 'allow' && verdict.reasons.some((reason) => reason.answer === 'channel_lost');
  }));
  return [...points.filter((point) => !closed.has(point)), ...closed].slice(0, POINTS_A_MEDIUM);
}

/** Of holds that forbid the same for the same reason the one that stands longest; of those that stand until lifted the one that is reviewed first. */
function longestOfEach(holds: readonly HoldView[]): readonly HoldView[] {
  const endsMs = (hold: HoldView): number => (hold.endsAt === undefined ? Number.POSITIVE_INFINITY : toMillis(hold.endsAt));
  const order = holds.toSorted((left, right) => {
    if (endsMs(left) !== endsMs(right)) return endsMs(left) > endsMs(right) ? -1 : 1;
    if (left.reviewOn !== right.reviewOn) return left.reviewOn < right.reviewOn ? -1 : 1;
    return left.holdId < right.holdId ? -1 : 1;
  });
  const kept = new Set(firstOfEach(order, (hold) => JSON.stringify([hold.code, hold.debtId, hold.contactPointId, hold.medium])));
  return holds.filter((hold) => kept.has(hold));
}

function firstOfEach<T>(rows: readonly T[], kindOf: (row: T) => string): readonly T[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const kind = kindOf(row);
    const isFirst = !seen.has(kind);
    seen.add(kind);
    return isFirst;
  });
}

function latestOfEach<T extends { readonly at: string }>(rows: readonly T[], kindOf: (row: T) => string): readonly T[] {
  const counts = new Map<string, number>();
  const kept = new Set(rows.toSorted((left, right) => (left.at === right.at ? 0 : left.at < right.at ? 1 : -1)).filter((row) => {
    const count = (counts.get(kindOf(row)) ?? 0) + 1;
    counts.set(kindOf(row), count);
    return count <= LATEST_OF_A_KIND;
  }));
  return rows.filter((row) => kept.has(row));
}
