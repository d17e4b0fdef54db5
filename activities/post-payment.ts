import { createHash } from 'node:crypto';
import type { Activities } from '#contracts/activities.ts';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { acceptInboundNotice } from '#adapters/db/accept/accept-inbound.ts';
import { openTask } from '#adapters/db/accept/open-task.ts';
import { inTransaction, type Database } from '#adapters/db/database.ts';
import { canonicalJson } from '#core/account/stable-hash.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { checkMessage, type CheckedMessage } from './direct-message.ts';

/** Accepts as a fact what somebody signalled straight to Temporal: a payment, a cease, a message. What is refused waits for a person. */
export function postPayment(dependencies: ActivityDependencies): Activities['postPayment'] {
  return async ({ accountId, message, now }) => {
    const digest = createHash('sha256').update(canonicalJson(message)).digest('hex').slice(0, 20);
    const accepted = await accept(dependencies, { accountId, digest, now }, checkMessage(accountId, message, now));
    if (accepted.kind === 'refused' || accepted.kind === 'conflict') {
      await inTransaction(dependencies.database, (transaction) => openTask(transaction, {
        taskId: `signal:${accountId}:${digest}`, accountId, kind: 'alert', subject: `signal_${message.kind}_refused`, script: accepted.reasons.join(' '), now, withinMs: PERSON_ANSWERS_WITHIN_MS,
      }));
    }
    return { kind: 'recorded', note: `${message.kind} ${accepted.kind}` };
  };
}

type Accepted = { readonly kind: 'accepted' | 'duplicate' | 'suspense' } | { readonly kind: 'refused' | 'conflict'; readonly reasons: readonly string[] };

type Signalled = { readonly accountId: string; readonly digest: string; readonly now: string };

function accept({ database }: ActivityDependencies, { accountId, digest, now }: Signalled, message: CheckedMessage): Promise<Accepted> {
  switch (message.kind) {
    case 'payment': return acceptPayment(database, { ...message.payment, accountId, status: 'cleared', source: 'signal', now });
    case 'cease': return acceptCease(database, { accountId, digest, now }, message.cease);
    case 'inboundMessage': return acceptInboundNotice(database, { accountId, inboundMessageId: message.message.inboundMessageId, now });
    case 'unreadable': return Promise.resolve({ kind: 'refused', reasons: [`The ${message.of} that was signalled cannot be read: its history holds it.`] });
  }
}

/** A stop is a stop even under an id that somebody used before for another: it stands under one of its own. */
async function acceptCease(database: Database, { accountId, digest, now }: Signalled, { factId, evidence }: { readonly factId: string; readonly evidence: string }): Promise<Accepted> {
  const hold = { accountId, code: 'cease', evidence, source: 'signal', now };
  const placed = await acceptHold(database, { ...hold, holdId: factId });
  return placed.kind === 'conflict' ? acceptHold(database, { ...hold, holdId: `signal-cease:${accountId}:${digest}` }) : placed;
}
