/** What officers and supervisors can order, checked at the edge: one union for the HTTP API and the command line. */
import { z } from 'zod';
import { IDENTIFIERS } from '#core/account/disposition-table.ts';
import { isLocalDate } from '#core/local-time.ts';
import { DISPUTE_CODES } from './accept-dispute.ts';
import { idSchema } from './id-schema.ts';
import { MESSAGE_MEANINGS } from './settle-message.ts';

const LONGEST_TEXT = 2_000;

const id = idSchema;
const localDate = z.string().refine(isLocalDate, 'must be a calendar date such as 2027-01-31');
const instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2027-01-31T17:00:00Z' }).transform((text) => new Date(text).toISOString());
const amountMinor = z.int().positive();
/** Reasons travel in histories, which hold no free text. */
const reasonCode = z.string().regex(/^[a-z][a-z0-9_]{1,59}$/, 'must be a code of small letters, digits and underscores such as creditor_request');
const text = z.string().trim().min(1).max(LONGEST_TEXT);
const instalments = z.array(z.strictObject({ instalmentNo: z.int().positive(), dueOn: localDate, amountMinor })).min(1).max(120);

const taskAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['done', 'skip', 'retry', 'was_sent', 'was_not_sent', 'money_returned']) }),
  z.strictObject({ kind: z.literal('intent'), expiresOn: localDate, grounds: text }),
  z.strictObject({ kind: z.literal('decline'), reason: reasonCode }),
  z.strictObject({ kind: z.literal('classified'), classification: z.enum(MESSAGE_MEANINGS), accountId: id.exactOptional() }),
  z.strictObject({ kind: z.literal('apply_payment'), accountId: id }),
]);

/** What every act has: an id that makes it one act however often it is sent, and who orders it. */
const act = { actId: id, officer: id };
const onAccount = { ...act, accountId: id };

export const officerActSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('payment'), ...onAccount, amountMinor, currency: z.string().regex(/^[A-Z]{3}$/), paidOn: localDate, status: z.enum(['pending', 'cleared']).default('cleared'), debtId: id.exactOptional() }),
  z.strictObject({ kind: z.literal('payment_return'), ...onAccount, paymentId: id, reason: reasonCode, returnedOn: localDate }),
  z.strictObject({ kind: z.literal('adjustment'), ...onAccount, debtId: id, amountMinor: z.int(), reason: reasonCode }),
  z.strictObject({ kind: z.literal('cease'), ...onAccount, evidence: text }),
  z.strictObject({ kind: z.literal('hold'), ...onAccount, code: id, contactPointId: id.exactOptional(), medium: z.enum(['sms', 'email', 'letter', 'call']).exactOptional(), evidence: text, reviewOn: localDate.exactOptional(), expiresOn: localDate.exactOptional() }),
  z.strictObject({ kind: z.literal('lift_hold'), ...onAccount, holdId: id, evidence: text }),
  z.strictObject({ kind: z.literal('dispute'), ...onAccount, code: z.enum(DISPUTE_CODES).default('dispute'), debtId: id.nullable().default(null), evidence: text }),
  z.strictObject({ kind: z.literal('resolve_dispute'), ...onAccount, disputeId: id, resolution: z.enum(['upheld', 'rejected', 'partly']) }),
  z.strictObject({
    kind: z.literal('call_outcome'), ...onAccount, disposition: z.string().min(1).max(40), direction: z.enum(['outbound', 'inbound']), callId: id.exactOptional(), taskId: id.nullable().default(null),
    contactPointId: id.nullable().default(null), identifiers: z.array(z.enum(IDENTIFIERS)).max(IDENTIFIERS.length).default([]), debtId: id.nullable().default(null),
    alsoAboutAccountIds: z.array(id).max(50).default([]), callbackAt: instant.nullable().default(null), occurredAt: instant.exactOptional(), evidence: text.default('call'),
  }),
  z.strictObject({ kind: z.literal('complete_task'), ...act, taskId: id, answer: taskAnswer }),
  z.strictObject({ kind: z.literal('promise'), ...onAccount, amountMinor, promisedOn: localDate, method: z.enum(['card', 'bank_transfer', 'direct_debit', 'cheque', 'cash', 'payment_run', 'other']) }),
  z.strictObject({ kind: z.literal('cancel_promise'), ...onAccount, promiseId: id }),
  z.strictObject({ kind: z.literal('affordability'), ...onAccount, monthlyMinor: z.int().nonnegative(), firstPaymentOn: localDate }),
  z.strictObject({ kind: z.literal('offer'), ...onAccount, proposedBy: z.enum(['debtor', 'officer']), totalMinor: amountMinor, instalments, expiresOn: localDate }),
  z.strictObject({ kind: z.literal('accept_offer'), ...onAccount, arrangementId: id, settles: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('agree_arrangement'), ...onAccount, totalMinor: amountMinor, instalments, settles: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('revive_arrangement'), ...onAccount, arrangementId: id, instalments }),
  z.strictObject({ kind: z.literal('cancel_arrangement'), ...onAccount, arrangementId: id, reason: reasonCode }),
  z.strictObject({ kind: z.literal('withdraw_intent'), ...onAccount, reason: reasonCode }),
  z.strictObject({ kind: z.literal('park'), ...onAccount, reviewOn: localDate, reason: reasonCode }),
  z.strictObject({ kind: z.literal('recall'), ...onAccount, reason: reasonCode }),
  z.strictObject({ kind: z.literal('recall_acknowledged'), ...onAccount, placementId: id }),
  z.strictObject({ kind: z.literal('reopen'), ...onAccount, reason: reasonCode }),
  z.strictObject({ kind: z.literal('letter_returned'), ...onAccount, touchId: id, returnedOn: localDate, returnCode: z.string().regex(/^[A-Z0-9_]{1,20}$/) }),
  z.strictObject({ kind: z.literal('set_stop'), ...act, scope: z.enum(['all', 'creditor', 'channel']), creditorId: id.nullable().default(null), channel: z.enum(['sms', 'email', 'letter', 'call']).nullable().default(null), reason: text, reviewOn: localDate }),
  z.strictObject({ kind: z.literal('lift_stop'), ...act, stopId: id }),
]);

/** An order as it is carried out. */
export type OfficerAct = z.output<typeof officerActSchema>;
