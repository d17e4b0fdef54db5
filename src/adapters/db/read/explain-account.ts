/** Why an account did, does or does not do something: the decision that stood at an instant, with its reasons and all that it rested on. */
import type { Act, Step, StepReason } from '#core/account/step.ts';
import { citationOf } from '#core/compliance/citations.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import type { Reason, Verdict } from '#core/compliance/verdict.ts';
import type { Database } from '../database.ts';
import { findAccountId, type AccountName } from './find-account.ts';

export type ExplainedReason = {
  readonly ruleId: string;
  readonly citation: string;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

export type ExplainedDecision = {
  /** `evidence`: written by a claim, refusal, act, permit or close. `plan`: what the run means to do next; evidence comes with its act. */
  readonly source: 'evidence' | 'plan';
  readonly decisionId: string | null;
  readonly decisionNo: number;
  /** claim | refuse | act | close | permit | permit_refused, and plan. */
  readonly kind: string;
  readonly decidedAt: string;
  readonly step: { readonly kind: string; readonly act: Act | null; readonly at: string | null; readonly outcome: string | null };
  readonly verdict: Verdict['kind'] | null;
  /** The next lawful instant that a deferral names. */
  readonly until: string | null;
  readonly reasons: readonly ExplainedReason[];
  readonly ruleIds: readonly string[];
  readonly policy: { readonly hash: string; readonly name: string | null; readonly version: string | null } | null;
  readonly rulesHash: string | null;
  readonly stateHash: string | null;
  readonly tzdbVersion: string | null;
  readonly circumstances: Circumstances | null;
};

export type Explanation = {
  readonly accountId: string;
  readonly at: string | null;
  /** Null: nothing was decided by then. */
  readonly decision: ExplainedDecision | null;
  /** The last fact that was accepted by then. */
  readonly lastFact: { readonly seq: number; readonly kind: string; readonly acceptedAt: string } | null;
};

/** Explains an account now, or as it stood at an instant of business time. Throws ACCOUNT_UNKNOWN. */
export async function explainAccount(database: Database, question: { readonly account: AccountName; readonly at?: string }): Promise<Explanation> {
  const accountId = await findAccountId(database, question.account);
  const by = question.at === undefined ? {} : { lte: new Date(question.at) };
  const row = await database.decision.findFirst({ where: { accountId, decidedAt: by }, orderBy: [{ decidedAt: 'desc' }, { wallAt: 'desc' }, { id: 'desc' }] });
  const next = await database.accountNext.findFirst({ where: { accountId, decidedAt: by } });
  const fact = await database.fact.findFirst({ where: { accountId, acceptedAt: by }, orderBy: { seq: 'desc' }, select: { seq: true, kind: true, acceptedAt: true } });
  const planIsLater = next !== null && next.decisionNo > 0 && (row === null || next.decidedAt > row.decidedAt);
  const decision = planIsLater ? planned(next) : row === null ? null : evident(row, await policyOf(database, row.policyHash));
  return { accountId, at: question.at ?? null, decision, lastFact: fact === null ? null : { ...fact, acceptedAt: fact.acceptedAt.toISOString() } };
}

async function policyOf(database: Database, hash: string): Promise<ExplainedDecision['policy']> {
  const policy = await database.cadenceVersion.findUnique({ where: { hash }, select: { name: true, version: true } });
  return { hash, name: policy?.name ?? null, version: policy?.version ?? null };
}

type DecisionRow = {
  readonly id: string; readonly decisionNo: number; readonly kind: string; readonly step: unknown; readonly verdict: unknown; readonly circumstances: unknown;
  readonly stateHash: string; readonly policyHash: string; readonly rulesHash: string; readonly tzdbVersion: string; readonly decidedAt: Date;
};

function evident(row: DecisionRow, policy: ExplainedDecision['policy']): ExplainedDecision {
  const step = row.step as Step;
  const verdict = row.verdict as Verdict;
  const judged: readonly Reason[] = verdict.kind === 'allow' ? [] : verdict.reasons;
  return {
    source: 'evidence', decisionId: row.id, decisionNo: row.decisionNo, kind: row.kind, decidedAt: row.decidedAt.toISOString(), step: stepOf(step), verdict: verdict.kind,
    until: verdict.kind === 'defer' ? verdict.until : null, reasons: [...judged.map(judgedReason), ...step.reasons.map(plannedReason)], ruleIds: ruleIdsOf(step, verdict),
    policy, rulesHash: row.rulesHash, stateHash: row.stateHash, tzdbVersion: row.tzdbVersion, circumstances: row.circumstances as Circumstances,
  };
}

function planned(next: { readonly decisionNo: number; readonly step: unknown; readonly decidedAt: Date }): ExplainedDecision {
  const step = next.step as Step;
  return {
    source: 'plan', decisionId: null, decisionNo: next.decisionNo, kind: 'plan', decidedAt: next.decidedAt.toISOString(), step: stepOf(step), verdict: null, until: step.kind === 'wait' ? step.until : null,
    reasons: step.reasons.map(plannedReason), ruleIds: ruleIdsOf(step, null), policy: null, rulesHash: null, stateHash: null, tzdbVersion: null, circumstances: null,
  };
}

function stepOf(step: Step): ExplainedDecision['step'] {
  return {
    kind: step.kind, act: step.kind === 'act' ? step.act : null, at: step.kind === 'wait' ? step.until : step.kind === 'act' ? step.notBefore : null, outcome: step.kind === 'end' ? step.outcome : null,
  };
}

/** What allowed it or stood against it, each rule once. */
function ruleIdsOf(step: Step, verdict: Verdict | null): readonly string[] {
  const allowed = verdict?.kind === 'allow' ? verdict.ruleIds : [];
  const against = verdict === null || verdict.kind === 'allow' ? [] : verdict.reasons.map((reason) => reason.ruleId);
  return [...new Set([...against, ...step.reasons.map((reason) => reason.ruleId), ...allowed])];
}

function judgedReason({ ruleId, citation, sentence, facts }: Reason): ExplainedReason {
  return { ruleId, citation, sentence, facts };
}

function plannedReason({ ruleId, sentence, facts }: StepReason): ExplainedReason {
  return { ruleId, citation: citationOf(ruleId), sentence, facts: facts ?? {} };
}
