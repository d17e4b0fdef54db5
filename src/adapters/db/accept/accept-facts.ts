/** T1: a fact is accepted when its row commits, together with everything that belongs to it, under the person's row lock. */
import { DunwellError } from '#contracts/failures.ts';
import { applyAll } from '#core/account/apply.ts';
import type { FactBody } from '#core/account/fact.ts';
import { boundReasons } from '#core/account/order-bounds.ts';
import { orderReasons } from '#core/account/refuse-order.ts';
import { refusalReasons, type AcceptanceView } from '#core/account/refuse.ts';
import { initialState } from '#core/account/state.ts';
import { isSuable } from '#core/compliance/rules/standing.ts';
import { localDateOf, toMillis } from '#core/local-time.ts';
import type { Transaction } from '../database.ts';
import { loadCircumstances } from '../decision/load-circumstances.ts';
import { loadPolicy } from '../decision/decide-step.ts';
import type { ReferenceData } from '../decision/reference-data.ts';
import { factsAfter, insertFact, type Insertion } from '../facts.ts';
import { dropTasks } from './drop-tasks.ts';
import { writeFactRows } from './fact-rows.ts';

/** More facts than this on one account are a storm or a bug; folding them is refused rather than slow. */
export const FACTS_PER_ACCOUNT = 100_000;

export type AcceptFact = {
  readonly accountId: string;
  readonly factId: string;
  readonly body: FactBody;
  /** Who says so: an officer's id, a provider, the debtor, the system. */
  readonly source: string;
  readonly occurredAt: string;
  readonly grounds?: string;
};

export type Acceptance =
  | { readonly kind: 'accepted'; readonly seq: number; readonly accountIds: readonly string[] }
  /** The same fact again: nothing changed, the first answer stands. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  | { readonly kind: 'conflict'; readonly reasons: readonly string[] }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

export type AcceptanceContext = { readonly referenceData: ReferenceData; readonly mode: 'sandbox' | 'live'; readonly now: string };

export type LockedAccount = { readonly partyId: string; readonly currency: string; readonly status: string; readonly lastSeq: number };

/** The account's person, locked for the rest of the transaction; the account is read after the lock, never before. Throws ACCOUNT_UNKNOWN. */
export async function lockAccount(transaction: Transaction, accountId: string): Promise<LockedAccount> {
  await transaction.$queryRaw`SELECT id FROM party WHERE id = (SELECT party_id FROM account WHERE id = ${accountId}) FOR UPDATE`;
  const account = await transaction.account.findUnique({ where: { id: accountId }, select: { partyId: true, currency: true, status: true, lastSeq: true } });
  if (account === null) throw new DunwellError('ACCOUNT_UNKNOWN', `There is no account ${accountId}.`);
  return account;
}

/** Accepts one fact that a person or the system reports; the pure core may refuse it with reasons. */
export async function acceptFact(transaction: Transaction, request: AcceptFact, context: AcceptanceContext): Promise<Acceptance> {
  await lockAccount(transaction, request.accountId);
  const known = await transaction.fact.findUnique({ where: { id: request.factId }, select: { id: true } });
  if (known === null) {
    const view = await acceptanceView(transaction, request.accountId, context);
    const reasons = [...refusalReasons(request.body, view), ...orderReasons(request.body, view), ...boundReasons(request.body, view)];
    if (reasons.length > 0) return { kind: 'refused', reasons };
  }
  return insertWithRows(transaction, request, context);
}

/** Inserts without asking the core: for facts whose own operation has judged already. The caller holds the row lock. */
export async function insertWithRows(transaction: Transaction, request: AcceptFact, context: Pick<AcceptanceContext, 'now'>): Promise<Acceptance> {
  const { grounds, ...fact } = request;
  const insertion = await insertFact(transaction, { ...fact, acceptedAt: context.now });
  if (insertion.kind === 'inserted') {
    await writeFactRows(transaction, request.body, { accountId: request.accountId, source: request.source, at: new Date(request.occurredAt), ...(grounds === undefined ? {} : { grounds }) });
    await dropTasks(transaction, request.body, { accountId: request.accountId, now: context.now });
  }
  return answer(insertion, request);
}

function answer(insertion: Insertion, request: AcceptFact): Acceptance {
  switch (insertion.kind) {
    case 'inserted': return { kind: 'accepted', seq: insertion.seq, accountIds: [request.accountId] };
    case 'duplicate': return { kind: 'duplicate', seq: insertion.seq };
    case 'conflict': return { kind: 'conflict', reasons: [`The id ${request.factId} was used before for something else.`] };
  }
}

/** What the core needs to judge a fact, read under the lock. */
export async function acceptanceView(transaction: Transaction, accountId: string, context: AcceptanceContext): Promise<AcceptanceView> {
  const nowMs = toMillis(context.now);
  const circumstances = await loadCircumstances(transaction, { accountId, nowMs, mode: context.mode, referenceData: context.referenceData });
  const policy = await loadPolicy(transaction, accountId);
  const facts = await factsAfter(transaction, accountId, 0, FACTS_PER_ACCOUNT);
  return {
    state: applyAll(initialState(accountId), facts), policy, today: localDateOf(nowMs, circumstances.person.candidateZones[0] ?? 'UTC'),
    balanceMinor: circumstances.account.balanceMinor, chaseableMinor: circumstances.account.chaseableMinor, settlementFloorPercent: circumstances.contract.settlementFloorPercent,
    legalEnabled: circumstances.contract.legalEnabled, suable: isSuable(circumstances),
  };
}
