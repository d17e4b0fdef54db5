/** Stops: a hold row on the person, account, debt, address or medium, and a fact on every account that it touches, at one instant. */
import { HOLD_CATALOGUE, isHoldCode, type HoldRule } from '#core/compliance/hold-catalogue.ts';
import { addDays, isLocalDate } from '#core/local-time.ts';
import { inTransaction, lockPerson, type Database, type Transaction } from '../database.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';

export type HoldRequest = {
  readonly holdId: string;
  readonly code: string;
  /** Any account of the person; the hold reaches as far as its code says, or as the narrower ids say. */
  readonly accountId: string;
  readonly debtId?: string;
  readonly contactPointId?: string;
  readonly medium?: string;
  readonly evidence: string;
  readonly reviewOn?: string;
  readonly expiresOn?: string;
  readonly owner?: string;
  readonly source: string;
  readonly now: string;
};

/** Accepts a stop. From the commit on nothing that it forbids goes out: every claim reads the row under the same lock. */
export async function acceptHold(database: Database, request: HoldRequest): Promise<Acceptance> {
  if (!isHoldCode(request.code)) return { kind: 'refused', reasons: [`"${request.code}" is not in the hold catalogue: ${Object.keys(HOLD_CATALOGUE).join(', ')}.`] };
  const rule: HoldRule = HOLD_CATALOGUE[request.code];
  const reasons = holdReasons(request, rule);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return inTransaction(database, (transaction) => placeHold(transaction, request, rule));
}

function holdReasons(request: HoldRequest, rule: HoldRule): readonly string[] {
  const reasons: string[] = [];
  for (const date of [request.reviewOn, request.expiresOn]) if (date !== undefined && !isLocalDate(date)) reasons.push(`"${date}" is not a calendar date such as 2027-01-31.`);
  if (rule.scope === 'contact_point' && request.contactPointId === undefined) reasons.push(`A hold ${request.code} names the number or address it is about.`);
  if (rule.scope === 'medium' && request.medium === undefined) reasons.push(`A hold ${request.code} names the medium it is about.`);
  if (rule.scope === 'debt' && request.debtId === undefined) reasons.push(`A hold ${request.code} names the debt it is about.`);
  return reasons;
}

/** Places the hold and its facts inside a running transaction. */
export async function placeHold(transaction: Transaction, request: HoldRequest, rule: HoldRule): Promise<Acceptance> {
  const account = await transaction.account.findUnique({ where: { id: request.accountId }, select: { partyId: true, debts: { select: { id: true } } } });
  if (account === null) return { kind: 'refused', reasons: [`There is no account ${request.accountId}.`] };
  if (request.debtId !== undefined && !account.debts.some((debt) => debt.id === request.debtId)) return { kind: 'refused', reasons: [`The account has no debt ${request.debtId}.`] };
  await lockPerson(transaction, account.partyId);
  const known = await transaction.hold.findUnique({ where: { id: request.holdId } });
  if (known !== null) return known.code === request.code ? { kind: 'duplicate', seq: 0 } : { kind: 'conflict', reasons: [`Hold ${request.holdId} exists with code ${known.code}.`] };
  const today = request.now.slice(0, 10);
  await transaction.hold.create({
    data: {
      id: request.holdId, code: request.code, scope: rule.scope, partyId: account.partyId, effects: rule.effects.join(' '),
      accountId: rule.scope === 'account' ? request.accountId : null, debtId: rule.scope === 'debt' ? request.debtId ?? null : null,
      contactPointId: rule.scope === 'contact_point' ? request.contactPointId ?? null : null, medium: rule.scope === 'medium' ? request.medium ?? null : null,
      placedAt: new Date(request.now), placedBy: request.source, owner: request.owner ?? 'supervisors', evidence: request.evidence,
      reviewOn: request.reviewOn ?? addDays(today, rule.defaultReviewDays), expiresOn: request.expiresOn ?? null,
    },
  });
  return tellAccounts(transaction, { kind: 'holdPlaced', holdId: request.holdId, code: request.code }, account.partyId, rule.scope === 'account' || rule.scope === 'debt' ? request.accountId : null, request);
}

export type LiftRequest = { readonly holdId: string; readonly source: string; readonly now: string };

/** Lifts a hold; the rows stay, with who lifted them and when. */
export function liftHold(database: Database, request: LiftRequest): Promise<Acceptance> {
  return inTransaction(database, async (transaction) => {
    const hold = await transaction.hold.findUnique({ where: { id: request.holdId } });
    if (hold === null) return { kind: 'refused', reasons: [`There is no hold ${request.holdId}.`] } as const;
    await lockPerson(transaction, hold.partyId);
    if (hold.liftedAt !== null) return { kind: 'duplicate', seq: 0 } as const;
    await transaction.hold.update({ where: { id: hold.id }, data: { liftedAt: new Date(request.now), liftedBy: request.source } });
    const debt = hold.debtId === null ? null : await transaction.debt.findUnique({ where: { id: hold.debtId }, select: { accountId: true } });
    return tellAccounts(transaction, { kind: 'holdLifted', holdId: hold.id, code: hold.code }, hold.partyId, hold.accountId ?? debt?.accountId ?? null, request);
  });
}

/** One fact per account reached, so that each history holds the event and each run is woken. */
async function tellAccounts(
  transaction: Transaction, body: { readonly kind: 'holdPlaced' | 'holdLifted'; readonly holdId: string; readonly code: string },
  partyId: string, onlyAccountId: string | null, request: { readonly source: string; readonly now: string },
): Promise<Acceptance> {
  const accounts = await transaction.account.findMany({ where: { partyId, ...(onlyAccountId === null ? {} : { id: onlyAccountId }) }, select: { id: true }, orderBy: { id: 'asc' } });
  let seq = 0;
  for (const account of accounts) {
    const accepted = await insertWithRows(transaction, { accountId: account.id, factId: `${body.kind}:${body.holdId}:${account.id}`, body, source: request.source, occurredAt: request.now }, request);
    if (accepted.kind === 'accepted') seq = Math.max(seq, accepted.seq);
  }
  return { kind: 'accepted', seq, accountIds: accounts.map((account) => account.id) };
}
