/** What a rehearsal left behind, as plain data: the rows, what the sandbox and the print folder really got, and where the book stands. */
import type { Step } from '#core/account/step.ts';
import type { FactBody } from '#core/account/fact.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { Medium } from '#core/compliance/circumstances.ts';
import type { Verdict } from '#core/compliance/verdict.ts';

export type AccountRow = {
  readonly accountId: string; readonly partyId: string; readonly partyKind: string; readonly role: string; readonly currency: string;
  readonly status: string; readonly outcome: string | null; readonly lastSeq: number; readonly cadenceHash: string;
  /** The last decision's read model; null before the first. */
  readonly next: { readonly cursor: number; readonly nextActionAt: string | null; readonly decidedAt: string; readonly step: Step } | null;
  readonly hasOpenRun: boolean;
  /** Why the driver left it behind, or null. */
  readonly leftBehind: 'stuck' | 'runless' | null;
};

export type DecisionRow = {
  readonly decisionId: string; readonly accountId: string; readonly kind: string; readonly step: Step | { readonly kind: 'dial'; readonly reasons: readonly never[] };
  readonly verdict: Verdict; readonly candidateZones: readonly string[]; readonly stateHash: string; readonly policyHash: string; readonly rulesHash: string;
  readonly tzdbVersion: string; readonly decidedAt: string;
};

export type TouchRow = {
  readonly touchId: string; readonly accountId: string; readonly partyId: string; readonly stepId: string; readonly cycle: number; readonly attemptNo: number;
  readonly channel: 'sms' | 'email' | 'letter'; readonly purpose: string; readonly contactPointId: string; readonly template: string; readonly language: string; readonly status: string;
  readonly balanceMinor: number; readonly decisionId: string; readonly providerId: string | null; readonly claimedAt: string; readonly address: string; readonly text: string;
  readonly speaksOfLegalAction: boolean;
  /** What the template says that it is for; null: there is none such. */
  readonly templatePurpose: string | null;
};

export type CallRow = {
  readonly callId: string; readonly partyId: string; readonly accountIds: readonly string[]; readonly contactPointId: string | null; readonly direction: string; readonly dialedAt: string;
  readonly connected: boolean; readonly conversation: boolean; readonly consented: boolean;
  /** Zones in which the person may have been, as recorded with the permit. */
  readonly candidateZones: readonly string[];
};

export type HoldRow = {
  readonly holdId: string; readonly code: HoldCode; readonly scope: string; readonly effects: readonly string[]; readonly partyId: string; readonly accountId: string | null;
  readonly debtId: string | null; readonly contactPointId: string | null; readonly medium: Medium | null; readonly placedAt: string; readonly liftedAt: string | null; readonly expiresOn: string | null;
};

export type FactRow = { readonly factId: string; readonly accountId: string; readonly seq: number; readonly body: FactBody; readonly acceptedAt: string };
export type PostingRow = { readonly accountId: string; readonly ledgerAccount: string; readonly debtId: string | null; readonly amountMinor: number; readonly postedAt: string };
export type TaskRow = { readonly taskId: string; readonly accountId: string | null; readonly kind: string; readonly stepId: string | null; readonly cycle: number | null; readonly attemptNo: number | null; readonly status: string; readonly openedAt: string; readonly result: string | null };
export type ConsentRow = { readonly partyId: string; readonly contactPointId: string; readonly action: string; readonly grantedTo: string; readonly recordedAt: string; readonly expiresAt: string | null };
export type IntentRow = { readonly intentId: string; readonly accountId: string; readonly recordedAt: string; readonly expiresOn: string };
/** One transmission as the provider saw it, in the order of arrival. */
export type SentRow = { readonly medium: 'sms' | 'email'; readonly direction: 'outbound' | 'inbound'; readonly messageId: string; readonly address: string; readonly text: string };
export type AmountRow = { readonly accountId: string; readonly amountMinor: number };

export type Evidence = {
  /** Where the book stands. */
  readonly nowMs: number;
  readonly accounts: readonly AccountRow[];
  readonly decisions: readonly DecisionRow[];
  readonly touches: readonly TouchRow[];
  readonly calls: readonly CallRow[];
  readonly holds: readonly HoldRow[];
  readonly facts: readonly FactRow[];
  readonly postings: readonly PostingRow[];
  readonly tasks: readonly TaskRow[];
  readonly consents: readonly ConsentRow[];
  readonly intents: readonly IntentRow[];
  /** Amounts besides the balance that a message of an account may name: promised sums, instalments and their totals. */
  readonly agreedAmounts: readonly AmountRow[];
  readonly publishedHashes: readonly string[];
  readonly sent: readonly SentRow[];
  /** Ids of the letters that the print shop was given. */
  readonly printedLetterIds: readonly string[];
};

export type Violation = {
  readonly accountId: string | null;
  /** What was found, in one sentence with ids and instants, never with names or texts. */
  readonly sentence: string;
};

/** Touches that reached, or may have reached, the person. */
export const EFFECTIVE: readonly string[] = ['claimed', 'sent', 'unknown'];

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
