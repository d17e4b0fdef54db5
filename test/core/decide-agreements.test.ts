/** Promises and plans: kept, broken, on their way, revived once, and recorded even while holds keep us silent. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import { CADENCE, circumstancesOf, debtOf, decideAt, fold, holdOf, line, openState, rulesOf } from './core-samples.ts';

const MADE = '2027-01-12T17:00:00.000Z';
/** Promised for Wednesday 20 January; one business day of grace is the 21st; it ends at midnight of the 22nd, 5:00 UTC. */
const promised = (amountMinor = 100_00): FactBody => ({ kind: 'promiseMade', promiseId: 'p', amountMinor, promisedOn: '2027-01-20', method: 'transfer' });
const paid = (amountMinor: number): FactBody => ({ kind: 'paymentReceived', paymentId: `pay-${amountMinor}`, amountMinor, paidOn: '2027-01-20', reentersCadence: false });
const withPromise = (...more: FactBody[]) => fold(openState(), promised(), ...more);
const pending = (pendingMinor: number) => circumstancesOf({ account: { pendingMinor } });

describe('a promise', () => {
  it('suspends the chase until its day and grace', () => {
    expect(line(decideAt(MADE, withPromise()))).toBe('wait 2027-01-22T05:00:00.000Z');
    expect(line(decideAt('2027-01-22T04:59:59.000Z', withPromise()))).toBe('wait 2027-01-22T05:00:00.000Z');
  });

  it('grace is counted in business days: promised for a Friday, it ends with Monday', () => {
    const friday = fold(openState(), { ...promised(), promisedOn: '2027-01-22' } as FactBody);
    expect(line(decideAt(MADE, friday))).toBe('wait 2027-01-26T05:00:00.000Z');
    const holiday = circumstancesOf({ contract: { calendar: { weekend: [6, 7], holidays: ['2027-01-25'] } } });
    expect(line(decideAt(MADE, friday, holiday))).toBe('wait 2027-01-27T05:00:00.000Z');
  });

  it.each([[89_99, 'wait 2027-01-22T05:00:00.000Z'], [90_00, 'record promiseKept at 2027-01-12T17:00:00.000Z'], [100_00, 'record promiseKept at 2027-01-12T17:00:00.000Z']])(
    'is kept at ninety percent: %i of 10000', (amountMinor, expected) => expect(line(decideAt(MADE, withPromise(paid(amountMinor))))).toBe(expected),
  );

  it('the share is rounded up: ninety percent of 33 is 30', () => {
    const small = (amountMinor: number) => fold(openState(), promised(33), paid(amountMinor));
    expect(line(decideAt(MADE, small(29)))).toMatch(/^wait/);
    expect(line(decideAt(MADE, small(30)))).toMatch(/^record promiseKept/);
  });

  it('is broken at the first instant after its grace', () => {
    const step = decideAt('2027-01-22T05:00:00.000Z', withPromise(paid(50_00)));
    expect(line(step)).toBe('record promiseBroken at 2027-01-22T05:00:00.000Z');
    expect(step.kind === 'act' && step.act.kind === 'recordFacts' && step.act.facts).toEqual([{ factId: 'account:promiseBroken:p', body: { kind: 'promiseBroken', promiseId: 'p', brokenOn: '2027-01-22' } }]);
  });

  it('money on its way is looked for each morning and waited for ten days, never for ever', () => {
    expect(line(decideAt('2027-01-22T05:00:00.000Z', withPromise(paid(50_00)), pending(40_00)))).toBe('wait 2027-01-23T14:00:00.000Z');
    expect(line(decideAt('2027-01-31T15:00:00.000Z', withPromise(paid(50_00)), pending(40_00)))).toBe('wait 2027-02-01T14:00:00.000Z');
    expect(line(decideAt('2027-02-01T14:00:00.000Z', withPromise(paid(50_00)), pending(40_00)))).toMatch(/^record promiseBroken/);
    expect(line(decideAt('2027-01-22T05:00:00.000Z', withPromise(paid(50_00)), pending(39_99)))).toMatch(/^record promiseBroken/);
  });

  it('comes to its end while a hold keeps us silent, and its end is waited for', () => {
    const held = circumstancesOf({ holds: [holdOf('cease', { reviewOn: '2027-02-11' })] });
    expect(line(decideAt(MADE, withPromise(), held))).toBe('wait 2027-01-22T05:00:00.000Z');
    expect(line(decideAt('2027-01-22T05:00:00.000Z', withPromise(), held))).toMatch(/^record promiseBroken/);
  });
});

