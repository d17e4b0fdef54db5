/**
 * One statement, one snapshot, one round trip: everything that a decision or a claim looks at. Decisions are the most frequent
 * read of the system, and rows read one after the other would each show another instant.
 */
import type { FactBody } from '#core/account/fact.ts';
import type { Database, Transaction } from '../database.ts';
import { DEBT_IN_QUESTION } from '../debt-in-question.ts';
import { Prisma } from '../generated/client.ts';

export type DocumentRequest = {
  readonly accountId: string;
  /** Touches and calls from this instant on. */
  readonly since: Date;
  /** Other accounts' chases planned from this instant on. */
  readonly packetSince: Date;
  /** Facts with a higher seq, at most `factLimit`. */
  readonly cursor: number;
  readonly factLimit: number;
};

export type PointRow = {
  readonly contactPointId: string; readonly kind: string; readonly value: string; readonly place: string; readonly status: string;
  readonly textable: boolean; readonly rank: number; readonly stateCode: string | null;
};
export type ConsentRow = { readonly contactPointId: string; readonly action: string; readonly grantedTo: string; readonly expiresAt: string | null };
export type HoldRow = {
  readonly holdId: string; readonly code: string; readonly scope: string; readonly effects: string; readonly debtId: string | null;
  readonly contactPointId: string | null; readonly medium: string | null; readonly reviewOn: string; readonly expiresOn: string | null;
};
export type DebtRow = {
  readonly debtId: string; readonly dueOn: string; readonly residualMinor: number; readonly disputed: boolean; readonly missingFields: string;
  readonly limitationState: string | null; readonly limitationDebtType: string | null; readonly defaultOn: string | null;
  readonly lastPaymentOn: string | null; readonly chargeOffOn: string | null;
};
export type CallRow = { readonly accountIds: string; readonly at: string; readonly connected: boolean; readonly conversation: boolean; readonly consented: boolean };

/** Instants are as the database writes them in JSON: with an offset, to be read by Date.parse. */
export type AccountDocument = {
  readonly account: {
    readonly accountId: string; readonly partyId: string; readonly currency: string; readonly cadenceHash: string; readonly risk: string; readonly autopay: string;
    readonly keyAccount: boolean; readonly insured: boolean;
  };
  readonly party: { readonly kind: string; readonly countryCode: string | null; readonly stateCode: string | null; readonly timeZone: string | null; readonly language: string };
  readonly contract: {
    readonly version: number; readonly role: string; readonly channels: string; readonly furnishes: boolean; readonly legalEnabled: boolean;
    readonly lawFirm: string | null; readonly settlementFloorPercent: number | null; readonly calendarCountry: string;
  };
  readonly points: readonly PointRow[];
  readonly consents: readonly ConsentRow[];
  readonly holds: readonly HoldRow[];
  readonly stops: readonly { readonly stopId: string; readonly scope: string; readonly channel: string | null }[];
  readonly touches: readonly { readonly accountId: string; readonly medium: string; readonly purpose: string; readonly at: string }[];
  readonly calls: readonly CallRow[];
  readonly packet: readonly { readonly accountId: string; readonly stageRank: number; readonly oldestDueOn: string | null; readonly nextChaseAt: string }[];
  readonly openTouch: { readonly touchId: string; readonly claimedAt: string; readonly stepId: string; readonly cycle: number; readonly attemptNo: number; readonly medium: string } | null;
  readonly debts: readonly DebtRow[];
  readonly unappliedMinor: number;
  readonly pendingMinor: number;
  readonly unclassifiedInbound: number;
  readonly facts: readonly { readonly factId: string; readonly seq: number; readonly occurredAt: string; readonly body: FactBody }[];
};

/** Holds of single debts, and other accounts that want their turn next: a decision is recorded for good, so it reads no more than it needs. */
const DEBT_HOLDS_READ = 2;
const PACKET_READ = 5;

