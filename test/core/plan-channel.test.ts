/** Which channel, which address, which minute: the fallback chain, the windows, the packet's turn, and what stands in the way. */
import { describe, expect, it } from 'vitest';
import type { CadencePolicy, CadenceStep } from '#core/cadence/cadence-policy.ts';
import { stableSlot } from '#core/account/stable-hash.ts';
import { PHONE, POSTAL, EMAIL } from '../support/simulated-people.ts';
import { attempt, step } from '../support/test-cadence.ts';
import { CADENCE, circumstancesOf, decideAt, fold, holdOf, line, NOON, openState, referenceOf, rulesOf, touchOf } from './core-samples.ts';

const STEP = step({ id: 'write', stage: 'reminder', kind: 'message', day: 5, latestDays: 30 });
const policyOf = (change: Partial<CadenceStep> = {}, policy: Partial<CadencePolicy> = {}): CadencePolicy => ({ ...CADENCE, steps: [{ ...STEP, ...change }], ...policy });
const windowed = (fromMinute: number, toMinute: number, more: Partial<CadenceStep['when']> = {}): Partial<CadenceStep> => ({ when: { ...STEP.when, window: { fromMinute, toMinute }, ...more } });
const at = (instant: string, policy: CadencePolicy, change: Parameters<typeof circumstancesOf>[0] = {}, state = openState()): string => line(decideAt(instant, state, circumstancesOf(change), policy));

describe('the fallback chain: text, e-mail, letter', () => {
  const chain = (change: Parameters<typeof circumstancesOf>[0]): string => at(NOON, policyOf(), change);
  it.each([
    ['everything works', {}, 'send sms'],
    ['no consent to texts', { contactPoints: [{ ...PHONE, electronicConsent: false }, EMAIL, POSTAL] }, 'send email'],
    ['neither number nor mail address is known', { contactPoints: [POSTAL] }, 'send letter'],
    ['the second number where the first opted out', { contactPoints: [PHONE, { ...PHONE, contactPointId: 'second', rank: 2 }, EMAIL], holds: [holdOf('opt_out', { contactPointId: 'phone' })] }, 'send sms'],
    ['texts refused', { holds: [holdOf('medium_refused', { medium: 'sms' })] }, 'send email'],
    ['the creditor allows letters only', { contract: { channels: ['letter' as const] } }, 'send letter'],
  ])('%s: %s', (_name, change, expected) => {
    expect(chain(change)).toMatch(new RegExp(`^${expected} write/1`));
  });

  it('goes on from the channel that failed, as the next attempt', () => {
    const failed = fold(openState(), { kind: 'touchFailed', touchId: 't', reference: referenceOf('write'), channel: 'sms', code: '30003', final: true, retryAt: null });
    expect(at(NOON, policyOf(), {}, failed)).toBe('send email write/2 at 2027-01-12T17:00:00.000Z');
  });

  it('ends with a person where it says so', () => {
    expect(at(NOON, policyOf({ channels: [attempt('sms'), attempt('task', 'by-hand')], openHours: 10 }), { contactPoints: [] })).toBe('task manual_contact write/1 at 2027-01-12T17:00:00.000Z');
  });

  it('with nobody left the step is passed over and says why', () => {
    const step = decideAt(NOON, openState(), circumstancesOf({ contactPoints: [] }), policyOf());
    expect(rulesOf(step)).toEqual(['cadence-end', 'step:write']);
  });
});