describe('the answer to a broken promise', () => {
  const broken = (at: string) => fold(openState(), promised(), { at, body: { kind: 'promiseBroken', promiseId: 'p', brokenOn: at.slice(0, 10) } });

  it('comes on the next business day, before the order of the stages goes on', () => {
    // Broken on Friday 22 January; the test cadence answers one business day later: Monday.
    expect(line(decideAt('2027-01-22T15:00:00.000Z', broken('2027-01-22T05:00:00.000Z')))).toBe('send sms after-broken-promise#1/1 at 2027-01-25T13:05:00.000Z');
  });

  it('lapses after its days, and the cadence goes on', () => {
    const late = decideAt('2027-02-01T15:00:00.000Z', broken('2027-01-22T05:00:00.000Z'));
    expect(line(late)).not.toContain('after-broken-promise');
  });

  it('of a later one has a key of its own', () => {
    const second = fold(broken('2027-01-22T05:00:00.000Z'), promised(), { at: '2027-02-02T05:00:00.000Z', body: { kind: 'promiseBroken', promiseId: 'p', brokenOn: '2027-02-02' } });
    expect(line(decideAt('2027-02-03T15:00:00.000Z', { ...second, alertsDue: [] }))).toMatch(/^send sms after-broken-promise#2\/1/);
  });
});

const INSTALMENTS = [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: 100_00 }, { instalmentNo: 2, dueOn: '2027-03-01', amountMinor: 150_00 }];
const agreed: FactBody = { kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor: 250_00, instalments: INSTALMENTS, settles: false };
const withPlan = (...more: FactBody[]) => fold(openState(), agreed, ...more);
const brokenPlan = (brokenOn = '2027-02-05'): FactBody => ({ kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 1, brokenOn });
const CALLS_FIRST = { ...CADENCE, steps: [...CADENCE.steps, {
  ...CADENCE.steps.find((step) => step.id === 'call')!, id: 'plan-broken-call', when: { from: 'event' as const, event: 'arrangement_broken' as const, offsetDays: 0, dayKind: 'business' as const, latestDays: 5 },
}, {
  ...CADENCE.steps.find((step) => step.id === 'first-reminder')!, id: 'instalment-reminder', when: { from: 'event' as const, event: 'instalment_due_soon' as const, offsetDays: -3, dayKind: 'calendar' as const, latestDays: 2 },
}] };

