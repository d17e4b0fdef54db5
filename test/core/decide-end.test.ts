/** Ends, stops and standing still: what comes before anybody is written to. New York is UTC−5 in January, UTC−4 from 14 March on. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import { initialState } from '#core/account/state.ts';
import { CADENCE, circumstancesOf, debtOf, decideAt, fold, holdOf, line, NOON, openState, referenceOf, rulesOf } from './core-samples.ts';

const owing = (residualMinor: number, change: object = {}) => circumstancesOf({ account: { debts: [debtOf({ residualMinor })], ...change } });
const INSTALMENTS = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 250_00 }];
const agreed = (settles: boolean): FactBody => ({ kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor: 250_00, instalments: INSTALMENTS, settles });

describe('the end', () => {
  it.each([
    ['paid to the cent', owing(0), 'end paid'],
    ['a cent left', owing(1), null],
    ['paid, with more on its way', owing(0, { pendingMinor: 5 }), null],
    ['overpaid: a person has to refund it', owing(0, { balanceMinor: -5_00 }), 'alert overpaid at 2027-01-12T17:00:00.000Z'],
  ])('%s', (_name, circumstances, expected) => {
    const step = line(decideAt(NOON, openState(), circumstances));
    if (expected === null) expect(step).not.toMatch(/^end|^alert/);
    else expect(step).toBe(expected);
  });

  it('overpaid and told: paid', () => {
    expect(line(decideAt(NOON, openState({ alertsGiven: ['overpaid'] }), owing(0, { balanceMinor: -5_00 })))).toBe('end paid');
  });

  it('money that no debt took does not settle a disputed debt: 12 CFR 1006.30(c)(1)', () => {
    const circumstances = circumstancesOf({ account: { debts: [debtOf({ disputed: true })], balanceMinor: 0 }, holds: [holdOf('dispute', { debtId: 'debt-1', reviewOn: '2027-01-20' })] });
    expect(line(decideAt(NOON, openState(), circumstances))).toBe('wait 2027-01-20T14:00:00.000Z');
  });

  it('a settlement paid under its terms, a recall, a debt extinguished by law', () => {
    expect(line(decideAt(NOON, fold(openState(), agreed(true), { kind: 'arrangementCompleted', arrangementId: 'plan' }), owing(100_00)))).toBe('end settled');
    expect(line(decideAt(NOON, fold(openState(), { kind: 'recalledByCreditor', reason: 'r' })))).toBe('end recalled');
    const old = (residualMinor: number) => circumstancesOf({ account: { debts: [debtOf({ limitation: 'extinguished' }), debtOf({ debtId: 'second', residualMinor })] } });
    expect(line(decideAt(NOON, openState(), old(0)))).toBe('end closed_by_law');
    expect(line(decideAt(NOON, openState(), old(1)))).not.toMatch(/^end/);
  });

  it('a closed account ends as it was closed, once supervisors have heard of what came late', () => {
    const late = fold(openState(), { kind: 'accountClosed', outcome: 'written_off' }, { kind: 'paymentReceived', paymentId: 'p', amountMinor: 1, paidOn: '2027-01-12', reentersCadence: true });
    expect(line(decideAt(NOON, late))).toBe('alert late_fact_on_closed_account at 2027-01-12T17:00:00.000Z');
    expect(line(decideAt(NOON, fold(late, { kind: 'supervisorAlerted', alertId: 'a', reason: 'late_fact_on_closed_account', reference: null })))).toBe('end written_off');
  });
});

describe('age', () => {
  // Enrolled on 1 January 2027; the cadence gives 180 days: day 181 is 1 July.
  const last = '2027-06-30T12:00:00.000Z';
  const over = '2027-07-01T12:00:00.000Z';

  it('ends what nobody ended, as the role has it', () => {
    expect(line(decideAt(last, openState(), circumstancesOf({ holds: [holdOf('cease')] })))).not.toMatch(/^end/);
    expect(line(decideAt(over, openState(), circumstancesOf({ holds: [holdOf('cease')] })))).toBe('end written_off');
    expect(line(decideAt(over, openState({ role: 'third_party' })))).toBe('end returned');
    expect(line(decideAt(over, openState(), owing(0, { pendingMinor: 5 })))).toBe('end paid');
  });

  it('does not end what is agreed, placed out or parked with its review ahead', () => {
    expect(line(decideAt(over, fold(openState(), agreed(false)), circumstancesOf({ account: { pendingMinor: 0 } })))).not.toMatch(/^end/);
    expect(line(decideAt(over, fold(openState(), { kind: 'referredOut', placementId: 'p', to: 'firm', reference: referenceOf('refer') })))).not.toMatch(/^end/);
    const parked = fold(openState(), { kind: 'accountParked', reviewOn: '2031-01-02', reason: 'chapter 13' });
    expect(line(decideAt(over, parked))).toBe('wait 2031-01-02T14:00:00.000Z');
    expect(line(decideAt('2031-01-02T15:00:00.000Z', parked))).toBe('alert parked_review:2031-01-02 at 2031-01-02T15:00:00.000Z');
    // Thirty days after its review nobody has answered: age ends it then.
    expect(line(decideAt('2031-02-02T15:00:00.000Z', { ...parked, alertsGiven: ['parked_review:2031-01-02'] }))).toBe('end written_off');
  });
});

describe('standing still', () => {
  it('nothing is done for an account of which nothing is known', () => {
    expect(line(decideAt(NOON, initialState('account')))).toBe('wait 2027-01-13T14:00:00.000Z');
  });

  it('placed out is silent: one review every ninety days until the recall is acknowledged', () => {
    // Placed out on 12 January: the first review is 12 April, 9:00 summer time.
    const out = fold(openState(), { kind: 'referredOut', placementId: 'p', to: 'firm', reference: referenceOf('refer', { stage: 'legal_escalation' }) });
    expect(line(decideAt(NOON, out))).toBe('wait 2027-04-12T13:00:00.000Z');
    const review = decideAt('2027-04-12T13:00:00.000Z', out);
    expect(line(review)).toBe('alert placed_out_review:p:2027-04-12 at 2027-04-12T13:00:00.000Z');
    expect(line(decideAt('2027-04-12T13:00:01.000Z', { ...out, alertsGiven: ['placed_out_review:p:2027-04-12'] }))).toBe('wait 2027-07-11T13:00:00.000Z');
  });

  it('parked is told of once and then waits for a person', () => {
    const parked = fold(openState(), { kind: 'accountParked', reviewOn: '2027-02-01', reason: 'order' });
    expect(line(decideAt(NOON, parked))).toBe('wait 2027-02-01T14:00:00.000Z');
    expect(line(decideAt('2027-02-01T14:00:00.000Z', parked))).toBe('alert parked_review:2027-02-01 at 2027-02-01T14:00:00.000Z');
    expect(line(decideAt('2027-02-01T14:01:00.000Z', { ...parked, alertsGiven: ['parked_review:2027-02-01'] }))).toBe('wait 2027-07-01T13:00:00.000Z');
  });

  it('a hold on everything silences until it ends or its review comes, told of once', () => {
    const under = (change: object) => circumstancesOf({ holds: [holdOf('hardship', { reviewOn: '2027-02-11', ...change })] });
    const step = decideAt(NOON, openState(), under({}));
    expect(line(step)).toBe('wait 2027-02-11T14:00:00.000Z');
    expect(rulesOf(step)).toEqual(['hold:hardship']);
    expect(line(decideAt(NOON, openState(), under({ endsAt: '2027-01-21T05:00:00.000Z' })))).toBe('wait 2027-01-21T05:00:00.000Z');
    expect(line(decideAt('2027-02-11T14:00:00.000Z', openState(), under({})))).toBe('alert hold_review:hold-hardship at 2027-02-11T14:00:00.000Z');
    expect(line(decideAt('2027-02-11T14:01:00.000Z', openState({ alertsGiven: ['hold_review:hold-hardship'] }), under({})))).toBe('wait 2027-07-01T13:00:00.000Z');
  });

  it('of two holds each review is told', () => {
    const two = circumstancesOf({ holds: [holdOf('cease', { reviewOn: '2027-01-05' }), holdOf('attorney', { reviewOn: '2027-02-11' })] });
    expect(line(decideAt(NOON, openState(), two))).toMatch(/^alert hold_review:hold-cease/);
    expect(line(decideAt(NOON, openState({ alertsGiven: ['hold_review:hold-cease'] }), two))).toBe('wait 2027-02-11T14:00:00.000Z');
  });

  it('however many holds are overdue, the telling comes to an end', () => {
    const many = circumstancesOf({ holds: Array.from({ length: 30 }, (_unused, index) => holdOf('hardship', { holdId: `hold-${String(index).padStart(2, '0')}`, reviewOn: '2027-01-05' })) });
    let state = openState();
    const told: string[] = [];
    for (let step = decideAt(NOON, state, many); step.kind === 'act' && told.length < 40; step = decideAt(NOON, state, many)) {
      if (step.act.kind !== 'alertSupervisor') throw new Error(line(step));
      told.push(step.act.reason);
      state = fold(state, { kind: 'supervisorAlerted', alertId: `alert-${told.length}`, reason: step.act.reason, reference: null });
    }
    expect(told).toHaveLength(10);
    expect(new Set(told).size).toBe(10);
  });

  it('a hold on a debt silences only an account that has no other', () => {
    const dispute = [holdOf('dispute', { debtId: 'debt-1' })];
    const one = circumstancesOf({ account: { debts: [debtOf({ disputed: true })] }, holds: dispute });
    const two = circumstancesOf({ account: { debts: [debtOf({ disputed: true }), debtOf({ debtId: 'second' })] }, holds: dispute });
    expect(rulesOf(decideAt(NOON, openState(), one))).toEqual(['hold:dispute']);
    expect(rulesOf(decideAt(NOON, openState(), two))).not.toContain('hold:dispute');
  });

  it.each([
    [holdOf('opt_out', { contactPointId: 'phone' }), 'email'], [holdOf('medium_refused', { medium: 'sms' }), 'email'], [holdOf('no_work_contact'), 'sms'],
  ])('$code silences a channel, not the account', (hold, channel) => {
    expect(line(decideAt(NOON, openState(), circumstancesOf({ holds: [hold] })))).toMatch(new RegExp(`^send ${channel} first-reminder/1`));
  });

  it('a cease speeds nothing: while it stands no step of law is taken', () => {
    const review = CADENCE.steps.find((step) => step.kind === 'legal_review');
    const due = openState({ closedStepIds: CADENCE.steps.slice(0, 4).map((step) => step.id) });
    expect(line(decideAt('2027-02-12T17:00:00.000Z', due))).toMatch(new RegExp(`^task legal_review ${review?.id}`));
    expect(rulesOf(decideAt('2027-02-10T17:00:00.000Z', due, circumstancesOf({ holds: [holdOf('cease')] })))).toEqual(['hold:cease']);
  });
});

describe('before everything else', () => {
  const openTouch = { touchId: 't', claimedAt: '2027-01-12T16:59:00.000Z', stepId: 'second-reminder', cycle: 1, attemptNo: 1, medium: 'letter' as const };

  it('a touch without outcome is settled, even when all is paid', () => {
    const step = decideAt(NOON, openState(), { ...owing(0), openTouch });
    expect(line(step)).toBe('settle letter second-reminder/1 at 2027-01-12T17:01:00.000Z');
  });

  it('again and again while nobody can say, but once in two minutes', () => {
    const claimed = { ...openTouch, claimedAt: '2027-01-12T16:55:00.000Z' };
    expect(line(decideAt(NOON, openState(), circumstancesOf({ openTouch: claimed })))).toBe('settle letter second-reminder/1 at 2027-01-12T17:01:00.000Z');
  });

  it('by the channel that it took, not by the first of the chain', () => {
    // The chain is e-mail, letter: the letter is its second channel.
    const step = decideAt(NOON, openState(), circumstancesOf({ openTouch }));
    expect(step.kind === 'act' && step.act.kind === 'settleTouch' && step.act.reference).toMatchObject({ channelIndex: 1, stage: 'reminder' });
    const answer = decideAt(NOON, openState(), circumstancesOf({ openTouch: { ...openTouch, stepId: 'after-broken-promise#2', medium: 'email' } }));
    expect(answer.kind === 'act' && answer.act.kind === 'settleTouch' && answer.act.reference).toMatchObject({ channelIndex: 1, stage: null });
  });

  it('then supervisors are told', () => {
    expect(line(decideAt(NOON, openState({ alertsDue: ['promise_broken_twice', 'other'] }), owing(0)))).toBe('alert promise_broken_twice at 2027-01-12T17:00:00.000Z');
  });
});