/** The account, its person and the version of the contract that it is worked under. */
const STANDING = Prisma.sql`
  'account', json_build_object('accountId', a.id, 'partyId', a.party_id, 'currency', a.currency, 'cadenceHash', a.cadence_hash, 'risk', a.risk,
    'autopay', a.autopay, 'keyAccount', a.key_account, 'insured', a.insured),
  'party', json_build_object('kind', p.kind, 'countryCode', p.country_code, 'stateCode', p.state_code, 'timeZone', p.time_zone, 'language', p.language),
  'contract', json_build_object('version', k.version, 'role', k.role, 'channels', k.channels, 'furnishes', k.furnishes, 'legalEnabled', k.legal_enabled,
    'lawFirm', k.law_firm, 'settlementFloorPercent', k.settlement_floor_percent, 'calendarCountry', k.calendar_country)`;

/** How the person may be reached, and what stands against it. */
const REACH = Prisma.sql`
  'points', (SELECT COALESCE(json_agg(json_build_object('contactPointId', c.id, 'kind', c.kind, 'value', c.value, 'place', l.place, 'status', l.status,
      'textable', c.textable, 'rank', l.rank, 'stateCode', c.state_code) ORDER BY c.id), '[]')
    FROM party_contact_point l JOIN contact_point c ON c.id = l.contact_point_id WHERE l.party_id = a.party_id),
  'consents', (SELECT COALESCE(json_agg(json_build_object('contactPointId', n.contact_point_id, 'action', n.action, 'grantedTo', n.granted_to,
      'expiresAt', n.expires_at) ORDER BY n.recorded_at, n.id), '[]')
    FROM consent n WHERE n.party_id = a.party_id AND n.medium <> 'call'), -- consent to a call is none to messages
  -- Holds of the person wherever they were set, and opt-outs of his addresses set for anybody: STOP acts on the number for all.
  'holds', (SELECT COALESCE(json_agg(json_build_object('holdId', h.id, 'code', h.code, 'scope', h.scope, 'effects', h.effects, 'debtId', h.debt_id,
      'contactPointId', h.contact_point_id, 'medium', h.medium, 'reviewOn', h.review_on, 'expiresOn', h.expires_on) ORDER BY h.id), '[]')
    -- Of the holds of single debts those that are looked at next: which debts they keep out of the chase is in the sums.
    FROM hold h WHERE h.lifted_at IS NULL AND (
      (h.party_id = a.party_id AND ((h.account_id IS NULL AND h.debt_id IS NULL) OR h.account_id = a.id
        OR h.id IN (SELECT q.id FROM hold q JOIN debt d ON d.id = q.debt_id WHERE d.account_id = a.id AND q.lifted_at IS NULL ORDER BY q.review_on, q.id LIMIT ${DEBT_HOLDS_READ})))
      OR (h.code = 'opt_out' AND h.contact_point_id IN (SELECT l.contact_point_id FROM party_contact_point l WHERE l.party_id = a.party_id)))),
  'stops', (SELECT COALESCE(json_agg(json_build_object('stopId', s.id, 'scope', s.scope, 'channel', s.channel) ORDER BY s.id), '[]')
    FROM stop s WHERE s.lifted_at IS NULL AND (s.creditor_id IS NULL OR s.creditor_id = a.creditor_id))`;

