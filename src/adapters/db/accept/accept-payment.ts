/** Money in and back: the fact, its posting and its pending row in one transaction. */
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { minorUnitDigits } from '#core/money.ts';
import { paymentLines, reversedLines } from '#core/ledger/entry.ts';
import { isLocalDate } from '#core/local-time.ts';
import { lockId, type Database, type Transaction } from '../database.ts';
import { accountBalances, entryLines, postEntry } from '../ledger.ts';
import { loadPolicy } from '../decision/decide-step.ts';
import { insertWithRows, lockAccount, type Acceptance } from './accept-facts.ts';
import { acceptWholly } from './accept-once.ts';
import { dropStepTasks } from './drop-tasks.ts';
import { openTask } from './open-task.ts';

export type PaymentRequest = {
  readonly accountId: string;
  /** The payer's or provider's id of the payment: the same id is the same payment. */
  readonly paymentId: string;
  readonly status: 'pending' | 'cleared';
  readonly amountMinor: number;
  readonly currency: string;
  readonly paidOn: string;
  readonly debtId?: string;
  readonly source: string;
  readonly now: string;
};

export type PaymentAcceptance = Acceptance
  /** The money is kept and a person is asked where it belongs. */
  | { readonly kind: 'suspense'; readonly taskId: string; readonly reasons: readonly string[] };

/** Takes a payment. What fits no account, currency or debt goes to suspense, so that no money is lost or guessed. */
export function acceptPayment(database: Database, request: PaymentRequest): Promise<PaymentAcceptance> {
  const reasons = paymentReasons(request);
  if (reasons.length > 0) return Promise.resolve({ kind: 'refused', reasons });
  return acceptWholly(database, (transaction) => takePayment(transaction, request));
}

async function takePayment(transaction: Transaction, request: PaymentRequest): Promise<PaymentAcceptance> {
  await lockId(transaction, `payment:${request.paymentId}`);
  const suspended = await transaction.suspenseItem.findUnique({ where: { id: request.paymentId } });
  if (suspended !== null) return knownSuspense(transaction, request, suspended);
  const account = await transaction.account.findUnique({ where: { id: request.accountId }, select: { currency: true, debts: { select: { id: true } } } });
  if (account === null) return toSuspense(transaction, request, `There is no account ${request.accountId}.`, null);
  if (account.currency !== request.currency) return toSuspense(transaction, request, `The account is kept in ${account.currency}.`, request.accountId);
  if (request.debtId !== undefined && !account.debts.some((debt) => debt.id === request.debtId)) return toSuspense(transaction, request, `The account has no debt ${request.debtId}.`, request.accountId);
  return post(transaction, request);
}

async function post(transaction: Transaction, request: PaymentRequest): Promise<Acceptance> {
  await lockAccount(transaction, request.accountId);
  return request.status === 'pending' ? acceptPending(transaction, request) : acceptCleared(transaction, request);
}

function paymentReasons(request: PaymentRequest): readonly string[] {
  const reasons: string[] = [];
  if (!Number.isSafeInteger(request.amountMinor) || request.amountMinor <= 0) reasons.push('The amount must be a whole number of minor units above zero.');
  if (minorUnitDigits(request.currency) === null) reasons.push(`"${request.currency}" is not a known ISO 4217 currency.`);
  if (!isLocalDate(request.paidOn)) reasons.push(`"${request.paidOn}" is not a calendar date such as 2027-01-31.`);
  return reasons;
}

async function toSuspense(transaction: Transaction, request: PaymentRequest, reason: string, accountId: string | null): Promise<PaymentAcceptance> {
  const posted = await transaction.fact.findUnique({ where: { id: `payment:${request.paymentId}` }, select: { accountId: true } });
  if (posted !== null) return { kind: 'conflict', reasons: [`Payment ${request.paymentId} was posted before, to account ${posted.accountId}.`] };
  await transaction.suspenseItem.create({
    data: { id: request.paymentId, reference: request.accountId, amountMinor: BigInt(request.amountMinor), currency: request.currency, status: request.status, receivedAt: new Date(request.now), reason },
  });
  const taskId = `suspense:${request.paymentId}`;
  await openTask(transaction, { taskId, accountId, kind: 'suspense', subject: reason, script: request.paymentId, now: request.now, withinMs: PERSON_ANSWERS_WITHIN_MS });
  return { kind: 'suspense', taskId, reasons: [reason, 'The money is in suspense until a person says where it belongs.'] };
}

type Suspended = { readonly id: string; readonly reference: string; readonly amountMinor: bigint; readonly currency: string; readonly status: string; readonly reason: string; readonly resolvedAt: Date | null };

/**
 * Money in suspense leaves it by its task alone: posting it a second time by its own id would count it twice. That announced money has arrived is
 * noted while it waits, and posted where a person has put it.
 */
