/** What an account does next: data, always with its reasons and the rules that led to it. */
import type { MessageChannel, MessagePurpose } from '../cadence/cadence-policy.ts';
import type { Instant } from '../local-time.ts';
import type { FactBody, Instalment, Outcome, StepReference } from './fact.ts';

export type StepReason = {
  readonly ruleId: string;
  readonly sentence: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

export type TaskKind = 'call' | 'manual_contact' | 'review' | 'legal_review' | 'gate_review' | 'unknown_outcome';

/** A fact that the passing of time brings about; its id is made of what it is about, so that it happens once. */
export type TimedFact = { readonly factId: string; readonly body: FactBody };

export type Act =
  | {
      readonly kind: 'sendMessage';
      readonly channel: MessageChannel;
      readonly reference: StepReference;
      readonly purpose: MessagePurpose;
      readonly template: string;
      readonly contactPointId: string;
      readonly speaksOfLegalAction: boolean;
      /** The live intent that legal words rest on. */
      readonly intentId: string | null;
      readonly minimumGapDays: number;
      readonly arrangementId: string | null;
    }
  /** A touch was claimed and its outcome is not known: find out, never send again. */
  | { readonly kind: 'settleTouch'; readonly channel: MessageChannel; readonly touchId: string; readonly reference: StepReference }
  | { readonly kind: 'openTask'; readonly taskKind: TaskKind; readonly reference: StepReference; readonly template: string; readonly notAfter: Instant }
  | {
      readonly kind: 'proposeArrangement';
      readonly reference: StepReference;
      readonly arrangementId: string;
      readonly totalMinor: number;
      readonly instalments: readonly Instalment[];
      readonly expiresOn: string;
    }
  | { readonly kind: 'recordFacts'; readonly facts: readonly TimedFact[] }
  | { readonly kind: 'alertSupervisor'; readonly reason: string; readonly reference: StepReference | null }
  | { readonly kind: 'referToLegal'; readonly reference: StepReference; readonly intentId: string; readonly lawFirm: string };

export type Step =
  | { readonly kind: 'wait'; readonly until: Instant; readonly reasons: readonly StepReason[] }
  /** `ruleIds` names every rule that led here, also those whose reasons are not spelled out. */
  | { readonly kind: 'act'; readonly act: Act; readonly notBefore: Instant; readonly reasons: readonly StepReason[]; readonly ruleIds: readonly string[] }
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly reasons: readonly StepReason[] };

/** The instant at which the account next stirs by itself; null when it ends. */
export function nextActionAt(step: Step): Instant | null {
  return step.kind === 'wait' ? step.until : step.kind === 'act' ? step.notBefore : null;
}
