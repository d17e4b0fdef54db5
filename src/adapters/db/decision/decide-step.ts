/** T2: one decision. Reads, folds, judges; it writes what it meant to do, and the read model of what comes next, in one statement. */
import type { DecideRequest, RecordedDecision } from '#contracts/activities.ts';
import { DunwellError } from '#contracts/failures.ts';
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import { FACTS_PER_DECISION, nextFacts } from '#core/account/fact-batch.ts';
import { canonicalJson, stableHash } from '#core/account/stable-hash.ts';
import { stateHash, type AccountState } from '#core/account/state.ts';
import { nextActionAt } from '#core/account/step.ts';
import { stageRank, type CadencePolicy } from '#core/cadence/cadence-policy.ts';
import type { Database, Transaction } from '../database.ts';
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
  const decision: RecordedDecision = {
    decisionNo: request.decisionNo, newFacts, more, step, circumstances, stateHash: stateHash(state), policyHash: cadenceHash,
    rulesHash: dependencies.referenceData.rulesHash, tzdbVersion: dependencies.referenceData.tzdbVersion, now: request.now,
  };
  if (!more) await recordNext(dependencies.database, state, decision);
  return decision;
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

/**
 * Keeps the step for whoever asks why later, and projects it as what comes next. Idempotent: a decision that is run again is kept once, and never
 * overwrites a later one. A follow-up run counts its decisions anew, but never reads fewer facts.
 */
async function recordNext(database: Database, state: AccountState, decision: RecordedDecision): Promise<void> {
  const { step, circumstances, decisionNo, now } = decision;
  const at = nextActionAt(step);
  const chases = step.kind === 'act' && ((step.act.kind === 'sendMessage' && step.act.purpose === 'chase') || (step.act.kind === 'openTask' && step.act.taskKind === 'call'));
  const actStage = step.kind === 'act' && 'reference' in step.act ? step.act.reference?.stage ?? null : null;
  await database.$executeRaw`
    WITH decided AS (
      SELECT ${state.accountId}::text AS account_id, ${now}::timestamptz AS decided_at, ${state.cursor}::int AS cursor, ${decisionNo}::int AS decision_no, ${JSON.stringify(step)}::jsonb AS step
    ), kept AS (
      INSERT INTO planned_step (account_id, decided_at, cursor, decision_no, step_hash, step, state_hash, policy_hash, rules_hash, tzdb_version)
      SELECT account_id, decided_at, cursor, decision_no, ${stableHash(canonicalJson(step))}, step, ${decision.stateHash}, ${decision.policyHash}, ${decision.rulesHash}, ${decision.tzdbVersion} FROM decided
      ON CONFLICT DO NOTHING
    )
    INSERT INTO account_next (account_id, cursor, decision_no, stage, step, next_action_at, next_chase_at, stage_rank, oldest_due_on, decided_at, relay_tries)
    SELECT account_id, cursor, decision_no, ${state.stage}, step, ${at}::timestamptz, ${chases ? at : null}::timestamptz, ${stageRank(actStage ?? state.stage)}::int, ${circumstances.account.oldestDueOn}, decided_at, 0 FROM decided
    ON CONFLICT (account_id) DO UPDATE SET cursor = excluded.cursor, decision_no = excluded.decision_no, stage = excluded.stage, step = excluded.step,
      next_action_at = excluded.next_action_at, next_chase_at = excluded.next_chase_at, stage_rank = excluded.stage_rank, oldest_due_on = excluded.oldest_due_on,
      decided_at = excluded.decided_at, relay_tries = 0, relay_at = NULL
    -- A run that was started again counts its decisions anew; its time goes on.
    WHERE (account_next.cursor, account_next.decided_at, account_next.decision_no) <= (excluded.cursor, excluded.decided_at, excluded.decision_no)`;
}
