/** What a decision has to know, from the rows of one snapshot. */
import { boundedCircumstances } from '#core/compliance/bounded-circumstances.ts';
import type { CallView, Circumstances, ContactPointView, ContractView, HoldView, Medium, StopView, TouchView } from '#core/compliance/circumstances.ts';
import { totalDebts, type DebtView } from '#core/compliance/debt-totals.ts';
import type { AccountFact } from '#core/account/fact.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import { addDays, DAY_MS, instantAt, localDateOf, toInstant } from '#core/local-time.ts';
import { DunwellError } from '#contracts/failures.ts';
import type { Database, Transaction } from '../database.ts';
import { readAccountDocument, type AccountDocument, type CallRow, type ConsentRow, type HoldRow, type PointRow } from './read-account-document.ts';
import type { ReferenceData } from './reference-data.ts';

/** The longest window that a rule counts over, with a day to spare for zones. */
const LOOK_BACK_DAYS = 9;

export type CircumstancesRequest = {
  readonly accountId: string;
  readonly nowMs: number;
  readonly mode: 'sandbox' | 'live';
  readonly referenceData: ReferenceData;
  /** The number or address that the question is about; it is told of, however many there are. */
  readonly contactPointId?: string;
};

/** Everything around the account that its next step or a contact depends on. Throws ACCOUNT_UNKNOWN for an id without a row. */
export async function loadCircumstances(client: Transaction | Database, request: CircumstancesRequest): Promise<Circumstances> {
  return (await loadSnapshot(client, { ...request, cursor: 0, factLimit: 0 })).circumstances;
}

export type Snapshot = { readonly circumstances: Circumstances; readonly facts: readonly AccountFact[]; readonly cadenceHash: string };

/** Circumstances together with the facts after a cursor, all of one instant. Throws ACCOUNT_UNKNOWN for an id without a row. */
export async function loadSnapshot(client: Transaction | Database, request: CircumstancesRequest & { readonly cursor: number; readonly factLimit: number }): Promise<Snapshot> {
  const { accountId, nowMs, cursor, factLimit } = request;
  const document = await readAccountDocument(client, {
    accountId, cursor, factLimit, since: new Date(nowMs - LOOK_BACK_DAYS * DAY_MS), packetSince: new Date(nowMs - DAY_MS),
  });
  if (document === null) throw new DunwellError('ACCOUNT_UNKNOWN', `There is no account ${accountId}.`);
  return {
    circumstances: boundedCircumstances(circumstancesOf(document, request), nowMs, request.contactPointId ?? null), cadenceHash: document.account.cadenceHash,
    facts: document.facts.map((fact) => ({ ...fact, occurredAt: instantOf(fact.occurredAt) })),
  };
}

function circumstancesOf(document: AccountDocument, request: CircumstancesRequest): Circumstances {
  const { account, party, contract } = document;
  const candidateZones = request.referenceData.candidateZones({
    countryCode: party.countryCode, statedZone: party.timeZone, stateCodes: statesOf(party.stateCode, document.points), phones: phonesOf(document.points),
  });
  const zone = candidateZones[0] ?? 'UTC';
  const today = localDateOf(request.nowMs, zone);
  return {
    mode: request.mode, role: contract.role as Circumstances['role'], smsProvider: 'twilio',
    account: {
      accountId: account.accountId, currency: account.currency, ...moneyOf(document, today, request.referenceData), pendingMinor: document.pendingMinor,
      risk: account.risk as 'low' | 'medium' | 'high', autopay: account.autopay as 'none' | 'active' | 'failed', keyAccount: account.keyAccount, insured: account.insured,
    },
    contract: contractView(contract, request.referenceData.calendar(contract.calendarCountry, today)),
    person: {
      partyId: account.partyId, kind: party.kind as 'person' | 'business', countryCode: party.countryCode, stateCode: party.stateCode,
      candidateZones: [...candidateZones], language: party.language,
    },
    contactPoints: document.points.filter((point) => point.status === 'active').map((point) => contactPointView(point, document.consents, contract.role, request.nowMs)),
    holds: document.holds.map((hold) => holdView(hold, zone)),
    stops: document.stops.map((stop): StopView => ({ stopId: stop.stopId, scope: stop.scope as StopView['scope'], channel: stop.channel as Medium | null })),
    touches: document.touches.map((touch): TouchView => ({ own: touch.accountId === account.accountId, purpose: touch.purpose as TouchView['purpose'], at: instantOf(touch.at) })),
    calls: document.calls.map((call) => callView(call, account.accountId)),
    packet: document.packet.map((row) => ({ ...row, nextChaseAt: instantOf(row.nextChaseAt) })),
    unclassifiedInbound: document.unclassifiedInbound,
    openTouch: document.openTouch === null ? null : { ...document.openTouch, claimedAt: instantOf(document.openTouch.claimedAt), medium: document.openTouch.medium as Medium },
    tzdbVersion: request.referenceData.tzdbVersion,
  };
}

