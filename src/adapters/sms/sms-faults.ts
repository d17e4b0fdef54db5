/** What Twilio's error codes say about a text and about its number; the same table reads refusals and later receipts. */

export type SmsFault = {
  /** No further try by text to this number makes sense. */
  readonly final: boolean;
  /** The number cannot receive texts, now or later. */
  readonly addressDead: boolean;
  readonly optedOut: boolean;
};

const DEAD: SmsFault = { final: true, addressDead: true, optedOut: false };
/** This text, or this sender, does not reach the number; the number itself is fine. */
const LOST: SmsFault = { final: true, addressDead: false, optedOut: false };
const OPTED_OUT: SmsFault = { final: true, addressDead: false, optedOut: true };
const PASSING: SmsFault = { final: false, addressDead: false, optedOut: false };

const FAULTS: Readonly<Record<number, SmsFault>> = {
  21211: DEAD, // not a phone number
  21614: DEAD, // not a mobile number
  30005: DEAD, // unknown or no longer in use
  30006: DEAD, // landline or unreachable carrier
  21610: OPTED_OUT, // the person sent STOP to our number
  // The region is not enabled in our Twilio account: our setting, not the number's fault.
  21408: LOST,
  21612: LOST, // no route from our number to this one
  30004: LOST, // blocked by handset or carrier
  30007: LOST, // filtered by the carrier
  30001: PASSING, // queue overflow
  30003: PASSING, // handset off or out of reach
  30008: PASSING, // unknown error at the carrier
  30009: PASSING, // a segment got lost
};

/** What a code means; one that stands in no table is final for this text and says nothing about the number. */
export function smsFault(code: number | null): SmsFault {
  return (code === null ? undefined : FAULTS[code]) ?? LOST;
}

/** Our credentials, our sending number or our account: the same text goes out once somebody has mended it. */
const OUR_SETTINGS: ReadonlySet<number> = new Set([20003, 20005, 20404, 21212, 21603, 21606, 21659, 21660]);

export function isOurSetting(code: number): boolean {
  return OUR_SETTINGS.has(code);
}

export function smsFaultCode(code: number | string): string {
  return `TWILIO_${code}`;
}
