/** What the API is given: it accepts facts and answers questions, and never sends anything itself. */
import type { Logger } from 'pino';
import type { ReceiptOutcome } from '#core/account/delivery-receipt.ts';
import type { Clock } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';

export type ProviderNotice = {
  /** The full address that the provider called, with its query, as the provider knows it. */
  readonly url: string;
  /** The decoded form fields. */
  readonly params: Readonly<Record<string, string>>;
};

/** Twilio's notices; the sms adapter is one. Readers throw BODY_INVALID. */
export type TwilioWebhooks = {
  readonly isSigned: (signature: string | undefined, notice: ProviderNotice) => boolean;
  readonly parseInbound: (notice: ProviderNotice) => { readonly messageSid: string; readonly from: string; readonly body: string; readonly keyword: 'stop' | 'start' | null };
  readonly parseReceipt: (notice: ProviderNotice) => { readonly providerId: string; readonly touchId: string | null; readonly status: string; readonly rank: number; readonly outcome: ReceiptOutcome };
};

export type InboundEmail = {
  /** Small letters; null where the message names no sender. */
  readonly from: string | null;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly inReplyTo: string | null;
  /** Written by a program: an absence note, a report. */
  readonly isAutomatic: boolean;
  /** A delivery report about a message of ours. */
  readonly bounce: { readonly originalMessageId: string | null; readonly status: string | null; readonly final: boolean; readonly addressDead: boolean } | null;
};

export type ApiDependencies = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly mode: 'sandbox' | 'live';
  readonly apiKey: string;
  readonly clock: Clock;
  /** Wakes the runs of accounts after their facts were accepted; losing it delays, the relay makes up for it. */
  readonly wake: (accountIds: readonly string[]) => Promise<void>;
  readonly log: Logger;
  /** Null: no text provider is set up, its webhooks do not exist. */
  readonly twilio: TwilioWebhooks | null;
  /** Reads a raw message (message/rfc822); the email adapter is one. Throws BODY_INVALID. */
  readonly parseInboundEmail: (raw: Uint8Array) => Promise<InboundEmail>;
  /** The address under which providers know us: their signatures cover it. */
  readonly publicBaseUrl: string;
  readonly isTemporalHealthy: () => Promise<boolean>;
};