function moneyOf({ debts: rows, party, unappliedMinor }: AccountDocument, today: string, referenceData: ReferenceData) {
  const debts = rows.filter((debt) => debt.residualMinor > 0).map((debt): DebtView => ({
    debtId: debt.debtId, residualMinor: debt.residualMinor, dueOn: debt.dueOn, disputed: debt.disputed,
    limitation: referenceData.limitation({
      stateCode: debt.limitationState ?? usStateOf(party), debtType: debt.limitationDebtType, defaultOn: debt.defaultOn,
      lastPaymentOn: debt.lastPaymentOn, chargeOffOn: debt.chargeOffOn, today,
    }),
    missingValidationFields: debt.missingFields.split(' ').filter((field) => field !== ''),
  }));
  const residualMinor = rows.reduce((sum, debt) => sum + debt.residualMinor, 0);
  return { ...totalDebts(debts, unappliedMinor), balanceMinor: residualMinor - unappliedMinor };
}

/** The table of limitation knows states by their two letters, which mean something else elsewhere: TN is Tennessee here and Tamil Nadu there. */
function usStateOf(party: AccountDocument['party']): string | null {
  return party.countryCode === 'US' ? party.stateCode : null;
}

function contractView(contract: AccountDocument['contract'], calendar: ContractView['calendar']): ContractView {
  return {
    contractVersion: contract.version, channels: contract.channels.split(' ') as Medium[], furnishes: contract.furnishes,
    legalEnabled: contract.legalEnabled, lawFirm: contract.lawFirm, settlementFloorPercent: contract.settlementFloorPercent, calendar,
  };
}

/** Consent given to the creditor serves only a creditor who writes in his own name: comment 6(b)(4)(i)-1. */
function contactPointView(point: PointRow, consents: readonly ConsentRow[], role: string, nowMs: number): ContactPointView {
  const latest = consents.filter((row) => row.contactPointId === point.contactPointId && (row.action === 'revoked' || row.grantedTo === 'us' || role === 'first_party')).at(-1);
  return {
    contactPointId: point.contactPointId, kind: point.kind as ContactPointView['kind'], place: point.place as ContactPointView['place'],
    textable: point.textable, rank: point.rank,
    electronicConsent: latest?.action === 'granted' && (latest.expiresAt === null || Date.parse(latest.expiresAt) > nowMs),
  };
}

/** A hold with a last day counts through that day, in the person's zone. */
function holdView({ holdId, code, reviewOn, debtId, contactPointId, medium, expiresOn }: HoldRow, zone: string): HoldView {
  return {
    holdId, code: code as HoldCode, reviewOn, ...(debtId === null ? {} : { debtId }), ...(contactPointId === null ? {} : { contactPointId }),
    ...(medium === null ? {} : { medium: medium as Medium }), ...(expiresOn === null ? {} : { endsAt: toInstant(instantAt(addDays(expiresOn, 1), 0, zone)) }),
  };
}

function callView({ accountIds, at, connected, consented, conversation }: CallRow, accountId: string): CallView {
  return { own: accountIds.split(' ').includes(accountId), at: instantOf(at), counted: connected && !consented, conversation };
}

function statesOf(stateCode: string | null, points: readonly PointRow[]): readonly string[] {
  return [...new Set([stateCode, ...points.map((point) => point.stateCode)].filter((state) => state !== null))];
}

function phonesOf(points: readonly PointRow[]): readonly string[] {
  return points.filter((point) => point.kind === 'phone' && point.status === 'active').map((point) => point.value);
}

function instantOf(databaseInstant: string): string {
  return toInstant(Date.parse(databaseInstant));
}
