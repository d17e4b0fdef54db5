/** Stops: a hold row on the person, account, debt, address or medium, and a fact on every account that it touches, at one instant. */
import { HOLD_CATALOGUE, isHoldCode, type HoldCode, type HoldRule } from '#core/compliance/hold-catalogue.ts';
import { addDays, isLocalDate } from '#core/local-time.ts';
import { DunwellError } from '#contracts/failures.ts';
import { lockPersons, type Database, type Transaction } from '../database.ts';
import { insertWithRows, type Acceptance } from './accept-facts.ts';
import { acceptWholly, allAccepted } from './accept-once.ts';

export type HoldRequest = {
  readonly holdId: string;
  readonly code: string;
  /** Any account of the person; the hold reaches as far as its code says, or as the narrower ids say. */
  readonly accountId: string;
  readonly contactPointId?: string;
  readonly medium?: string;
  readonly evidence: string;
  readonly reviewOn?: string;
  readonly expiresOn?: string;
  readonly owner?: string;
  readonly source: string;
  readonly now: string;
};

/** Accepts a stop. From the commit on nothing that it forbids goes out: every claim reads the row under the same lock. Throws ACCOUNT_UNKNOWN. */
export function acceptHold(database: Database, request: HoldRequest): Promise<Acceptance> {
  return acceptWholly(database, (transaction) => placeHold(transaction, request));
}

/** Places the hold and its facts inside a running transaction. Throws ACCOUNT_UNKNOWN. */
export async function placeHold(transaction: Transaction, request: HoldRequest): Promise<Acceptance> {
  const { code, accountId, ...rest } = request;
  if (!isHoldCode(code)) return { kind: 'refused', reasons: [`"${code}" is not in the hold catalogue: ${Object.keys(HOLD_CATALOGUE).join(', ')}.`] };
  const account = await transaction.account.findUnique({ where: { id: accountId }, select: { partyId: true } });
  if (account === null) throw new DunwellError('ACCOUNT_UNKNOWN', `There is no account ${accountId}.`);
  const { scope }: HoldRule = HOLD_CATALOGUE[code];
  // A dispute without its fact would silence a debt and be forgotten by the account's history.
  if (scope === 'debt') return { kind: 'refused', reasons: ['A dispute or query is raised by its own act, so that it is answered as one.'] };
  const reasons = holdReasons(request, scope);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return placePersonHold(transaction, { ...rest, code, partyId: account.partyId, accountId: scope === 'account' ? accountId : null });
}

/** What a person or the law said stands until it is taken back: 12 CFR 1006.6(b)(2), (c) and 1006.14(h); 11 USC 362. The database refuses an end of these, and of disputes and queries. */
const ENDS_BY_LIFTING: readonly string[] = ['cease', 'attorney', 'bankruptcy', 'deceased', 'opt_out', 'medium_refused'];

function holdReasons(request: HoldRequest, scope: HoldRule['scope']): string[] {
  const reasons: string[] = [];
  for (const date of [request.reviewOn, request.expiresOn]) {
    if (date === undefined) continue;
    if (!isLocalDate(date)) reasons.push(`"${date}" is not a calendar date such as 2027-01-31.`);
    else if (date < request.now.slice(0, 10)) reasons.push(`${date} lies in the past.`);
  }
  if (request.expiresOn !== undefined && ENDS_BY_LIFTING.includes(request.code)) reasons.push(`A hold ${request.code} does not end by itself: somebody has to lift it.`);
  if (scope === 'contact_point' && request.contactPointId === undefined) reasons.push(`A hold ${request.code} names the number or address it is about.`);
  if (scope === 'medium' && !['sms', 'email', 'letter', 'call'].includes(request.medium ?? '')) reasons.push(`A hold ${request.code} names the medium it is about: sms, email, letter or call.`);
  return reasons;
}

export type PersonHold = Omit<HoldRequest, 'accountId' | 'code'> & {
  readonly code: HoldCode;
  readonly partyId: string;
  /** The account of a hold on an account; null for holds that reach further, or a debt alone. */
  readonly accountId: string | null;
};

/** Places a hold on a person found by whatever way; its accounts are told. */
export async function placePersonHold(transaction: Transaction, hold: PersonHold): Promise<Acceptance> {
  const partyIds = await partiesReached(transaction, hold);
  await lockPersons(transaction, partyIds);
  const linked = hold.contactPointId === undefined ? 1 : await transaction.partyContactPoint.count({ where: { partyId: hold.partyId, contactPointId: hold.contactPointId } });
  if (linked === 0) return { kind: 'refused', reasons: [`The person has no number or address ${hold.contactPointId}.`] };
  const known = await transaction.hold.findUnique({ where: { id: hold.holdId } });
  if (known !== null) return knownHold(transaction, hold, known);
  await transaction.hold.create({ data: holdRow(hold) });
  return tellAccounts(transaction, { kind: 'holdPlaced', holdId: hold.holdId, code: hold.code }, partyIds, hold.accountId, hold);
}

