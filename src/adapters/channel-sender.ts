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

/** A channel's provider: sends once, and says afterwards what it knows of a touch. */
export type ChannelSender = {
  readonly provider: string;
  readonly deliver: (touch: ClaimedTouch) => Promise<Delivery>;
  readonly find: (trace: TouchTrace) => Promise<Finding>;
  /** Wall time after which the provider's silence about a touch is an answer. */
  readonly settleAfterMs: number;
};
