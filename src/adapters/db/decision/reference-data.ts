/** Reference data that is loaded once per process and that decisions rest on; its hash goes into every record. */
import type { LocalDate, Zone } from '#core/local-time.ts';
import type { BusinessCalendar } from '#core/local-time.ts';
import type { Limitation } from '#core/compliance/debt-totals.ts';

export type PlaceQuestion = {
  readonly countryCode: string | null;
  readonly stateCodes: readonly string[];
  readonly statedZone: Zone | null;
  readonly phones: readonly string[];
};

export type LimitationQuestion = {
  readonly stateCode: string | null;
  readonly debtType: string | null;
  readonly defaultOn: LocalDate | null;
  readonly lastPaymentOn: LocalDate | null;
  readonly chargeOffOn: LocalDate | null;
  readonly today: LocalDate;
};

export type ReferenceData = {
  readonly candidateZones: (question: PlaceQuestion) => readonly Zone[];
  readonly limitation: (question: LimitationQuestion) => Limitation;
  readonly calendar: (countryCode: string, today: LocalDate) => BusinessCalendar;
  /** SHA-256 over all rule files. */
  readonly rulesHash: string;
  readonly tzdbVersion: string;
};