describe('a plan', () => {
  it('waits for the end of the grace of the next instalment: three days after 1 February', () => {
    expect(line(decideAt(MADE, withPlan()))).toBe('wait 2027-02-05T05:00:00.000Z');
    expect(line(decideAt(MADE, withPlan(paid(100_00))))).toBe('wait 2027-03-05T05:00:00.000Z');
    expect(line(decideAt(MADE, withPlan(paid(99_99))))).toBe('wait 2027-02-05T05:00:00.000Z');
  });

  it('is broken after the grace, unless the instalment is on its way', () => {
    expect(line(decideAt('2027-02-05T05:00:00.000Z', withPlan()))).toMatch(/^record arrangementBroken/);
    expect(line(decideAt('2027-02-05T05:00:00.000Z', withPlan(), pending(100_00)))).toBe('wait 2027-02-06T14:00:00.000Z');
    expect(line(decideAt('2027-02-05T05:00:00.000Z', withPlan(), pending(99_99)))).toMatch(/^record arrangementBroken/);
    expect(line(decideAt('2027-02-15T15:00:00.000Z', withPlan(), pending(100_00)))).toMatch(/^record arrangementBroken/);
  });

  it('is completed by its last cent', () => {
    expect(line(decideAt(MADE, withPlan(paid(249_99))))).toMatch(/^wait/);
    expect(line(decideAt(MADE, withPlan(paid(250_00)), circumstancesOf({ account: { debts: [debtOf({ residualMinor: 100_00 })] } })))).toMatch(/^record arrangementCompleted/);
  });

  it('reminds of an instalment, but not of one that was due within the days when it was agreed', () => {
    expect(line(decideAt(MADE, withPlan(), circumstancesOf(), CALLS_FIRST))).toBe('send sms instalment-reminder#plan-1/1 at 2027-01-29T13:05:00.000Z');
    const late = fold(openState(), { at: '2027-01-30T15:00:00.000Z', body: agreed });
    expect(line(decideAt('2027-01-30T15:00:00.000Z', late, circumstancesOf(), CALLS_FIRST))).toBe('wait 2027-02-05T05:00:00.000Z');
  });

  it('broken is answered by a call first', () => {
    expect(line(decideAt('2027-02-05T15:00:00.000Z', withPlan(brokenPlan()), circumstancesOf(), CALLS_FIRST))).toBe('task call plan-broken-call#plan-0/1 at 2027-02-05T15:00:00.000Z');
  });

  it('is answered once, whatever else happens meanwhile', () => {
    const called = fold(withPlan(brokenPlan()), { kind: 'touchSent', touchId: 't', reference: { stepId: 'plan-broken-call#plan-0', stage: null, cycle: 1, attemptNo: 1, channelIndex: 1 }, channel: 'letter', sentAt: '2027-02-05T15:00:00.000Z' });
    const returned = fold(called, { at: '2027-02-06T15:00:00.000Z', body: { kind: 'paymentReturned', paymentId: 'x', amountMinor: 1, reason: 'R01', paymentSeq: null } });
    expect(line(decideAt('2027-02-06T16:00:00.000Z', returned, circumstancesOf(), CALLS_FIRST))).toBe('wait 2027-02-13T05:00:00.000Z');
  });

  it('revives by itself when its arrears are paid, once', () => {
    expect(line(decideAt('2027-02-08T15:00:00.000Z', withPlan(brokenPlan(), paid(99_99))))).toMatch(/^wait/);
    expect(line(decideAt('2027-02-08T15:00:00.000Z', withPlan(brokenPlan(), paid(100_00))))).toMatch(/^record arrangementRevived/);
    const twice = withPlan(brokenPlan(), { kind: 'arrangementRevived', arrangementId: 'plan', instalments: INSTALMENTS }, { ...brokenPlan('2027-03-05'), instalmentNo: 2 } as FactBody, paid(250_00));
    expect(line(decideAt('2027-03-06T15:00:00.000Z', { ...twice, alertsDue: [] }, circumstancesOf({ account: { debts: [debtOf({ residualMinor: 1 })] } })))).toMatch(/^record arrangementCancelled/);
  });

  it('is given up seven days after the first break, at once after the second, and then the cadence goes on', () => {
    expect(line(decideAt('2027-02-12T15:00:00.000Z', withPlan(brokenPlan())))).toBe('wait 2027-02-13T05:00:00.000Z');
    expect(line(decideAt('2027-02-13T05:00:00.000Z', withPlan(brokenPlan())))).toMatch(/^record arrangementCancelled/);
    const revived = withPlan(brokenPlan(), { kind: 'arrangementRevived', arrangementId: 'plan', instalments: INSTALMENTS }, brokenPlan('2027-02-20'));
    expect(line(decideAt('2027-02-20T15:00:00.000Z', revived))).toMatch(/^alert arrangement_broken_twice/);
    expect(line(decideAt('2027-02-21T05:00:00.000Z', { ...revived, alertsDue: [] }))).toMatch(/^record arrangementCancelled/);
    expect(line(decideAt('2027-02-13T15:00:00.000Z', fold(withPlan(brokenPlan()), { kind: 'arrangementCancelled', arrangementId: 'plan', reason: 'broken' })))).toMatch(/legal-review|final-notice/);
  });

  it('comes to its end while a hold keeps us silent', () => {
    const held = circumstancesOf({ holds: [holdOf('hardship', { reviewOn: '2027-05-01' })] });
    expect(line(decideAt('2027-02-05T05:00:00.000Z', withPlan(), held))).toMatch(/^record arrangementBroken/);
    expect(rulesOf(decideAt('2027-02-06T15:00:00.000Z', withPlan(brokenPlan()), held))).not.toContain('step:plan-broken-call');
  });

  it('is not broken while a promise about it stands', () => {
    const both = fold(withPlan(), { kind: 'promiseMade', promiseId: 'p', amountMinor: 100_00, promisedOn: '2027-02-08', method: 'transfer' });
    expect(line(decideAt('2027-02-05T05:00:00.000Z', both))).toBe('wait 2027-02-10T05:00:00.000Z');
  });

  it('a proposal holds nothing up and only must not be accepted after its date', () => {
    const proposal: FactBody = { kind: 'arrangementProposed', arrangementId: 'offer', proposedBy: 'dunwell', totalMinor: 250_00, instalments: INSTALMENTS, expiresOn: '2027-01-26' };
    expect(line(decideAt('2027-01-26T23:00:00.000Z', fold(openState(), proposal)))).not.toContain('arrangementCancelled');
    expect(line(decideAt('2027-01-27T15:00:00.000Z', fold(openState(), proposal)))).toMatch(/^record arrangementCancelled/);
  });
});
