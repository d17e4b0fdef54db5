/** Everything that happened to an account, in its order: facts, messages both ways, calls, what the gate said, and what was waited for. */
import type { Step } from '#core/account/step.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import type { Database } from '../database.ts';
import { findAccountId, type AccountName } from './find-account.ts';

export type TimelineEntry =
  | { readonly type: 'fact'; readonly at: string; readonly id: string; readonly seq: number; readonly kind: string; readonly source: string; readonly body: unknown }
  | { readonly type: 'touch'; readonly at: string; readonly id: string; readonly channel: string; readonly template: string; readonly status: string; readonly receiptStatus: string | null; readonly stepId: string; readonly attemptNo: number; readonly subject: string | null; readonly text: string | null }
  | { readonly type: 'call'; readonly at: string; readonly id: string; readonly direction: string; readonly disposition: string | null; readonly connected: boolean; readonly conversation: boolean; readonly officer: string | null }
  | { readonly type: 'message'; readonly at: string; readonly id: string; readonly medium: string; readonly classification: string | null; readonly text: string }
  | { readonly type: 'decision'; readonly at: string; readonly id: string; readonly decisionNo: number; readonly kind: string; readonly verdict: string; readonly ruleIds: readonly string[] }
  | { readonly type: 'wait'; readonly at: string; readonly decisionNo: number; readonly until: string; readonly ruleIds: readonly string[] };

export type Timeline = { readonly accountId: string; readonly entries: readonly TimelineEntry[] };

const LONGEST = 1_000;

/** The newest entries first; of each kind at most `limit` are read, and as many are given. Throws ACCOUNT_UNKNOWN. */
export async function timeline(database: Database, question: { readonly account: AccountName; readonly limit: number }): Promise<Timeline> {
  const accountId = await findAccountId(database, question.account);
  const take = Math.min(Math.max(1, question.limit), LONGEST);
  const { partyId } = await database.account.findUniqueOrThrow({ where: { id: accountId }, select: { partyId: true } });
  const entries = [
    ...await facts(database, accountId, take), ...await touches(database, accountId, take), ...await calls(database, accountId, partyId, take),
    ...await messages(database, accountId, partyId, take), ...await decisions(database, accountId, take),
    ...await waits(database, accountId, take),
  ];
  const newestFirst = entries.toSorted((left, right) => (left.at === right.at ? order(right) - order(left) : left.at < right.at ? 1 : -1));
  return { accountId, entries: newestFirst.slice(0, take) };
}

/** Of one instant facts keep their own order, and come after what they report. */
function order(entry: TimelineEntry): number {
  return entry.type === 'fact' ? entry.seq : 0;
}

async function facts(database: Database, accountId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.fact.findMany({ where: { accountId }, orderBy: { seq: 'desc' }, take });
  return rows.map((row) => ({ type: 'fact', at: row.occurredAt.toISOString(), id: row.id, seq: row.seq, kind: row.kind, source: row.source, body: row.body }));
}

async function touches(database: Database, accountId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.touch.findMany({ where: { accountId }, orderBy: [{ claimedAt: 'desc' }, { id: 'desc' }], take, include: { message: true } });
  return rows.map((row) => ({
    type: 'touch', at: row.claimedAt.toISOString(), id: row.id, channel: row.channel, template: row.template, status: row.status, receiptStatus: row.receiptStatus, stepId: row.stepId,
    attemptNo: row.attemptNo, subject: row.message?.subject ?? null, text: row.message?.text ?? null,
  }));
}

async function calls(database: Database, accountId: string, partyId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.call.findMany({ where: { partyId, accountIds: { contains: accountId } }, orderBy: [{ dialedAt: 'desc' }, { id: 'desc' }], take });
  return rows.filter((row) => row.accountIds.split(' ').includes(accountId)).map((row) => ({
    type: 'call', at: row.dialedAt.toISOString(), id: row.id, direction: row.direction, disposition: row.disposition, connected: row.connected, conversation: row.conversation, officer: row.officer,
  }));
}

async function messages(database: Database, accountId: string, partyId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.inboundMessage.findMany({ where: { OR: [{ accountId }, { partyId }] }, orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }], take });
  return rows.map((row) => ({ type: 'message', at: row.receivedAt.toISOString(), id: row.id, medium: row.medium, classification: row.classification, text: row.body }));
}

async function decisions(database: Database, accountId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.decision.findMany({ where: { accountId }, orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }], take, select: { id: true, decisionNo: true, kind: true, verdict: true, decidedAt: true } });
  return rows.map((row) => {
    const verdict = row.verdict as unknown as Verdict;
    const ruleIds = verdict.kind === 'allow' ? [] : verdict.reasons.map((reason) => reason.ruleId);
    return { type: 'decision', at: row.decidedAt.toISOString(), id: row.id, decisionNo: row.decisionNo, kind: row.kind, verdict: verdict.kind, ruleIds };
  });
}

/** Acts have their evidence among the decisions; a wait has none but its plan. */
async function waits(database: Database, accountId: string, take: number): Promise<readonly TimelineEntry[]> {
  const rows = await database.plannedStep.findMany({
    where: { accountId, step: { path: ['kind'], equals: 'wait' } }, orderBy: [{ decidedAt: 'desc' }, { wallAt: 'desc' }], take, select: { decidedAt: true, decisionNo: true, step: true },
  });
  return rows.map((row) => {
    const step = row.step as unknown as Extract<Step, { kind: 'wait' }>;
    return { type: 'wait', at: row.decidedAt.toISOString(), decisionNo: row.decisionNo, until: step.until, ruleIds: [...new Set(step.reasons.map((reason) => reason.ruleId))] };
  });
}
