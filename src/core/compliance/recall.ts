/** Whether a letter that the vendor has not mailed yet may still go out, after something was learned that its claim did not know. */
import type { Outcome } from '../account/fact.ts';
import type { Circumstances } from './circumstances.ts';
import type { ProposedContact } from './contact.ts';
import { decideContact } from './gate.ts';

/** Ends after which the person owes us no answer; written off or given back is where a last letter leads by itself. */
const ENDS_THAT_RECALL: readonly Outcome[] = ['paid', 'settled', 'recalled', 'closed_by_law'];

export type UnmailedLetter = {
  readonly contact: Pick<ProposedContact, 'purpose' | 'contactPointId' | 'speaksOfLegalAction'>;
  /** The intent that the letter rests on, or null where it needs none. */
  readonly intentId: string | null;
  /** Since the letter was claimed that intent was taken back. */
  readonly intentDeclined: boolean;
  /** Since the letter was claimed a debt of the account was held, such as by a dispute. */
  readonly debtHeld: boolean;
  /** How the account ended; null while it is open. */
  readonly outcome: Outcome | null;
};

/**
 * Whether the letter has to be called back: its account ended, it asks for a debt that is disputed since (15 USC 1692g(b)), or the gate that
 * allowed it blocks it now. What would only have to wait, such as for a limit of frequency, was counted at its claim and goes on.
 */
export function mustRecall(letter: UnmailedLetter, circumstances: Circumstances, nowMs: number): boolean {
  if (letter.outcome !== null && ENDS_THAT_RECALL.includes(letter.outcome)) return true;
  if (letter.debtHeld && letter.contact.purpose !== 'notice') return true;
  const contact: ProposedContact = { ...letter.contact, medium: 'letter', intentId: letter.intentDeclined ? null : letter.intentId, minimumGapDays: 0 };
  return decideContact(contact, circumstances, nowMs).kind === 'block';
}
