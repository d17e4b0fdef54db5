/** The outcome of a call: the row that counters are made of, the holds that it raises, the task that it closes, what comes next. */
import { callReportReasons, dispositionOf, isDispositionCode, type Disposition, type DispositionCode } from '#core/account/disposition-table.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { callbackConsent } from '#core/compliance/dial.ts';
import { HOLD_CATALOGUE } from '#core/compliance/hold-catalogue.ts';
import type { Transaction } from '../database.ts';
import { markDead } from '../touch/record-outcome.ts';
import { insertWithRows, lockAccount, type Acceptance } from './accept-facts.ts';
import { DISPUTE_CODES, raiseDispute } from './accept-dispute.ts';
import { placePersonHold } from './accept-hold.ts';
import { allAccepted } from './accept-once.ts';
import { openTask } from './open-task.ts';

export type CallOutcomeRequest = {
  /** The permit's id where the call was dialled under one; otherwise an id of its own. */
  readonly callId: string;
  readonly accountId: string;
  /** Other accounts of the person that were spoken about: the call counts for each. */
  readonly alsoAboutAccountIds: readonly string[];
  readonly taskId: string | null;
  /** A code of the disposition table. */
  readonly disposition: string;
  readonly direction: 'outbound' | 'inbound';
  readonly contactPointId: string | null;
  readonly identifiers: readonly string[];
  /** The debt that a dispute is about; null: all of the account. */
  readonly debtId: string | null;
  readonly callbackAt: string | null;
  readonly evidence: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly now: string;
};

type Call = CallOutcomeRequest & { readonly partyId: string; readonly code: DispositionCode; readonly result: Disposition };

/** Records what came of a call. Throws ACCOUNT_UNKNOWN. */
export async function acceptCallOutcome(transaction: Transaction, request: CallOutcomeRequest): Promise<Acceptance> {
  const { partyId } = await lockAccount(transaction, request.accountId);
  const permit = await transaction.call.findUnique({ where: { id: request.callId } });
  if (permit !== null && (permit.partyId !== partyId || permit.disposition !== null)) {
    return { kind: 'refused', reasons: [permit.partyId === partyId ? `The outcome of this call is recorded already: ${permit.disposition}.` : 'The call was made to somebody else.'] };
  }
  const direction = permit === null ? request.direction : 'outbound';
  const contactPointId = permit?.contactPointId ?? request.contactPointId;
  const occurredAt = permit === null ? request.occurredAt : request.now;
  const reasons = callReportReasons({ ...request, code: request.disposition, direction, occurredAt, numberKnown: contactPointId !== null });
  if (reasons.length > 0 || !isDispositionCode(request.disposition)) return { kind: 'refused', reasons };
  const named = request.taskId ?? permit?.taskId ?? null;
  const result = dispositionOf(request.disposition);
  const taskId = await taskOf(transaction, request.accountId, named, result);
  const call: Call = { ...request, direction, contactPointId, occurredAt, taskId, partyId, code: request.disposition, result };
  const wrong = await misdirected(transaction, { ...call, taskId: named });
  if (wrong.length > 0) return { kind: 'refused', reasons: wrong };
  await writeCall(transaction, call, permit !== null);
  const told = await tellAccounts(transaction, call);
  const raised = await raiseHolds(transaction, call);
  await goOn(transaction, call);
  return allAccepted([...told, ...raised]);
}

/** The task that this call answers. A conversation ends the step that waits for one, whoever called; a callback waits outside the steps. */
async function taskOf(transaction: Transaction, accountId: string, named: string | null, { conversation }: Disposition): Promise<string | null> {
  const open = await transaction.task.findMany({
    where: { accountId, kind: 'call', status: 'open' }, orderBy: [{ stepId: { sort: 'asc', nulls: 'last' } }, { openedAt: 'asc' }], select: { id: true },
  });
  if (named !== null && (!conversation || open.some((task) => task.id === named))) return named;
  return open[0]?.id ?? named;
}

async function misdirected(transaction: Transaction, { accountId, alsoAboutAccountIds, taskId, contactPointId, partyId }: Call): Promise<readonly string[]> {
  const reasons: string[] = [];
  const task = taskId === null ? null : await transaction.task.findUnique({ where: { id: taskId }, select: { accountId: true, kind: true } });
  if (taskId !== null && (task?.accountId !== accountId || task.kind !== 'call')) reasons.push(`The account has no call task ${taskId}.`);
  const linked = contactPointId === null ? 1 : await transaction.partyContactPoint.count({ where: { partyId, contactPointId, contactPoint: { kind: 'phone' } } });
  if (linked === 0) reasons.push(`The person has no number ${contactPointId}.`);
  const own = await transaction.account.count({ where: { partyId, id: { in: [...alsoAboutAccountIds] } } });
  if (own !== new Set(alsoAboutAccountIds).size) reasons.push('A call counts only for accounts of the person who was called.');
  return reasons;
}

