/**
 * The compiled form of a cadence file: plain data, JSON-safe, pinned by content hash.
 * Stages order our own outreach; promise, plan, dispute, payment and stop are open in every stage.
 */

export const STAGE_IDS = ['reminder', 'call', 'negotiation', 'final_notice', 'legal_escalation'] as const;
export type StageId = (typeof STAGE_IDS)[number];

/** Rank of a stage in the order of escalation; -1 for none. */
export function stageRank(stage: string | null): number {
  return STAGE_IDS.findIndex((candidate) => candidate === stage);
}

export const CHANNELS = ['sms', 'email', 'letter', 'call', 'task'] as const;
/** `call` makes a call task for an officer; `task` is the human end of a fallback chain. */
export type Channel = (typeof CHANNELS)[number];

/** Media that reach a debtor by themselves. A call reaches him only through a dial permit. */
export const MESSAGE_CHANNELS = ['sms', 'email', 'letter'] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

export const MESSAGE_PURPOSES = ['chase', 'notice', 'service'] as const;
/** `chase` asks for money, `notice` is required by law, `service` reminds of what was agreed or is still to fall due. */
export type MessagePurpose = (typeof MESSAGE_PURPOSES)[number];

export const STEP_KINDS = [
  /** A message by the first channel of the chain that works. */
  'message',
  /** A call task with a script, a latest time and retries. */
  'call',
  /** An arrangement offered from the affordability given, told by a message. */
  'offer',
  /** A person reviews the account; the cadence waits for the answer. */
  'review',
  /** A person decides on legal action and records an intent, or declines. */
  'legal_review',
  /** The last letter: it speaks of legal action only under a live recorded intent. */
  'final_notice',
  /** Hand-over to the configured law firm, then silence. Only under a live recorded intent. */
  'refer_to_legal',
  /** An alert to supervisors; the cadence does not wait. */
  'alert',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export const STEP_EVENTS = [
  'promise_broken', 'arrangement_broken', 'payment_returned', 'partial_payment', 'promise_due_soon', 'instalment_due_soon',
] as const;
/** Things that happen to an account and that a step may answer. */
export type StepEvent = (typeof STEP_EVENTS)[number];

export type StepTiming = {
  /** What the offset counts from. `event` steps stand outside the order of the stages and answer `event`. */
  readonly from: 'due' | 'placement' | 'stage_entry' | 'previous_step' | 'event';
  readonly event?: StepEvent;
  readonly offsetDays: number;
  readonly dayKind: 'calendar' | 'business';
  /** Preferred minutes of the debtor's local day, inside the lawful window. */
  readonly window?: { readonly fromMinute: number; readonly toMinute: number };
  /** ISO weekdays on which the step may happen; absent: all. */
  readonly weekdays?: readonly number[];
  /** The step lapses when it could not happen within so many days after its date. */
  readonly latestDays: number;
};

export type StepCondition =
  | { readonly kind: 'balance_at_least'; readonly amountMinor: number }
  | { readonly kind: 'risk_in'; readonly values: readonly ('low' | 'medium' | 'high')[] }
  | { readonly kind: 'autopay_active'; readonly value: boolean }
  | { readonly kind: 'autopay_failed'; readonly value: boolean }
  | { readonly kind: 'responded'; readonly value: boolean }
  | { readonly kind: 'right_party_reached'; readonly value: boolean }
  | { readonly kind: 'creditor_furnishes'; readonly value: boolean }
  | { readonly kind: 'legal_intent'; readonly value: boolean }
  | { readonly kind: 'settlement_authority'; readonly value: boolean }
  | { readonly kind: 'key_account'; readonly value: boolean }
  | { readonly kind: 'insured'; readonly value: boolean }
  /** True when at least one holds. */
  | { readonly kind: 'any'; readonly of: readonly StepCondition[] };

export type ChannelAttempt = {
  readonly channel: Channel;
  /** Template id (folder under templates/); for `call` the script, for `task` the instruction. */
  readonly template: string;
  /** From the template's front matter; a call always chases. The table of contact limits counts by it. */
  readonly purpose: MessagePurpose;
  /** From the template's front matter: its words speak of legal action, so the gate wants a live intent and no time bar. */
  readonly speaksOfLegalAction: boolean;
};

export type CadenceStep = {
  /** Stable across versions: part of the touch key. */
  readonly id: string;
  readonly stage: StageId;
  readonly kind: StepKind;
  readonly when: StepTiming;
  /** Tried strictly in sequence: a later channel only after the typed failure of the one before. */
  readonly channels: readonly ChannelAttempt[];
  readonly conditions: readonly StepCondition[];
  /** A final notice under a live intent goes by these channels instead; without an intent by `channels`. */
  readonly channelsWithIntent?: readonly ChannelAttempt[];
  /** How long a call, a review or a legal review may stay open before it overflows to the next channel or lapses. */
  readonly openHours?: number;
  readonly summary: string;
};

export type CadencePolicy = {
  readonly name: string;
  /** Label for people; the version that counts is the content hash. */
  readonly version: string;
  readonly appliesTo: {
    readonly role: 'first_party' | 'third_party';
    readonly partyKind: 'person' | 'business';
    readonly segments: readonly string[];
  };
  /** Languages in which every template must exist. */
  readonly languages: readonly string[];
  readonly minimumGapDays: number;
  /** Minutes over which accounts due at the same local minute are spread, by a stable hash. */
  readonly spreadMinutes: number;
  readonly promise: {
    readonly maximumDaysAhead: number;
    readonly graceBusinessDays: number;
    /** Share of the promised amount that counts as kept, in percent. */
    readonly tolerancePercent: number;
    readonly maximumRenewals: number;
  };
  readonly arrangement: {
    readonly graceDays: number;
    readonly maximumInstalments: number;
    readonly minimumInstalmentMinor: number;
    readonly revivals: number;
    readonly remindDaysBefore: number;
  };
  readonly partialPayment: {
    /** Share of the balance from which a partial payment restarts the cadence, in percent. */
    readonly restartFromPercent: number;
    readonly restart: 'by_age' | 'continue';
  };
  readonly steps: readonly CadenceStep[];
  /** What becomes of an account for which no step is left. */
  readonly terminal: {
    readonly outcome: 'written_off' | 'returned' | 'parked';
    /** Days after the last step's date. */
    readonly afterDays: number;
    /** For `parked`: days until the one review. */
    readonly reviewDays?: number;
  };
  /** Age in days after enrolment at which an account that never ended is recalled or returned, whatever holds it. */
  readonly maximumAgeDays: number;
};
