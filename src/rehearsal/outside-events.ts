/** What will happen to people from outside, in the order of its time; things of the same minute in the order of their keys. */
import type { DialOutcome, Meaning } from './debtor-model.ts';

type Happening =
  /** The accounts of the group are taken over. */
  | { readonly kind: 'begins'; readonly accountIds: readonly string[] }
  | { readonly kind: 'pays'; readonly accountId: string; readonly share: number }
  | { readonly kind: 'paysAmount'; readonly accountId: string; readonly amountMinor: number }
  /** `payment` is the occasion on which it was made. */
  | { readonly kind: 'clears'; readonly accountId: string; readonly payment: string; readonly amountMinor: number }
  | { readonly kind: 'takesBack'; readonly accountId: string; readonly payment: string }
  | { readonly kind: 'says'; readonly accountId: string; readonly meaning: Meaning; readonly medium: 'sms' | 'email' | 'call'; readonly address: string }
  | { readonly kind: 'takesOffer'; readonly accountId: string; readonly arrangementId: string }
  | { readonly kind: 'bounces'; readonly touchId: string; readonly provider: string; readonly providerId: string; readonly status: string; readonly errorCode: number | null }
  | { readonly kind: 'comesBack'; readonly accountId: string; readonly touchId: string }
  | { readonly kind: 'dials'; readonly accountId: string; readonly taskId: string; readonly tryNo: number; readonly isCallback: boolean; readonly notAfterMs: number }
  | { readonly kind: 'hangsUp'; readonly accountId: string; readonly taskId: string; readonly tryNo: number; readonly notAfterMs: number; readonly callId: string; readonly contactPointId: string; readonly disposition: DialOutcome }
  | { readonly kind: 'answers'; readonly accountId: string; readonly taskId: string; readonly taskKind: string; readonly script: string }
  | { readonly kind: 'settlesHold'; readonly accountId: string; readonly holdId: string; readonly code: string; readonly debtId: string | null };

/** The key names the occasion, so that it happens once and draws the same chances in every rehearsal. */
export type OutsideEvent = Happening & { readonly key: string; readonly partyId: string; readonly atMs: number };

export class EventQueue {
  readonly #known = new Set<string>();
  #waiting: readonly OutsideEvent[] = [];

  /** True the first time that an occasion comes up. */
  isNew(key: string): boolean {
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    return true;
  }

  add(event: OutsideEvent): void {
    this.#waiting = [...this.#waiting, event].toSorted((one, other) => one.atMs - other.atMs || (one.key < other.key ? -1 : 1));
  }

  nextAt(): number | null {
    return this.#waiting[0]?.atMs ?? null;
  }

  takeDue(nowMs: number): readonly OutsideEvent[] {
    const due = this.#waiting.filter((event) => event.atMs <= nowMs);
    this.#waiting = this.#waiting.filter((event) => event.atMs > nowMs);
    return due;
  }
}
