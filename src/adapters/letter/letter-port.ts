/** What a print vendor can do: take a letter once, say what became of it, and give it back while it is not mailed. */

export type LetterSubmission = {
  /** Our id: the same one is never printed twice. */
  readonly letterId: string;
  readonly pdf: Uint8Array;
  /** When it was handed over, as a local date: the vendor mails it on a later business day. */
  readonly submittedOn: string;
};

export type SubmitResult =
  | { readonly kind: 'accepted'; readonly vendorLetterId: string }
  /** The id was used before for other bytes; the first letter stands. */
  | { readonly kind: 'conflict'; readonly reason: string }
  /** Certainly not taken: nothing stands in the vendor's books. */
  | { readonly kind: 'notTaken'; readonly reason: string };

export type LetterStatus =
  | { readonly kind: 'accepted'; readonly vendorLetterId: string; readonly submittedOn: string }
  | { readonly kind: 'mailed'; readonly vendorLetterId: string; readonly mailedOn: string }
  | { readonly kind: 'recalled'; readonly vendorLetterId: string }
  | { readonly kind: 'absent' };

export type RecallResult =
  | { readonly kind: 'recalled' }
  | { readonly kind: 'tooLate'; readonly mailedOn: string }
  | { readonly kind: 'absent' };

export type LetterVendor = {
  readonly vendor: string;
  readonly submit: (submission: LetterSubmission) => Promise<SubmitResult>;
  readonly status: (letterId: string) => Promise<LetterStatus>;
  readonly recall: (letterId: string) => Promise<RecallResult>;
};
