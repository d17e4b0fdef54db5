import type { Activities } from '#contracts/activities.ts';
import type { DirectMessage } from '#contracts/account-workflow.ts';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { acceptInboundNotice } from '#adapters/db/accept/accept-inbound.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Accepts as a fact what somebody signalled straight to Temporal: a payment, a cease, a message. */
export function postPayment(dependencies: ActivityDependencies): Activities['postPayment'] {
  return async ({ accountId, message, now }) => {
    const accepted = await accept(dependencies, accountId, message, now);
    return { kind: 'recorded', note: `${message.kind} ${accepted.kind}` };
  };
}

function accept({ database }: ActivityDependencies, accountId: string, message: DirectMessage, now: string): Promise<{ readonly kind: string }> {
  switch (message.kind) {
    case 'payment': return acceptPayment(database, { accountId, ...message.payment, status: 'cleared', source: 'signal', now });
    case 'cease': return acceptHold(database, { accountId, holdId: message.cease.factId, code: 'cease', evidence: message.cease.evidence, source: 'signal', now });
    case 'inboundMessage': return acceptInboundNotice(database, { accountId, inboundMessageId: message.message.inboundMessageId, now });
  }
}
