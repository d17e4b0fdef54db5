/**
 * Whether a number may be dialled at this instant: the gate's rules for calls, and what the state of the account says.
 * A call that the person asked for is not counted by frequency (12 CFR 1006.14(b)(3)(i)); hours, holds and stops bind it all the same.
 */
import type { AccountState } from '../account/state.ts';
import { addDays, instantAt, toInstant, toMillis, type Instant } from '../local-time.ts';
import type { Circumstances } from './circumstances.ts';
import type { ProposedContact } from './contact.ts';
import { decideContact, earliestLawful } from './gate.ts';
import type { Reason, Verdict } from './verdict.ts';

export type DialQuestion = {
  readonly state: AccountState;
  readonly circumstances: Circumstances;
  readonly contactPointId: string;
  readonly minimumGapDays: number;
  /** The person agreed to be called back on this number now, and nobody has spoken with him since. */
  readonly consented: boolean;
  readonly nowMs: number;
};

export type DialAnswer = {
  readonly verdict: Verdict;
  /** When a refused call would first be lawful were nothing else to happen; null: no date tells. */
  readonly nextLawfulAt: Instant | null;
};

/** Decides one attempt, now. */
export function decideDial(question: DialQuestion): DialAnswer {
  const contact: ProposedContact = {
    medium: 'call', purpose: 'chase', contactPointId: question.contactPointId, speaksOfLegalAction: false, intentId: null, minimumGapDays: question.minimumGapDays,
  };
  const circumstances = question.consented ? { ...question.circumstances, calls: [], touches: [] } : question.circumstances;
  const standing = standingVerdict(question);
  const gate = decideContact(contact, circumstances, question.nowMs);
  const verdict = standing === null ? gate : joined(standing, gate);
  if (verdict.kind !== 'defer') return { verdict, nextLawfulAt: null };
  const lawful = earliestLawful(contact, circumstances, toMillis(verdict.until));
  return { verdict, nextLawfulAt: lawful.kind === 'at' ? lawful.at : null };
}

/** What is agreed suspends the chase; what is closed or with somebody else is silent. */
function standingVerdict({ state, circumstances, consented }: DialQuestion): Exclude<Verdict, { kind: 'allow' }> | null {
  if (state.status !== 'open') return blocked('account-open', 'The account is closed or not taken over yet.', { status: state.status });
  if (state.placedOut !== null) return blocked('placed-out', 'The account is with somebody else; we are silent until its recall is acknowledged.', { to: state.placedOut.to });
  if (consented) return null;
  if (state.arrangement?.status === 'active') return blocked('arrangement', 'An arrangement is being kept; nothing chases the person.', { arrangementId: state.arrangement.arrangementId });
  if (state.promise === null) return null;
  const until = instantAt(addDays(state.promise.promisedOn, 1), 0, circumstances.person.candidateZones[0] ?? 'UTC');
  return {
    kind: 'defer', until: toInstant(until),
    reasons: [reason('promise', 'defer', 'The person promised to pay; nothing chases him until then.', { promisedOn: state.promise.promisedOn })],
  };
}

function blocked(ruleId: string, sentence: string, facts: Reason['facts']): Exclude<Verdict, { kind: 'allow' }> {
  return { kind: 'block', reasons: [reason(ruleId, 'block', sentence, facts)], channelLost: false };
}

function reason(ruleId: string, answer: Reason['answer'], sentence: string, facts: Reason['facts']): Reason {
  return { ruleId, answer, citation: 'policy', sentence, facts };
}

/** All reasons of both; the strictest kind wins, as within the gate. */
function joined(standing: Exclude<Verdict, { kind: 'allow' }>, gate: Verdict): Exclude<Verdict, { kind: 'allow' }> {
  if (gate.kind === 'allow') return standing;
  const reasons = [...standing.reasons, ...gate.reasons];
  if (standing.kind === 'block' || gate.kind === 'block') return { kind: 'block', reasons, channelLost: false };
  if (gate.kind === 'hold_human' || standing.kind === 'hold_human') return { kind: 'hold_human', reasons };
  return { kind: 'defer', until: standing.until > gate.until ? standing.until : gate.until, reasons };
}

const CALLBACK_EARLY_MS = 15 * 60_000;
const CALLBACK_LATE_MS = 3 * 3_600_000;
const CALLBACK_BASIS = 'callback:';

/** A person who named a time consented to that time: a little before it and up to three hours after, not to the whole week. */
export function callbackConsent(callbackAt: Instant): { readonly basis: string; readonly endsAt: Instant } {
  return { basis: `${CALLBACK_BASIS}${callbackAt}`, endsAt: toInstant(toMillis(callbackAt) + CALLBACK_LATE_MS) };
}

export type CallConsent = { readonly basis: string; readonly action: string; readonly recordedAt: Instant; readonly expiresAt: Instant | null };

/** Whether a consent covers a call now. It ends with the first conversation after it: comment 14(b)(3)(i)-2. */
export function consentCovers(consent: CallConsent | null, calls: Circumstances['calls'], nowMs: number): boolean {
  if (consent === null || consent.action !== 'granted' || consent.expiresAt === null || nowMs >= toMillis(consent.expiresAt)) return false;
  if (consent.basis.startsWith(CALLBACK_BASIS) && nowMs < toMillis(consent.basis.slice(CALLBACK_BASIS.length)) - CALLBACK_EARLY_MS) return false;
  return !calls.some((call) => call.conversation && toMillis(call.at) > toMillis(consent.recordedAt));
}