/** What was done to the person lately, and what his other accounts mean to do. */
function contactsSql(request: DocumentRequest): Prisma.Sql {
  return Prisma.sql`
  'touches', (SELECT COALESCE(json_agg(json_build_object('accountId', t.account_id, 'medium', t.channel, 'purpose', t.purpose, 'at', t.claimed_at) ORDER BY t.claimed_at, t.id), '[]')
    FROM touch t WHERE t.party_id = a.party_id AND t.claimed_at >= ${request.since}::timestamptz AND t.status IN ('claimed', 'sent', 'unknown')),
  -- A call that the person made is none that we placed: of it only the conversation counts, whoever began it (comment 14(b)(2)(i)-1.ii).
  'calls', (SELECT COALESCE(json_agg(json_build_object('accountIds', c.account_ids, 'at', c.dialed_at, 'connected', c.connected AND c.direction = 'outbound',
      'conversation', c.conversation, 'consented', c.consented) ORDER BY c.dialed_at, c.id), '[]')
    FROM call c WHERE c.party_id = a.party_id AND c.dialed_at >= ${request.since}::timestamptz AND (c.direction = 'outbound' OR c.conversation)),
  'packet', (SELECT COALESCE(json_agg(json_build_object('accountId', o.id, 'stageRank', o.stage_rank, 'oldestDueOn', o.oldest_due_on, 'nextChaseAt', o.next_chase_at) ORDER BY o.id), '[]')
    FROM (SELECT o.id, n.stage_rank, n.oldest_due_on, n.next_chase_at FROM account o JOIN account_next n ON n.account_id = o.id
      WHERE o.party_id = a.party_id AND o.id <> a.id AND o.status = 'open' AND n.next_chase_at >= ${request.packetSince}::timestamptz
      ORDER BY n.next_chase_at, n.stage_rank DESC, n.oldest_due_on, o.id LIMIT ${PACKET_READ}) o),
  'openTouch', (SELECT json_build_object('touchId', t.id, 'claimedAt', t.claimed_at, 'stepId', t.step_id, 'cycle', t.cycle, 'attemptNo', t.attempt_no, 'medium', t.channel)
    FROM touch t WHERE t.account_id = a.id AND t.status = 'claimed' ORDER BY t.claimed_at, t.id LIMIT 1)`;
}

const MONEY = Prisma.sql`
  'debts', (SELECT COALESCE(json_agg(json_build_object('debtId', d.id, 'dueOn', d.due_on, 'missingFields', d.missing_fields,
      'limitationState', d.limitation_state, 'limitationDebtType', d.limitation_debt_type, 'defaultOn', d.default_on, 'lastPaymentOn', d.last_payment_on, 'chargeOffOn', d.charge_off_on,
      'residualMinor', (SELECT COALESCE(SUM(g.amount_minor), 0) FROM ledger_posting g WHERE g.debt_id = d.id AND g.ledger_account LIKE 'receivable:%'),
      'disputed', ${DEBT_IN_QUESTION}) ORDER BY d.due_on, d.id), '[]')
    FROM debt d WHERE d.account_id = a.id),
  'unappliedMinor', (SELECT -COALESCE(SUM(g.amount_minor), 0) FROM ledger_posting g JOIN ledger_entry e ON e.id = g.entry_id WHERE e.account_id = a.id AND g.ledger_account = 'unapplied'),
  'pendingMinor', (SELECT COALESCE(SUM(q.amount_minor), 0) FROM pending_payment q WHERE q.account_id = a.id AND q.settled_at IS NULL)`;

/** What nobody has understood or folded yet. */
function unreadSql(request: DocumentRequest): Prisma.Sql {
  return Prisma.sql`
  -- Whoever of those who share a number wrote: until somebody knows, it may be a stop of each of them.
  'unclassifiedInbound', (SELECT COUNT(*) FROM inbound_message i WHERE i.classified_at IS NULL AND (i.party_id = a.party_id
    OR i.contact_point_id IN (SELECT l.contact_point_id FROM party_contact_point l WHERE l.party_id = a.party_id AND l.status = 'active'))),
  'facts', (SELECT COALESCE(json_agg(json_build_object('factId', f.id, 'seq', f.seq, 'occurredAt', f.occurred_at, 'body', f.body) ORDER BY f.seq), '[]')
    FROM (SELECT * FROM fact f WHERE f.account_id = a.id AND f.seq > ${request.cursor}::int ORDER BY f.seq LIMIT ${request.factLimit}::int) f)`;
}

/** The account as it stands, or null for an id without a row. */
export async function readAccountDocument(client: Transaction | Database, request: DocumentRequest): Promise<AccountDocument | null> {
  const rows = await client.$queryRaw<{ readonly document: AccountDocument }[]>`
    SELECT json_build_object(${STANDING}, ${REACH}, ${contactsSql(request)}, ${MONEY}, ${unreadSql(request)}) AS document
    FROM account a JOIN party p ON p.id = a.party_id JOIN creditor_contract k ON k.creditor_id = a.creditor_id AND k.version = a.contract_version
    WHERE a.id = ${request.accountId}`;
  return rows[0]?.document ?? null;
}
