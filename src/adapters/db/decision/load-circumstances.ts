/** Reads what a decision has to know, at one instant of one transaction. */
import type { CallView, Circumstances, ContactPointView, ContractView, DebtView, HoldView, Medium, PacketAccountView, StopView, TouchView } from '#core/compliance/circumstances.ts';
import type { HoldCode, HoldEffect } from '#core/compliance/hold-catalogue.ts';
import { residualOf } from '#core/ledger/entry.ts';
import { addDays, instantAt, localDateOf, toInstant } from '#core/local-time.ts';
import { DunwellError } from '#contracts/failures.ts';
import type { Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import type { ReferenceData } from './reference-data.ts';

/** The longest window that a rule counts over, with a day to spare for zones. */
const LOOK_BACK_DAYS = 9;
const DAY_MS = 86_400_000;

export type CircumstancesRequest = {
  readonly accountId: string;
  readonly nowMs: number;
  readonly mode: 'sandbox' | 'live';
  readonly referenceData: ReferenceData;
};

/** Everything around the account that its next step or a contact depends on. Throws ACCOUNT_UNKNOWN for an id without a row. */
export async function loadCircumstances(transaction: Transaction, request: CircumstancesRequest): Promise<Circumstances> {
  const account = await loadAccount(transaction, request.accountId);
  const since = new Date(request.nowMs - LOOK_BACK_DAYS * DAY_MS);
  const { partyId } = account;
  // One after the other: a transaction has one connection, and a fixed order of reads is a fixed order of waits.
  const points = await transaction.partyContactPoint.findMany({ where: { partyId }, include: { contactPoint: true } });
  const consents = await transaction.consent.findMany({ where: { partyId }, orderBy: { recordedAt: 'asc' } });
  const holds = await loadHolds(transaction, account, points.map((point) => point.contactPointId));
  const stops = await transaction.stop.findMany({ where: { liftedAt: null, OR: [{ creditorId: null }, { creditorId: account.creditorId }] } });
  const touches = await transaction.touch.findMany({ where: { partyId, claimedAt: { gte: since }, status: { in: ['claimed', 'sent', 'unknown'] } }, orderBy: { claimedAt: 'asc' } });
  const calls = await transaction.call.findMany({ where: { partyId, dialedAt: { gte: since } }, orderBy: { dialedAt: 'asc' } });
  const packet = await loadPacket(transaction, account.id, partyId, request.nowMs);
  const unclassifiedInbound = await transaction.inboundMessage.count({ where: { partyId, classifiedAt: null } });
  const open = await transaction.touch.findFirst({ where: { accountId: account.id, status: 'claimed' } });
  const pending = await transaction.pendingPayment.aggregate({ where: { accountId: account.id, settledAt: null }, _sum: { amountMinor: true } });
  const candidateZones = request.referenceData.candidateZones({
    countryCode: account.party.countryCode, statedZone: account.party.timeZone,
    stateCodes: statesOf(account.party.stateCode, points), phones: phonesOf(points),
  });
  const today = localDateOf(request.nowMs, candidateZones[0] ?? 'UTC');
  const money = await loadMoney(transaction, account, today, request.referenceData);
  return {
    mode: request.mode, role: account.contract.role as Circumstances['role'], smsProvider: 'twilio',
    account: {
      accountId: account.id, currency: account.currency, ...money, pendingMinor: Number(pending._sum.amountMinor ?? 0n),
      risk: account.risk as 'low' | 'medium' | 'high', autopay: account.autopay as 'none' | 'active' | 'failed', keyAccount: account.keyAccount, insured: account.insured,
    },
    contract: contractView(account.contract, request.referenceData.calendar(account.contract.calendarCountry, today)),
    person: {
      partyId, kind: account.party.kind as 'person' | 'business', countryCode: account.party.countryCode,
      stateCode: account.party.stateCode, candidateZones: [...candidateZones], language: account.party.language,
    },
    contactPoints: points.map((point) => contactPointView(point, consents, account.contract.role, request.nowMs)),
    holds: holds.map((hold) => holdView(hold, candidateZones[0] ?? 'UTC')),
    stops: stops.map((stop): StopView => ({ stopId: stop.id, scope: stop.scope as StopView['scope'], channel: stop.channel as Medium | null })),
    touches: touches.map((touch): TouchView => ({ accountId: touch.accountId, medium: touch.channel as Medium, purpose: touch.purpose as TouchView['purpose'], at: touch.claimedAt.toISOString() })),
    calls: calls.map(callView),
    packet, unclassifiedInbound,
    openTouch: open === null ? null : { touchId: open.id, claimedAt: open.claimedAt.toISOString(), stepId: open.stepId, cycle: open.cycle, attemptNo: open.attemptNo, medium: open.channel as Medium },
    tzdbVersion: request.referenceData.tzdbVersion,
  };
}

type LoadedAccount = Awaited<ReturnType<typeof loadAccount>>;
type LoadedPoint = Awaited<ReturnType<Transaction['partyContactPoint']['findMany']>>[number] & { contactPoint: { id: string; kind: string; value: string; textable: boolean; stateCode: string | null } };

async function loadAccount(transaction: Transaction, accountId: string) {
  const account = await transaction.account.findUnique({ where: { id: accountId }, include: { party: true, contract: true, debts: { orderBy: { id: 'asc' } } } });
  if (account === null) throw new DunwellError('ACCOUNT_UNKNOWN', `There is no account ${accountId}.`);
  return account;
}

/** Holds of the person wherever they were set, and holds on his addresses set for anybody: STOP acts on the number for all. */
function loadHolds(transaction: Transaction, account: LoadedAccount, contactPointIds: readonly string[]) {
  return transaction.hold.findMany({
    where: {
      liftedAt: null,
      OR: [
        { partyId: account.partyId, OR: [{ accountId: null, debtId: null }, { accountId: account.id }, { debtId: { in: account.debts.map((debt) => debt.id) } }] },
        { contactPointId: { in: [...contactPointIds] }, code: 'opt_out' },
      ],
    },
    orderBy: { id: 'asc' },
  });
}

async function loadPacket(transaction: Transaction, accountId: string, partyId: string, nowMs: number): Promise<readonly PacketAccountView[]> {
  const rows = await transaction.accountNext.findMany({
    where: { accountId: { not: accountId }, account: { partyId, status: 'open' }, nextChaseAt: { gte: new Date(nowMs - DAY_MS) } }, orderBy: { accountId: 'asc' },
  });
  return rows.flatMap((row) => row.nextChaseAt === null ? [] : [{
    accountId: row.accountId, stageRank: row.stageRank, oldestDueOn: row.oldestDueOn, nextChaseAt: row.nextChaseAt.toISOString(),
  }]);
}

async function loadMoney(transaction: Transaction, account: LoadedAccount, today: string, referenceData: ReferenceData) {
  const { debts: balances, unappliedMinor } = await accountBalances(transaction, account.id);
  const debts = balances.map((balance): DebtView => {
    const debt = account.debts.find((candidate) => candidate.id === balance.debtId);
    return {
      debtId: balance.debtId, residualMinor: residualOf(balance), dueOn: balance.dueOn, disputed: balance.disputed,
      limitation: referenceData.limitation({
        stateCode: debt?.limitationState ?? account.party.stateCode, debtType: debt?.limitationDebtType ?? null, defaultOn: debt?.defaultOn ?? null,
        lastPaymentOn: debt?.lastPaymentOn ?? null, chargeOffOn: debt?.chargeOffOn ?? null, today,
      }),
      missingValidationFields: (debt?.missingFields ?? '').split(' ').filter((field) => field !== ''),
    };
  });
  const open = debts.filter((debt) => debt.residualMinor > 0);
  const chaseable = open.filter((debt) => !debt.disputed);
  const sum = (rows: readonly DebtView[]): number => rows.reduce((total, debt) => total + debt.residualMinor, 0);
  return {
    debts, balanceMinor: sum(debts) - unappliedMinor, chaseableMinor: Math.max(0, sum(chaseable) - unappliedMinor),
    oldestDueOn: (chaseable.length > 0 ? chaseable : open)[0]?.dueOn ?? null,
  };
}

function contractView(contract: LoadedAccount['contract'], calendar: ContractView['calendar']): ContractView {
  return {
    contractVersion: contract.version, channels: contract.channels.split(' ') as Medium[], furnishes: contract.furnishes,
    legalEnabled: contract.legalEnabled, lawFirm: contract.lawFirm, settlementFloorPercent: contract.settlementFloorPercent, calendar,
  };
}

/** Consent given to the creditor serves only a creditor who writes in his own name: comment 6(b)(4)(i)-1. */
function contactPointView(point: LoadedPoint, consents: readonly { contactPointId: string; action: string; grantedTo: string; expiresAt: Date | null }[], role: string, nowMs: number): ContactPointView {
  const latest = consents.filter((row) => row.contactPointId === point.contactPointId && (row.action === 'revoked' || row.grantedTo === 'us' || role === 'first_party')).at(-1);
  return {
    contactPointId: point.contactPointId, kind: point.contactPoint.kind as ContactPointView['kind'], place: point.place as ContactPointView['place'],
    status: point.status as ContactPointView['status'], textable: point.contactPoint.textable, rank: point.rank,
    electronicConsent: latest?.action === 'granted' && (latest.expiresAt === null || latest.expiresAt.getTime() > nowMs),
  };
}

type HoldRow = Awaited<ReturnType<typeof loadHolds>>[number];

/** A hold with a last day counts through that day, in the person's zone. */
function holdView(hold: HoldRow, zone: string): HoldView {
  return {
    holdId: hold.id, code: hold.code as HoldCode, effects: hold.effects.split(' ') as HoldEffect[], scope: hold.scope as HoldView['scope'],
    debtId: hold.debtId, contactPointId: hold.contactPointId, medium: hold.medium as Medium | null, reviewOn: hold.reviewOn, expiresOn: hold.expiresOn,
    endsAt: hold.expiresOn === null ? null : toInstant(instantAt(addDays(hold.expiresOn, 1), 0, zone)),
  };
}

function callView(call: { accountIds: string; dialedAt: Date; connected: boolean; conversation: boolean; consented: boolean }): CallView {
  return { accountIds: call.accountIds.split(' '), at: call.dialedAt.toISOString(), connected: call.connected, conversation: call.conversation, consented: call.consented };
}

function statesOf(stateCode: string | null, points: readonly LoadedPoint[]): readonly string[] {
  return [...new Set([stateCode, ...points.map((point) => point.contactPoint.stateCode)].filter((state) => state !== null))];
}

function phonesOf(points: readonly LoadedPoint[]): readonly string[] {
  return points.filter((point) => point.contactPoint.kind === 'phone' && point.status === 'active').map((point) => point.contactPoint.value);
}
