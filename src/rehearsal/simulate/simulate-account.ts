/**
 * One account's run in virtual time: the loop of the workflow over simulated rows. It decides, waits, acts and ends as the workflow does,
 * with the same core and without any server; one call is one stirring of the run.
 */
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import { nextFacts } from '#core/account/fact-batch.ts';
import { initialState, stateHash, type AccountState } from '#core/account/state.ts';
import type { Act, Step } from '#core/account/step.ts';
import { stageRank } from '#core/cadence/cadence-policy.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { MINUTE_MS, toInstant, toMillis } from '#core/local-time.ts';
import { carryOut, closeBooks } from './simulated-acts.ts';
import { accountOf, type Book } from './simulated-book.ts';
import { simulatedCircumstances } from './simulated-circumstances.ts';
import { attemptSend, type Joint, type Provider } from './touch-protocol.ts';

/** A run that decides so often within one minute gets nowhere. */
const DECISIONS_PER_MINUTE_MAX = 60;
const ACT_TAKES_MS = 1_000;
const ATTEMPTS_MAX = 4;
const BACK_OFF_MS = 5_000;

export type SimulatedDecision = {
  readonly accountId: string;
  readonly at: string;
  readonly state: AccountState;
  readonly circumstances: Circumstances;
  readonly step: Step;
};

export type AccountRun = {
  readonly accountId: string;
  state: AccountState;
  decisionNo: number;
  woken: boolean;
  ended: boolean;
  /** The act that waits for its time or is being tried. */
  planned: { readonly decision: SimulatedDecision; readonly act: Act; readonly attemptNo: number } | null;
  decisionsThisMinute: { minute: number; count: number };
};

export type Surroundings = {
  readonly book: Book;
  readonly provider: Provider;
  /** Where the next attempt dies, if it does. */
  readonly nextDeath: () => Joint;
  readonly onDecision: (decision: SimulatedDecision) => void;
};

/** A run that begins: it has no state yet and folds the facts from the first on. */
export function startRun(accountId: string): AccountRun {
  return { accountId, state: initialState(accountId), decisionNo: 0, woken: false, ended: false, planned: null, decisionsThisMinute: { minute: 0, count: 0 } };
}

/** One stirring at `nowMs`. Returns the next instant at which the run stirs by itself, or null when it has ended. */
export function stir(run: AccountRun, surroundings: Surroundings, nowMs: number): number | null {
  const { planned } = run;
  if (planned !== null && (planned.attemptNo > 1 || !run.woken)) {
    const notBeforeMs = planned.decision.step.kind === 'act' ? toMillis(planned.decision.step.notBefore) : nowMs;
    return nowMs < notBeforeMs ? notBeforeMs : act(run, surroundings, planned, nowMs);
  }
  run.woken = false;
  run.planned = null;
  return decideOnce(run, surroundings, nowMs);
}

function decideOnce(run: AccountRun, surroundings: Surroundings, nowMs: number): number | null {
  const { book } = surroundings;
  const { accountId } = run;
  countDecision(run, nowMs);
  const { newFacts, more } = nextFacts(accountOf(book, accountId).facts.slice(run.state.cursor));
  const state = applyAll(run.state, newFacts);
  const circumstances = simulatedCircumstances(book, accountId, nowMs, null);
  const step = decide(state, accountOf(book, accountId).policy, circumstances, nowMs);
  run.state = state.stage === run.state.stage ? state : handedOver(state);
  run.decisionNo += 1;
  if (more) return nowMs;
  const decision: SimulatedDecision = { accountId, at: toInstant(nowMs), state, circumstances, step };
  surroundings.onDecision(decision);
  project(book, decision);
  return follow(run, book, decision, nowMs);
}

/** At the end of a stage the run hands its state over as text: what does not survive that would be lost. */
function handedOver(state: AccountState): AccountState {
  const carried = JSON.parse(JSON.stringify(state)) as AccountState;
  if (stateHash(carried) !== stateHash(state)) throw new Error(`The state of ${state.accountId} does not survive as text`);
  return carried;
}

function follow(run: AccountRun, book: Book, decision: SimulatedDecision, nowMs: number): number | null {
  const { step } = decision;
  switch (step.kind) {
    case 'wait':
      return toMillis(step.until);
    case 'end':
      run.ended = closeBooks(book, run.accountId, { cursor: run.state.cursor, outcome: step.outcome, nowMs });
      return run.ended ? null : nowMs;
    case 'act':
      run.planned = { decision, act: step.act, attemptNo: 1 };
      return Math.max(nowMs, toMillis(step.notBefore));
  }
}

function act(run: AccountRun, { book, provider, nextDeath }: Surroundings, planned: NonNullable<AccountRun['planned']>, nowMs: number): number {
  const request = { accountId: run.accountId, cursor: run.state.cursor, decisionNo: run.decisionNo };
  const { act: due, attemptNo } = planned;
  const sends = due.kind === 'sendMessage' || due.kind === 'settleTouch';
  const dies = nextDeath();
  const result = sends ? attemptSend(book, provider, { ...request, act: due }, dies, nowMs) : carryOut(book, { ...request, act: due }, dies, nowMs);
  if (result === 'finished') {
    run.planned = null;
    return nowMs + ACT_TAKES_MS;
  }
  run.planned = attemptNo < ATTEMPTS_MAX ? { ...planned, attemptNo: attemptNo + 1 } : null;
  return nowMs + BACK_OFF_MS * attemptNo;
}

/** The read model by which the person's other accounts see whose turn it is. */
function project(book: Book, { accountId, state, step, circumstances }: SimulatedDecision): void {
  const chases = step.kind === 'act' && (step.act.kind === 'sendMessage' || (step.act.kind === 'openTask' && step.act.taskKind === 'call'));
  const actStage = step.kind === 'act' && 'reference' in step.act ? step.act.reference?.stage ?? null : null;
  accountOf(book, accountId).next = {
    stageRank: stageRank(actStage ?? state.stage), oldestDueOn: circumstances.account.oldestDueOn, nextChaseAt: chases ? step.notBefore : null,
  };
}

function countDecision(run: AccountRun, nowMs: number): void {
  const minute = Math.floor(nowMs / MINUTE_MS);
  const before = run.decisionsThisMinute;
  run.decisionsThisMinute = { minute, count: before.minute === minute ? before.count + 1 : 1 };
  if (run.decisionsThisMinute.count > DECISIONS_PER_MINUTE_MAX) throw new Error(`The run of ${run.accountId} gets nowhere at ${toInstant(nowMs)}`);
}
