/** Why an account did, does or does not do something: the decision that stood at an instant, with its reasons and all that it rested on. */
import { nextActionAt, type Act, type Step, type StepReason } from '#core/account/step.ts';
import { citationOf } from '#core/compliance/citations.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import type { Reason, Verdict } from '#core/compliance/verdict.ts';
import type { Database } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import { findAccountId, type AccountName } from './find-account.ts';

export type ExplainedReason = {
  readonly ruleId: string;
  readonly citation: string;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

export type ExplainedDecision = {
  /** `evidence`: written by a claim, refusal, act, permit or close. `plan`: what the run meant to do from then on, a wait above all; evidence comes with its act. */
  readonly source: 'evidence' | 'plan';
  readonly decisionId: string | null;
  readonly decisionNo: number;
  /** claim | refuse | act | close | permit | permit_refused, and plan. */
  readonly kind: string;
  readonly decidedAt: string;
  readonly step: { readonly kind: string; readonly act: Act | null; readonly at: string | null; readonly outcome: string | null };
  readonly verdict: Verdict['kind'] | null;
  /** The end of a wait, or the next lawful instant that a deferral names. */
  readonly until: string | null;
  /** What ends a plan: its time, or a fact after the last one that it rests on. Null for evidence, which is done when it is written. */
  readonly ends: { readonly at: string | null; readonly afterFact: number } | null;
  readonly reasons: readonly ExplainedReason[];
  readonly ruleIds: readonly string[];
  readonly policy: { readonly hash: string; readonly name: string | null; readonly version: string | null } | null;
  readonly rulesHash: string | null;
  readonly stateHash: string | null;
  readonly tzdbVersion: string | null;
  /** Null for a plan: the history of its run has them. */
  readonly circumstances: Circumstances | null;
};

export type Explanation = {
  readonly accountId: string;
  readonly at: string | null;
  /** Null: nothing was decided by then. */
  readonly decision: ExplainedDecision | null;
  /** What the run meant to do all the while, where the decision answered a dial: that ends no wait. */
  readonly plan: ExplainedDecision | null;
  /** The last fact that was accepted by then. */
  readonly lastFact: { readonly seq: number; readonly kind: string; readonly acceptedAt: string } | null;
};

/** Explains an account now, or as it stood at an instant of business time. Throws ACCOUNT_UNKNOWN. */
export async function explainAccount(database: Database, question: { readonly account: AccountName; readonly at?: string }): Promise<Explanation> {
  const accountId = await findAccountId(database, question.account);
  const by = question.at === undefined ? {} : { lte: new Date(question.at) };
  const row = await database.decision.findFirst({ where: { accountId, decidedAt: by }, orderBy: [{ decidedAt: 'desc' }, { wallAt: 'desc' }, { id: 'desc' }] });
  const plan = await database.plannedStep.findFirst({ where: { accountId, decidedAt: by }, orderBy: NEWEST_PLAN_FIRST });
  const fact = await database.fact.findFirst({ where: { accountId, acceptedAt: by }, orderBy: { seq: 'desc' }, select: { seq: true, kind: true, acceptedAt: true } });
  const planIsLater = plan !== null && (row === null || plan.decidedAt > row.decidedAt);
  const evidence = row === null || planIsLater ? null : evident(row, await policyOf(database, row.policyHash));
  const planStands = planIsLater || evidence?.kind === 'permit' || evidence?.kind === 'permit_refused';
  const stands = plan === null || !planStands ? null : planned(plan, await policyOf(database, plan.policyHash));
  return {
    accountId, at: question.at ?? null, decision: evidence ?? stands, plan: evidence === null ? null : stands,
    lastFact: fact === null ? null : { ...fact, acceptedAt: fact.acceptedAt.toISOString() },
  };
}

/** Of one instant the plan that rests on more facts, or was written last, is the one that the run went on with. Decision numbers begin anew with a run. */
const NEWEST_PLAN_FIRST = [{ decidedAt: 'desc' }, { cursor: 'desc' }, { wallAt: 'desc' }, { decisionNo: 'desc' }] satisfies Prisma.PlannedStepOrderByWithRelationInput[];

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
    until: verdict.kind === 'defer' ? verdict.until : null, ends: null, reasons: [...judged.map(judgedReason), ...step.reasons.map(plannedReason)], ruleIds: ruleIdsOf(step, verdict),
    policy, rulesHash: row.rulesHash, stateHash: row.stateHash, tzdbVersion: row.tzdbVersion, circumstances: row.circumstances as Circumstances,
  };
}

type PlanRow = {
  readonly decisionNo: number; readonly cursor: number; readonly step: unknown; readonly stateHash: string; readonly rulesHash: string; readonly tzdbVersion: string; readonly decidedAt: Date;
};

function planned(plan: PlanRow, policy: ExplainedDecision['policy']): ExplainedDecision {
  const step = plan.step as Step;
  return {
    source: 'plan', decisionId: null, decisionNo: plan.decisionNo, kind: 'plan', decidedAt: plan.decidedAt.toISOString(), step: stepOf(step), verdict: null, until: step.kind === 'wait' ? step.until : null,
    ends: { at: nextActionAt(step), afterFact: plan.cursor }, reasons: step.reasons.map(plannedReason), ruleIds: ruleIdsOf(step, null),
    policy, rulesHash: plan.rulesHash, stateHash: plan.stateHash, tzdbVersion: plan.tzdbVersion, circumstances: null,
  };
}

function stepOf(step: Step): ExplainedDecision['step'] {
  return {
    kind: step.kind, act: step.kind === 'act' ? step.act : null, at: nextActionAt(step), outcome: step.kind === 'end' ? step.outcome : null,
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
