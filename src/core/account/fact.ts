/**
 * Facts: what happened to an account, in the order in which the database accepted it.
 * Payloads are JSON-safe and hold ids, kinds, amounts, dates; never a name, an address or a text.
 */

/** UTC ISO instant. */
type Instant = string;
/** YYYY-MM-DD in the debtor's or the creditor's calendar. */
type LocalDate = string;

/** Key of one attempt: at most one touch exists for (account, stepId, cycle, attemptNo). */
export type TouchKey = {
  /** Id of the cadence step; for a step that answers an event with the number of that event behind it, as in `broken-promise-sms#2`. */
  readonly stepId: string;
  readonly cycle: number;
  readonly attemptNo: number;
};

/** A touch key with its place: null as stage means that it answers an event and moves no stage. */
export type StepReference = TouchKey & {
  readonly stage: string | null;
  /** Index in the step's fallback chain. */
  readonly channelIndex: number;
};

/** What a person's answer does to the step that waited: go on with it, count it as done, or leave it out. */
export type TaskResult = 'retry' | 'done' | 'skip';

export type Outcome = 'paid' | 'settled' | 'written_off' | 'recalled' | 'returned' | 'closed_by_law';

export type Instalment = { readonly instalmentNo: number; readonly dueOn: LocalDate; readonly amountMinor: number };

export type FactBody =
  | { readonly kind: 'enrolled'; readonly role: 'first_party' | 'third_party'; readonly placedOn: LocalDate }
  | { readonly kind: 'paymentPending'; readonly paymentId: string; readonly amountMinor: number }
  | { readonly kind: 'paymentReceived'; readonly paymentId: string; readonly amountMinor: number; readonly paidOn: LocalDate; readonly reentersCadence: boolean }
  | { readonly kind: 'paymentReturned'; readonly paymentId: string; readonly amountMinor: number; readonly reason: string; /** The seq of this account's fact by which the payment came; null: it was announced and never came. */ readonly paymentSeq: number | null }
  | { readonly kind: 'adjustmentPosted'; readonly adjustmentId: string; readonly amountMinor: number; readonly reason: string }
  | { readonly kind: 'holdPlaced'; readonly holdId: string; readonly code: string }
  | { readonly kind: 'holdLifted'; readonly holdId: string; readonly code: string }
  | { readonly kind: 'promiseMade'; readonly promiseId: string; readonly amountMinor: number; readonly promisedOn: LocalDate; readonly method: string }
  | { readonly kind: 'promiseKept'; readonly promiseId: string }
  | { readonly kind: 'promiseBroken'; readonly promiseId: string; readonly brokenOn: LocalDate }
  | { readonly kind: 'promiseCancelled'; readonly promiseId: string }
  | { readonly kind: 'affordabilityStated'; readonly monthlyMinor: number; readonly firstPaymentOn: LocalDate }
  | { readonly kind: 'arrangementProposed'; readonly arrangementId: string; readonly proposedBy: 'dunwell' | 'debtor' | 'officer'; readonly totalMinor: number; readonly instalments: readonly Instalment[]; readonly stepId?: string; readonly expiresOn: LocalDate }
  | { readonly kind: 'arrangementAgreed'; readonly arrangementId: string; readonly totalMinor: number; readonly instalments: readonly Instalment[]; readonly settles: boolean }
  | { readonly kind: 'arrangementBroken'; readonly arrangementId: string; readonly instalmentNo: number; readonly brokenOn: LocalDate }
  | { readonly kind: 'arrangementRevived'; readonly arrangementId: string; readonly instalments: readonly Instalment[] }
  | { readonly kind: 'arrangementCompleted'; readonly arrangementId: string }
  | { readonly kind: 'arrangementCancelled'; readonly arrangementId: string; readonly reason: string }
  | { readonly kind: 'disputeRaised'; readonly disputeId: string; readonly debtId: string | null; readonly holdId: string }
  | { readonly kind: 'disputeResolved'; readonly disputeId: string; readonly resolution: 'upheld' | 'rejected' | 'partly' }
  | { readonly kind: 'inboundMessageReceived'; readonly inboundMessageId: string; readonly medium: string; readonly classification: string | null }
  | { readonly kind: 'touchSent'; readonly touchId: string; readonly reference: StepReference; readonly channel: string; readonly sentAt: Instant }
  | { readonly kind: 'touchFailed'; readonly touchId: string; readonly reference: StepReference; readonly channel: string; readonly code: string; readonly final: boolean; readonly retryAt: Instant | null }
  | { readonly kind: 'touchUnknown'; readonly touchId: string; readonly reference: StepReference; readonly channel: string; readonly taskId: string }
  | { readonly kind: 'touchDenied'; readonly decisionId: string; readonly reference: StepReference; readonly channel: string; readonly verdict: 'block' | 'defer' | 'hold_human'; readonly ruleIds: readonly string[]; readonly retryAt: Instant | null; readonly channelLost: boolean }
  | { readonly kind: 'taskOpened'; readonly taskId: string; readonly taskKind: string; readonly reference: StepReference | null; readonly notAfter: Instant }
  | { readonly kind: 'callOutcomeRecorded'; readonly callId: string; readonly taskId: string | null; readonly disposition: string; readonly connected: boolean; readonly conversation: boolean; readonly rightParty: boolean; readonly closesTask: boolean }
  | { readonly kind: 'taskCompleted'; readonly taskId: string; readonly taskKind: string; readonly result: TaskResult }
  | { readonly kind: 'taskExpired'; readonly taskId: string; readonly taskKind: string }
  | { readonly kind: 'legalIntentRecorded'; readonly intentId: string; readonly expiresOn: LocalDate }
  | { readonly kind: 'legalIntentDeclined'; readonly reason: string }
  | { readonly kind: 'referredOut'; readonly placementId: string; readonly to: string; readonly reference: StepReference }
  | { readonly kind: 'recallAcknowledged'; readonly placementId: string }
  | { readonly kind: 'recalledByCreditor'; readonly reason: string }
  | { readonly kind: 'supervisorAlerted'; readonly alertId: string; readonly reason: string; readonly reference: StepReference | null }
  | { readonly kind: 'eventClosed'; readonly eventNo: number }
  | { readonly kind: 'stageMoved'; readonly stage: string; readonly reason: string }
  | { readonly kind: 'accountParked'; readonly reviewOn: LocalDate; readonly reason: string }
  | { readonly kind: 'cadenceMigrated'; readonly cadenceHash: string }
  | { readonly kind: 'accountClosed'; readonly outcome: Outcome }
  | { readonly kind: 'accountReopened'; readonly reason: string };

/** A fact as a run folds it: `seq` is the account's own order, without gaps, from 1. */
export type AccountFact = {
  readonly factId: string;
  readonly seq: number;
  /** When it happened, in business time. */
  readonly occurredAt: Instant;
  readonly body: FactBody;
};
