/** What the sandbox may ask about the people it plays. Whoever starts it answers, for it knows no database of its own. */
import type { Instant } from '#core/local-time.ts';

export type SandboxAccount = {
  readonly accountId: string;
  readonly reference: string;
  readonly currency: string;
  /** What is owed now; null where nobody knows. */
  readonly balanceMinor: number | null;
};

export type SandboxPerson = {
  readonly partyId: string;
  readonly name: string;
  /** Telephone numbers (E.164) and e-mail addresses from which the person can write. */
  readonly addresses: readonly string[];
  readonly accounts: readonly SandboxAccount[];
};

export type SandboxLetter = {
  readonly letterId: string;
  readonly subject: string;
  readonly accountReference: string;
  readonly wallAt: Instant;
  readonly businessAt: Instant | null;
};

export type SandboxDirectory = {
  /** Everybody who uses a number or address: a household shares one. */
  readonly findByAddress: (address: string) => Promise<readonly SandboxPerson[]>;
  /** People who got letters: some get nothing else. */
  readonly peopleWithLetters: () => Promise<readonly SandboxPerson[]>;
  readonly letters: (partyId: string) => Promise<readonly SandboxLetter[]>;
  /** Business time at which messages were given out, by their provider's id: while the book is being moved only its sender knows. */
  readonly sentAt: (messageIds: readonly string[]) => Promise<ReadonlyMap<string, Instant>>;
  readonly letterPdf: (letterId: string) => Promise<Uint8Array | null>;
};

export type ForwardResult =
  | { readonly kind: 'moved'; readonly now: Instant }
  | { readonly kind: 'refused'; readonly reason: string };

export type SandboxClockPort = {
  /** Business time now. */
  readonly now: () => Promise<Instant>;
  /** Moves the whole sandbox book ahead by whole days. */
  readonly forward: (days: number) => Promise<ForwardResult>;
};
