/** Reads everything that a rehearsal left behind. */
import type { Client } from '@temporalio/client';
import type { Database } from '#adapters/db/database.ts';
import type { TemplateCatalogue } from '#adapters/templates/template-catalogue.ts';
import type { FactBody } from '#core/account/fact.ts';
import type { Medium } from '#core/compliance/circumstances.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import type { SandboxMessage } from '#sandbox/journal.ts';
import { inParallel } from '#worker/in-parallel.ts';
import type { GroupEnd } from '../clock-driver.ts';
import { readRunClock } from '../run-clock.ts';
import type { AccountRow, CallRow, DecisionRow, Evidence, TouchRow } from './evidence.ts';

export type EvidenceSources = {
  readonly database: Database;
  readonly client: Client;
  readonly templates: TemplateCatalogue;
  readonly messages: readonly SandboxMessage[];
  readonly printedLetterIds: readonly string[];
  readonly ends: readonly GroupEnd[];
  readonly nowMs: number;
};

export async function loadEvidence(sources: EvidenceSources): Promise<Evidence> {
  const { database, messages, printedLetterIds, nowMs } = sources;
  const decisions = await loadDecisions(database);
  const zonesOfPermit = new Map(decisions.filter((decision) => decision.kind === 'permit').map((decision) => [decision.decisionId, decision.candidateZones]));
  return {
    nowMs, decisions, printedLetterIds, accounts: await loadAccounts(sources), touches: await loadTouches(sources), calls: await loadCalls(database, zonesOfPermit),
    ...(await loadStops(database)), ...(await loadBooks(database)),
    tasks: (await database.task.findMany({ orderBy: { id: 'asc' } })).map((row) => ({ ...row, taskId: row.id, openedAt: row.openedAt.toISOString() })),
    publishedHashes: (await database.cadenceVersion.findMany({ select: { hash: true } })).map((row) => row.hash),
    sent: messages.map(({ medium, direction, messageId, address, text }) => ({ medium, direction, messageId, address, text })),
  };
}

async function loadAccounts({ database, client, ends }: EvidenceSources): Promise<readonly AccountRow[]> {
  const rows = await database.account.findMany({ orderBy: { id: 'asc' }, include: { party: { select: { kind: true } }, contract: { select: { role: true } }, next: true } });
  const running = new Set<string>();
  await inParallel(8, rows, async ({ id }) => { if ((await readRunClock(client, id)) !== null) running.add(id); });
  const stuck = new Set(ends.flatMap((end) => end.stuckAccountIds));
  const runless = new Set(ends.flatMap((end) => end.runlessAccountIds));
  return rows.map((row) => ({
    accountId: row.id, partyId: row.partyId, partyKind: row.party.kind, role: row.contract.role, currency: row.currency, status: row.status, outcome: row.outcome, lastSeq: row.lastSeq,
    cadenceHash: row.cadenceHash, hasOpenRun: running.has(row.id), leftBehind: stuck.has(row.id) ? 'stuck' : runless.has(row.id) ? 'runless' : null,
    next: row.next === null ? null : {
      cursor: row.next.cursor, nextActionAt: row.next.nextActionAt?.toISOString() ?? null, decidedAt: row.next.decidedAt.toISOString(), step: row.next.step as unknown as NonNullable<AccountRow['next']>['step'],
    },
  }));
}

