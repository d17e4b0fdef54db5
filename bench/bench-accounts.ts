/** Accounts with one text every three days, as rows for the full workflow and as ready requests for the bare one. */
import type { ActRequest } from '#contracts/activities.ts';
import { insertFact } from '#adapters/db/facts.ts';
import { asJson, inTransaction, type Database } from '#adapters/db/database.ts';
import { postEntry } from '#adapters/db/ledger.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { Act } from '#core/account/step.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { openingLines } from '#core/ledger/entry.ts';

const GAP_DAYS = 3;
export const GAP_MS = GAP_DAYS * 86_400_000;
const AMOUNT_MINOR = 250_00;

/** Nobody lives where it is night: both sides are asked at any hour, because the bare one has no sense of it. */
export const BENCH_REFERENCE: ReferenceData = {
  candidateZones: () => [noonZone()], limitation: () => 'running', calendar: () => ({ weekend: [6, 7], holidays: [] }), rulesHash: 'bench', tzdbVersion: 'bench',
};

/** The whole-hour zone in which it is between 12:00 and 13:00 now. Etc/GMT signs are reversed: Etc/GMT-5 is UTC+5. */
function noonZone(): string {
  const offset = 12 - new Date().getUTCHours();
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

function benchPolicy(touches: number): CadencePolicy {
  return {
    name: 'bench', version: '1', appliesTo: { role: 'first_party', partyKind: 'person', segments: [] }, languages: ['en'], minimumGapDays: 1, spreadMinutes: 0,
    promise: { maximumDaysAhead: 14, graceBusinessDays: 1, tolerancePercent: 90, maximumRenewals: 2 },
    arrangement: { graceDays: 3, maximumInstalments: 12, minimumInstalmentMinor: 1_000, revivals: 1, remindDaysBefore: 3 },
    partialPayment: { restartFromPercent: 50, restart: 'by_age' },
    steps: Array.from({ length: touches }, (_unused, index) => ({
      id: `step-${index + 1}`, stage: 'reminder' as const, kind: 'message' as const, conditions: [], summary: 'bench',
      when: { from: 'due' as const, offsetDays: GAP_DAYS * (index + 1), dayKind: 'calendar' as const, latestDays: 5 },
      channels: [{ channel: 'sms' as const, template: 'bench', purpose: 'chase' as const, speaksOfLegalAction: false }],
    })),
    terminal: { outcome: 'written_off', afterDays: 0 }, maximumAgeDays: 1_000,
  };
}

export async function seedBenchAccounts(database: Database, { round, accounts, touches }: { readonly round: number; readonly accounts: number; readonly touches: number }): Promise<readonly string[]> {
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  if (round === 1) await seedBenchCreditor(database, touches, now);
  const ids = Array.from({ length: accounts }, (_unused, index) => `r${round}-${index + 1}`);
  for (const id of ids) {
    await inTransaction(database, async (transaction) => {
      await transaction.party.create({ data: { id, kind: 'person', fullName: `Bench ${id}`, countryCode: 'US', stateCode: 'NY', createdAt: now } });
      await transaction.contactPoint.create({ data: { id: `phone-${id}`, kind: 'phone', value: `bench ${id}`, textable: true } });
      await transaction.partyContactPoint.create({ data: { partyId: id, contactPointId: `phone-${id}`, place: 'mobile' } });
      await transaction.consent.create({ data: { id: `consent-${id}`, partyId: id, contactPointId: `phone-${id}`, medium: 'sms', action: 'granted', grantedTo: 'creditor', basis: 'bench', recordedAt: now } });
      await transaction.account.create({
        data: { id, reference: id, creditorId: 'bench', contractVersion: 1, partyId: id, currency: 'USD', cadenceHash: 'bench', placedOn: today, createdAt: now, debts: { create: { id: `debt-${id}`, reference: id, product: 'loan', dueOn: today, originalMinor: BigInt(AMOUNT_MINOR) } } },
      });
      await postEntry(transaction, { kind: 'opening', sourceId: `debt-${id}`, accountId: id, currency: 'USD', postedAt: now, effectiveOn: today, lines: openingLines(`debt-${id}`, { principal: AMOUNT_MINOR }) });
      await insertFact(transaction, { accountId: id, factId: `enrolled:${id}`, source: 'bench', occurredAt: now.toISOString(), acceptedAt: now.toISOString(), body: { kind: 'enrolled', role: 'first_party', placedOn: today } });
    });
  }
  return ids;
}

async function seedBenchCreditor(database: Database, touches: number, now: Date): Promise<void> {
  await database.cadenceVersion.create({ data: { hash: 'bench', name: 'bench', version: '1', policy: asJson(benchPolicy(touches)), publishedAt: now } });
  await database.creditor.create({
    data: { id: 'bench', name: 'Bench', contracts: { create: { version: 1, role: 'first_party', brandName: 'Bench', callerName: 'Bench', phone: '+12025550100', channels: 'sms', calendarCountry: 'US', addressLine: '-', effectiveFrom: '2026-01-01' } } },
  });
}

/** What the full workflow would hand to the send activity; the bare one gets it ready-made. */
export function benchRequests(accountId: string, touches: number): readonly ActRequest<Extract<Act, { kind: 'sendMessage' }>>[] {
  return Array.from({ length: touches }, (_unused, index) => {
    const act = {
      kind: 'sendMessage', channel: 'sms', reference: { stepId: `step-${index + 1}`, cycle: 1, attemptNo: 1, stage: 'reminder', channelIndex: 0 }, purpose: 'chase', template: 'bench',
      contactPointId: `phone-${accountId}`, speaksOfLegalAction: false, intentId: null, minimumGapDays: 1, arrangementId: null,
    } as const;
    return {
      accountId, cursor: Number.MAX_SAFE_INTEGER, act,
      // The evidence of the bare side: of the same shape, so that the same row is written.
      decision: { decisionNo: index + 1, step: { kind: 'act', act, notBefore: '1970-01-01T00:00:00.000Z', reasons: [], ruleIds: [] }, circumstances: {} as never, stateHash: '-', policyHash: 'bench', rulesHash: 'bench', tzdbVersion: 'bench', now: '1970-01-01T00:00:00.000Z' },
    };
  });
}
