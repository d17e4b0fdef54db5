/** What was signalled or ordered straight to the run becomes a fact before anything is decided. */
import { proxyActivities } from '@temporalio/workflow';
import type { Activities, RecordedDecision } from '#contracts/activities.ts';
import { FAILURES } from '#contracts/failures.ts';
import { canonicalJson, stableHash } from '#core/account/stable-hash.ts';
import { BOOKKEEPING } from './activity-options.ts';
import type { Arrival, Mailbox } from './messages.ts';
import { noteFailure } from './trouble.ts';

const books = proxyActivities<Pick<Activities, 'postPayment' | 'acceptCommand'>>(BOOKKEEPING);

/**
 * Tries each that is due once. What cannot be taken in stays, is tried ever more slowly, and a person is told; an order is refused instead, so
 * that whoever gave it hears.
 */
export async function takeIn(accountId: string, mailbox: Mailbox): Promise<void> {
  for (let arrival = mailbox.nextDue(); arrival !== undefined; arrival = mailbox.nextDue()) {
    try {
      await accept(accountId, arrival);
      mailbox.taken(arrival);
    } catch (error) {
      const failed = await noteFailure(error, { accountId, ...describe(arrival) }, arrival.backOff);
      mailbox.putOff(arrival, failed.waitMs);
      if (arrival.content.kind !== 'command' || !failed.told) continue;
      arrival.answer = { kind: 'refused', reasons: [`It fails with ${failed.code}. ${FAILURES[failed.code].advice}`] };
      mailbox.taken(arrival);
    }
  }
}

async function accept(accountId: string, arrival: Arrival): Promise<void> {
  const now = new Date(Date.now()).toISOString();
  const { content } = arrival;
  if (content.kind === 'message') await books.postPayment({ accountId, message: content.message, now });
  else arrival.answer = await books.acceptCommand({ accountId, command: content.command, now });
}

function describe({ content }: Arrival): { readonly workId: string; readonly work: string } {
  return content.kind === 'message'
    ? { workId: `takeIn:${stableHash(canonicalJson(content.message))}`, work: `take in ${content.message.kind} signal` }
    : { workId: `takeIn:${content.command.commandId}`, work: `take in ${content.command.kind} order` };
}

/**
 * What may go on while something is not taken in: to tell people, and to find out about what was sent. It may be a stop, or the money that
 * is asked for, so nothing else is done and nothing is said to anybody.
 */
export function mayGoOn({ step }: Pick<RecordedDecision, 'step'>): boolean {
  return step.kind === 'wait' || (step.kind === 'act' && (step.act.kind === 'alertSupervisor' || step.act.kind === 'settleTouch'));
}
