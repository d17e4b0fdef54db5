/** What debtors, providers and desks do, done through the same doors as in production; returns the accounts that have news. */
import { acceptReceipt } from '#adapters/db/accept/accept-receipt.ts';
import { storeInbound } from '#adapters/db/accept/accept-inbound.ts';
import { parseSmsReceipt } from '#adapters/sms/webhook.ts';
import type { DispositionCode } from '#core/account/disposition-table.ts';
import { assertNever } from '#core/assert-never.ts';
import { wordsOf, drawPaymentWay, type Meaning } from './debtor-model.ts';
import { standingOf } from './group-view.ts';
import { dial, followUp, hangUp } from './officer-calls.ts';
import { answerTask, settleHold } from './officer-answers.ts';
import { idOf, order, type EventContext } from './order-act.ts';
import type { OutsideEvent } from './outside-events.ts';
import { DAY_MS } from '#core/local-time.ts';

type EventOf<Kind extends OutsideEvent['kind']> = Extract<OutsideEvent, { kind: Kind }>;

export async function carryOutEvent(context: EventContext, event: OutsideEvent): Promise<readonly string[]> {
  switch (event.kind) {
    case 'begins': return event.accountIds;
    case 'pays': return pay(context, event);
    case 'paysAmount': return payAmount(context, event, event.amountMinor);
    case 'clears': return clear(context, event);
    case 'takesBack': return order(context, event.key, { kind: 'payment_return', accountId: event.accountId, paymentId: idOf(event.payment), reason: 'insufficient_funds', returnedOn: today(context) });
    case 'says': return say(context, event);
    case 'takesOffer': return order(context, event.key, { kind: 'accept_offer', accountId: event.accountId, arrangementId: event.arrangementId, settles: false });
    case 'bounces': return bounce(context, event);
    case 'comesBack': return order(context, event.key, { kind: 'letter_returned', accountId: event.accountId, touchId: event.touchId, returnedOn: today(context), returnCode: 'ANK' });
    case 'dials': return dial(context, event);
    case 'hangsUp': return hangUp(context, event);
    case 'answers': return answerTask(context, event);
    case 'settlesHold': return settleHold(context, event);
    default: return assertNever(event, 'event');
  }
}

function today({ now }: EventContext): string {
  return now.slice(0, 10);
}

/** A share of what is owed now; who owes nothing any more pays nothing. */
async function pay(context: EventContext, event: EventOf<'pays'>): Promise<readonly string[]> {
  const { balanceMinor, status } = await standingOf(context.database, event.accountId);
  const amountMinor = Math.round(balanceMinor * event.share);
  return status === 'closed' || amountMinor <= 0 ? [] : payAmount(context, event, amountMinor);
}

async function payAmount(context: EventContext, event: EventOf<'pays' | 'paysAmount'>, wantedMinor: number): Promise<readonly string[]> {
  const person = context.people.get(event.partyId);
  const { balanceMinor, currency } = await standingOf(context.database, event.accountId);
  const amountMinor = Math.min(wantedMinor, balanceMinor);
  if (amountMinor <= 0 || person === undefined) return [];
  const { accountId, partyId, key, atMs } = event;
  const { clearsAfterDays, returnedAfterDays } = drawPaymentWay(person.debtor, key);
  const occasion = `payment:${key}`;
  if (clearsAfterDays > 0) context.queue.add({ kind: 'clears', accountId, payment: occasion, amountMinor, partyId, key: `${key}:clears`, atMs: atMs + clearsAfterDays * DAY_MS });
  if (returnedAfterDays !== null) context.queue.add({ kind: 'takesBack', accountId, payment: occasion, partyId, key: `${key}:back`, atMs: atMs + (clearsAfterDays + returnedAfterDays) * DAY_MS });
  return order(context, occasion, { kind: 'payment', accountId, amountMinor, currency, paidOn: today(context), status: clearsAfterDays > 0 ? 'pending' : 'cleared' });
}

async function clear(context: EventContext, { accountId, payment, amountMinor }: EventOf<'clears'>): Promise<readonly string[]> {
  const { currency } = await standingOf(context.database, accountId);
  return order(context, payment, { kind: 'payment', accountId, amountMinor, currency, paidOn: today(context), status: 'cleared' });
}

const SAID_ON_THE_TELEPHONE: Readonly<Record<Meaning, DispositionCode>> = {
  promises: 'PP', asksForPlan: 'PL', disputes: 'DS', stops: 'SC', ceases: 'CE', hardship: 'CP', complains: 'CC', asks: 'NC', attorney: 'AT', bankruptcy: 'BK', deceased: 'DC', wrongNumber: 'WN',
};

/** A message goes by the sandbox, so that the provider knows of it too, and is read as any other; a call is logged by whoever answers it. */
async function say(context: EventContext, event: EventOf<'says'>): Promise<readonly string[]> {
  const { database, sandbox, now } = context;
  const { medium, meaning, address, key, partyId, accountId } = event;
  const person = context.people.get(partyId);
  if (person === undefined) return [];
  if (medium === 'call') return takeCall(context, event);
  const text = wordsOf(person.debtor, meaning, key);
  await sandbox.answer(medium === 'sms' ? { kind: 'sms', from: address, text } : { kind: 'email', from: address, subject: null, text });
  const stored = await storeInbound(database, {
    provider: 'sandbox', providerEventId: idOf(key), medium, fromAddress: address, subject: null, body: text, replyToTouchId: null, providerStopped: medium === 'sms' && text === 'STOP', now,
  });
  context.meanings.set(stored.inboundMessageId, { meaning, accountId });
  return stored.kind === 'stored' ? stored.accountIds : [];
}

async function takeCall(context: EventContext, { accountId, partyId, meaning, key }: EventOf<'says'>): Promise<readonly string[]> {
  const contactPointId = context.people.get(partyId)?.phones[0]?.contactPointId ?? null;
  const disposition = SAID_ON_THE_TELEPHONE[meaning];
  const news = await order(context, `${key}:call`, {
    kind: 'call_outcome', accountId, disposition, direction: 'inbound', contactPointId, identifiers: ['full_name', 'postal_address'], evidence: 'call of the person',
  });
  return [...news, ...await followUp(context, { accountId, partyId, meaning, key })];
}

async function bounce(context: EventContext, { touchId, provider, providerId, status, errorCode }: EventOf<'bounces'>): Promise<readonly string[]> {
  const { database, now } = context;
  const receipt = provider === 'twilio'
    ? parseSmsReceipt({ url: `http://sandbox/?touch=${touchId}`, params: { MessageSid: providerId, MessageStatus: status, ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }) } })
    : { providerId, touchId, status, rank: 4, outcome: { kind: 'failed', code: 'BOUNCED_5.1.1', final: true, addressDead: true, optedOut: false } as const };
  const answer = await acceptReceipt(database, { provider, ...receipt, now });
  return answer.kind === 'accepted' ? answer.accountIds : [];
}
