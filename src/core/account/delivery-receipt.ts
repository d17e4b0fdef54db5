/**
 * What a provider's later word about a message does. Receipts come doubled and out of order, so each has a rank and only a higher one counts;
 * of two last words the first stays: after a confirmed delivery a second channel would be a second contact.
 */
export type ReceiptOutcome =
  | { readonly kind: 'underWay' }
  | { readonly kind: 'delivered' }
  /** `final`: no further message to this address makes sense; otherwise it may be tried again later. */
  | { readonly kind: 'failed'; readonly code: string; readonly final: boolean; readonly addressDead: boolean; readonly optedOut: boolean };

export type ReceiptEffect =
  /** Said before, or overtaken by something said later. */
  | 'nothing'
  /** A row and no more: nobody is woken by good news. */
  | 'note'
  /** The provider has it after all: the touch counts as sent. */
  | 'settle_sent'
  /** It did not arrive: the step goes on to its next try or channel. */
  | 'fail';

/** `status` is the touch's own: claimed, sent, failed or unknown. */
export function receiptEffect(touch: { readonly status: string; readonly receiptRank: number }, receipt: { readonly rank: number; readonly outcome: ReceiptOutcome }): ReceiptEffect {
  if (receipt.rank <= touch.receiptRank) return 'nothing';
  if (receipt.outcome.kind === 'failed') return touch.status === 'failed' ? 'note' : 'fail';
  return touch.status === 'claimed' || touch.status === 'unknown' ? 'settle_sent' : 'note';
}
