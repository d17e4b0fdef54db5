/** What touches, tasks and calls do to the step under way. */
import { describe, expect, it } from 'vitest';
import { apply, applyAll } from '#core/account/apply.ts';
import type { FactBody } from '#core/account/fact.ts';
import { initialState, progressOf, stateHash } from '#core/account/state.ts';
import { fold, NOON, openState, referenceOf, sent } from './core-samples.ts';

const failed = (stepId: string, change: object = {}, more: Partial<Extract<FactBody, { kind: 'touchFailed' }>> = {}): FactBody =>
  ({ kind: 'touchFailed', touchId: 'touch', reference: referenceOf(stepId, change), channel: 'sms', code: '30003', final: true, retryAt: null, ...more });
const opened = (stepId: string, taskKind = 'call', change: object = {}): FactBody =>
  ({ kind: 'taskOpened', taskId: `task-${stepId}`, taskKind, reference: referenceOf(stepId, change), notAfter: '2027-01-13T17:00:00.000Z' });

describe('the order of facts', () => {
  it('a gap is a bug and freezes the run', () => {
    const fact = { factId: 'f', seq: 3, occurredAt: NOON, body: { kind: 'paymentPending', paymentId: 'p', amountMinor: 1 } } as const;
    expect(() => apply(openState(), fact)).toThrow('Fact f has seq 3, expected 2 of account account');
  });

  it('equal facts give equal states and hashes, whatever the order of keys', () => {
    const state = fold(openState(), sent('first'));
    expect(stateHash(JSON.parse(JSON.stringify(state)) as typeof state)).toBe(stateHash(state));
    expect(stateHash(state)).not.toBe(stateHash(openState()));
    expect(applyAll(initialState('account'), [])).toEqual(initialState('account'));
  });
});

describe('a message that went out', () => {
  it('closes its step and sets the stage', () => {
    const state = fold(openState(), sent('first', { stage: 'call' }));
    expect(state).toMatchObject({ closedStepIds: ['first'], stage: 'call', stageEnteredAt: NOON, lastStepAt: NOON, inProgress: [] });
  });

  it('in answer to an event moves no stage and is answered once', () => {
    const state = fold(openState({ stage: 'call' }), sent('broken#3', { stage: null }));
    expect(state).toMatchObject({ closedStepIds: [], closedEventStepIds: ['broken#3'], stage: 'call' });
  });

  it('of an earlier cycle closes nothing in this one', () => {
    const state = fold(openState({ cycle: 2, inProgress: [] }), sent('first', { cycle: 1 }));
    expect(state).toMatchObject({ closedStepIds: [], lastStepAt: NOON });
  });

  it('possibly: nobody knows, so it counts as sent and is not tried again', () => {
    const state = fold(openState(), { kind: 'touchUnknown', touchId: 't', reference: referenceOf('first'), channel: 'email', taskId: 'unknown:t' });
    expect(state.closedStepIds).toEqual(['first']);
  });

  it('but possibly is no notice: nobody is handed over on it', () => {
    const reference = referenceOf('notice', { stage: 'final_notice' });
    expect(fold(openState(), { kind: 'touchUnknown', touchId: 't', reference, channel: 'email', taskId: 'unknown:t' }).finalNoticeAt).toBeNull();
    expect(fold(openState(), sent('notice', { stage: 'final_notice' })).finalNoticeAt).toBe(NOON);
  });
});

