/** Explicit limits of the activities. A failure that cannot be mended by trying again says so itself, under its code. */

/** Bookkeeping: idempotent database transactions. */
export const BOOKKEEPING = {
  startToCloseTimeout: '15s', scheduleToCloseTimeout: '60s', retry: { initialInterval: '500ms', maximumInterval: '10s' },
} as const;

/**
 * Sends: a retry finds its own claim and asks what became of it, it never sends twice. A live attempt is not cut short, for only it may know
 * what its provider said; one that has stopped to beat is dead. Half an hour in the queue of a provider's rate is no failure: the claim
 * judges the hour again.
 */
export const SENDING = {
  startToCloseTimeout: '60s', heartbeatTimeout: '10s', scheduleToCloseTimeout: '30m', retry: { initialInterval: '1s', maximumInterval: '15s' },
} as const;

/** Decisions: a local activity, short and bounded, for it holds a slot of its worker. */
export const DECIDING = {
  startToCloseTimeout: '3s', scheduleToCloseTimeout: '7s', localRetryThreshold: '10s', retry: { maximumAttempts: 2, initialInterval: '200ms' },
} as const;
