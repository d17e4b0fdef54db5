/** The circumstances of a decision or a claim, read from the simulated rows as the database reads them. */
import { boundedCircumstances } from '#core/compliance/bounded-circumstances.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { totalDebts, type DebtView } from '#core/compliance/debt-totals.ts';
import { residualOf } from '#core/ledger/entry.ts';
import { DAY_MS, toInstant, toMillis } from '#core/local-time.ts';
import { accountOf, balancesOf, type AccountRow, type Book, type HoldRow } from './simulated-book.ts';

/** The longest window that a rule counts over, with a day to spare for zones. */
const LOOK_BACK_DAYS = 9;

/** As of an instant, with the number or address that the question is about; null: none is chosen yet. */
export function simulatedCircumstances(book: Book, accountId: string, nowMs: number, contactPointId: string | null): Circumstances {
  return boundedCircumstances(everythingOf(book, accountId, nowMs), nowMs, contactPointId);
}

function everythingOf(book: Book, accountId: string, nowMs: number): Circumstances {
  const account = accountOf(book, accountId);
  const { contactPoints: _points, ...person } = book.person;
  const since = toInstant(nowMs - LOOK_BACK_DAYS * DAY_MS);
  const open = book.touches.find((touch) => touch.accountId === accountId && touch.status === 'claimed');
  return {
    mode: book.mode, role: account.role, smsProvider: 'twilio',
    account: {
      accountId, currency: account.currency, ...moneyOf(book, account), pendingMinor: pendingOf(book, accountId),
      risk: account.risk, autopay: account.autopay, keyAccount: account.keyAccount, insured: account.insured,
    },
    contract: account.contract, person, contactPoints: book.contactPoints.map((point) => ({ ...point })),
    holds: book.holds.filter((hold) => !hold.lifted && reaches(hold, account)).map(({ lifted: _lifted, accountId: _accountId, ...view }) => view),
    stops: book.stops.filter((stop) => !stop.lifted).map(({ lifted: _lifted, ...view }) => view),
    touches: book.touches.filter((touch) => touch.status !== 'failed' && touch.claimedAt >= since)
      .map((touch) => ({ own: touch.accountId === accountId, purpose: touch.purpose, at: touch.claimedAt })),
    calls: book.calls.filter((call) => call.at >= since).map(({ accountIds, at, counted, conversation }) => ({ own: accountIds.includes(accountId), at, counted, conversation })),
    packet: packetOf(book, accountId, nowMs),
    unclassifiedInbound: book.unreadMessageIds.size,
    openTouch: open === undefined ? null : {
      touchId: open.touchId, claimedAt: open.claimedAt, stepId: open.reference.stepId, cycle: open.reference.cycle, attemptNo: open.reference.attemptNo, medium: open.channel,
    },
    tzdbVersion: 'simulated',
  };
}

function moneyOf(book: Book, account: AccountRow) {
  const { debts: balances, unappliedMinor } = balancesOf(book, account.accountId);
  const debts = balances.filter((balance) => residualOf(balance) > 0).map((balance): DebtView => {
    const debt = account.debts.find(({ debtId }) => debtId === balance.debtId);
    return {
      debtId: balance.debtId, residualMinor: residualOf(balance), dueOn: balance.dueOn, disputed: balance.disputed,
      limitation: debt?.limitation ?? 'unknown', missingValidationFields: debt?.missingValidationFields ?? [],
    };
  });
  const residualMinor = balances.reduce((total, balance) => total + residualOf(balance), 0);
  return { ...totalDebts(debts, unappliedMinor), balanceMinor: residualMinor - unappliedMinor };
}

function pendingOf(book: Book, accountId: string): number {
  return [...book.pending.values()].filter((payment) => payment.accountId === accountId).reduce((sum, payment) => sum + payment.amountMinor, 0);
}

function reaches(hold: HoldRow, account: AccountRow): boolean {
  if (hold.debtId !== undefined) return account.debts.some((debt) => debt.debtId === hold.debtId);
  return hold.accountId === null || hold.accountId === account.accountId;
}

function packetOf(book: Book, accountId: string, nowMs: number): Circumstances['packet'] {
  return [...book.accounts.values()].toSorted((left, right) => (left.accountId < right.accountId ? -1 : 1)).flatMap((other) => {
    const { next } = other;
    if (other.accountId === accountId || other.status !== 'open' || next?.nextChaseAt == null || toMillis(next.nextChaseAt) < nowMs - DAY_MS) return [];
    return [{ accountId: other.accountId, stageRank: next.stageRank, oldestDueOn: next.oldestDueOn, nextChaseAt: next.nextChaseAt }];
  });
}