async function knownSuspense(transaction: Transaction, request: PaymentRequest, suspended: Suspended): Promise<PaymentAcceptance> {
  const { paymentId, amountMinor, currency, accountId } = request;
  const arrived = request.status === 'cleared' && suspended.status === 'pending';
  const placed = arrived ? await transaction.pendingPayment.findUnique({ where: { id: paymentId }, select: { accountId: true } }) : null;
  const same = [suspended.reference, placed?.accountId].includes(accountId) && Number(suspended.amountMinor) === amountMinor && suspended.currency === currency;
  if (!same) return { kind: 'conflict', reasons: [`Payment ${paymentId} came before for ${suspended.reference} and went to suspense; answer its task instead.`] };
  if (placed !== null) return post(transaction, { ...request, accountId: placed.accountId });
  if (arrived) await transaction.suspenseItem.update({ where: { id: paymentId }, data: { status: 'cleared' } });
  return { kind: 'suspense', taskId: `suspense:${paymentId}`, reasons: [suspended.reason, suspended.resolvedAt === null ? 'The money is in suspense until a person says where it belongs.' : 'A person has said by now where it belongs.'] };
}

export type SuspenseResolution = { readonly suspenseId: string; /** Null: the money was sent back. */ readonly accountId: string | null; readonly source: string; readonly now: string };

/** A person says where money in suspense belongs; what was only announced is waited for there. The caller holds the item's lock. Throws ACCOUNT_UNKNOWN. */
export async function resolveSuspense(transaction: Transaction, { suspenseId, accountId, source, now }: SuspenseResolution): Promise<Acceptance> {
  const item = await transaction.suspenseItem.findUnique({ where: { id: suspenseId } });
  if (item === null || item.resolvedAt !== null) return { kind: 'refused', reasons: ['That money is no longer in suspense.'] };
  await transaction.suspenseItem.update({ where: { id: suspenseId }, data: { resolvedAt: new Date(now) } });
  if (accountId === null) return { kind: 'accepted', seq: 0, accountIds: [] };
  const { currency } = await lockAccount(transaction, accountId);
  if (currency !== item.currency) return { kind: 'refused', reasons: [`The account is kept in ${currency}, the money is ${item.currency}.`] };
  return post(transaction, {
    accountId, paymentId: suspenseId, status: item.status === 'pending' ? 'pending' : 'cleared', amountMinor: Number(item.amountMinor), currency, paidOn: item.receivedAt.toISOString().slice(0, 10), source, now,
  });
}

async function acceptPending(transaction: Transaction, request: PaymentRequest): Promise<Acceptance> {
  const { paymentId, accountId, amountMinor, now, source } = request;
  const cleared = await transaction.fact.findUnique({ where: { id: `payment:${paymentId}` }, select: { seq: true, accountId: true } });
  // Notices come out of order: money that has arrived is not waited for any more.
  if (cleared !== null) return cleared.accountId === accountId ? { kind: 'duplicate', seq: cleared.seq } : { kind: 'conflict', reasons: [`Payment ${paymentId} was posted before to another account.`] };
  const accepted = await insertWithRows(transaction, {
    accountId, factId: `paymentPending:${paymentId}`, source, occurredAt: now, body: { kind: 'paymentPending', paymentId, amountMinor },
  }, request);
  if (accepted.kind === 'accepted') await transaction.pendingPayment.create({ data: { id: paymentId, accountId, amountMinor: BigInt(amountMinor), initiatedAt: new Date(now) } });
  return accepted;
}

async function acceptCleared(transaction: Transaction, request: PaymentRequest): Promise<Acceptance> {
  const factId = `payment:${request.paymentId}`;
  const before = await transaction.fact.findUnique({ where: { id: factId }, select: { seq: true, accountId: true, body: true } });
  if (before !== null) {
    const first = before.body as { readonly amountMinor?: number; readonly paidOn?: string };
    return before.accountId === request.accountId && first.amountMinor === request.amountMinor && first.paidOn === request.paidOn
      ? { kind: 'duplicate', seq: before.seq } : { kind: 'conflict', reasons: [`Payment ${request.paymentId} was posted before with another amount, day or account.`] };
  }
  const { debts, unappliedMinor } = await accountBalances(transaction, request.accountId);
  const lines = paymentLines(request.amountMinor, debts, request.debtId ?? null);
  const balanceMinor = debts.reduce((sum, debt) => sum + Object.values(debt.parts).reduce((total, part) => total + part, 0), 0) - unappliedMinor;
  const accepted = await insertWithRows(transaction, {
    accountId: request.accountId, factId, source: request.source, occurredAt: request.now,
    body: {
      kind: 'paymentReceived', paymentId: request.paymentId, amountMinor: request.amountMinor, paidOn: request.paidOn,
      reentersCadence: await reentersCadence(transaction, request, balanceMinor),
    },
  }, request);
  await postEntry(transaction, {
    kind: 'payment', sourceId: request.paymentId, accountId: request.accountId, currency: request.currency, postedAt: new Date(request.now), effectiveOn: request.paidOn, lines,
  });
  await transaction.pendingPayment.updateMany({ where: { id: request.paymentId, settledAt: null }, data: { settledAt: new Date(request.now) } });
  await tellOfReturn(transaction, request);
  if (request.amountMinor >= balanceMinor) await dropStepTasks(transaction, request, { result: 'paid', then: 'retry' });
  await tellOfHolder(transaction, request);
  return accepted;
}

