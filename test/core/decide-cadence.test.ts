/** The order of the stages: which step comes next, on which date, and how the cadence ends. Due and enrolled on 1 January 2027. */
import { describe, expect, it } from 'vitest';
import type { CadencePolicy, CadenceStep } from '#core/cadence/cadence-policy.ts';
import type { AccountState } from '#core/account/state.ts';
import { attempt, step } from '../support/test-cadence.ts';
import { CADENCE, circumstancesOf, debtOf, decideAt, fold, holdOf, line, openState, rulesOf, sent } from './core-samples.ts';

const MORNING = 'T14:00:00.000Z';
const cadenceOf = (steps: readonly CadenceStep[], change: Partial<CadencePolicy> = {}): CadencePolicy => ({ ...CADENCE, steps, ...change });
const letters = [attempt('letter')];
const A = step({ id: 'a', stage: 'reminder', kind: 'message', day: 1, latestDays: 5, channels: letters });
const B = step({ id: 'b', stage: 'call', kind: 'message', day: 10, latestDays: 5, channels: letters });
const C = step({ id: 'c', stage: 'negotiation', kind: 'message', day: 20, latestDays: 5, channels: letters });
const ABC = cadenceOf([A, B, C]);
const lineAt = (day: string, state: AccountState, policy = ABC, circumstances = circumstancesOf()): string => line(decideAt(`2027-01-${day}${MORNING}`, state, circumstances, policy));

