/** A creditor, a cadence and people with numbers that may be shared; everything at one fixed business time. */
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { insertWithRows, type AcceptanceContext } from '#adapters/db/accept/accept-facts.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { asJson, inTransaction, type Database } from '#adapters/db/database.ts';
import { accountBalances, postEntry } from '#adapters/db/ledger.ts';
import { claimTouch, type Claim, type SendAct } from '#adapters/db/touch/claim-touch.ts';
import { openingLines, residualOf } from '#core/ledger/entry.ts';
import { openTestEnvironment } from '#runtime/test-environment.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { TEST_CADENCE } from '../support/test-cadence.ts';

/** Wednesday noon in New York. */
export const NOON = '2026-06-10T16:00:00.000Z';
const DUE_ON = '2026-06-01';

export function later(minutes: number, from = NOON): string {
  return new Date(Date.parse(from) + minutes * 60_000).toISOString();
}

export type AcceptWorld = Awaited<ReturnType<typeof openAcceptWorld>>;
export type Person = { readonly partyId: string; readonly phone?: string; readonly kind?: 'person' | 'business' };
export type SeededDebts = { readonly accountId: string; readonly partyId: string; readonly debts?: Readonly<Record<string, number>>; readonly currency?: string; readonly creditorId?: string };

export async function openAcceptWorld() {
  const environment = await openTestEnvironment();
  const { database } = environment;
  await publish(database);
  const context = (now = NOON): AcceptanceContext => ({ referenceData: PLAIN_REFERENCE, mode: 'sandbox', now });
  let acts = 0;
  return {
    environment, database, context,
    /** Orders something, as an officer whose act ids are made up unless given. */
    act: (act: Readonly<Record<string, unknown>> & { readonly kind: string }, now = NOON) => {
      acts += 1;
      return acceptOfficerAct(database, officerActSchema.parse({ actId: `act-${acts}`, officer: 'officer-1', ...act }), context(now));
    },
    person: (person: Person) => seedPerson(database, person),
    account: (account: SeededDebts) => seedAccount(database, account),
    /** A person with one account and one debt, under one name. */
    one: async (name: string, amountMinor = 250_00) => {
      await seedPerson(database, { partyId: name });
      await seedAccount(database, { accountId: name, partyId: name, debts: { [`${name}-debt`]: amountMinor } });
    },
    facts: async (accountId: string) => (await database.fact.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map((fact) => fact.kind),
    owedMinor: (accountId: string) => inTransaction(database, async (transaction) => {
      const { debts, unappliedMinor } = await accountBalances(transaction, accountId);
      return debts.reduce((sum, debt) => sum + residualOf(debt), 0) - unappliedMinor;
    }),
    claim: (accountId: string, given: GivenClaim = {}) => claim(database, accountId, given),
    close: () => environment.close(),
  };
}

async function publish(database: Database): Promise<void> {
  await database.cadenceVersion.create({ data: { hash: 'test-cadence', name: 'test', version: '1.0.0', policy: asJson(TEST_CADENCE), publishedAt: new Date(NOON) } });
  for (const [id, settlementFloorPercent, legalEnabled] of [['creditor', 60, true], ['strict', null, false]] as const) {
    await database.creditor.create({
      data: {
        id, name: `${id} Lending`, contracts: {
          create: {
            version: 1, role: 'first_party', brandName: 'Northwind', callerName: 'Northwind Accounts', phone: '+12025550100', channels: 'sms email letter call', legalEnabled,
            lawFirm: 'law-firm-one', settlementFloorPercent, calendarCountry: 'US', addressLine: '1 Example Street', effectiveFrom: '2026-01-01',
          },
        },
      },
    });
  }
}

let numbers = 0;

async function seedPerson(database: Database, { partyId, phone = `+1212556${String((numbers += 1)).padStart(4, '0')}`, kind = 'person' }: Person): Promise<void> {
  await database.party.create({ data: { id: partyId, kind, fullName: `Case ${partyId} Doe`, firstName: partyId, countryCode: 'US', stateCode: 'NY', createdAt: new Date(NOON) } });
  for (const [pointKind, value] of [['phone', phone], ['email', `${partyId}@example.com`], ['postal', `1 Sample Road, ${partyId}`]] as const) {
    const id = pointKind === 'phone' ? phone : `${partyId}-${pointKind}`;
    await database.contactPoint.upsert({ where: { id }, update: {}, create: { id, kind: pointKind, value, textable: pointKind === 'phone', stateCode: pointKind === 'postal' ? 'NY' : null } });
    await database.partyContactPoint.create({ data: { partyId, contactPointId: id, place: pointKind === 'phone' ? 'mobile' : 'home' } });
    await database.consent.create({ data: { id: `consent-${partyId}-${id}`, partyId, contactPointId: id, medium: pointKind, action: 'granted', grantedTo: 'creditor', basis: 'contract', recordedAt: new Date(NOON) } });
  }
}

async function seedAccount(database: Database, { accountId, partyId, debts = { [`${accountId}-debt`]: 250_00 }, currency = 'USD', creditorId = 'creditor' }: SeededDebts): Promise<void> {
  const at = new Date(NOON);
  await database.account.create({
    data: {
      id: accountId, reference: `R-${accountId}`, creditorId, contractVersion: 1, partyId, currency, cadenceHash: 'test-cadence', placedOn: DUE_ON, createdAt: at,
      debts: { create: Object.entries(debts).map(([id, amountMinor]) => ({ id, reference: `I-${id}`, product: 'loan', dueOn: DUE_ON, originalMinor: BigInt(amountMinor), obligors: { create: { partyId, liability: 'primary' } } })) },
    },
  });
  await inTransaction(database, async (transaction) => {
    for (const [id, amountMinor] of Object.entries(debts)) {
      await postEntry(transaction, { kind: 'opening', sourceId: id, accountId, currency, postedAt: at, effectiveOn: DUE_ON, lines: openingLines(id, { principal: amountMinor }) });
    }
    await insertWithRows(transaction, { accountId, factId: `enrolled:${accountId}`, source: 'import', occurredAt: NOON, body: { kind: 'enrolled', role: 'first_party', placedOn: DUE_ON } }, { now: NOON });
  });
}

type GivenClaim = Partial<SendAct> & {
  readonly stepId?: string; readonly attemptNo?: number; readonly now?: string;
  /** Runs inside the claim, after the gate said yes and before the commit. */
  readonly beforeCommit?: () => Promise<void>;
};

/** Claims a message as a run would, at the cursor that the account has. */
async function claim(database: Database, accountId: string, { stepId = 'first-reminder', attemptNo = 1, now = NOON, beforeCommit, ...given }: GivenClaim): Promise<Claim> {
  const { lastSeq, partyId } = await database.account.findUniqueOrThrow({ where: { id: accountId } });
  const channel = given.channel ?? 'sms';
  const kind = channel === 'sms' ? 'phone' : channel === 'email' ? 'email' : 'postal';
  const link = await database.partyContactPoint.findFirstOrThrow({ where: { partyId, contactPoint: { kind } } });
  const act: SendAct = {
    kind: 'sendMessage', channel, reference: { stepId, cycle: 1, attemptNo, stage: 'reminder', channelIndex: 0 }, purpose: 'chase', template: 'reminder', contactPointId: link.contactPointId,
    speaksOfLegalAction: false, intentId: null, minimumGapDays: 1, arrangementId: null, ...given,
  };
  const compose = async () => {
    await beforeCommit?.();
    return { subject: 'subject', text: 'text', html: null, pdf: channel === 'letter' ? new Uint8Array([1]) : null };
  };
  const dependencies = { database, referenceData: PLAIN_REFERENCE, mode: 'sandbox', compose } as const;
  const step = { kind: 'act', act, notBefore: now, reasons: [{ ruleId: 'step:first-reminder', sentence: 'A reminder.' }], ruleIds: [] } as const;
  const decision = { decisionNo: 1, step, circumstances: {} as never, stateHash: 'state', policyHash: 'test-cadence', rulesHash: 'test-rules', tzdbVersion: 'test', now };
  return claimTouch(dependencies, { accountId, cursor: lastSeq, act, decision }, Date.parse(now));
}
