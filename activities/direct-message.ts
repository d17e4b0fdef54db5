/** What somebody signals straight to Temporal is checked here: a workflow cannot refuse a signal, and a broken one must not hold its account up. */
import { z } from 'zod';
import { idSchema } from '#adapters/db/accept/id-schema.ts';
import type { DirectMessage } from '#contracts/account-workflow.ts';

const payment = z.object({ paymentId: idSchema, amountMinor: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/), paidOn: z.iso.date() });
const cease = z.object({ factId: idSchema, evidence: z.string().trim().min(1).max(2_000) });
/** The stored message's id is made of its provider's own, which keeps to no pattern of ours. */
const inboundMessage = z.object({ inboundMessageId: z.string().min(1).max(400) });

export type CheckedMessage =
  | { readonly kind: 'payment'; readonly payment: z.output<typeof payment> }
  | { readonly kind: 'cease'; readonly cease: z.output<typeof cease> }
  | { readonly kind: 'inboundMessage'; readonly message: z.output<typeof inboundMessage> }
  | { readonly kind: 'unreadable'; readonly of: DirectMessage['kind'] };

/** The fields that are asked for and no others; what cannot be read keeps its kind, for a stop is a stop even so, and on another day it is another one. */
export function checkMessage(accountId: string, message: DirectMessage, now: string): CheckedMessage {
  switch (message.kind) {
    case 'payment': {
      const read = payment.safeParse(message.payment);
      return read.success ? { kind: 'payment', payment: read.data } : { kind: 'unreadable', of: 'payment' };
    }
    case 'cease': {
      const read = cease.safeParse(message.cease);
      return { kind: 'cease', cease: read.success ? read.data : { factId: `signal-cease:${accountId}:${now.slice(0, 10)}`, evidence: 'A cease signal whose body could not be read.' } };
    }
    case 'inboundMessage': {
      const read = inboundMessage.safeParse(message.message);
      return read.success ? { kind: 'inboundMessage', message: read.data } : { kind: 'unreadable', of: 'inboundMessage' };
    }
  }
}
