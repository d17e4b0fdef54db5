/** What a message orders, carried out: holds on the number for everybody, holds on the person where it is certain who he is. */
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import type { StoppingClass } from '#core/compliance/inbound-classification.ts';
import { HOLD_CATALOGUE, type HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import { residualOf } from '#core/ledger/entry.ts';
import { markDead } from '../touch/record-outcome.ts';
import type { Acceptance } from './accept-facts.ts';
import { raiseDispute } from './accept-dispute.ts';
import { placePersonHold } from './accept-hold.ts';
import { openTask } from './open-task.ts';

export type MessageContext = {
  readonly inboundMessageId: string;
  readonly medium: string;
  /** Everybody who may have sent it, by id. */
  readonly partyIds: readonly string[];
  /** Everybody who is or was linked to the number or address; all are locked by the caller. */
  readonly linkedPartyIds: readonly string[];
  readonly contactPointId: string | null;
  readonly now: string;
  readonly source: string;
};

export type Obedience = {
  /** `unsure`: a part of it could not be carried out with certainty; a person has to look. */
  readonly kind: 'obeyed' | 'unsure';
  readonly acceptances: readonly Acceptance[];
};

const HOLD_OF_CLASS: Readonly<Record<Exclude<StoppingClass, 'dispute'>, HoldCode>> = {
  opt_out: 'opt_out', stop_calling: 'medium_refused', cease: 'cease', attorney: 'attorney', bankruptcy: 'bankruptcy', deceased: 'deceased', wrong_number: 'wrong_party',
};
/** These are silence enough for today, but somebody has to answer or to find out more. */
const ASKS_A_PERSON: readonly StoppingClass[] = ['attorney', 'bankruptcy', 'deceased', 'dispute', 'wrong_number'];

/** Carries out what was understood. The caller holds the locks of all persons linked to the sender's number or address. */
export async function obeyMessage(transaction: Transaction, context: MessageContext, classes: readonly StoppingClass[]): Promise<Obedience> {
  const acceptances: Acceptance[] = [];
  let unsure = false;
  for (const meaning of classes) {
    const acceptance = await obey(transaction, context, meaning);
    if (acceptance?.kind === 'accepted') acceptances.push(acceptance);
    else unsure = true;
  }
  if (!unsure && classes.some((meaning) => ASKS_A_PERSON.includes(meaning))) await askPerson(transaction, context, classes);
  return { kind: unsure ? 'unsure' : 'obeyed', acceptances };
}

/** Null: not certain on whom or what it acts. An order about a number acts for all, one about a person needs to know which. */
async function obey(transaction: Transaction, context: MessageContext, meaning: StoppingClass): Promise<Acceptance | null> {
  const { inboundMessageId, contactPointId, now, source, partyIds, linkedPartyIds } = context;
  if (meaning === 'opt_out') {
    const partyId = partyIds[0] ?? linkedPartyIds[0];
    // An opt-out closes numbers and electronic addresses; what a paper that says "stop" should close is for a person to say.
    if (partyId === undefined || contactPointId === null || (context.medium !== 'sms' && context.medium !== 'email')) return null;
    return placePersonHold(transaction, { holdId: `${inboundMessageId}:opt_out`, code: 'opt_out', partyId, accountId: null, contactPointId, evidence: inboundMessageId, source, now });
  }
  const [partyId] = partyIds;
  if (partyId === undefined || partyIds.length > 1) return null;
  if (meaning === 'dispute') return disputeOnlyDebt(transaction, context, partyId);
  const code = HOLD_OF_CLASS[meaning];
  const { scope } = HOLD_CATALOGUE[code];
  if (scope === 'contact_point' && contactPointId === null) return null;
  const placed = await placePersonHold(transaction, {
    holdId: `${inboundMessageId}:${meaning}`, code, partyId, accountId: null, evidence: inboundMessageId, source, now,
    ...(scope === 'contact_point' && contactPointId !== null ? { contactPointId } : {}), ...(scope === 'medium' ? { medium: 'call' } : {}),
  });
  if (meaning === 'wrong_number' && contactPointId !== null && placed.kind === 'accepted') await markDead(transaction, { partyId, contactPointId }, 'wrong_number');
  return placed;
}

/** Which debt is meant is certain only where there is one. */
async function disputeOnlyDebt(transaction: Transaction, { inboundMessageId, now, source }: MessageContext, partyId: string): Promise<Acceptance | null> {
  const accounts = await transaction.account.findMany({ where: { partyId, status: 'open' }, select: { id: true }, orderBy: { id: 'asc' } });
  const owed: { readonly accountId: string; readonly debtId: string }[] = [];
  for (const { id } of accounts) {
    const { debts } = await accountBalances(transaction, id);
    owed.push(...debts.filter((debt) => residualOf(debt) > 0).map((debt) => ({ accountId: id, debtId: debt.debtId })));
  }
  const [only] = owed;
  if (only === undefined || owed.length > 1) return null;
  return raiseDispute(transaction, { disputeId: `${inboundMessageId}:dispute`, code: 'dispute', ...only, evidence: inboundMessageId, source, now });
}

async function askPerson(transaction: Transaction, { inboundMessageId, medium, partyIds, now }: MessageContext, classes: readonly StoppingClass[]): Promise<void> {
  const account = await transaction.account.findFirst({ where: { partyId: { in: [...partyIds] }, status: 'open' }, select: { id: true }, orderBy: { id: 'asc' } });
  await openTask(transaction, {
    taskId: `inbound-review:${inboundMessageId}`, accountId: account?.id ?? null, kind: 'review', subject: `${medium}: ${classes.join(' ')}`, script: inboundMessageId, now, withinMs: PERSON_ANSWERS_WITHIN_MS,
  });
}
