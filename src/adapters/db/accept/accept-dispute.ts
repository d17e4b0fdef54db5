/** Disputes: a hold on each debt in question and one fact; the rest of the account goes on. 15 USC 1692g(b); 12 CFR 1006.38(d). */
import { residualOf } from '#core/ledger/entry.ts';
import type { Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import { insertWithRows, lockAccount, type Acceptance } from './accept-facts.ts';
import { holdRow } from './accept-hold.ts';

/** Holds that say that a debt is in question; each takes it out of the chase and out of the allocation of payments. */
export const DISPUTE_CODES = ['dispute', 'query', 'identity_theft'] as const;
export type DisputeCode = (typeof DISPUTE_CODES)[number];

export type DisputeRequest = {
  readonly disputeId: string;
  readonly code: DisputeCode;
  readonly accountId: string;
  /** Null: everything that is owed on the account. */
  readonly debtId: string | null;
  readonly evidence: string;
  readonly source: string;
  readonly now: string;
};

/** Raises a dispute. Throws ACCOUNT_UNKNOWN. */
export async function raiseDispute(transaction: Transaction, request: DisputeRequest): Promise<Acceptance> {
  const { disputeId, accountId, debtId, code } = request;
  const { partyId } = await lockAccount(transaction, accountId);
  const disputed = debtId === null ? await owedDebtIds(transaction, accountId) : (await transaction.debt.findMany({ where: { id: debtId, accountId }, select: { id: true } })).map((debt) => debt.id);
  const [first] = disputed;
  if (first === undefined) return { kind: 'refused', reasons: [debtId === null ? 'Nothing is owed on the account that could be disputed.' : `The account has no debt ${debtId}.`] };
  await transaction.hold.createMany({
    data: disputed.map((each) => holdRow({ holdId: disputeHoldId(disputeId, each), code, partyId, accountId: null, debtId: each, evidence: request.evidence, source: request.source, now: request.now })),
  });
  return insertWithRows(transaction, {
    accountId, factId: `disputeRaised:${disputeId}`, source: request.source, occurredAt: request.now,
    body: { kind: 'disputeRaised', disputeId, debtId, holdId: disputeHoldId(disputeId, first) },
  }, request);
}

async function owedDebtIds(transaction: Transaction, accountId: string): Promise<readonly string[]> {
  const { debts } = await accountBalances(transaction, accountId);
  return debts.filter((debt) => residualOf(debt) > 0).map((debt) => debt.debtId);
}

export type ResolutionRequest = {
  readonly disputeId: string;
  readonly accountId: string;
  readonly resolution: 'upheld' | 'rejected' | 'partly';
  readonly source: string;
  readonly now: string;
};

/** Resolves a dispute: its holds are lifted; what it changes about the debt is an adjustment of its own. Throws ACCOUNT_UNKNOWN. */
export async function resolveDispute(transaction: Transaction, request: ResolutionRequest): Promise<Acceptance> {
  const { disputeId, accountId, resolution, source, now } = request;
  await lockAccount(transaction, accountId);
  const raised = await transaction.fact.findUnique({ where: { id: `disputeRaised:${disputeId}` }, select: { accountId: true } });
  if (raised?.accountId !== accountId) return { kind: 'refused', reasons: [`The account has no dispute ${disputeId}.`] };
  const debts = await transaction.debt.findMany({ where: { accountId }, select: { id: true } });
  const lifted = await transaction.hold.updateMany({
    where: { id: { in: debts.map((debt) => disputeHoldId(disputeId, debt.id)) }, liftedAt: null }, data: { liftedAt: new Date(now), liftedBy: source },
  });
  if (lifted.count === 0) return { kind: 'refused', reasons: ['The dispute was resolved before.'] };
  return insertWithRows(transaction, { accountId, factId: `disputeResolved:${disputeId}`, source, occurredAt: now, body: { kind: 'disputeResolved', disputeId, resolution } }, request);
}

function disputeHoldId(disputeId: string, debtId: string): string {
  return `${disputeId}:${debtId}`;
}
