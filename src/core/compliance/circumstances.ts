/**
 * Circumstances: what a decision has to know beyond the account's own facts, read at one instant in one transaction.
 * JSON-safe and small (ids, kinds, amounts, counters), because every decision records them.
 */
import type { BusinessCalendar, Instant, LocalDate, Zone } from '../local-time.ts';
import type { MessagePurpose } from '../cadence/cadence-policy.ts';
import type { DebtTotals } from './debt-totals.ts';
import type { HoldCode } from './hold-catalogue.ts';

export type Medium = 'sms' | 'email' | 'letter' | 'call';

/** A `reply` answers the person; the other purposes are those of templates. */
export type ContactPurpose = MessagePurpose | 'reply';

/** A living number or address of the person; those that bounced, came back or belong to somebody else are not among them. */
export type ContactPointView = {
  readonly contactPointId: string;
  readonly kind: 'phone' | 'email' | 'postal';
  readonly place: 'home' | 'work' | 'mobile' | 'billing' | 'unknown';
  /** True when the line can take texts. */
  readonly textable: boolean;
  /** Consent of this person for electronic messages to this address, given to us or to our creditor in whose name we write. */
  readonly electronicConsent: boolean;
  readonly rank: number;
};

/** What a hold forbids, and how far it reaches, stands in the hold catalogue under its code. */
export type HoldView = {
  readonly holdId: string;
  readonly code: HoldCode;
  readonly reviewOn: LocalDate;
  /** What the hold is bound to, where it is not the whole person or account. */
  readonly debtId?: string;
  readonly contactPointId?: string;
  readonly medium?: Medium;
  /** The first instant at which the hold no longer counts; absent: it stands until somebody lifts it. */
  readonly endsAt?: Instant;
};

/** A live kill switch. */
export type StopView = {
  readonly stopId: string;
  readonly scope: 'all' | 'creditor' | 'channel';
  readonly channel: Medium | null;
};

/** A contact or attempt of this person on any of his accounts. */
export type TouchView = {
  /** On the account that the decision is about. */
  readonly own: boolean;
  readonly purpose: ContactPurpose;
  readonly at: Instant;
};

export type CallView = {
  /** About the account that the decision is about, among others perhaps. */
  readonly own: boolean;
  readonly at: Instant;
  /** Counts towards the frequencies: it connected and no consent covered it, 12 CFR 1006.14(b)(3)(i) and (ii). */
  readonly counted: boolean;
  readonly conversation: boolean;
};

/** Another live account of the same person that wants its turn. */
export type PacketAccountView = {
  readonly accountId: string;
  readonly stageRank: number;
  readonly oldestDueOn: LocalDate | null;
  readonly nextChaseAt: Instant;
};

export type ContractView = {
  readonly contractVersion: number;
  readonly channels: readonly Medium[];
  readonly furnishes: boolean;
  readonly legalEnabled: boolean;
  readonly lawFirm: string | null;
  /** Lowest share of the balance that a settlement may ask, in percent; null: no authority to settle. */
  readonly settlementFloorPercent: number | null;
  readonly calendar: BusinessCalendar;
};

export type Circumstances = {
  readonly mode: 'sandbox' | 'live';
  readonly role: 'first_party' | 'third_party';
  readonly smsProvider: 'twilio';
  readonly account: {
    readonly accountId: string;
    readonly currency: string;
    readonly balanceMinor: number;
    /** The residual of debts that are neither disputed nor held. */
    readonly chaseableMinor: number;
    readonly pendingMinor: number;
    readonly oldestDueOn: LocalDate | null;
    readonly risk: 'low' | 'medium' | 'high';
    readonly autopay: 'none' | 'active' | 'failed';
    readonly keyAccount: boolean;
    readonly insured: boolean;
    readonly debts: DebtTotals;
  };
  readonly contract: ContractView;
  readonly person: {
    readonly partyId: string;
    readonly kind: 'person' | 'business';
    readonly countryCode: string | null;
    readonly stateCode: string | null;
    /** Every zone in which the person may be, by all that we know; empty when nothing is known. */
    readonly candidateZones: readonly Zone[];
    readonly language: string;
  };
  readonly contactPoints: readonly ContactPointView[];
  readonly holds: readonly HoldView[];
  readonly stops: readonly StopView[];
  readonly touches: readonly TouchView[];
  readonly calls: readonly CallView[];
  readonly packet: readonly PacketAccountView[];
  /** Inbound messages of this person that nobody has understood yet: they block, because one may be a stop. */
  readonly unclassifiedInbound: number;
  /** A touch of this account that was claimed and has no outcome yet. */
  readonly openTouch: { readonly touchId: string; readonly claimedAt: Instant; readonly stepId: string; readonly cycle: number; readonly attemptNo: number; readonly medium: Medium } | null;
  readonly tzdbVersion: string;
};