describe('a message that did not go out', () => {
  it('for good: the next channel, as the next attempt', () => {
    expect(fold(openState(), failed('first')).inProgress).toEqual([
      { stepId: 'first', stage: 'reminder', beganAt: NOON, attemptNo: 2, channelIndex: 1, retryAt: null, task: null, notSentTries: 0 },
    ]);
  });

  it('for now: the same channel, not before the time named', () => {
    const retryAt = '2027-01-12T18:00:00.000Z';
    expect(progressOf(fold(openState(), failed('first', {}, { final: false, retryAt })), 'first')).toMatchObject({ attemptNo: 2, channelIndex: 0, retryAt, notSentTries: 1 });
  });

  it('four times in a row: the channel counts as lost', () => {
    const tries = [1, 2, 3, 4].map((attemptNo) => failed('first', { attemptNo }, { final: false, retryAt: NOON }));
    expect(progressOf(fold(openState(), ...tries.slice(0, 3)), 'first')).toMatchObject({ attemptNo: 4, channelIndex: 0, notSentTries: 3 });
    expect(progressOf(fold(openState(), ...tries), 'first')).toMatchObject({ attemptNo: 5, channelIndex: 1, retryAt: null, notSentTries: 0 });
  });

  it('told again of an attempt that a later one replaced: nothing', () => {
    const state = fold(openState(), failed('first'), failed('first', { attemptNo: 2, channelIndex: 1 }));
    expect(progressOf(fold(state, failed('first')), 'first')).toMatchObject({ attemptNo: 3, channelIndex: 2 });
  });

  it('after it was sent: a bounce reopens the step while no later one was made', () => {
    const bounced = fold(openState(), sent('first'), failed('first'));
    expect(bounced).toMatchObject({ closedStepIds: [] });
    expect(progressOf(bounced, 'first')).toMatchObject({ attemptNo: 2, channelIndex: 1 });
    expect(fold(openState(), sent('first'), sent('second'), failed('first')).closedStepIds).toEqual(['first', 'second']);
    expect(fold(openState(), sent('first'), { at: '2027-01-12T18:00:00.000Z', body: opened('second') }, failed('first')).closedStepIds).toEqual(['first']);
  });

  it('of an earlier cycle: the past is not chased', () => {
    const state = openState({ cycle: 2 });
    expect(fold(state, failed('first', { cycle: 1 })).inProgress).toEqual([]);
  });

  it('a final notice that came back has warned nobody', () => {
    expect(fold(openState(), sent('notice', { stage: 'final_notice' }), failed('notice', { stage: 'final_notice' })).finalNoticeAt).toBeNull();
  });

  it('refused by the gate: later, or by the next channel, still the same attempt', () => {
    const denied = (more: object): FactBody => ({ kind: 'touchDenied', decisionId: 'd', reference: referenceOf('first'), channel: 'sms', verdict: 'defer', ruleIds: ['contact-hours'], retryAt: null, channelLost: false, ...more });
    expect(progressOf(fold(openState(), denied({ retryAt: '2027-01-13T13:00:00.000Z' })), 'first')).toMatchObject({ attemptNo: 1, channelIndex: 0, retryAt: '2027-01-13T13:00:00.000Z' });
    expect(progressOf(fold(openState(), denied({ verdict: 'block', channelLost: true })), 'first')).toMatchObject({ attemptNo: 1, channelIndex: 1, retryAt: null });
  });
});

describe('several things under way', () => {
  it('an answer to an event keeps an open call and its attempt', () => {
    const calling = fold(openState(), opened('call', 'call', { stage: 'call', attemptNo: 2, channelIndex: 1 }));
    const state = fold(calling, failed('returned#1', { stage: null }), sent('returned#1', { stage: null, attemptNo: 2 }));
    expect(progressOf(state, 'call')).toMatchObject({ attemptNo: 2, channelIndex: 1, task: { taskId: 'task-call' } });
  });

  it('keeps at most twelve, the latest', () => {
    const many = Array.from({ length: 14 }, (_unused, index) => failed(`step-${index}`));
    expect(fold(openState(), ...many).inProgress.map((step) => step.stepId)).toEqual(Array.from({ length: 12 }, (_unused, index) => `step-${index + 2}`));
  });
});

