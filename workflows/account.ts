/**
 * One delinquent account, from enrolment to its end. All judgement is in the recorded decisions of the pure core;
 * this file only carries them out: fold what happened, wait or act as decided, end only when nothing is left unread.
 */
import {
  allHandlersFinished, condition, continueAsNew, log, setCurrentDetails, setHandler, upsertSearchAttributes, workflowInfo,
} from '@temporalio/workflow';
import { cadenceAttribute, type AccountInput, type AccountResult } from '#contracts/account-workflow.ts';
import type { RecordedDecision } from '#contracts/activities.ts';
import { applyAll } from '#core/account/apply.ts';
import { initialState, stateHash, type AccountState } from '#core/account/state.ts';
import { carryOut, decideDurably, finish, keepHistory, openDesk, type Desk } from './acts.ts';
import { describeAccount, describeStep } from './describe.ts';
import { listen, queryStatus, queryWhy, type Mailbox } from './messages.ts';
import { mayGoOn, takeIn } from './take-in.ts';

/** A run that made this many decisions hands over to a fresh one at the next quiet moment: code upgrades reach it there. */
const DECISIONS_PER_RUN = 250;

export async function accountWorkflow(input: AccountInput): Promise<AccountResult> {
  const mailbox = listen(input.messages ?? []);
  const desk = openDesk(input.accountId, mailbox);
  let state = input.state ?? initialState(input.accountId);
  let listed = state;
  let decision: RecordedDecision | null = null;
  let decisionNo = input.decisionNo ?? 0;
  const firstDecisionNo = decisionNo;
  answerQueries(() => ({ state, decision, decisionNo }));

  await keepHistory();
  for (;;) {
    const heard = mailbox.arrivals;
    await takeIn(input.accountId, mailbox);
    const decided = await decideDurably({ accountId: input.accountId, state, decisionNo: decisionNo + 1, now: now() }, desk);
    if (decided === null) {
      if (workflowInfo().continueAsNewSuggested) await handOver({ accountId: input.accountId, state, decisionNo }, mailbox);
      continue;
    }
    decision = decided;
    decisionNo = decided.decisionNo;
    state = foldChecked(state, decision);
    if (decision.more) continue;
    const stageEnded = listed.stage !== null && state.stage !== listed.stage;
    listed = showInLists(listed, state);
    if (stageEnded || decisionNo - firstDecisionNo >= DECISIONS_PER_RUN || workflowInfo().continueAsNewSuggested) {
      await handOver({ accountId: input.accountId, state, decisionNo }, mailbox);
    }
    // A message that came while this was decided goes first: nothing is done before it is a fact.
    if (!mailbox.isTried()) continue;
    if (await follow(decision, state, heard, desk) && decision.step.kind === 'end') return { accountId: input.accountId, outcome: decision.step.outcome };
  }
}

/** Waits, acts or ends as decided. True when the account has ended. */
async function follow(decision: RecordedDecision, state: AccountState, heard: number, desk: Desk): Promise<boolean> {
  const { newFacts: _folded, more: _none, ...evidence } = decision;
  const { step } = evidence;
  const { accountId, mailbox } = desk;
  setCurrentDetails(describeAccount(state, step));
  const takenInAgain = mailbox.againAtMs();
  if (takenInAgain !== null && (!mayGoOn(decision) || takenInAgain < Date.parse(nextActionAt(decision) ?? ''))) {
    await newsBefore(takenInAgain, mailbox, heard, 'take in again');
  } else if (step.kind === 'end') {
    return finish({ accountId, cursor: state.cursor, state, decision: evidence }, step.outcome, desk);
  } else if (step.kind === 'wait') {
    await newsBefore(Date.parse(step.until), mailbox, heard, describeStep(step));
  } else if (!(await newsBefore(Date.parse(step.notBefore), mailbox, heard, describeStep(step)))) {
    await carryOut({ accountId, cursor: state.cursor, act: step.act, decision: evidence }, desk);
  }
  return false;
}

/**
 * Continues as a fresh run at the end of a stage, with no handler under way: new code reaches the account there. What could not be taken in
 * goes along; what nobody has tried is tried first.
 */
async function handOver(input: AccountInput, mailbox: Mailbox): Promise<void> {
  // A handler that waits for its command to be taken in would wait for ever: only the loop does that.
  await condition(() => allHandlersFinished() || mailbox.hasCommands());
  if (mailbox.isTried() && !mailbox.hasCommands()) await continueAsNew<typeof accountWorkflow>({ ...input, messages: mailbox.messages() });
}

/** Keeps what the server's lists are filtered by in step with the facts; a run begins with the attributes of its account's row. */
function showInLists(listed: AccountState, state: AccountState): AccountState {
  if (state.stage !== listed.stage) upsertSearchAttributes({ DunwellStage: [state.stage ?? 'none'] });
  if (state.cadenceHash !== null && state.cadenceHash !== listed.cadenceHash) upsertSearchAttributes({ DunwellCadence: [cadenceAttribute(state.cadenceHash)] });
  return state;
}

/** The fold, and the proof that it is the one the decision rested on: a divergence freezes the run before it can act. */
function foldChecked(state: AccountState, decision: RecordedDecision): AccountState {
  const folded = applyAll(state, decision.newFacts);
  if (stateHash(folded) !== decision.stateHash) {
    log.error('STATE_DIVERGED', { accountId: folded.accountId, cursor: folded.cursor });
    throw new Error(`STATE_DIVERGED: account ${folded.accountId} at fact ${folded.cursor}`);
  }
  return folded;
}

/** Waits until an instant, or until something has arrived since `heard`; true when something has. */
async function newsBefore(untilMs: number, mailbox: Mailbox, heard: number, summary: string): Promise<boolean> {
  const waitMs = untilMs - Date.now();
  if (waitMs > 0) await condition(() => mailbox.arrivals > heard, waitMs, { summary });
  return mailbox.arrivals > heard;
}

/** What people and tools may ask a run at any time, answered from what it holds. */
function answerQueries(look: () => { readonly state: AccountState; readonly decision: RecordedDecision | null; readonly decisionNo: number }): void {
  setHandler(queryStatus, () => {
    const { state: { accountId, status, stage, cursor }, decision, decisionNo } = look();
    return { accountId, status, stage, cursor, decisionNo, nextActionAt: decision === null ? null : nextActionAt(decision) };
  });
  setHandler(queryWhy, () => {
    const { decision, decisionNo } = look();
    return { decidedAt: decision?.now ?? null, step: decision?.step ?? null, decisionNo };
  });
}

function nextActionAt(decision: RecordedDecision): string | null {
  const { step } = decision;
  return step.kind === 'wait' ? step.until : step.kind === 'act' ? step.notBefore : null;
}

function now(): string {
  return new Date(Date.now()).toISOString();
}