/** Its return was told before it arrived: either it was sent again, or the notices came in the wrong order and the money is gone. Only a person can find out. */
async function tellOfReturn(transaction: Transaction, { accountId, paymentId, now }: PaymentRequest): Promise<void> {
  if (await transaction.fact.count({ where: { id: returnFactId(paymentId, false) } }) === 0) return;
  await openTask(transaction, { taskId: `returned-before:${paymentId}`, accountId, kind: 'alert', subject: 'payment_arrived_after_its_return', script: paymentId, now, withinMs: PERSON_ANSWERS_WITHIN_MS });
}

/** Whoever holds the account for us has to hear of money that was paid to us: his claim is smaller from this day on. */
async function tellOfHolder(transaction: Transaction, { accountId, paymentId, now }: PaymentRequest): Promise<void> {
  const placement = await transaction.placement.findFirst({ where: { accountId, direction: 'out', recallAcknowledgedAt: null }, select: { id: true }, orderBy: { placedAt: 'desc' } });
  if (placement === null) return;
  await openTask(transaction, { taskId: `placed-out-payment:${paymentId}`, accountId, kind: 'alert', subject: 'payment_while_placed_out', script: placement.id, now, withinMs: PERSON_ANSWERS_WITHIN_MS });
}

/** A large partial payment outside any agreement starts the cadence anew where the policy says so. */
async function reentersCadence(transaction: Transaction, request: PaymentRequest, balanceMinor: number): Promise<boolean> {
  if (request.amountMinor >= balanceMinor) return false;
  const agreed = await transaction.arrangement.count({ where: { accountId: request.accountId, status: { in: ['active', 'broken'] } } });
  const promised = await transaction.promise.count({ where: { accountId: request.accountId, status: 'open' } });
  if (agreed > 0 || promised > 0) return false;
  const policy = await loadPolicy(transaction, request.accountId);
  return policy.partialPayment.restart === 'by_age' && request.amountMinor * 100 >= balanceMinor * policy.partialPayment.restartFromPercent;
}

export type PaymentReturnRequest = { readonly accountId: string; readonly paymentId: string; readonly reason: string; readonly returnedOn: string; readonly source: string; readonly now: string };

/** What was announced and came back may be sent again, arrive, and come back once more. */
function returnFactId(paymentId: string, received: boolean): string {
  return received ? `paymentReturned:${paymentId}` : `paymentReturned:${paymentId}:announced`;
}

/** A returned or charged-back payment: the exact reversal, which reopens what the payment had closed. Throws ACCOUNT_UNKNOWN. */
export async function returnPayment(transaction: Transaction, request: PaymentReturnRequest): Promise<Acceptance> {
  const { accountId, paymentId, reason, returnedOn, source, now } = request;
  if (!isLocalDate(returnedOn)) return { kind: 'refused', reasons: [`"${returnedOn}" is not a calendar date such as 2027-01-31.`] };
  await lockId(transaction, `payment:${paymentId}`);
  const account = await lockAccount(transaction, accountId);
  const posted = await transaction.ledgerEntry.findUnique({ where: { kind_sourceId: { kind: 'payment', sourceId: paymentId } }, select: { accountId: true } });
  const pending = await transaction.pendingPayment.findUnique({ where: { id: paymentId } });
  if ((posted ?? pending)?.accountId !== accountId) return { kind: 'refused', reasons: [`The account has no payment ${paymentId}.`] };
  const lines = await entryLines(transaction, 'payment', paymentId) ?? [];
  const received = await transaction.fact.findUnique({ where: { id: `payment:${paymentId}` }, select: { seq: true } });
  // Money that never cleared was never posted: its return takes nothing back.
  const amountMinor = lines.find((line) => line.ledgerAccount === 'cash')?.amountMinor ?? 0;
  const accepted = await insertWithRows(transaction, {
    accountId, factId: returnFactId(paymentId, received !== null), source, occurredAt: now, body: { kind: 'paymentReturned', paymentId, amountMinor, reason, paymentSeq: received?.seq ?? null },
  }, request);
  if (accepted.kind !== 'accepted') return accepted;
  await transaction.pendingPayment.updateMany({ where: { id: paymentId, settledAt: null }, data: { settledAt: new Date(now) } });
  await postEntry(transaction, {
    kind: 'payment_return', sourceId: paymentId, accountId, currency: account.currency, postedAt: new Date(now), effectiveOn: returnedOn, lines: reversedLines(lines),
  });
  return accepted;
}
