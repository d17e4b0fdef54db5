/** Orders through the officers' door. */
import type { z } from 'zod';
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { Database } from '#adapters/db/database.ts';
import { stableHash } from '#core/account/stable-hash.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import type { Meaning } from './debtor-model.ts';
import type { EventQueue } from './outside-events.ts';
import type { Person } from './plan-outside.ts';

export type RefusedAct = { readonly kind: string; readonly reason: string };

export type EventContext = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly sandbox: SandboxHandle;
  readonly people: ReadonlyMap<string, Person>;
  readonly queue: EventQueue;
  readonly seed: string;
  /** Business time of what happens. */
  readonly now: string;
  /** What the writers of inbound messages meant, for the person who reads them. */
  readonly meanings: Map<string, { readonly meaning: Meaning; readonly accountId: string }>;
  readonly refusedActs: RefusedAct[];
};

type WithoutHead<Act> = Act extends unknown ? Omit<Act, 'actId' | 'officer'> : never;
export type ActBody = WithoutHead<z.input<typeof officerActSchema>>;

/** Who signs for everything that the rehearsal plays. */
export const OFFICER = 'rehearsal-desk';

/** An id that is the same in every rehearsal, for whatever an occasion brings about. */
export function idOf(occasion: string): string {
  return `rehearsed-${stableHash(occasion)}`;
}

/** Gives an order on an occasion; returns the accounts it reached, none when it was refused. */
export async function order(context: EventContext, occasion: string, body: ActBody): Promise<readonly string[]> {
  const { database, referenceData, now, refusedActs } = context;
  const act = officerActSchema.parse({ ...body, actId: idOf(occasion), officer: OFFICER });
  const answer = await acceptOfficerAct(database, act, { referenceData, mode: 'sandbox', now });
  if (answer.kind === 'accepted') return answer.accountIds;
  if (answer.kind !== 'duplicate') refusedActs.push(...answer.reasons.map((reason) => ({ kind: act.kind, reason })));
  return [];
}
