/**
 * The dispositions: what came of a call, as data. Counters, holds and the end of the task follow from the code alone; free text decides nothing.
 * `connected` is the law's word: answered, rang out or reached a recording (comment 14(b)(3)(ii)-1). Busy and out of service are not connected.
 * `conversation` is one with the person about the debt (12 CFR 1006.14(b)(2)(i)(B)); a third party, or a hang-up before identification, is none.
 */
import type { HoldCode } from '../compliance/hold-catalogue.ts';

/** What the officer or the system does after the call. */
export type NextStep =
  | 'cadence' | 'try_again' | 'record_promise' | 'record_arrangement' | 'record_payment'
  /** A callback is agreed: date, time and number are part of the outcome. */
  | 'callback'
  /** Supervisors are told. */
  | 'supervisor'
  /** A person with the right skill or authority looks at it. */
  | 'review';

export type Disposition = {
  readonly label: string;
  /** `outbound`: only a call that we placed can end so. */
  readonly direction: 'any' | 'outbound';
  readonly reached: 'right_party' | 'representative' | 'third_party' | 'unidentified' | 'machine' | 'nobody';
  readonly connected: boolean;
  readonly conversation: boolean;
  readonly message: 'none' | 'limited_content' | 'call_back_request';
  /** The step that waited for this call is done. */
  readonly closesTask: boolean;
  /** Holds that stand from the instant of recording. */
  readonly holds: readonly HoldCode[];
  /** What we learned about the number. */
  readonly address: 'keep' | 'dead' | 'wrong_number';
  readonly next: NextStep;
};

const RIGHT_PARTY = {
  direction: 'any', reached: 'right_party', connected: true, conversation: true, message: 'none', closesTask: true, holds: [], address: 'keep', next: 'cadence',
} as const satisfies Omit<Disposition, 'label'>;
const SOMEBODY_ELSE = { ...RIGHT_PARTY, reached: 'third_party', conversation: false, closesTask: false, next: 'try_again' } as const;
const MACHINE = { ...SOMEBODY_ELSE, direction: 'outbound', reached: 'machine' } as const;
const NOBODY = { ...MACHINE, reached: 'nobody' } as const;
const NOT_CONNECTED = { ...NOBODY, connected: false } as const;

/** By two-letter code, as officers type it. */
export const DISPOSITIONS = {
  PP: { ...RIGHT_PARTY, label: 'Right party: promises to pay', next: 'record_promise' },
  PL: { ...RIGHT_PARTY, label: 'Right party: wants or agrees a plan', next: 'record_arrangement' },
  PM: { ...RIGHT_PARTY, label: 'Right party: pays now', next: 'record_payment' },
  NC: { ...RIGHT_PARTY, label: 'Right party: makes no commitment' },
  RF: { ...RIGHT_PARTY, label: 'Right party: refuses to pay', next: 'supervisor' },
  CP: { ...RIGHT_PARTY, label: 'Right party: cannot pay', holds: ['hardship'], next: 'supervisor' },
  DS: { ...RIGHT_PARTY, label: 'Right party: disputes the debt', holds: ['dispute'], next: 'review' },
  AP: { ...RIGHT_PARTY, label: 'Right party: says it is paid already', holds: ['dispute'], next: 'review' },
  ID: { ...RIGHT_PARTY, label: 'Right party: reports identity theft', holds: ['identity_theft'], next: 'review' },
  CE: { ...RIGHT_PARTY, label: 'Right party: asks us to stop all contact', holds: ['cease'] },
  SC: { ...RIGHT_PARTY, label: 'Right party: asks us to stop calling', holds: ['medium_refused'] },
  NW: { ...RIGHT_PARTY, label: 'Right party: may not be contacted at work', holds: ['no_work_contact'] },
  AT: { ...RIGHT_PARTY, label: 'Right party: is represented by an attorney', holds: ['attorney'], next: 'review' },
  BK: { ...RIGHT_PARTY, label: 'Right party: is bankrupt or says so', holds: ['bankruptcy'], next: 'review' },
  AD: { ...RIGHT_PARTY, label: 'Right party: is on active military duty', holds: ['active_duty'], next: 'review' },
  CC: { ...RIGHT_PARTY, label: 'Right party: complains', holds: ['complaint'], next: 'supervisor' },
  CB: { ...RIGHT_PARTY, label: 'Right party: agrees a callback', next: 'callback' },
  HA: { ...RIGHT_PARTY, label: 'Right party: hung up after identification' },
  RV: { ...SOMEBODY_ELSE, reached: 'unidentified', label: 'Would not be identified: nothing was disclosed' },
  HU: { ...SOMEBODY_ELSE, reached: 'unidentified', label: 'Hung up before identification' },
  LA: { ...SOMEBODY_ELSE, reached: 'unidentified', label: 'No common language', next: 'review' },
  RP: { ...SOMEBODY_ELSE, reached: 'representative', label: 'Attorney, counsellor or other representative', holds: ['attorney'], closesTask: true, next: 'review' },
  DC: { ...SOMEBODY_ELSE, label: 'Told that the person has died', holds: ['deceased'], closesTask: true, next: 'review' },
  TP: { ...SOMEBODY_ELSE, label: 'Third party: no message left' },
  TM: { ...SOMEBODY_ELSE, label: 'Third party: asked that the person calls back', message: 'call_back_request' },
  WN: { ...SOMEBODY_ELSE, label: 'Wrong number', holds: ['wrong_party'], address: 'wrong_number' },
  VL: { ...MACHINE, label: 'Voicemail: limited-content message left', message: 'limited_content', closesTask: true, next: 'cadence' },
  VN: { ...MACHINE, label: 'Voicemail: no message left' },
  NA: { ...NOBODY, label: 'Rang, no answer' },
  AB: { ...NOBODY, label: 'Answered, dropped before anybody spoke' },
  BZ: { ...NOT_CONNECTED, label: 'Busy' },
  NS: { ...NOT_CONNECTED, label: 'Not in service', address: 'dead' },
  FX: { ...NOBODY, label: 'Fax or modem line', address: 'dead' },
  CF: { ...NOT_CONNECTED, label: 'The network did not connect the call' },
  ND: { ...NOT_CONNECTED, label: 'Not dialled: the permit was not used' },
} as const satisfies Readonly<Record<string, Disposition>>;

