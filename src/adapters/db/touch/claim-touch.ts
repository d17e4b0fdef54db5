/**
 * T3: the claim. Under the person's row lock everything is read again and the same gate is asked at the clock of this transaction;
 * the commit that inserts the touch is the instant of sending. What is not allowed here is not sent, whatever was planned.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { ActRequest } from '#contracts/activities.ts';
import type { StepReference } from '#core/account/fact.ts';
import type { Act } from '#core/account/step.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import type { ProposedContact } from '#core/compliance/contact.ts';
import { decideContact } from '#core/compliance/gate.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import { toInstant } from '#core/local-time.ts';
import { wallNow } from '../../clock.ts';
import { asJson, inTransaction, type Database, type Transaction } from '../database.ts';
import { insertWithRows, lockAccount } from '../accept/accept-facts.ts';
import { loadCircumstances } from '../decision/load-circumstances.ts';
import type { ReferenceData } from '../decision/reference-data.ts';
import { loadMessageFacts, type ComposedMessage, type MessageComposer } from './compose-message.ts';

export type ClaimDependencies = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly mode: 'sandbox' | 'live';
  readonly compose: MessageComposer;
};

export type SendAct = Extract<Act, { kind: 'sendMessage' }>;

export type ClaimedTouch = {
  readonly touchId: string;
  readonly accountId: string;
  readonly reference: StepReference;
  readonly channel: SendAct['channel'];
  readonly address: string;
  readonly bodyHash: string;
  readonly claimedAt: string;
  readonly claimedWallAt: string;
  readonly message: ComposedMessage;
};

export type Claim =
  | { readonly kind: 'claimed'; readonly touch: ClaimedTouch }
  /** The key was claimed before: its outcome is to be found, nothing is sent. */
  | { readonly kind: 'existing'; readonly touchId: string; readonly status: string }
  /** Facts beyond the decision's cursor: decide again. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly verdict: Exclude<Verdict, { kind: 'allow' }> };

export function claimTouch(dependencies: ClaimDependencies, request: ActRequest<SendAct>, nowMs: number): Promise<Claim> {
  return inTransaction(dependencies.database, async (transaction) => {
    const { lastSeq } = await lockAccount(transaction, request.accountId);
    const { reference } = request.act;
    const existing = await transaction.touch.findUnique({
      where: { accountId_stepId_cycle_attemptNo: { accountId: request.accountId, stepId: reference.stepId, cycle: reference.cycle, attemptNo: reference.attemptNo } },
      select: { id: true, status: true },
    });
    if (existing !== null) return { kind: 'existing', touchId: existing.id, status: existing.status } as const;
    if (lastSeq > request.cursor) return { kind: 'stale' } as const;
    const circumstances = await loadCircumstances(transaction, { accountId: request.accountId, nowMs, mode: dependencies.mode, referenceData: dependencies.referenceData, contactPointId: request.act.contactPointId });
    const verdict = decideContact(contactOf(request.act), circumstances, nowMs);
    const decisionId = await writeDecision(transaction, request, { kind: verdict.kind === 'allow' ? 'claim' : 'refuse', verdict, circumstances, nowMs });
    if (verdict.kind !== 'allow') {
      await recordRefusal(transaction, request, verdict, decisionId, nowMs);
      return { kind: 'refused', verdict } as const;
    }
    return { kind: 'claimed', touch: await insertTouch(transaction, dependencies, request, { circumstances, decisionId, nowMs }) } as const;
  });
}

function contactOf(act: SendAct): ProposedContact {
  return {
    medium: act.channel, purpose: act.purpose, contactPointId: act.contactPointId, speaksOfLegalAction: act.speaksOfLegalAction,
    intentId: act.intentId, minimumGapDays: act.minimumGapDays,
  };
}

type Evidence = { readonly kind: string; readonly verdict: Verdict; readonly circumstances: Circumstances; readonly nowMs: number };

/** The decision row: the recorded argument's step and hashes, with the circumstances and verdict of this very transaction. */
export async function writeDecision(transaction: Transaction, request: Pick<ActRequest, 'accountId' | 'decision'>, evidence: Evidence): Promise<string> {
  const { decision } = request;
  const id = randomUUID();
  await transaction.decision.create({
    data: {
      id, accountId: request.accountId, decisionNo: decision.decisionNo, kind: evidence.kind, step: asJson(decision.step), verdict: asJson(evidence.verdict),
      circumstances: asJson(evidence.circumstances), stateHash: decision.stateHash, policyHash: decision.policyHash, rulesHash: decision.rulesHash,
      tzdbVersion: decision.tzdbVersion, decidedAt: new Date(evidence.nowMs),
    },
  });
  return id;
}

async function recordRefusal(
  transaction: Transaction, request: ActRequest<SendAct>, verdict: Exclude<Verdict, { kind: 'allow' }>, decisionId: string, nowMs: number,
): Promise<void> {
  const now = toInstant(nowMs);
  await insertWithRows(transaction, {
    accountId: request.accountId, factId: `touchDenied:${decisionId}`, source: 'gate', occurredAt: now,
    body: {
      kind: 'touchDenied', decisionId, reference: request.act.reference, channel: request.act.channel, verdict: verdict.kind,
      ruleIds: verdict.reasons.map((reason) => reason.ruleId), retryAt: verdict.kind === 'defer' ? verdict.until : null,
      channelLost: verdict.kind === 'block' && verdict.channelLost,
    },
  }, { now });
}

async function insertTouch(
  transaction: Transaction, dependencies: ClaimDependencies, request: ActRequest<SendAct>,
  { circumstances, decisionId, nowMs }: { circumstances: Circumstances; decisionId: string; nowMs: number },
): Promise<ClaimedTouch> {
  const { act, accountId } = request;
  const touchId = randomUUID();
  const { facts, address } = await loadMessageFacts(transaction, { accountId, contactPointId: act.contactPointId, arrangementId: act.arrangementId, circumstances, nowMs });
  const message = await dependencies.compose({ template: act.template, channel: act.channel, language: circumstances.person.language, touchId, facts });
  const bodyHash = createHash('sha256').update(message.text).digest('hex');
  const claimedWallAt = wallNow();
  await transaction.touch.create({
    data: {
      id: touchId, accountId, partyId: circumstances.person.partyId, stepId: act.reference.stepId, cycle: act.reference.cycle, attemptNo: act.reference.attemptNo,
      channel: act.channel, purpose: act.purpose, contactPointId: act.contactPointId, template: act.template, language: circumstances.person.language,
      status: 'claimed', balanceMinor: BigInt(facts.amountMinor), decisionId, bodyHash, claimedAt: new Date(nowMs), claimedWallAt,
      message: { create: { address, subject: message.subject, text: message.text } },
      ...(message.pdf === null ? {} : { letter: { create: { sha256: createHash('sha256').update(message.pdf).digest('hex'), pdf: Buffer.from(message.pdf) } } }),
    },
  });
  return {
    touchId, accountId, reference: act.reference, channel: act.channel, address, bodyHash, message,
    claimedAt: toInstant(nowMs), claimedWallAt: claimedWallAt.toISOString(),
  };
}