describe('tasks', () => {
  const calling = fold(openState(), opened('call', 'call', { stage: 'call', channelIndex: 1, attemptNo: 2 }));
  const answered = (result: 'retry' | 'done' | 'skip'): FactBody => ({ kind: 'taskCompleted', taskId: 'task-call', taskKind: 'call', result });

  it('opening one enters its stage', () => {
    expect(calling).toMatchObject({ stage: 'call', closedStepIds: [] });
    expect(progressOf(calling, 'call')?.task).toEqual({ taskId: 'task-call', taskKind: 'call', notAfter: '2027-01-13T17:00:00.000Z' });
  });

  it.each(['done', 'skip'] as const)('%s closes the step', (result) => {
    expect(fold(calling, answered(result))).toMatchObject({ closedStepIds: ['call'], inProgress: [] });
  });

  it('retry tries again by the same channel', () => {
    expect(progressOf(fold(calling, answered('retry')), 'call')).toMatchObject({ task: null, attemptNo: 3, channelIndex: 1 });
  });

  it('a call that nobody made overflows to the next channel', () => {
    const state = fold(calling, { kind: 'taskExpired', taskId: 'task-call', taskKind: 'call' });
    expect(progressOf(state, 'call')).toMatchObject({ task: null, attemptNo: 3, channelIndex: 2 });
    expect(state.alertsDue).toEqual([]);
  });

  it('a review that nobody did is closed, and supervisors are told', () => {
    const state = fold(openState(), opened('review', 'legal_review'), { kind: 'taskExpired', taskId: 'task-review', taskKind: 'legal_review' });
    expect(state).toMatchObject({ closedStepIds: ['review'], alertsDue: ['legal_review_overdue'] });
  });

  it('an answer to a task that is not ours changes no step', () => {
    expect(fold(calling, { kind: 'taskCompleted', taskId: 'unknown:t', taskKind: 'unknown_outcome', result: 'done' }).inProgress).toEqual(calling.inProgress);
  });

  it('a notice given by hand warns; a skipped or forgotten one does not', () => {
    const byHand = fold(openState(), opened('notice', 'manual_contact', { stage: 'final_notice' }));
    const answer = (result: 'done' | 'skip'): FactBody => ({ kind: 'taskCompleted', taskId: 'task-notice', taskKind: 'manual_contact', result });
    expect(fold(byHand, answer('done')).finalNoticeAt).toBe(NOON);
    expect(fold(byHand, answer('skip')).finalNoticeAt).toBeNull();
    expect(fold(byHand, { kind: 'taskExpired', taskId: 'task-notice', taskKind: 'manual_contact' }).finalNoticeAt).toBeNull();
    const reviewed = fold(openState(), opened('review', 'legal_review', { stage: 'final_notice' }), { kind: 'taskCompleted', taskId: 'task-review', taskKind: 'legal_review', result: 'done' });
    expect(reviewed.finalNoticeAt).toBeNull();
  });

  it.each([[true, true, ['call']], [false, true, []]] as const)('a call outcome that closes: %s, with the right party: %s', (closesTask, rightParty, closed) => {
    const state = fold(calling, { kind: 'callOutcomeRecorded', callId: 'c', taskId: 'task-call', disposition: 'NC', connected: true, conversation: true, rightParty, closesTask });
    expect(state).toMatchObject({ closedStepIds: closed, responded: true, rightPartyReached: true });
  });
});

describe('alerts', () => {
  it('are due once for one reason, and given once', () => {
    const due = fold(openState(), opened('a', 'review'), opened('b', 'review'), { kind: 'taskExpired', taskId: 'task-a', taskKind: 'review' }, { kind: 'taskExpired', taskId: 'task-b', taskKind: 'review' });
    expect(due.alertsDue).toEqual(['review_overdue']);
    expect(fold(due, { kind: 'supervisorAlerted', alertId: 'a1', reason: 'review_overdue', reference: null })).toMatchObject({ alertsDue: [], alertsGiven: ['review_overdue'] });
  });

  it('that are a step of the cadence close it', () => {
    expect(fold(openState(), { kind: 'supervisorAlerted', alertId: 'a1', reason: 'tell', reference: referenceOf('tell') }).closedStepIds).toEqual(['tell']);
  });
});

it('a hand-over closes its step and silences the account', () => {
  const state = fold(openState(), { kind: 'referredOut', placementId: 'p', to: 'law-firm', reference: referenceOf('refer', { stage: 'legal_escalation' }) });
  expect(state).toMatchObject({ closedStepIds: ['refer'], stage: 'legal_escalation', placedOut: { placementId: 'p', to: 'law-firm' } });
});

it('any message of the person is a response', () => {
  expect(fold(openState(), { kind: 'inboundMessageReceived', inboundMessageId: 'm', medium: 'sms', classification: null }).responded).toBe(true);
});
