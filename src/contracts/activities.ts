/** What activities take and give. Both sides import this file; workflows never import activities. */
import type { AccountFact } from '../core/account/fact.ts';
import type { AccountState } from '../core/account/state.ts';
import type { Act, Step } from '../core/account/step.ts';
import type { Circumstances } from '../core/compliance/circumstances.ts';
import type { FailureCode } from './failures.ts';
import type { CommandAnswer, DirectMessage, OperatorCommand } from './account-workflow.ts';

/** What a decision was and rested on; with the facts before it, it can be computed again anywhere. */
export type RecordedDecision = {
  readonly decisionNo: number;
  readonly newFacts: readonly AccountFact[];
  /** Facts beyond these are waiting: fold and decide again before any act. */
  readonly more: boolean;
  readonly step: Step;
  readonly circumstances: Circumstances;
  /** Hash of the state after the new facts. */
  readonly stateHash: string;
  readonly policyHash: string;
  readonly rulesHash: string;
  readonly tzdbVersion: string;
  /** Business time of the decision. */
  readonly now: string;
};

export type DecideRequest = {
  readonly accountId: string;
  readonly state: AccountState;
  readonly decisionNo: number;
  readonly now: string;
};

/** An act together with the decision that led to it: what the claim writes as evidence. */
export type ActRequest<A extends Act = Act> = {
  readonly accountId: string;
  readonly cursor: number;
  readonly act: A;
  readonly decision: Omit<RecordedDecision, 'newFacts' | 'more'>;
};

export type ActResult = {
  /** `unsettled`: nobody can say yet whether the touch went out; the next decision looks again. */
  readonly kind: 'sent' | 'failed' | 'unknown' | 'unsettled' | 'refused' | 'recorded' | 'stale';
  /** For people who read the history: ids and codes only. */
  readonly note: string;
};

export type CloseRequest = {
  readonly accountId: string;
  readonly cursor: number;
  readonly state: AccountState;
  readonly decision: Omit<RecordedDecision, 'newFacts' | 'more'>;
};

export type CloseResult = { readonly kind: 'closed' } | { readonly kind: 'stale' };

export type FailureReport = {
  readonly accountId: string;
  /** Names one piece of work, however often it is tried. */
  readonly workId: string;
  /** For people: kinds and ids only. */
  readonly work: string;
  readonly code: FailureCode;
};

type MessageAct = Extract<Act, { kind: 'sendMessage' | 'settleTouch' }>;

export type Activities = {
  decideStep: (request: DecideRequest) => Promise<RecordedDecision>;
  sendSms: (request: ActRequest<MessageAct>) => Promise<ActResult>;
  sendEmail: (request: ActRequest<MessageAct>) => Promise<ActResult>;
  sendLetter: (request: ActRequest<MessageAct>) => Promise<ActResult>;
  createCallTask: (request: ActRequest<Extract<Act, { kind: 'openTask' }>>) => Promise<ActResult>;
  updatePlan: (request: ActRequest<Extract<Act, { kind: 'proposeArrangement' }>>) => Promise<ActResult>;
  recordFacts: (request: ActRequest<Extract<Act, { kind: 'recordFacts' }>>) => Promise<ActResult>;
  alertSupervisor: (request: ActRequest<Extract<Act, { kind: 'alertSupervisor' }>>) => Promise<ActResult>;
  referToLegal: (request: ActRequest<Extract<Act, { kind: 'referToLegal' }>>) => Promise<ActResult>;
  /** Accepts as a fact what somebody signalled straight to Temporal. */
  postPayment: (request: { readonly accountId: string; readonly message: DirectMessage; readonly now: string }) => Promise<ActResult>;
  acceptCommand: (request: { readonly accountId: string; readonly command: OperatorCommand; readonly now: string }) => Promise<CommandAnswer>;
  closeAccount: (request: CloseRequest) => Promise<CloseResult>;
  /** Tells a person that something of an account fails again and again; once for each `workId`. */
  reportFailure: (report: FailureReport) => Promise<void>;
  saveHistory: (request: { readonly workflowId: string; readonly runId: string }) => Promise<void>;
};