export type DispositionCode = keyof typeof DISPOSITIONS;

export function isDispositionCode(text: string): text is DispositionCode {
  return Object.hasOwn(DISPOSITIONS, text);
}

/** The disposition of a code, in its general form. */
export function dispositionOf(code: DispositionCode): Disposition {
  return DISPOSITIONS[code];
}

/** What identifies a person before any word about the debt; two different ones are needed. */
export const IDENTIFIERS = ['full_name', 'date_of_birth', 'tax_id_last_four', 'postal_address', 'account_reference', 'email_address', 'password'] as const;

export type CallReport = {
  readonly code: string;
  readonly direction: 'outbound' | 'inbound';
  readonly identifiers: readonly string[];
  readonly callbackAt: string | null;
  readonly occurredAt: string;
  readonly now: string;
  /** Whether the number that was called or that called is known. */
  readonly numberKnown: boolean;
};

/** Seven consecutive days, the day of the consent being the first. */
const LONGEST_CALLBACK_MS = 6 * 86_400_000;

/** Reasons against a reported outcome; none means that it can be recorded. */
export function callReportReasons(report: CallReport): readonly string[] {
  if (!isDispositionCode(report.code)) return [`"${report.code}" is no disposition. Use one of: ${Object.keys(DISPOSITIONS).join(', ')}.`];
  const disposition = dispositionOf(report.code);
  const reasons: string[] = [];
  if (disposition.direction === 'outbound' && report.direction === 'inbound') reasons.push(`${report.code} (${disposition.label}) can only end a call that we placed.`);
  if (report.direction === 'outbound' && !report.numberKnown) reasons.push('A call that we placed names the number that was dialled.');
  if (disposition.address !== 'keep' && !report.numberKnown) reasons.push(`${report.code} (${disposition.label}) names the number it is about.`);
  if (Date.parse(report.occurredAt) > Date.parse(report.now)) reasons.push('The call lies in the future.');
  if (disposition.reached === 'right_party' && new Set(report.identifiers).size < 2) reasons.push('A right party is identified by two different things before any word about the debt; name them.');
  reasons.push(...callbackReasons(disposition, report));
  return reasons;
}

/** Consent to more calls lasts at most seven days and ends with the day that was named: comment 14(b)(3)(i)-2. */
function callbackReasons(disposition: Disposition, { callbackAt, now, numberKnown }: CallReport): readonly string[] {
  if (disposition.next !== 'callback') return callbackAt === null ? [] : ['Only an agreed callback (CB) has a time.'];
  if (callbackAt === null) return ['An agreed callback names its instant, such as 2027-01-31T17:00:00Z.'];
  const aheadMs = Date.parse(callbackAt) - Date.parse(now);
  const reasons = aheadMs > 0 && aheadMs <= LONGEST_CALLBACK_MS ? [] : ['A callback lies ahead, within seven days of which today is the first.'];
  return numberKnown ? reasons : [...reasons, 'A callback names the number to call.'];
}
