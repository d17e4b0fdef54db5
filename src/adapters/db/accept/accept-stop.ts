/** Kill switches: rows that every claim reads. Setting one waits for the claims under way, so that from its commit on nothing goes out. */
import { isLocalDate } from '#core/local-time.ts';
import type { Transaction } from '../database.ts';
import type { Acceptance } from './accept-facts.ts';

export type StopRequest = {
  readonly stopId: string;
  readonly scope: 'all' | 'creditor' | 'channel';
  /** With `creditor` the one it stops; with `channel` an optional narrowing. */
  readonly creditorId: string | null;
  readonly channel: 'sms' | 'email' | 'letter' | 'call' | null;
  readonly reason: string;
  readonly reviewOn: string;
  readonly source: string;
  readonly now: string;
};

const SET: Acceptance = { kind: 'accepted', seq: 0, accountIds: [] };

export async function setStop(transaction: Transaction, request: StopRequest): Promise<Acceptance> {
  const { stopId, scope, channel, creditorId, reason, reviewOn, source, now } = request;
  const reasons = await stopReasons(transaction, request);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  await waitForClaims(transaction);
  await transaction.stop.create({ data: { id: stopId, scope, channel, creditorId, reason, placedBy: source, placedAt: new Date(now), reviewOn } });
  return SET;
}

async function stopReasons(transaction: Transaction, { scope, channel, creditorId, reviewOn, now }: StopRequest): Promise<readonly string[]> {
  const reasons: string[] = [];
  if (scope === 'all' && (creditorId !== null || channel !== null)) reasons.push('A stop of everything names neither creditor nor channel.');
  if (scope === 'creditor' && creditorId === null) reasons.push('A stop of one creditor names him.');
  if (scope === 'creditor' && channel !== null) reasons.push('A stop of one creditor stops all his channels; use the scope channel to stop one of them.');
  if (scope === 'channel' && channel === null) reasons.push('A stop of one channel names it: sms, email, letter or call.');
  if (creditorId !== null && await transaction.creditor.count({ where: { id: creditorId } }) === 0) reasons.push(`There is no creditor ${creditorId}.`);
  if (!isLocalDate(reviewOn) || reviewOn <= now.slice(0, 10)) reasons.push('A stop has a review date that lies ahead.');
  return reasons;
}

/** A claim holds its read of this table until it commits; this lock is granted once all claims that saw no stop are through. */
async function waitForClaims(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`LOCK TABLE "stop" IN ACCESS EXCLUSIVE MODE`;
}

/** Lifting needs no batch: runs look again on the next morning at the latest. */
export async function liftStop(transaction: Transaction, { stopId, now }: { readonly stopId: string; readonly now: string }): Promise<Acceptance> {
  const stop = await transaction.stop.findUnique({ where: { id: stopId } });
  if (stop === null) return { kind: 'refused', reasons: [`There is no stop ${stopId}.`] };
  const lifted = await transaction.stop.updateMany({ where: { id: stopId, liftedAt: null }, data: { liftedAt: new Date(now) } });
  return lifted.count === 0 ? { kind: 'refused', reasons: ['The stop was lifted before.'] } : SET;
}
