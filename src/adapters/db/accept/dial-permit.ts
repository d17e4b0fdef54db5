/**
 * Dial permits: the gate is asked in the instant of dialling, under the person's row lock. A permit is a call row: one attempt, sixty seconds,
 * and a call that connected until somebody says what came of it, so that a browser that dies hides no call.
 */
import { randomUUID } from 'node:crypto';
import { applyAll } from '#core/account/apply.ts';
import { initialState, stateHash, type AccountState } from '#core/account/state.ts';
import { consentCovers, decideDial, type DialAnswer } from '#core/compliance/dial.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import type { Reason } from '#core/compliance/verdict.ts';
import { wallNow } from '../../clock.ts';
import { asJson, inTransaction, lockId, type Database, type Transaction } from '../database.ts';
import { loadPolicy } from '../decision/decide-step.ts';
import { loadSnapshot } from '../decision/load-circumstances.ts';
import { FACTS_PER_ACCOUNT, lockAccount, type AcceptanceContext } from './accept-facts.ts';

const PERMIT_LIVES_MS = 60_000;

export type DialRequest = {
  readonly permitId: string;
  readonly accountId: string;
  readonly contactPointId: string;
  readonly taskId: string | null;
  readonly officer: string;
};

export type DialPermit =
  | { readonly kind: 'permit'; readonly callId: string; readonly expiresAt: string; readonly consented: boolean }
  | { readonly kind: 'refused'; readonly reasons: readonly Reason[]; readonly nextLawfulAt: string | null }
  | { readonly kind: 'conflict'; readonly reasons: readonly string[] };

/** Asks for one attempt. The same id again is the same attempt. Throws ACCOUNT_UNKNOWN. */
export function requestDialPermit(database: Database, request: DialRequest, context: AcceptanceContext): Promise<DialPermit> {
  const askedWallMs = wallNow().getTime();
  return inTransaction(database, async (transaction) => {
    await lockId(transaction, request.permitId);
    const { partyId } = await lockAccount(transaction, request.accountId);
    // Who waited for the lock over 21:00 dials after 21:00.
    const nowMs = Date.parse(context.now) + Math.max(0, wallNow().getTime() - askedWallMs);
    const known = await transaction.call.findUnique({ where: { id: request.permitId } });
    if (known !== null) return knownPermit(request, known, nowMs);
    const question = await readQuestion(transaction, request, context, nowMs);
    const answer = decideDial(question);
    await writeEvidence(transaction, request, { ...question, answer, context });
    if (answer.verdict.kind !== 'allow') return { kind: 'refused', reasons: answer.verdict.reasons, nextLawfulAt: answer.nextLawfulAt } as const;
    const expiresAt = new Date(nowMs + PERMIT_LIVES_MS);
    await transaction.call.create({
      data: {
        id: request.permitId, partyId, accountIds: request.accountId, contactPointId: request.contactPointId, taskId: request.taskId, direction: 'outbound',
        dialedAt: new Date(nowMs), expiresAt, consented: question.consented, officer: request.officer,
      },
    });
    return { kind: 'permit', callId: request.permitId, expiresAt: expiresAt.toISOString(), consented: question.consented } as const;
  });
}

type KnownCall = { readonly accountIds: string; readonly contactPointId: string | null; readonly disposition: string | null; readonly expiresAt: Date; readonly consented: boolean };

function knownPermit({ permitId, accountId, contactPointId }: DialRequest, known: KnownCall, nowMs: number): DialPermit {
  if (!known.accountIds.split(' ').includes(accountId) || known.contactPointId !== contactPointId) return { kind: 'conflict', reasons: [`The id ${permitId} was used before for another call.`] };
  if (known.disposition !== null || known.expiresAt.getTime() <= nowMs) return { kind: 'conflict', reasons: ['The permit is used or has expired; ask for a new one.'] };
  return { kind: 'permit', callId: permitId, expiresAt: known.expiresAt.toISOString(), consented: known.consented };
}

type Question = { readonly state: AccountState; readonly circumstances: Circumstances; readonly contactPointId: string; readonly minimumGapDays: number; readonly consented: boolean; readonly nowMs: number; readonly cadenceHash: string };

async function readQuestion(transaction: Transaction, { accountId, contactPointId }: DialRequest, { mode, referenceData }: AcceptanceContext, nowMs: number): Promise<Question> {
  const { circumstances, facts, cadenceHash } = await loadSnapshot(transaction, { accountId, nowMs, mode, referenceData, contactPointId, cursor: 0, factLimit: FACTS_PER_ACCOUNT });
  const { minimumGapDays } = await loadPolicy(transaction, accountId);
  const consent = await transaction.consent.findFirst({ where: { partyId: circumstances.person.partyId, contactPointId, medium: 'call' }, orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }] });
  const consented = consentCovers(consent === null ? null : { ...consent, recordedAt: consent.recordedAt.toISOString(), expiresAt: consent.expiresAt?.toISOString() ?? null }, circumstances.calls, nowMs);
  return { state: applyAll(initialState(accountId), facts), circumstances, contactPointId, minimumGapDays, consented, nowMs, cadenceHash };
}

/** Why a call might or might not be made, with everything that it rested on; the call row itself is no proof of that. */
async function writeEvidence(transaction: Transaction, request: DialRequest, { answer, context, ...asked }: Question & { readonly answer: DialAnswer; readonly context: AcceptanceContext }): Promise<void> {
  const next = await transaction.accountNext.findUnique({ where: { accountId: request.accountId }, select: { decisionNo: true } });
  const allowed = answer.verdict.kind === 'allow';
  await transaction.decision.create({
    data: {
      id: allowed ? `permit:${request.permitId}` : randomUUID(), accountId: request.accountId, decisionNo: next?.decisionNo ?? 0,
      kind: allowed ? 'permit' : 'permit_refused', step: asJson({ kind: 'dial', callId: request.permitId, contactPointId: request.contactPointId, taskId: request.taskId, officer: request.officer, reasons: [] }),
      verdict: asJson(answer.verdict), circumstances: asJson(asked.circumstances), stateHash: stateHash(asked.state), policyHash: asked.cadenceHash,
      rulesHash: context.referenceData.rulesHash, tzdbVersion: context.referenceData.tzdbVersion, decidedAt: new Date(asked.nowMs),
    },
  });
}
