/** What a channel must be able to do for a touch to go out at most once. */
import type { ClaimedTouch } from './db/touch/claim-touch.ts';

/** What a provider answers to one delivery. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly addressDead: boolean; readonly optedOut: boolean }
  | { readonly kind: 'notSent'; readonly code: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'unknown'; readonly reason: string };

export type Finding = { readonly kind: 'found'; readonly providerId: string } | { readonly kind: 'absent' } | { readonly kind: 'cannotSay'; readonly reason: string };

export type TouchTrace = Pick<ClaimedTouch, 'touchId' | 'address' | 'bodyHash' | 'claimedWallAt'>;

/**
 * Wall time after its claim within which a call has to begin, or it is not made any more: its process slept, or its machine did, and by now
 * another one may have asked the provider and heard that nothing was sent.
 */
export const CALL_BEGINS_WITHIN_MS = 5_000;

/** A request that broke off is taken by its provider within this time of its claim, or never. */
export const TAKEN_WITHIN_MS = 15 * 60_000;

/** A channel's provider: sends once, and says afterwards what it knows of a touch. */
export type ChannelSender = {
  readonly provider: string;
  readonly deliver: (touch: ClaimedTouch) => Promise<Delivery>;
  readonly find: (trace: TouchTrace) => Promise<Finding>;
  /**
   * Wall time since the claim after which the provider's silence about a touch is an answer. No call may still be under way then, nor one
   * that broke off be taken yet: it is at least the time in which a call begins and the longest call together.
   */
  readonly settleAfterMs: number;
};
