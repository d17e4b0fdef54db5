/** Names, ids and messages of the account workflow: all that clients, workers and the workflow share. */
import type { AccountState } from '../core/account/state.ts';
import type { Outcome } from '../core/account/fact.ts';
import type { Step } from '../core/account/step.ts';

export const ACCOUNT_WORKFLOW = 'accountWorkflow';

/** The id of an account's run: nothing personal, the same for every run of the chain. */
export function accountWorkflowId(accountId: string): string {
  return `account-${accountId}`;
}

export type AccountInput = {
  readonly accountId: string;
  /** Carried over continue-as-new; absent on the first start and for follow-up runs, which fold the facts anew. */
  readonly state?: AccountState;
  readonly decisionNo?: number;
  /** Signals that the run before could not take in: they are not facts yet, and none may be lost. */
  readonly messages?: readonly DirectMessage[];
};

export type AccountResult = { readonly accountId: string; readonly outcome: Outcome };

export const SIGNALS = {
  /** Facts were accepted for the account; carries nothing. */
  wake: 'wake',
  /** A payment told straight to Temporal: the run's first act is to accept it as a fact. */
  payment: 'payment',
  cease: 'cease',
  inboundMessage: 'inboundMessage',
} as const;

export const QUERIES = { status: 'status', why: 'why' } as const;

export const UPDATES = { move: 'move', park: 'park', migrate: 'migrate' } as const;

export type PaymentSignal = { readonly paymentId: string; readonly amountMinor: number; readonly currency: string; readonly paidOn: string };
export type CeaseSignal = { readonly factId: string; readonly evidence: string };
export type InboundMessageSignal = { readonly inboundMessageId: string };

/** A message with a payload, on its way to being a fact. */
export type DirectMessage =
  | { readonly kind: 'payment'; readonly payment: PaymentSignal }
  | { readonly kind: 'cease'; readonly cease: CeaseSignal }
  | { readonly kind: 'inboundMessage'; readonly message: InboundMessageSignal };

export type OperatorCommand =
  | { readonly kind: 'move'; readonly commandId: string; readonly stage: string; readonly reason: string }
  | { readonly kind: 'park'; readonly commandId: string; readonly reviewOn: string; readonly reason: string }
  | { readonly kind: 'migrate'; readonly commandId: string; readonly cadenceHash: string };

export type CommandAnswer =
  | { readonly kind: 'accepted'; readonly seq: number }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

export type AccountStatus = {
  readonly accountId: string;
  readonly status: AccountState['status'];
  readonly stage: string | null;
  readonly cursor: number;
  readonly decisionNo: number;
  readonly nextActionAt: string | null;
};

export type WhyAnswer = { readonly decidedAt: string | null; readonly step: Step | null; readonly decisionNo: number };

/** Keyword and number attributes that Temporal's lists can be filtered by; ids and codes only. A run keeps its stage and cadence in step; its creditor never changes. */
export const SEARCH_ATTRIBUTES = {
  DunwellCreditor: 'Keyword',
  DunwellStage: 'Keyword',
  DunwellCadence: 'Keyword',
} as const;

/** How an attribute names a cadence: as much of its hash as nobody mistakes. */
export function cadenceAttribute(cadenceHash: string): string {
  return cadenceHash.slice(0, 16);
}

/** One queue for decisions and bookkeeping, one per provider so that a rate holds on the server. */
export const TASK_QUEUES = { accounts: 'accounts', sms: 'provider-sms', email: 'provider-email', letter: 'provider-letter' } as const;
export type TaskQueueName = (typeof TASK_QUEUES)[keyof typeof TASK_QUEUES];

/** A prefix keeps the queues of two installations or tests on one server apart. */
export function taskQueue(name: TaskQueueName, prefix: string): string {
  return prefix === '' ? name : `${prefix}-${name}`;
}