/** An opt-out acts on the number or address for everybody who uses it: 12 CFR 1006.14(h)(1), comment 14(h)(1)-3.ii. */
export async function partiesReached(transaction: Transaction, hold: { readonly code: string; readonly partyId: string; readonly contactPointId?: string | null }): Promise<readonly string[]> {
  if (hold.code !== 'opt_out' || hold.contactPointId === undefined || hold.contactPointId === null) return [hold.partyId];
  const links = await transaction.partyContactPoint.findMany({ where: { contactPointId: hold.contactPointId }, select: { partyId: true } });
  return [...new Set([hold.partyId, ...links.map((link) => link.partyId)])].sort();
}

type HoldIdentity = { readonly code: string; readonly partyId: string; readonly contactPointId: string | null; readonly medium: string | null; readonly evidence: string };

async function knownHold(transaction: Transaction, hold: PersonHold, known: HoldIdentity): Promise<Acceptance> {
  const { scope } = HOLD_CATALOGUE[hold.code];
  const same = known.code === hold.code && known.partyId === hold.partyId && known.evidence === hold.evidence
    && known.contactPointId === (scope === 'contact_point' ? hold.contactPointId ?? null : null) && known.medium === (scope === 'medium' ? hold.medium ?? null : null);
  if (!same) return { kind: 'conflict', reasons: [`The id ${hold.holdId} was used before for another hold (${known.code}).`] };
  const fact = await transaction.fact.findFirst({ where: { account: { partyId: hold.partyId }, kind: 'holdPlaced', body: { path: ['holdId'], equals: hold.holdId } }, select: { seq: true } });
  return { kind: 'duplicate', seq: fact?.seq ?? 0 };
}

/** The row alone, on one debt where that is what it is about. Whoever inserts it holds the person's lock and tells the accounts. */
export function holdRow({ debtId = null, ...hold }: PersonHold & { readonly debtId?: string | null }) {
  const rule: HoldRule = HOLD_CATALOGUE[hold.code];
  return {
    id: hold.holdId, code: hold.code, scope: rule.scope, partyId: hold.partyId, effects: rule.effects.join(' '), accountId: rule.scope === 'account' ? hold.accountId : null, debtId,
    contactPointId: rule.scope === 'contact_point' ? hold.contactPointId ?? null : null, medium: rule.scope === 'medium' ? hold.medium ?? null : null,
    placedAt: new Date(hold.now), placedBy: hold.source, owner: hold.owner ?? 'supervisors', evidence: hold.evidence,
    reviewOn: hold.reviewOn ?? addDays(hold.now.slice(0, 10), rule.defaultReviewDays), expiresOn: hold.expiresOn ?? null,
  };
}

export type LiftRequest = { readonly holdId: string; readonly accountId: string; readonly evidence: string; readonly source: string; readonly now: string };

/** Lifts a hold of the account's person; the row stays, with who lifted it, when, and on what evidence. */
export async function liftHold(transaction: Transaction, request: LiftRequest): Promise<Acceptance> {
  const hold = await transaction.hold.findUnique({ where: { id: request.holdId } });
  const account = await transaction.account.findUnique({ where: { id: request.accountId }, select: { partyId: true } });
  if (hold === null || hold.partyId !== account?.partyId) return { kind: 'refused', reasons: [`The person of this account has no hold ${request.holdId}.`] };
  const partyIds = await partiesReached(transaction, hold);
  await lockPersons(transaction, partyIds);
  if (hold.debtId !== null) return { kind: 'refused', reasons: ['A dispute or query is resolved, not lifted: say how it was resolved.'] };
  const lifted = await transaction.hold.updateMany({ where: { id: hold.id, liftedAt: null }, data: { liftedAt: new Date(request.now), liftedBy: request.source, liftEvidence: request.evidence } });
  if (lifted.count === 0) return { kind: 'refused', reasons: ['The hold was lifted before.'] };
  return tellAccounts(transaction, { kind: 'holdLifted', holdId: hold.id, code: hold.code }, partyIds, hold.accountId, request);
}

/** One fact per open account reached, so that each history holds the event and each run is woken. */
async function tellAccounts(
  transaction: Transaction, body: { readonly kind: 'holdPlaced' | 'holdLifted'; readonly holdId: string; readonly code: string },
  partyIds: readonly string[], onlyAccountId: string | null, request: { readonly source: string; readonly now: string },
): Promise<Acceptance> {
  const accounts = await transaction.account.findMany({
    where: { partyId: { in: [...partyIds] }, ...(onlyAccountId === null ? { status: 'open' } : { id: onlyAccountId }) }, select: { id: true }, orderBy: { id: 'asc' },
  });
  const told: Acceptance[] = [];
  for (const { id: accountId } of accounts) {
    told.push(await insertWithRows(transaction, { accountId, factId: `${body.kind}:${body.holdId}:${accountId}`, body, source: request.source, occurredAt: request.now }, request));
  }
  return allAccepted(told);
}