async function writeCall(transaction: Transaction, call: Call, underPermit: boolean): Promise<void> {
  const { callId, accountId, alsoAboutAccountIds, partyId, contactPointId, direction, taskId, code, result, source, identifiers } = call;
  const outcome = {
    accountIds: [...new Set([accountId, ...alsoAboutAccountIds])].join(' '), taskId, disposition: code, connected: result.connected, conversation: result.conversation,
    rightParty: result.reached === 'right_party', closedAt: new Date(call.now), officer: source, identifiers: [...new Set(identifiers)].join(' '),
  };
  if (underPermit) {
    await transaction.call.update({ where: { id: callId }, data: outcome });
    return;
  }
  const dialedAt = new Date(call.occurredAt);
  await transaction.call.create({ data: { id: callId, partyId, contactPointId, direction, dialedAt, expiresAt: dialedAt, ...outcome } });
}

async function tellAccounts(transaction: Transaction, call: Call): Promise<readonly Acceptance[]> {
  const { callId, accountId, alsoAboutAccountIds, taskId, code, result, source, now } = call;
  const told: Acceptance[] = [];
  for (const id of new Set([accountId, ...alsoAboutAccountIds])) {
    const own = id === accountId;
    told.push(await insertWithRows(transaction, {
      accountId: id, factId: `callOutcomeRecorded:${callId}:${id}`, source, occurredAt: now,
      body: {
        kind: 'callOutcomeRecorded', callId, taskId: own ? taskId : null, disposition: code, connected: result.connected, conversation: result.conversation,
        rightParty: result.reached === 'right_party', closesTask: own && result.closesTask,
      },
    }, { now }));
  }
  await closeTasks(transaction, call);
  return told;
}

/** The task of this call, and every callback that was still to be made: who was spoken to need not be called back. */
async function closeTasks(transaction: Transaction, { accountId, taskId, result, code, now }: Call): Promise<void> {
  const closed = [...(taskId !== null && result.closesTask ? [{ id: taskId }] : []), ...(result.conversation ? [{ stepId: null }] : [])];
  if (closed.length === 0) return;
  await transaction.task.updateMany({ where: { accountId, kind: 'call', status: 'open', OR: closed }, data: { status: 'done', result: code, closedAt: new Date(now) } });
}

async function raiseHolds(transaction: Transaction, call: Call): Promise<readonly Acceptance[]> {
  const { callId, accountId, partyId, result, contactPointId, source, now, evidence, debtId } = call;
  const raised: Acceptance[] = [];
  for (const code of result.holds) {
    const holdId = `${callId}:${code}`;
    const disputeCode = DISPUTE_CODES.find((candidate) => candidate === code);
    if (disputeCode !== undefined) {
      raised.push(await raiseDispute(transaction, { disputeId: holdId, code: disputeCode, accountId, debtId, evidence, source, now }));
      continue;
    }
    const { scope } = HOLD_CATALOGUE[code];
    raised.push(await placePersonHold(transaction, {
      holdId, code, partyId, evidence, source, now, accountId: scope === 'account' ? accountId : null,
      ...(scope === 'contact_point' && contactPointId !== null ? { contactPointId } : {}), ...(scope === 'medium' ? { medium: 'call' } : {}),
    }));
  }
  if (result.address !== 'keep' && contactPointId !== null) await markDead(transaction, { partyId, contactPointId }, `call:${call.code}`);
  return raised;
}

const CALLBACK_MISSED_AFTER_MS = 3_600_000;

/** What the outcome asks of people: a callback with its consent, a look by supervisors, a look by somebody with the right skill. */
async function goOn(transaction: Transaction, call: Call): Promise<void> {
  const { callId, accountId, result, code, now, source, callbackAt } = call;
  if (result.next === 'callback' && callbackAt !== null) {
    await consentToCallback(transaction, call, callbackAt);
    await openTask(transaction, {
      taskId: `${callId}:callback`, accountId, kind: 'call', subject: `callback:${callbackAt}`, script: 'callback', now, withinMs: Date.parse(callbackAt) - Date.parse(now) + CALLBACK_MISSED_AFTER_MS, owner: source,
    });
  }
  if (result.next === 'supervisor' || result.next === 'review') {
    await openTask(transaction, { taskId: `${callId}:${result.next}`, accountId, kind: result.next === 'review' ? 'review' : 'alert', subject: `call:${code}`, script: result.label, now, withinMs: PERSON_ANSWERS_WITHIN_MS });
  }
}

/** Consent to be called on this number around the time that was named: 12 CFR 1006.14(b)(3)(i). */
async function consentToCallback(transaction: Transaction, { callId, partyId, contactPointId, now }: Call, callbackAt: string): Promise<void> {
  if (contactPointId === null) return;
  const { basis, endsAt } = callbackConsent(callbackAt);
  await transaction.consent.create({
    data: { id: `${callId}:callback`, partyId, contactPointId, medium: 'call', action: 'granted', grantedTo: 'us', basis, recordedAt: new Date(now), expiresAt: new Date(endsAt) },
  });
}
