/** One account as it stands: what is owed, what happens next and why, what holds it, what is agreed, what waits for whom. */
import type { Step, StepReason } from '#core/account/step.ts';
import { residualOf, type DebtBalance } from '#core/ledger/entry.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import { findAccountId, type AccountName } from './find-account.ts';

export type AccountStatus = Awaited<ReturnType<typeof accountStatus>>;

const LAST_TOUCHES = 10;

/** The status of an account. Throws ACCOUNT_UNKNOWN. */
export async function accountStatus(database: Database, name: AccountName) {
  const accountId = await findAccountId(database, name);
  return inTransaction(database, async (transaction) => {
    const { account, party, creditor, contract, cadence, debts: rows, next } = await loadAccount(transaction, accountId);
    const { debts, unappliedMinor } = await accountBalances(transaction, accountId);
    const pending = await transaction.pendingPayment.aggregate({ where: { accountId, settledAt: null }, _sum: { amountMinor: true } });
    const owedMinor = debts.reduce((sum, debt) => sum + residualOf(debt), 0);
    return {
      accountId, reference: account.reference, status: account.status, outcome: account.outcome, currency: account.currency, legalEnabled: contract.legalEnabled,
      creditor: { creditorId: account.creditorId, name: creditor.name, contractVersion: account.contractVersion, role: contract.role },
      debtor: { partyId: account.partyId, kind: party.kind, fullName: party.fullName, language: party.language },
      cadence: { hash: account.cadenceHash, name: cadence.name, version: cadence.version },
      stage: next?.stage ?? null, balanceMinor: owedMinor - unappliedMinor, unappliedMinor, pendingMinor: Number(pending._sum.amountMinor ?? 0n),
      debts: debts.map((debt) => debtStatus(debt, rows)), next: next === null ? null : nextStep(next),
      ...await holdsAndTasks(transaction, accountId, account.partyId, rows.map((debt) => debt.id)),
      ...await agreements(transaction, accountId),
      lastTouches: await lastTouches(transaction, accountId), numbersAndAddresses: await contactPoints(transaction, account.partyId),
    };
  });
}

/** One after the other: a transaction has one connection. */
async function loadAccount(transaction: Transaction, accountId: string) {
  const account = await transaction.account.findUniqueOrThrow({ where: { id: accountId } });
  const { creditorId, contractVersion: version } = account;
  return {
    account,
    party: await transaction.party.findUniqueOrThrow({ where: { id: account.partyId } }),
    creditor: await transaction.creditor.findUniqueOrThrow({ where: { id: creditorId } }),
    contract: await transaction.creditorContract.findUniqueOrThrow({ where: { creditorId_version: { creditorId, version } } }),
    cadence: await transaction.cadenceVersion.findUniqueOrThrow({ where: { hash: account.cadenceHash }, select: { name: true, version: true } }),
    debts: await transaction.debt.findMany({ where: { accountId } }),
    next: await transaction.accountNext.findUnique({ where: { accountId } }),
  };
}

type DebtRow = { readonly id: string; readonly reference: string; readonly product: string; readonly missingFields: string };

function debtStatus(debt: DebtBalance, rows: readonly DebtRow[]) {
  const row = rows.find((candidate) => candidate.id === debt.debtId);
  return {
    debtId: debt.debtId, reference: row?.reference ?? debt.debtId, product: row?.product ?? null, dueOn: debt.dueOn, disputed: debt.disputed, residualMinor: residualOf(debt),
    parts: debt.parts, missingFields: (row?.missingFields ?? '').split(' ').filter((field) => field !== ''),
  };
}

/** What the run decided last; facts that it has not taken in yet are told by the cursor. */
function nextStep(next: { readonly step: unknown; readonly nextActionAt: Date | null; readonly decidedAt: Date; readonly decisionNo: number; readonly cursor: number }) {
  const step = next.step as Step;
  const reasons: readonly StepReason[] = step.reasons;
  return { kind: step.kind, act: step.kind === 'act' ? step.act : null, at: next.nextActionAt?.toISOString() ?? null, reasons, decidedAt: next.decidedAt.toISOString(), decisionNo: next.decisionNo, cursor: next.cursor };
}

