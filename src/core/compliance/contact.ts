/** A contact that somebody would like to make. */
import type { Circumstances, ContactPointView, ContactPurpose, Medium } from './circumstances.ts';

export type ProposedContact = {
  readonly medium: Medium;
  readonly purpose: ContactPurpose;
  readonly contactPointId: string | null;
  readonly speaksOfLegalAction: boolean;
  /** Live recorded intent of a person to take legal action: 15 USC 1692e(5). */
  readonly intentId: string | null;
  /** The gap in days that the cadence keeps between two chases of one account. */
  readonly minimumGapDays: number;
};

/** What a rule sees: pure data and the instant of the question. */
export type RuleContext = {
  readonly contact: ProposedContact;
  readonly circumstances: Circumstances;
  readonly contactPoint: ContactPointView | null;
  readonly nowMs: number;
};