async function loadDecisions(database: Database): Promise<readonly DecisionRow[]> {
  const rows = await database.decision.findMany({ orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => ({
    decisionId: row.id, accountId: row.accountId, kind: row.kind, step: row.step as unknown as DecisionRow['step'], verdict: row.verdict as unknown as Verdict,
    candidateZones: (row.circumstances as unknown as { readonly person?: { readonly candidateZones?: readonly string[] } }).person?.candidateZones ?? [],
    stateHash: row.stateHash, policyHash: row.policyHash, rulesHash: row.rulesHash, tzdbVersion: row.tzdbVersion, decidedAt: row.decidedAt.toISOString(),
  }));
}

async function loadTouches({ database, templates }: EvidenceSources): Promise<readonly TouchRow[]> {
  const rows = await database.touch.findMany({ orderBy: [{ claimedAt: 'asc' }, { id: 'asc' }], include: { message: true } });
  return rows.map((row) => ({ row, facts: templates.factsOf(row.template, row.channel as TouchRow['channel'], row.language) })).map(({ row, facts }) => ({
    touchId: row.id, accountId: row.accountId, partyId: row.partyId, stepId: row.stepId, cycle: row.cycle, attemptNo: row.attemptNo, channel: row.channel as TouchRow['channel'], purpose: row.purpose,
    contactPointId: row.contactPointId, template: row.template, language: row.language, status: row.status, balanceMinor: Number(row.balanceMinor), decisionId: row.decisionId, providerId: row.providerId,
    claimedAt: row.claimedAt.toISOString(), address: row.message?.address ?? '', text: row.message?.text ?? '',
    speaksOfLegalAction: facts?.speaksOfLegalAction ?? false, templatePurpose: facts?.purpose ?? null,
  }));
}

async function loadCalls(database: Database, zonesOfPermit: ReadonlyMap<string, readonly string[]>): Promise<readonly CallRow[]> {
  const rows = await database.call.findMany({ orderBy: [{ dialedAt: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => ({
    callId: row.id, partyId: row.partyId, accountIds: row.accountIds.split(' '), contactPointId: row.contactPointId, direction: row.direction, dialedAt: row.dialedAt.toISOString(),
    connected: row.connected, conversation: row.conversation, consented: row.consented, candidateZones: zonesOfPermit.get(`permit:${row.id}`) ?? [],
  }));
}

async function loadStops(database: Database): Promise<Pick<Evidence, 'holds' | 'consents' | 'intents'>> {
  const holds = await database.hold.findMany({ orderBy: { id: 'asc' } });
  const consents = await database.consent.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] });
  const intents = await database.legalIntent.findMany({ orderBy: { id: 'asc' } });
  return {
    holds: holds.map((row) => ({
      ...row, holdId: row.id, code: row.code as HoldCode, effects: row.effects.split(' '), medium: row.medium as Medium | null, placedAt: row.placedAt.toISOString(), liftedAt: row.liftedAt?.toISOString() ?? null,
    })),
    consents: consents.map((row) => ({ ...row, recordedAt: row.recordedAt.toISOString(), expiresAt: row.expiresAt?.toISOString() ?? null })),
    intents: intents.map((row) => ({ intentId: row.id, accountId: row.accountId, recordedAt: row.recordedAt.toISOString(), expiresOn: row.expiresOn })),
  };
}

async function loadBooks(database: Database): Promise<Pick<Evidence, 'facts' | 'postings' | 'agreedAmounts'>> {
  const facts = await database.fact.findMany({ orderBy: [{ accountId: 'asc' }, { seq: 'asc' }] });
  const postings = await database.ledgerPosting.findMany({ include: { entry: true }, orderBy: [{ entryId: 'asc' }, { lineNo: 'asc' }] });
  const promises = await database.promise.findMany({ select: { accountId: true, amountMinor: true } });
  const arrangements = await database.arrangement.findMany({ include: { instalments: true } });
  return {
    facts: facts.map((row) => ({ factId: row.id, accountId: row.accountId, seq: row.seq, body: row.body as unknown as FactBody, acceptedAt: row.acceptedAt.toISOString() })),
    postings: postings.map((row) => ({ accountId: row.entry.accountId ?? '', ledgerAccount: row.ledgerAccount, debtId: row.debtId, amountMinor: Number(row.amountMinor), postedAt: row.entry.postedAt.toISOString() })),
    agreedAmounts: [
      ...promises, ...arrangements.map(({ accountId, totalMinor }) => ({ accountId, amountMinor: totalMinor })), ...arrangements.flatMap(({ accountId, instalments }) => instalments.map(({ amountMinor }) => ({ accountId, amountMinor }))),
    ].map(({ accountId, amountMinor }) => ({ accountId, amountMinor: Number(amountMinor) })),
  };
}