describe('the next step', () => {
  it('is the first of the order that is not done, planned ahead with its instant', () => {
    expect(lineAt('01', openState())).toBe('send letter a/1 at 2027-01-02T13:05:00.000Z');
    expect(lineAt('02', fold(openState(), sent('a')))).toBe('send letter b/1 at 2027-01-11T13:05:00.000Z');
  });

  it('that opens a stage and counts from its entry counts from what was done last: it comes, instead of staying ahead for ever', () => {
    const late = step({ id: 'late', stage: 'call', kind: 'message', day: 0, channels: letters, when: { from: 'stage_entry', offsetDays: 3, dayKind: 'calendar', latestDays: 10 } });
    const state = fold(openState(), { kind: 'touchSent', touchId: 't', reference: { stepId: 'a', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'letter', sentAt: '2027-01-02T14:00:00.000Z' });
    for (const day of ['02', '04']) expect(lineAt(day, state, cadenceOf([A, late]))).toBe('send letter late/1 at 2027-01-05T13:05:00.000Z');
    expect(lineAt('05', state, cadenceOf([A, late]))).toMatch(/^send letter late\/1/);
  });

  it('is not sent again in a new pass when its outcome was told only after the pass had begun', () => {
    const reference = { stepId: 'a', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 } as const;
    const state = fold(openState(),
      { kind: 'paymentReceived', paymentId: 'p', amountMinor: 150_00, paidOn: '2027-01-02', reentersCadence: true },
      { kind: 'touchSent', touchId: 't', reference, channel: 'letter', sentAt: '2027-01-02T13:05:00.000Z' });
    expect(state.cycle).toBe(2);
    expect(lineAt('03', state)).toMatch(/^send letter b/);
  });

  it('lapses behind its last day, not on it', () => {
    expect(lineAt('07', openState())).toMatch(/^send letter a/);
    expect(lineAt('08', openState())).toMatch(/^send letter b/);
    expect(rulesOf(decideAt(`2027-01-08${MORNING}`, openState(), circumstancesOf(), ABC))).toContain('step:a');
  });

  it('whose first lawful hour comes after its last day lapses too', () => {
    // On the last day, 7 January, somebody was written to already: the next lawful day is the 8th.
    const chased = circumstancesOf({ touches: [{ own: false, purpose: 'chase', at: '2027-01-07T13:10:00.000Z' }] });
    expect(lineAt('07', openState(), ABC, chased)).toMatch(/^send letter b/);
    expect(lineAt('06', openState(), ABC, chased)).toMatch(/^send letter a/);
  });

  it('under way gets a week more, and an open task is always waited for', () => {
    const failing = fold(openState(), { kind: 'touchFailed', touchId: 't', reference: { stepId: 'a', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'letter', code: 'X', final: false, retryAt: null });
    expect(lineAt('14', failing)).toMatch(/^send letter a\/2/);
    expect(lineAt('15', failing)).toMatch(/^send letter b/);
    const reviewing = fold(openState(), { kind: 'taskOpened', taskId: 't', taskKind: 'review', reference: { stepId: 'a', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, notAfter: '2027-02-20T14:00:00.000Z' });
    expect(lineAt('30', reviewing)).toBe('wait 2027-02-20T14:00:00.000Z');
  });

  it('after a hold the cadence goes on at the right place by age', () => {
    const hold = { holds: [holdOf('hardship', { reviewOn: '2027-02-20' })] };
    expect(lineAt('03', openState(), ABC, circumstancesOf(hold))).toMatch(/^wait/);
    // Lifted on the 12th: a has lapsed, b (day 10, five days) has not. Lifted on the 17th: b has lapsed as well.
    expect(lineAt('12', openState())).toMatch(/^send letter b/);
    expect(lineAt('17', openState())).toMatch(/^send letter c\/1 at 2027-01-21/);
  });
});

describe('taken over late', () => {
  it('nobody is reminded of a date before his due date when it has passed, nor sent everything at once', () => {
    const courtesy = step({ id: 'courtesy', stage: 'reminder', kind: 'message', day: -3, latestDays: 2, channels: letters });
    const late = { ...openState(), cycleEnteredAt: `2027-01-12${MORNING}`, enrolledAt: `2027-01-12${MORNING}` };
    const policy = cadenceOf([courtesy, A, B, C]);
    expect(lineAt('12', late, policy)).toMatch(/^send letter b/);
    expect(lineAt('12', fold(late, sent('b', { stage: 'call' })), policy)).toBe('send letter c/1 at 2027-01-21T13:05:00.000Z');
  });
});

describe('conditions', () => {
  const conditional = (condition: CadenceStep['conditions'][number]): CadencePolicy => cadenceOf([{ ...A, conditions: [condition] }, B]);
  it.each([
    [{ kind: 'balance_at_least', amountMinor: 250_00 }, {}, {}, true], [{ kind: 'balance_at_least', amountMinor: 250_01 }, {}, {}, false],
    [{ kind: 'risk_in', values: ['high', 'medium'] }, {}, {}, true], [{ kind: 'risk_in', values: ['high'] }, {}, {}, false],
    [{ kind: 'autopay_active', value: false }, {}, {}, true], [{ kind: 'autopay_active', value: true }, {}, {}, false],
    [{ kind: 'autopay_failed', value: true }, { account: { autopay: 'failed' } }, {}, true],
    [{ kind: 'responded', value: false }, {}, { responded: true }, false], [{ kind: 'right_party_reached', value: true }, {}, { rightPartyReached: true }, true],
    [{ kind: 'creditor_furnishes', value: true }, {}, {}, false], [{ kind: 'settlement_authority', value: true }, {}, {}, true],
    [{ kind: 'key_account', value: true }, { account: { keyAccount: true } }, {}, true], [{ kind: 'insured', value: true }, {}, {}, false],
    [{ kind: 'legal_intent', value: true }, {}, { intent: { intentId: 'i', expiresOn: '2027-01-02', recordedAt: '2027-01-01T00:00:00.000Z' } }, true],
    [{ kind: 'legal_intent', value: true }, {}, { intent: { intentId: 'i', expiresOn: '2027-01-01', recordedAt: '2027-01-01T00:00:00.000Z' } }, false],
    [{ kind: 'any', of: [{ kind: 'insured', value: true }, { kind: 'responded', value: false }] }, {}, {}, true],
    [{ kind: 'any', of: [{ kind: 'insured', value: true }] }, {}, {}, false],
  ] as const)('%j with %j %j: %s', (condition, circumstances, state, applies) => {
    expect(lineAt('02', openState(state), conditional(condition as CadenceStep['conditions'][number]), circumstancesOf(circumstances))).toMatch(applies ? /^send letter a/ : /^send letter b/);
  });

  it('that may change without a fact are asked again on the day: autopay set meanwhile is seen', () => {
    const policy = conditional({ kind: 'autopay_active', value: false });
    expect(lineAt('01', openState(), policy)).toBe('wait 2027-01-02T13:00:00.000Z');
    expect(lineAt('01', openState(), conditional({ kind: 'responded', value: false }))).toMatch(/^send letter a/);
  });

  it('leave out what is under way and no longer applies', () => {
    const failing = fold(openState({ responded: true }), { kind: 'touchFailed', touchId: 't', reference: { stepId: 'a', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'letter', code: 'X', final: false, retryAt: null });
    expect(lineAt('03', failing, conditional({ kind: 'responded', value: false }))).toMatch(/^send letter b/);
  });
});

describe('business days', () => {
  const business = (day: number): CadenceStep => ({ ...A, id: 'w', when: { from: 'due', offsetDays: day, dayKind: 'business', latestDays: 10 } });
  it('count from the due date, and a step put off never lands on a day of rest', () => {
    // 1 January 2027 is a Friday: five business days later is Friday the 8th.
    expect(lineAt('01', openState(), cadenceOf([business(5)]))).toBe('send letter w/1 at 2027-01-08T13:05:00.000Z');
    const chasedOnFriday = circumstancesOf({ touches: [{ own: false, purpose: 'chase', at: '2027-01-08T13:10:00.000Z' }] });
    expect(lineAt('08', openState(), cadenceOf([business(5)]), chasedOnFriday)).toBe('send letter w/1 at 2027-01-11T13:05:00.000Z');
  });
});

describe('a new pass through the cadence', () => {
  const again = (at: string, ...done: string[]) => fold(openState(), ...done.map((id) => sent(id)), { at, body: { kind: 'paymentReceived', paymentId: 'p', amountMinor: 200_00, paidOn: at.slice(0, 10), reentersCadence: true } });

  it('by age sends nothing again that was done and dated before it', () => {
    expect(lineAt('04', again(`2027-01-03${MORNING}`, 'a'))).toMatch(/^send letter b/);
  });

  it('but still does what had not been done', () => {
    expect(lineAt('04', again(`2027-01-03${MORNING}`))).toMatch(/^send letter a\/1/);
  });

  it('does its steps anew when the oldest debt is paid and the next one is younger', () => {
    // Now the oldest debt is due on 20 January: day one is the 21st.
    const younger = circumstancesOf({ account: { debts: [debtOf({ dueOn: '2027-01-20' })] } });
    expect(lineAt('19', again(`2027-01-18${MORNING}`, 'a', 'b'), ABC, younger)).toBe('send letter a/1 at 2027-01-21T13:05:00.000Z');
  });

  it('that somebody orders begins at that stage on that day, and keeps the distances', () => {
    const moved = fold(openState(), sent('a'), sent('b', { stage: 'call' }), { at: `2027-01-13${MORNING}`, body: { kind: 'stageMoved', stage: 'call', reason: 'order' } });
    expect(lineAt('13', moved)).toMatch(/^send letter b\/1 at 2027-01-13/);
    expect(lineAt('14', fold(moved, sent('b', { stage: 'call', cycle: 2 })))).toBe('send letter c/1 at 2027-01-23T13:05:00.000Z');
  });
});

describe('steps that count from the one before', () => {
  const notice: CadenceStep = { ...step({ id: 'notice', stage: 'final_notice', kind: 'message', day: 0, channels: letters }), when: { from: 'previous_step', offsetDays: 5, dayKind: 'calendar', latestDays: 365 } };
  const after: CadenceStep = { ...notice, id: 'after', stage: 'legal_escalation', when: { ...notice.when, offsetDays: 17 } };
  const review = step({ id: 'review', stage: 'final_notice', kind: 'message', day: 75, latestDays: 60, channels: letters });
  const policy = cadenceOf([A, review, notice, after]);

  it('keep their full time however late that was', () => {
    const state = fold(openState({ closedStepIds: ['a'] }), sent('review', { stage: 'final_notice' }, '2027-01-20T14:00:00.000Z'));
    expect(lineAt('20', state, policy)).toBe('send letter notice/1 at 2027-01-25T13:05:00.000Z');
  });

  it('keep it too when somebody ordered the stage: no notice is followed at once', () => {
    const moved = fold(openState(), { at: `2027-01-05${MORNING}`, body: { kind: 'stageMoved', stage: 'final_notice', reason: 'order' } });
    expect(lineAt('05', moved, policy)).toMatch(/^send letter review\/1 at 2027-01-05/);
    const reviewed = fold(moved, sent('review', { stage: 'final_notice', cycle: 2 }, `2027-01-05${MORNING}`));
    expect(lineAt('05', reviewed, policy)).toBe('send letter notice/1 at 2027-01-10T13:05:00.000Z');
    const noticed = fold(reviewed, sent('notice', { stage: 'final_notice', cycle: 2 }, `2027-01-10${MORNING}`));
    expect(lineAt('10', noticed, policy)).toBe('send letter after/1 at 2027-01-27T13:05:00.000Z');
  });

  it('done in an earlier pass are not done again before the one that they follow', () => {
    const state = fold(openState({ closedStepIds: ['a', 'review'] }), sent('notice', { stage: 'final_notice' }, '2027-01-08T14:00:00.000Z'),
      { at: `2027-01-10${MORNING}`, body: { kind: 'paymentReceived', paymentId: 'p', amountMinor: 200_00, paidOn: '2027-01-10', reentersCadence: true } });
    const old = circumstancesOf({ account: { debts: [debtOf({ dueOn: '2026-10-01' })] } });
    expect(lineAt('10', state, policy, old)).toMatch(/^send letter after\/1 at 2027-01-25/);
  });
});

describe('the end of the cadence', () => {
  const done = fold(openState(), sent('a'), sent('b', { stage: 'call' }), sent('c', { stage: 'negotiation' }, '2027-01-21T14:00:00.000Z'));
  it('comes its days after the last step', () => {
    expect(lineAt('22', done)).toBe('wait 2027-02-10T14:00:00.000Z');
    expect(line(decideAt(`2027-02-10${MORNING}`, done, circumstancesOf(), ABC))).toBe('end written_off');
    expect(line(decideAt(`2027-02-10${MORNING}`, done, circumstancesOf(), cadenceOf([A, B, C], { terminal: { outcome: 'returned', afterDays: 20 } })))).toBe('end returned');
  });

  it('never comes at once because a new pass began late', () => {
    const late = fold(done, { at: `2027-03-01${MORNING}`, body: { kind: 'paymentReceived', paymentId: 'p', amountMinor: 200_00, paidOn: '2027-03-01', reentersCadence: true } });
    expect(line(decideAt(`2027-03-09${MORNING}`, late, circumstancesOf(), ABC))).toBe('wait 2027-03-21T13:00:00.000Z');
  });

  it('may be a parking with its one review, each time under its own key', () => {
    const parking = cadenceOf([A, B, C], { terminal: { outcome: 'parked', afterDays: 20, reviewDays: 100 } });
    const parked = decideAt(`2027-02-10${MORNING}`, done, circumstancesOf(), parking);
    expect(parked.kind === 'act' && parked.act.kind === 'recordFacts' && parked.act.facts).toEqual([
      { factId: 'account:accountParked:1:2027-02-10', body: { kind: 'accountParked', reviewOn: '2027-05-21', reason: 'cadence_end' } },
    ]);
  });
});
