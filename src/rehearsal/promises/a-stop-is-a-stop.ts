/**
 * Promise 5: from the instant at which a stop is accepted nothing that it forbids goes out. Told by the facts of the accounts and by the
 * provider's own journal, not by the hold rows that the gate reads.
 */
import { HOLD_CATALOGUE, isHoldCode } from '#core/compliance/hold-catalogue.ts';
import { EFFECTIVE, groupBy, type Evidence, type FactRow, type PostingRow, type SentRow, type TouchRow, type Violation } from './evidence.ts';

export function aStopIsAStop(evidence: Evidence): readonly Violation[] {
  return [...afterStops(evidence), ...afterPaymentInFull(evidence), ...afterTheWordStop(evidence)];
}

type Stop = { readonly code: string; readonly from: string; readonly until: string | null };

/** Codes whose reach is the whole person or account: a message that comes after them is none of the narrow exceptions. */
function stopsOf(facts: readonly FactRow[]): readonly Stop[] {
  const lifted = new Map(facts.flatMap(({ body, acceptedAt }) => (body.kind === 'holdLifted' ? [[body.holdId, acceptedAt] as const] : [])));
  return facts.flatMap(({ body, acceptedAt }) => {
    if (body.kind !== 'holdPlaced' || !isHoldCode(body.code) || body.code === 'no_work_contact') return [];
    const { scope } = HOLD_CATALOGUE[body.code];
    return scope === 'person' || scope === 'account' ? [{ code: body.code, from: acceptedAt, until: lifted.get(body.holdId) ?? null }] : [];
  });
}

function afterStops({ touches, facts, calls }: Evidence): readonly Violation[] {
  const stops = new Map([...groupBy(facts, (fact) => fact.accountId)].map(([accountId, list]) => [accountId, stopsOf(list)]));
  const contacts = [
    ...touches.filter((touch) => EFFECTIVE.includes(touch.status)).map((touch) => ({ id: touch.touchId, accountId: touch.accountId, at: touch.claimedAt, purpose: touch.purpose })),
    ...calls.filter((call) => call.direction === 'outbound').flatMap((call) => call.accountIds.map((accountId) => ({ id: call.callId, accountId, at: call.dialedAt, purpose: 'chase' }))),
  ];
  return contacts.flatMap(({ id, accountId, at, purpose }) => (stops.get(accountId) ?? [])
    .filter((stop) => stop.from <= at && (stop.until === null || stop.until > at) && purpose !== 'reply')
    .map((stop) => ({ accountId, sentence: `Contact ${id} at ${at} came after ${stop.code} was accepted at ${stop.from}.` })));
}

/** Who owes nothing is asked for nothing. */
function afterPaymentInFull({ touches, postings }: Evidence): readonly Violation[] {
  const books = groupBy(postings.filter((posting) => posting.ledgerAccount.startsWith('receivable:') || posting.ledgerAccount === 'unapplied'), (posting) => posting.accountId);
  const owed = (list: readonly PostingRow[], at: string) => list.filter((posting) => posting.postedAt <= at).reduce((sum, posting) => sum + posting.amountMinor, 0);
  return touches.filter((touch: TouchRow) => EFFECTIVE.includes(touch.status) && touch.purpose !== 'reply' && owed(books.get(touch.accountId) ?? [], touch.claimedAt) <= 0)
    .map((touch) => ({ accountId: touch.accountId, sentence: `Touch ${touch.touchId} at ${touch.claimedAt} asks for money although nothing was owed.` }));
}

/** In the order in which the provider saw it: no text to a number after its STOP. */
function afterTheWordStop({ sent }: Evidence): readonly Violation[] {
  const stopped = new Map<string, SentRow>();
  const found: Violation[] = [];
  for (const message of sent.filter((each) => each.medium === 'sms')) {
    if (message.direction === 'inbound' && /^\s*(stop|unsubscribe)\s*$/i.test(message.text)) stopped.set(message.address, message);
    else if (message.direction === 'outbound' && stopped.has(message.address)) found.push({ accountId: null, sentence: `Message ${message.messageId} went to a number after its STOP ${stopped.get(message.address)?.messageId}.` });
  }
  return found;
}
