/**
 * The state of an account as its facts tell it: nothing here comes from anywhere else.
 * Balances, holds and other people's touches are circumstances, read when a decision is taken.
 */
import type { Instalment, Outcome } from './fact.ts';
import { canonicalJson, stableHash } from './stable-hash.ts';

export type PromiseState = {
  readonly promiseId: string;
  readonly amountMinor: number;
  readonly promisedOn: string;
  readonly madeAt: string;
  readonly paidMinor: number;
  /** The seq of the fact that made it: payments after it count, and only their returns take anything back. */
  readonly countsFromSeq: number;
  /** The event of a payment that was meant for it and came back; null: none did. */
  readonly returnEventNo: number | null;
};

export type ArrangementState = {
  readonly arrangementId: string;
  readonly status: 'proposed' | 'active' | 'broken';
  readonly totalMinor: number;
  readonly instalments: readonly Instalment[];
  readonly paidMinor: number;
  readonly settles: boolean;
  readonly revivals: number;
  readonly brokenOn: string | null;
  readonly expiresOn: string | null;
  readonly proposedBy: 'dunwell' | 'debtor' | 'officer';
  /** When it was proposed, agreed or revived. */
  readonly since: string;
  /** The seq of the fact from which payments count to it: its agreement's, which no revival moves. */
  readonly countsFromSeq: number;
};

/** A settlement that was paid in full under its terms, as long as its payments stay with us. */
export type SettlementState = {
  readonly arrangementId: string;
  readonly totalMinor: number;
  readonly paidMinor: number;
  readonly countsFromSeq: number;
  readonly completedSeq: number;
};

/** A step that is under way: a channel of it failed, was put off, or a person is at it. */
export type StepInProgress = {
  readonly stepId: string;
  /** Null: it answers an event. */
  readonly stage: string | null;
  readonly beganAt: string;
  readonly attemptNo: number;
  readonly channelIndex: number;
  /** Not before this instant, by a refusal or a provider's wish. */
  readonly retryAt: string | null;
  /** The open task that the step waits for. */
  readonly task: { readonly taskId: string; readonly taskKind: string; readonly notAfter: string } | null;
  /** Tries on the present channel that certainly did not go out. */
  readonly notSentTries: number;
};

/** What happens to an account by itself or by money, and steps of the cadence may answer. */
export type EventKind = 'promise_broken' | 'payment_returned' | 'partial_payment';

/** One occasion to be answered. What says the same on the same day is one occasion. */
export type StepEventState = {
  /** Part of every answer's key; never given twice on an account. */
  readonly eventNo: number;
  /** What happened, in its order: the first kind that the cadence has steps for is answered. */
  readonly kinds: readonly EventKind[];
  readonly at: string;
  /** From which fact on payments counted to the promise that was broken; null: no promise was. */
  readonly promiseFromSeq: number | null;
  /** Recorded as answered: all its steps are done, lapsed or do not apply. A message that comes back opens it again. */
  readonly closed: boolean;
  readonly reopenings: number;
};

export type AccountState = {
  readonly accountId: string;
  readonly cursor: number;
  readonly status: 'new' | 'open' | 'closed';
  readonly outcome: Outcome | null;
  readonly role: 'first_party' | 'third_party';
  readonly placedOn: string | null;
  readonly enrolledAt: string | null;
  readonly stage: string | null;
  readonly stageEnteredAt: string | null;
  /** A pass through the cadence, from 1; +1 on re-entry. */
  readonly cycle: number;
  /** The stage in which this cycle began by somebody's order; null: by age. */
  readonly cycleStage: string | null;
  /** Steps due before this instant in this cycle are not made up for. */
  readonly cycleEnteredAt: string | null;
  readonly closedStepIds: readonly string[];
  /** Steps that were done in earlier cycles: what was sent is not sent again because a new pass begins. */
  readonly closedBeforeStepIds: readonly string[];
  /** The answers to events that are still open, and the last twenty others, by step id with the event's number. */
  readonly closedEventStepIds: readonly string[];
  readonly lastStepAt: string | null;
  /** The step of the order and the answers to events that have begun and are not done; at most twelve. */
  readonly inProgress: readonly StepInProgress[];
  /** The last occasions, oldest first; at most eight. One that was not answered leaves with an alert. */
  readonly events: readonly StepEventState[];
  readonly eventsRaised: number;
  readonly promise: PromiseState | null;
  readonly promisesBroken: number;
  readonly promisesKept: number;
  /** Promises made since the last one that was kept: a renewal is one of them. */
  readonly promisesUnkept: number;
  readonly arrangement: ArrangementState | null;
  readonly affordability: { readonly monthlyMinor: number; readonly firstPaymentOn: string } | null;
  readonly intent: { readonly intentId: string; readonly expiresOn: string; readonly recordedAt: string } | null;
  /** When a message of the final notice last went out for certain: nobody is handed over unwarned. */
  readonly finalNoticeAt: string | null;
  readonly placedOut: { readonly placementId: string; readonly to: string } | null;
  readonly recalled: string | null;
  /** Present: what is left of the balance is waived. */
  readonly settlement: SettlementState | null;
  readonly parkedUntil: string | null;
  readonly responded: boolean;
  readonly rightPartyReached: boolean;
  readonly pendingPaymentIds: readonly string[];
  /** Reasons for which supervisors have still to be told. */
  readonly alertsDue: readonly string[];
  /** Alerts given for waiting things, so that each is given once; at most twenty. */
  readonly alertsGiven: readonly string[];
  readonly cadenceHash: string | null;
};

export function initialState(accountId: string): AccountState {
  return {
    accountId, cursor: 0, status: 'new', outcome: null, role: 'first_party', placedOn: null, enrolledAt: null,
    stage: null, stageEnteredAt: null, cycle: 1, cycleStage: null, cycleEnteredAt: null, closedStepIds: [],
    closedBeforeStepIds: [], closedEventStepIds: [], lastStepAt: null, inProgress: [], events: [], eventsRaised: 0, promise: null, promisesBroken: 0, promisesKept: 0,
    promisesUnkept: 0, arrangement: null, affordability: null, intent: null, finalNoticeAt: null, placedOut: null, recalled: null, settlement: null, parkedUntil: null, responded: false,
    rightPartyReached: false, pendingPaymentIds: [], alertsDue: [], alertsGiven: [], cadenceHash: null,
  };
}

/** What is known of a step that has begun and is not done, or null. */
export function progressOf(state: AccountState, stepId: string): StepInProgress | null {
  return state.inProgress.find((step) => step.stepId === stepId) ?? null;
}

/** Equal states have equal hashes on every machine: the workflow checks it after each fold and on entry. */
export function stateHash(state: AccountState): string {
  return stableHash(canonicalJson(state));
}

