import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAccount } from '#adapters/db/acts/close-account.ts';
import { recordOutcome } from '#adapters/db/touch/record-outcome.ts';
import { initialState } from '#core/account/state.ts';
import { TASK_ANSWERS, taskAnswerReasons, taskResultOf } from '#core/account/task-answers.ts';
import { alarmHoldReviews, alarmOverdueTasks } from '#worker/task-keeper.ts';
import { later, NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

/** A task as a run opens it: the row and its fact. */
async function open(accountId: string, kind: string, creditorId = 'creditor'): Promise<string> {
  await world.person({ partyId: accountId });
  await world.account({ accountId, partyId: accountId, creditorId });
  const taskId = `${accountId}-task`;
  await world.database.task.create({ data: { id: taskId, accountId, kind, subject: 's', script: 'script', stepId: 'legal-review', cycle: 1, attemptNo: 1, openedAt: new Date(NOON), notAfter: new Date(later(60)) } });
  return taskId;
}

const answer = (taskId: string, fields: Record<string, unknown>) => world.act({ kind: 'complete_task', taskId, answer: fields }, later(1));

describe('answers to tasks', () => {
  it('are named per kind, and another one is refused by naming them', () => {
    for (const [kind, answers] of Object.entries(TASK_ANSWERS)) {
      for (const each of answers) expect(taskAnswerReasons({ kind, status: 'open' }, each)).toEqual([]);
      expect(taskAnswerReasons({ kind, status: 'open' }, 'nonsense').join(' ')).toContain(answers[0]);
      expect(taskAnswerReasons({ kind, status: 'expired' }, answers[0])).toHaveLength(1);
    }
    expect(taskAnswerReasons({ kind: 'constructor', status: 'open' }, 'done')).toHaveLength(1);
    expect(['skip', 'retry', 'done', 'intent', 'was_sent'].map((each) => taskResultOf(each as 'skip'))).toEqual(['skip', 'retry', 'done', 'done', 'done']);
  });

  it.each([['review', 'done'], ['review', 'skip'], ['gate_review', 'retry'], ['manual_contact', 'done'], ['call', 'skip'], ['alert', 'done']] as const)('close a %s by %s and tell the run', async (kind, result) => {
    const accountId = `${kind}-${result}`.replace('_', '-');
    const taskId = await open(accountId, kind);
    expect(await answer(taskId, { kind: result })).toMatchObject({ kind: 'accepted', accountIds: [accountId] });
    expect(await world.database.task.findUniqueOrThrow({ where: { id: taskId } })).toMatchObject({ status: 'done' });
    const fact = await world.database.fact.findFirstOrThrow({ where: { accountId, kind: 'taskCompleted' } });
    expect(fact.body).toEqual({ kind: 'taskCompleted', taskId, taskKind: kind, result });
  });

  it('of two officers at once are one', async () => {
    const taskId = await open('contested', 'review');
    const answers = await Promise.all([answer(taskId, { kind: 'done' }), answer(taskId, { kind: 'skip' })]);
    expect(answers.map((each) => each.kind).sort()).toEqual(['accepted', 'refused']);
    expect(await world.facts('contested')).toEqual(['enrolled', 'taskCompleted']);
  });

  it('to a task that does not exist are refused', async () => {
    expect(await answer('nothing', { kind: 'done' })).toMatchObject({ kind: 'refused' });
  });
});

describe('a legal review', () => {
  it('records a dated intent with its grounds, or that none is taken', async () => {
    const taskId = await open('sued', 'legal_review');
    expect(await answer(taskId, { kind: 'done' })).toMatchObject({ kind: 'refused' });
    expect(await answer(taskId, { kind: 'intent', expiresOn: '2026-06-10', grounds: 'assets known' })).toMatchObject({ kind: 'refused', reasons: ['The intent must expire on a day ahead.'] });
    expect((await world.database.task.findUniqueOrThrow({ where: { id: taskId } })).status).toBe('open');
    expect(await answer(taskId, { kind: 'intent', expiresOn: '2026-09-10', grounds: 'assets known' })).toMatchObject({ kind: 'accepted' });
    expect(await world.database.legalIntent.findMany({ where: { accountId: 'sued' } })).toMatchObject([{ decidedBy: 'officer-1', expiresOn: '2026-09-10', grounds: 'assets known' }]);
    expect(await world.facts('sued')).toEqual(['enrolled', 'legalIntentRecorded', 'taskCompleted']);
    const declined = await open('spared', 'legal_review');
    await answer(declined, { kind: 'decline', reason: 'cost_over_benefit' });
    expect(await world.facts('spared')).toEqual(['enrolled', 'legalIntentDeclined', 'taskCompleted']);
    expect(await world.database.legalIntent.count({ where: { accountId: 'spared' } })).toBe(0);
  });

  it('records no intent without the authority of the creditor', async () => {
    const taskId = await open('unauthorised', 'legal_review', 'strict');
    expect(await answer(taskId, { kind: 'intent', expiresOn: '2026-09-10', grounds: 'x' })).toMatchObject({ kind: 'refused', reasons: ['The creditor has given no authority for legal action.'] });
  });
});

describe('a message of which nobody knew whether it went out', () => {
  async function unknown(accountId: string): Promise<string> {
    await world.one(accountId);
    const claim = await world.claim(accountId);
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    await recordOutcome(world.database, { touchId: claim.touch.touchId, accountId, reference: claim.touch.reference, now: NOON, outcome: { kind: 'unknown', reason: 'broke off' } });
    return claim.touch.touchId;
  }

  it('stays as it is when a person found it sent', async () => {
    const touchId = await unknown('was-sent');
    expect(await answer(`unknown:${touchId}`, { kind: 'was_sent' })).toMatchObject({ kind: 'accepted', accountIds: ['was-sent'] });
    expect((await world.database.touch.findUniqueOrThrow({ where: { id: touchId } })).status).toBe('sent');
    expect(await world.facts('was-sent')).toEqual(['enrolled', 'touchUnknown', 'taskCompleted']);
  });

  it('is made up for by a further attempt when a person found that it was not', async () => {
    const touchId = await unknown('was-not');
    expect(await answer(`unknown:${touchId}`, { kind: 'was_not_sent' })).toMatchObject({ kind: 'accepted' });
    expect((await world.database.touch.findUniqueOrThrow({ where: { id: touchId } })).status).toBe('failed');
    expect(await world.facts('was-not')).toEqual(['enrolled', 'touchUnknown', 'touchFailed', 'taskCompleted']);
    // The database lets a second attempt through only because the first is known to have failed.
    expect((await world.claim('was-not', { attemptNo: 2, now: later(5) })).kind).toBe('claimed');
  });
});

describe('tasks that no run watches', () => {
  it('are told of once when they are overdue, whatever their kind; those of steps are the run\'s own', async () => {
    const row = { subject: 's', script: 's', openedAt: new Date(NOON), notAfter: new Date(later(30)) };
    await world.database.task.createMany({ data: [...['call', 'review', 'inbound', 'suspense', 'alert'].map((kind) => ({ ...row, id: `loose-${kind}`, kind })), { ...row, id: 'of-a-step', kind: 'call', stepId: 'call', cycle: 1, attemptNo: 1 }] });
    expect(await alarmOverdueTasks(world.database, later(29))).toBe(0);
    expect(await alarmOverdueTasks(world.database, later(31))).toBe(4);
    expect(await alarmOverdueTasks(world.database, later(60 * 24))).toBe(0);
    const alarms = await world.database.task.findMany({ where: { id: { startsWith: 'overdue:' } }, orderBy: { id: 'asc' } });
    expect(alarms.map((task) => task.id)).toEqual(['overdue:loose-call', 'overdue:loose-inbound', 'overdue:loose-review', 'overdue:loose-suspense']);
  });
});

describe('reviews of holds that silence no account', () => {
  it('are told of once, on the day after, and not where a run has told of them, the hold was lifted or ends by itself', async () => {
    await world.person({ partyId: 'held' });
    await world.account({ accountId: 'held', partyId: 'held', debts: { 'held-a': 100_00, 'held-b': 50_00 } });
    const hold = { partyId: 'held', effects: 'chase dial letter legal', placedAt: new Date(NOON), placedBy: 'officer', owner: 'officer', evidence: 'mail', reviewOn: '2026-06-20' };
    await world.database.hold.createMany({ data: [
      { ...hold, id: 'review-due', code: 'dispute', scope: 'debt', debtId: 'held-a' }, { ...hold, id: 'review-told', code: 'query', scope: 'debt', debtId: 'held-b' },
      { ...hold, id: 'review-lifted', code: 'wrong_party', scope: 'contact_point', contactPointId: 'held-email', liftedAt: new Date(NOON), liftedBy: 'officer', liftEvidence: 'x' },
      { ...hold, id: 'review-ending', code: 'complaint', scope: 'account', accountId: 'held', expiresOn: '2026-07-20' },
    ] });
    await world.database.task.create({ data: { id: 'told', accountId: 'held', kind: 'alert', subject: 'hold_review:review-told', script: '', openedAt: new Date(NOON), notAfter: new Date(NOON) } });
    const pass = (day: string) => alarmHoldReviews(world.database, `2026-06-${day}T12:00:00.000Z`);
    expect([await pass('21'), await pass('22'), await pass('23')]).toEqual([0, 1, 0]);
    expect(await world.database.task.findUniqueOrThrow({ where: { id: 'hold-review:review-due' } })).toMatchObject({ accountId: 'held', kind: 'alert', subject: 'hold_review:review-due', status: 'open' });
  });
});

describe('the end of an account', () => {
  it('leaves no promise, plan, offer or task of a step open', async () => {
    const taskId = await open('ending', 'call');
    await world.act({ kind: 'promise', actId: 'ending-promise', accountId: 'ending', amountMinor: 10_00, promisedOn: '2026-06-12', method: 'card' });
    await world.act({ kind: 'offer', actId: 'ending-offer', accountId: 'ending', proposedBy: 'officer', totalMinor: 250_00, instalments: [{ instalmentNo: 1, dueOn: '2026-06-20', amountMinor: 250_00 }], expiresOn: '2026-06-20' });
    const { lastSeq: cursor } = await world.database.account.findUniqueOrThrow({ where: { id: 'ending' } });
    const decision = { decisionNo: 1, step: { kind: 'end', outcome: 'recalled', reasons: [] }, circumstances: {} as never, stateHash: 'state', policyHash: 'test-cadence', rulesHash: 'test-rules', tzdbVersion: 'test', now: NOON } as const;
    expect(await closeAccount(world.database, { accountId: 'ending', cursor, state: initialState('ending'), decision }, NOON)).toEqual({ kind: 'closed' });
    expect(await world.database.promise.findUniqueOrThrow({ where: { id: 'ending-promise' } })).toMatchObject({ status: 'cancelled' });
    expect(await world.database.arrangement.findUniqueOrThrow({ where: { id: 'ending-offer' } })).toMatchObject({ status: 'cancelled' });
    expect(await world.database.task.findUniqueOrThrow({ where: { id: taskId } })).toMatchObject({ status: 'cancelled', result: 'recalled' });
  });
});