async function holdsAndTasks(transaction: Transaction, accountId: string, partyId: string, debtIds: readonly string[]) {
  const holds = await transaction.hold.findMany({
    where: { partyId, liftedAt: null, OR: [{ accountId: null, debtId: null }, { accountId }, { debtId: { in: [...debtIds] } }] }, orderBy: [{ placedAt: 'asc' }, { id: 'asc' }],
  });
  const tasks = await transaction.task.findMany({ where: { accountId, status: 'open' }, orderBy: [{ notAfter: 'asc' }, { id: 'asc' }] });
  return {
    holds: holds.map((hold) => ({
      holdId: hold.id, code: hold.code, scope: hold.scope, debtId: hold.debtId, contactPointId: hold.contactPointId, medium: hold.medium, placedAt: hold.placedAt.toISOString(), placedBy: hold.placedBy,
      owner: hold.owner, reviewOn: hold.reviewOn, expiresOn: hold.expiresOn, evidence: hold.evidence,
    })),
    openTasks: tasks.map((task) => ({ taskId: task.id, kind: task.kind, subject: task.subject, script: task.script, openedAt: task.openedAt.toISOString(), notAfter: task.notAfter.toISOString(), claimedBy: task.claimedBy })),
  };
}

async function agreements(transaction: Transaction, accountId: string) {
  const promise = await transaction.promise.findFirst({ where: { accountId, status: 'open' }, orderBy: { madeAt: 'desc' } });
  const arrangement = await transaction.arrangement.findFirst({ where: { accountId, status: { in: ['proposed', 'active', 'broken'] } }, orderBy: { createdAt: 'desc' }, include: { instalments: { orderBy: { instalmentNo: 'asc' } } } });
  const promises = await transaction.promise.groupBy({ by: ['status'], where: { accountId }, _count: true });
  return {
    promise: promise === null ? null : { promiseId: promise.id, amountMinor: Number(promise.amountMinor), promisedOn: promise.promisedOn, method: promise.method, takenBy: promise.takenBy },
    promisesKept: promises.find((row) => row.status === 'kept')?._count ?? 0, promisesBroken: promises.find((row) => row.status === 'broken')?._count ?? 0,
    arrangement: arrangement === null ? null : {
      arrangementId: arrangement.id, kind: arrangement.kind, status: arrangement.status, totalMinor: Number(arrangement.totalMinor), proposedBy: arrangement.proposedBy, expiresOn: arrangement.expiresOn,
      instalments: arrangement.instalments.map(({ instalmentNo, dueOn, amountMinor }) => ({ instalmentNo, dueOn, amountMinor: Number(amountMinor) })),
    },
  };
}

async function lastTouches(transaction: Transaction, accountId: string) {
  const touches = await transaction.touch.findMany({ where: { accountId }, orderBy: [{ claimedAt: 'desc' }, { id: 'desc' }], take: LAST_TOUCHES });
  return touches.map((touch) => ({
    touchId: touch.id, stepId: touch.stepId, cycle: touch.cycle, attemptNo: touch.attemptNo, channel: touch.channel, template: touch.template, status: touch.status, balanceMinor: Number(touch.balanceMinor),
    claimedAt: touch.claimedAt.toISOString(), receiptStatus: touch.receiptStatus, failureCode: touch.failureCode, decisionId: touch.decisionId,
  }));
}

async function contactPoints(transaction: Transaction, partyId: string) {
  const links = await transaction.partyContactPoint.findMany({ where: { partyId }, include: { contactPoint: true }, orderBy: [{ rank: 'asc' }, { contactPointId: 'asc' }] });
  return links.map((link) => ({ contactPointId: link.contactPointId, kind: link.contactPoint.kind, value: link.contactPoint.value, place: link.place, status: link.status, statusReason: link.statusReason }));
}