describe('the minute', () => {
  it.each([
    ['inside the window: now', NOON, policyOf(windowed(600, 1_080)), '2027-01-12T17:00:00.000Z'],
    ['before it: its opening', '2027-01-12T13:30:00.000Z', policyOf(windowed(600, 1_080)), '2027-01-12T15:00:00.000Z'],
    ['at its end: the next day', '2027-01-12T23:00:00.000Z', policyOf(windowed(600, 1_080)), '2027-01-13T15:00:00.000Z'],
    ['at night: five minutes after eight', '2027-01-12T06:00:00.000Z', policyOf(), '2027-01-12T13:05:00.000Z'],
    ['five minutes before nine in the evening it is over', '2027-01-13T01:55:00.000Z', policyOf(), '2027-01-13T13:05:00.000Z'],
    ['only Fridays and Saturdays', NOON, policyOf(windowed(600, 840, { weekdays: [5, 6] })), '2027-01-15T15:00:00.000Z'],
    ['Saturday after its window: the next Friday', '2027-01-16T20:00:00.000Z', policyOf(windowed(600, 840, { weekdays: [5, 6] })), '2027-01-22T15:00:00.000Z'],
    ['a window over the change of the clocks opens by the new time', '2027-03-14T06:00:00.000Z', policyOf(windowed(600, 1_080, { latestDays: 90 })), '2027-03-14T14:00:00.000Z'],
  ])('%s', (_name, now, policy, expected) => {
    expect(at(now, policy)).toBe(`send sms write/1 at ${expected}`);
  });

  it('is spread over the opening by the account\'s own slot, the same each time', () => {
    const spread = policyOf(windowed(600, 1_080), { spreadMinutes: 60 });
    const slot = stableSlot('account:write', 60);
    expect(at('2027-01-12T13:30:00.000Z', spread)).toBe(`send sms write/1 at 2027-01-12T15:${String(slot).padStart(2, '0')}:00.000Z`);
  });

  it('of a retry is rounded up before it is judged, so that it never slips over the hour', () => {
    const retry = (retryAt: string) => fold(openState(), { kind: 'touchFailed', touchId: 't', reference: referenceOf('write'), channel: 'sms', code: '20429', final: false, retryAt });
    expect(at(NOON, policyOf(), {}, retry('2027-01-12T17:10:00.001Z'))).toBe('send sms write/2 at 2027-01-12T17:11:00.000Z');
    const toNine = policyOf(windowed(600, 1_260));
    expect(at('2027-01-13T01:00:00.000Z', toNine, {}, retry('2027-01-13T01:59:30.000Z'))).toBe('send sms write/2 at 2027-01-13T15:00:00.000Z');
  });

  it('lies in the hours of every place where the person may be', () => {
    expect(at('2027-01-12T13:30:00.000Z', policyOf(), { person: { candidateZones: ['America/New_York', 'America/Los_Angeles'] } })).toBe('send sms write/1 at 2027-01-12T16:00:00.000Z');
  });

  it('that exists nowhere is a question for a person', () => {
    // 10:00 to 10:30 in New York is 5:00 in Honolulu, never both lawful.
    expect(at(NOON, policyOf({ ...windowed(600, 630), openHours: 10 }), { person: { candidateZones: ['America/New_York', 'Pacific/Honolulu'] } })).toMatch(/^task gate_review write/);
  });
});

describe('the packet: one person, one arbiter', () => {
  const other = (change: object = {}) => ({ accountId: 'other', stageRank: 0, oldestDueOn: '2027-01-01', nextChaseAt: '2027-01-12T20:00:00.000Z', ...change });
  const turn = (change: object, accountId = 'account'): string => {
    const own = circumstancesOf({ packet: [other(change)] });
    return line(decideAt(NOON, openState({ accountId }), { ...own, account: { ...own.account, accountId } }, policyOf()));
  };
  const TODAY = 'send sms write/1 at 2027-01-12T17:00:00.000Z';
  const TOMORROW = 'send sms write/1 at 2027-01-13T13:05:00.000Z';

  it.each([
    ['the further stage goes first', { stageRank: 2 }, TOMORROW], ['the nearer one waits', { stageRank: -1 }, TODAY],
    ['in one stage the older debt', { oldestDueOn: '2026-12-01' }, TOMORROW], ['the younger waits', { oldestDueOn: '2027-01-02' }, TODAY],
    ['an unknown due date is the youngest', { oldestDueOn: null }, TODAY],
    ['on another day there is no contest', { stageRank: 2, nextChaseAt: '2027-01-13T20:00:00.000Z' }, TODAY],
  ])('%s', (_name, change, expected) => {
    expect(turn(change)).toBe(expected);
  });

  it('between equals the id decides, so that never both wait', () => {
    expect([turn({ accountId: 'zebra' }), turn({ accountId: 'aardvark' })]).toEqual([TODAY, TOMORROW]);
  });

  it('a planned act is judged again at its time: what another account sent meanwhile puts it off', () => {
    const sentByOther = { touches: [touchOf('2027-01-12T16:00:00.000Z', { own: false })] };
    expect(at(NOON, policyOf(), sentByOther)).toBe(TOMORROW);
  });
});

