/** Money in and back: the fact, its posting and its pending row in one transaction. */
import { minorUnitDigits } from '#core/money.ts';
import { paymentLines, reversedLines } from '#core/ledger/entry.ts';
import { isLocalDate } from '#core/local-time.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';
import { accountBalances, entryLines, postEntry } from '../ledger.ts';
import { loadPolicy } from '../decision/decide-step.ts';
import { insertWithRows, lockAccount, type Acceptance } from './accept-facts.ts';

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

/** Takes a payment. Unknown accounts go to suspense, so that no money is lost; a wrong currency or amount is refused with reasons. */
export async function acceptPayment(database: Database, request: PaymentRequest): Promise<Acceptance> {
  const reasons = paymentReasons(request);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return inTransaction(database, async (transaction) => {
    const account = await transaction.account.findUnique({ where: { id: request.accountId }, select: { currency: true } });
    if (account === null) return toSuspense(transaction, request, `There is no account ${request.accountId}.`);
    await lockAccount(transaction, request.accountId);
    if (account.currency !== request.currency) return toSuspense(transaction, request, `The account is kept in ${account.currency}.`);
    return request.status === 'pending' ? acceptPending(transaction, request) : acceptCleared(transaction, request);
  });
}

function paymentReasons(request: PaymentRequest): readonly string[] {
  const reasons: string[] = [];
  if (!Number.isSafeInteger(request.amountMinor) || request.amountMinor <= 0) reasons.push('The amount must be a whole number of minor units above zero.');
  if (minorUnitDigits(request.currency) === null) reasons.push(`"${request.currency}" is not a known ISO 4217 currency.`);
  if (!isLocalDate(request.paidOn)) reasons.push(`"${request.paidOn}" is not a calendar date such as 2027-01-31.`);
  return reasons;
}

/** The money is kept and a person is asked; the answer is a refusal to post, not to take. */
async function toSuspense(transaction: Transaction, request: PaymentRequest, reason: string): Promise<Acceptance> {
  await transaction.suspenseItem.upsert({
    where: { id: request.paymentId }, update: {},
    create: { id: request.paymentId, reference: request.accountId, amountMinor: BigInt(request.amountMinor), currency: request.currency, receivedAt: new Date(request.now), reason },
  });
  return { kind: 'refused', reasons: [reason, 'The money is in suspense until a person says where it belongs.'] };
}

async function acceptPending(transaction: Transaction, request: PaymentRequest): Promise<Acceptance> {
  const accepted = await insertWithRows(transaction, {
    accountId: request.accountId, factId: `paymentPending:${request.paymentId}`, source: request.source, occurredAt: request.now,
    body: { kind: 'paymentPending', paymentId: request.paymentId, amountMinor: request.amountMinor },
  }, request);
  if (accepted.kind === 'accepted') {
    await transaction.pendingPayment.create({ data: { id: request.paymentId, accountId: request.accountId, amountMinor: BigInt(request.amountMinor), initiatedAt: new Date(request.now) } });
  }
  return accepted;
}

async function acceptCleared(transaction: Transaction, request: PaymentRequest): Promise<Acceptance> {
  const factId = `payment:${request.paymentId}`;
  const before = await transaction.fact.findUnique({ where: { id: factId }, select: { seq: true, accountId: true, body: true } });
  if (before !== null) {
    const first = before.body as { amountMinor?: number };
    return before.accountId === request.accountId && first.amountMinor === request.amountMinor
      ? { kind: 'duplicate', seq: before.seq } : { kind: 'conflict', reasons: [`Payment ${request.paymentId} was posted before with another amount or account.`] };
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
  return accepted;
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

/** A returned or charged-back payment: the exact reversal, which reopens what the payment had closed. */
export function acceptPaymentReturn(database: Database, request: PaymentReturnRequest): Promise<Acceptance> {
  return inTransaction(database, async (transaction) => {
    const account = await lockAccount(transaction, request.accountId);
    const lines = await entryLines(transaction, 'payment', request.paymentId);
    if (lines === null) return { kind: 'refused', reasons: [`No posted payment ${request.paymentId} is known.`] } as const;
    const amountMinor = lines.find((line) => line.ledgerAccount === 'cash')?.amountMinor ?? 0;
    const accepted = await insertWithRows(transaction, {
      accountId: request.accountId, factId: `paymentReturned:${request.paymentId}`, source: request.source, occurredAt: request.now,
      body: { kind: 'paymentReturned', paymentId: request.paymentId, amountMinor, reason: request.reason },
    }, request);
    if (accepted.kind === 'accepted') {
      await postEntry(transaction, {
        kind: 'payment_return', sourceId: request.paymentId, accountId: request.accountId, currency: account.currency, postedAt: new Date(request.now),
        effectiveOn: request.returnedOn, lines: reversedLines(lines),
      });
    }
    return accepted;
  });
}
