/** T2: one decision. Reads, folds, judges; its only write is the read model of what comes next. */
import type { DecideRequest, RecordedDecision } from '#contracts/activities.ts';
import { DunwellError } from '#contracts/failures.ts';
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import { FACTS_PER_DECISION, nextFacts } from '#core/account/fact-batch.ts';
import { stateHash, type AccountState } from '#core/account/state.ts';
import { nextActionAt, type Step } from '#core/account/step.ts';
import { stageRank, type CadencePolicy } from '#core/cadence/cadence-policy.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { asJson, type Database, type Transaction } from '../database.ts';
import { loadSnapshot } from './load-circumstances.ts';
import type { ReferenceData } from './reference-data.ts';

export type DecisionDependencies = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly mode: 'sandbox' | 'live';
};

/** The next step of an account, with everything needed to compute it again. */
export async function decideStep(dependencies: DecisionDependencies, request: DecideRequest): Promise<RecordedDecision> {
  const nowMs = Date.parse(request.now);
  const { facts, circumstances, cadenceHash } = await loadSnapshot(dependencies.database, {
    accountId: request.accountId, nowMs, mode: dependencies.mode, referenceData: dependencies.referenceData, cursor: request.state.cursor, factLimit: FACTS_PER_DECISION + 1,
  });
  const { newFacts, more } = nextFacts(facts);
  const policy = await policyOf(dependencies.database, cadenceHash);
  const state = applyAll(request.state, newFacts);
  const step = decide(state, policy, circumstances, nowMs);
  if (!more) await projectNext(dependencies.database, { state, step, circumstances, decisionNo: request.decisionNo, now: request.now });
  return {
    decisionNo: request.decisionNo, newFacts, more, step, circumstances, stateHash: stateHash(state), policyHash: cadenceHash,
    rulesHash: dependencies.referenceData.rulesHash, tzdbVersion: dependencies.referenceData.tzdbVersion, now: request.now,
  };
}

const POLICIES = new Map<string, CadencePolicy>();

/** The cadence that an account is pinned to. */
export async function loadPolicy(transaction: Transaction, accountId: string): Promise<CadencePolicy> {
  const { cadenceHash } = await transaction.account.findUniqueOrThrow({ where: { id: accountId }, select: { cadenceHash: true } });
  return policyOf(transaction, cadenceHash);
}

/** Published cadences never change, so one read per hash and process is enough. */
async function policyOf(client: Transaction | Database, hash: string): Promise<CadencePolicy> {
  const known = POLICIES.get(hash);
  if (known !== undefined) return known;
  const row = await client.cadenceVersion.findUnique({ where: { hash } });
  if (row === null) throw new DunwellError('CADENCE_UNKNOWN', `Cadence ${hash} is not published.`);
  const policy = row.policy as unknown as CadencePolicy;
  POLICIES.set(hash, policy);
  return policy;
}

type Projection = {
  readonly state: AccountState;
  readonly step: Step;
  readonly circumstances: Circumstances;
  readonly decisionNo: number;
  readonly now: string;
};

/** Idempotent: a decision that is run again, or late, never overwrites a later one. A follow-up run counts its decisions anew, but never reads fewer facts. */
async function projectNext(database: Database, { state, step, circumstances, decisionNo, now }: Projection): Promise<void> {
  const at = nextActionAt(step);
  const chases = step.kind === 'act' && ((step.act.kind === 'sendMessage' && step.act.purpose === 'chase') || (step.act.kind === 'openTask' && step.act.taskKind === 'call'));
  const actStage = step.kind === 'act' && 'reference' in step.act ? step.act.reference?.stage ?? null : null;
  const data = {
    cursor: state.cursor, stage: state.stage, step: asJson(step), nextActionAt: at, nextChaseAt: chases ? at : null,
    stageRank: stageRank(actStage ?? state.stage), oldestDueOn: circumstances.account.oldestDueOn,
  };
  await database.$executeRaw`
    INSERT INTO account_next (account_id, cursor, decision_no, stage, step, next_action_at, next_chase_at, stage_rank, oldest_due_on, decided_at, relay_tries)
    VALUES (${state.accountId}, ${data.cursor}, ${decisionNo}, ${data.stage}, ${JSON.stringify(data.step)}::jsonb, ${data.nextActionAt}::timestamptz, ${data.nextChaseAt}::timestamptz,
      ${data.stageRank}, ${data.oldestDueOn}, ${now}::timestamptz, 0)
    ON CONFLICT (account_id) DO UPDATE SET cursor = excluded.cursor, decision_no = excluded.decision_no, stage = excluded.stage, step = excluded.step,
      next_action_at = excluded.next_action_at, next_chase_at = excluded.next_chase_at, stage_rank = excluded.stage_rank, oldest_due_on = excluded.oldest_due_on,
      decided_at = excluded.decided_at, relay_tries = 0, relay_at = NULL
    -- A run that was started again counts its decisions anew; its time goes on.
    WHERE (account_next.cursor, account_next.decided_at, account_next.decision_no) <= (excluded.cursor, excluded.decided_at, excluded.decision_no)`;
}