describe('what no hour lifts', () => {
  const stop = { stops: [{ stopId: 's', scope: 'all' as const, channel: null }] };
  const missing = { role: 'third_party' as const, account: { debts: [{ debtId: 'd', residualMinor: 1, dueOn: '2027-01-01', disputed: false, limitation: 'running' as const, missingValidationFields: ['x'] }] } };

  it('a kill switch is looked at again each morning, and nobody is told: it is his own', () => {
    expect(at(NOON, policyOf(), stop)).toMatch(/^wait 2027-01-13T14:\d\d:00\.000Z$/);
    expect(at('2027-01-13T04:00:00.000Z', policyOf(), stop)).toMatch(/^wait 2027-01-13T14:/);
  });

  it('any other block is told once, by its rule and never by the hour beside it, then looked at weekly', () => {
    for (const now of [NOON, '2027-01-13T04:00:00.000Z']) expect(at(now, policyOf(), missing)).toBe(`alert blocked:validation-fields at ${now}`);
    expect(at(NOON, policyOf(), missing, openState({ alertsGiven: ['blocked:validation-fields'] }))).toMatch(/^wait 2027-01-19T14:/);
  });

  it('a message that nobody has read waits for its reader', () => {
    expect(at('2027-01-13T04:00:00.000Z', policyOf(), { unclassifiedInbound: 1 })).toMatch(/^wait 2027-01-19T14:/);
  });

  it('what nobody knows is asked of a person: unknown place', () => {
    const step = decideAt(NOON, openState(), circumstancesOf({ person: { candidateZones: [] } }), policyOf({ openHours: 10 }));
    expect(line(step)).toBe('task gate_review write/1 at 2027-01-12T17:00:00.000Z');
    expect(rulesOf(step)).toEqual(['contact-hours']);
  });
});

describe('how long a task waits', () => {
  const deadline = (now: string, change: Partial<CadenceStep>): string => {
    const step = decideAt(now, openState(), circumstancesOf({ contract: { calendar: { weekend: [6, 7], holidays: ['2027-01-18'] } } }), policyOf(change));
    return step.kind === 'act' && step.act.kind === 'openTask' ? step.act.notAfter : line(step);
  };
  const review = { kind: 'review' as const, channels: [attempt('task')] };
  const call = { kind: 'call' as const, channels: [attempt('call')] };

  it.each([
    ['a review of one day, opened on Tuesday noon', NOON, { ...review, openHours: 24 }, '2027-01-13T17:00:00.000Z'],
    ['opened on Friday noon, over a weekend and a holiday', '2027-01-15T17:00:00.000Z', { ...review, openHours: 24 }, '2027-01-19T17:00:00.000Z'],
    ['opened on Saturday: its hours begin on Tuesday', '2027-01-16T17:00:00.000Z', { ...review, openHours: 24 }, '2027-01-20T05:00:00.000Z'],
    ['a call runs through the weekend', '2027-01-15T17:00:00.000Z', { ...call, openHours: 27 }, '2027-01-16T20:00:00.000Z'],
    ['a call of a step on business days does not', '2027-01-15T17:00:00.000Z', { ...call, openHours: 24, when: { ...STEP.when, dayKind: 'business' as const } }, '2027-01-19T17:00:00.000Z'],
    ['a day when nobody says how long', NOON, review, '2027-01-13T17:00:00.000Z'],
  ])('%s', (_name, now, change, expected) => {
    expect(deadline(now, change)).toBe(expected);
  });

  it('open, it is waited for; over, it is recorded as expired', () => {
    const open = fold(openState(), { kind: 'taskOpened', taskId: 'task', taskKind: 'review', reference: referenceOf('write'), notAfter: '2027-01-13T17:00:00.000Z' });
    expect(at(NOON, policyOf(review), {}, open)).toBe('wait 2027-01-13T17:00:00.000Z');
    expect(at('2027-01-13T17:00:00.000Z', policyOf(review), {}, open)).toBe('record taskExpired at 2027-01-13T17:00:00.000Z');
  });
});
