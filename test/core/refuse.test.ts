/** What the core refuses to accept, with a sentence for whoever sent it. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import { orderReasons } from '#core/account/refuse-order.ts';
import { refusalReasons, type AcceptanceView } from '#core/account/refuse.ts';
import type { AccountState } from '#core/account/state.ts';
import { CADENCE, fold, openState } from './core-samples.ts';

function viewOf(change: Partial<AcceptanceView> = {}, state: AccountState = openState()): AcceptanceView {
  return { state, policy: CADENCE, today: '2027-01-12', balanceMinor: 250_00, chaseableMinor: 200_00, settlementFloorPercent: 60, legalEnabled: true, suable: true, ...change };
}

/** Each reason has to contain its part; none expected: accepted. */
function expectReasons(body: FactBody, view: AcceptanceView, parts: readonly string[]): void {
  const reasons = refusalReasons(body, view);
  expect(reasons, reasons.join(' ')).toHaveLength(parts.length);
  for (const [index, part] of parts.entries()) expect(reasons[index]).toContain(part);
}

const promise = (amountMinor: number, promisedOn: string): FactBody => ({ kind: 'promiseMade', promiseId: 'p', amountMinor, promisedOn, method: 'transfer' });
const plan = (totalMinor: number, dueOns: readonly string[], settles = false): FactBody => ({
  kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor, settles,
  instalments: dueOns.map((dueOn, index) => ({ instalmentNo: index + 1, dueOn, amountMinor: index === 0 ? totalMinor - 1_00 * (dueOns.length - 1) : 1_00 })),
});
const closed = fold(openState(), { kind: 'accountClosed', outcome: 'paid' });

describe('a promise', () => {
  it.each([
    ['today', 250_00, '2027-01-12', []], ['the last day allowed', 1, '2027-01-26', []], ['a day too far', 1, '2027-01-27', ['at most 14 days ahead (2027-01-26)']],
    ['yesterday', 1, '2027-01-11', ['lies in the past']], ['no date', 1, '2027-02-30', ['not a calendar date']], ['more than owed', 250_01, '2027-01-20', ['more than the 25000 minor units']],
    ['nothing', 0, '2027-01-20', ['above zero']], ['a fraction of a cent', 10.5, '2027-01-20', ['whole number']],
  ] as const)('for %s', (_name, amountMinor, on, parts) => expectReasons(promise(amountMinor, on), viewOf(), parts));

  it('the first and two renewals, then a plan: the policy allows two', () => {
    const after = (count: number) => fold(openState(), ...Array.from({ length: count }, () => promise(1, '2027-01-20')));
    expectReasons(promise(1, '2027-01-20'), viewOf({}, after(2)), []);
    expectReasons(promise(1, '2027-01-20'), viewOf({}, after(3)), ['agree a plan with a first payment']);
    expectReasons(promise(1, '2027-01-20'), viewOf({}, fold(after(3), { kind: 'promiseKept', promiseId: 'p' })), []);
  });
});

describe('an agreement', () => {
  it.each([
    ['over the whole balance', plan(250_00, ['2027-02-01', '2027-03-01']), {}, []],
    ['over what is not disputed', plan(200_00, ['2027-02-01']), {}, []],
    ['over some other sum', plan(249_99, ['2027-02-01']), {}, ['covers the whole balance']],
    ['that began yesterday', plan(250_00, ['2027-01-11', '2027-02-11']), {}, ['first instalment lies in the past']],
    ['with too many instalments', plan(250_00, Array.from({ length: 13 }, (_unused, index) => `20${27 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-28`)), {}, ['at most 12']],
    ['without any', { ...plan(250_00, []), instalments: [] } as FactBody, {}, ['at least one', 'sum to 0', 'first instalment lies in the past']],
    ['a settlement at the floor', plan(150_00, ['2027-02-01'], true), {}, []],
    ['a settlement a cent below the floor', plan(149_99, ['2027-02-01'], true), {}, ['settles from 15000']],
    ['a settlement above the balance', plan(250_01, ['2027-02-01'], true), {}, ['cannot be more']],
    ['a settlement without authority', plan(200_00, ['2027-02-01'], true), { settlementFloorPercent: null }, ['no authority']],
  ] as const)('%s', (_name, body, change, parts) => expectReasons(body, viewOf(change), parts));

  it('the floor is rounded up: sixty percent of 33 is 20', () => {
    const small = viewOf({ balanceMinor: 33, chaseableMinor: 33 });
    const settle = (totalMinor: number): FactBody => ({ kind: 'arrangementAgreed', arrangementId: 'p', totalMinor, settles: true, instalments: [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: totalMinor }] });
    expectReasons(settle(20), small, []);
    expectReasons(settle(19), small, ['settles from 20']);
  });
});

describe('a revival', () => {
  const instalments = [{ instalmentNo: 1, dueOn: '2027-01-20', amountMinor: 100_00 }, { instalmentNo: 2, dueOn: '2027-02-20', amountMinor: 150_00 }];
  const broken = fold(openState(), { kind: 'arrangementAgreed', arrangementId: 'plan', totalMinor: 250_00, instalments, settles: false }, { kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 1, brokenOn: '2027-01-24' });
  const revive = (dueOns: readonly [string, string], arrangementId = 'plan'): FactBody => ({ kind: 'arrangementRevived', arrangementId, instalments: instalments.map((instalment, index) => ({ ...instalment, dueOn: dueOns[index]! })) });
  const today = '2027-01-26';

  it('once, with dates that lie ahead', () => {
    expectReasons(revive(['2027-01-30', '2027-02-28']), viewOf({ today }, broken), []);
    expectReasons(revive(['2027-01-20', '2027-02-28']), viewOf({ today }, broken), ['lies in the past']);
    const paid = fold(broken, { kind: 'paymentReceived', paymentId: 'p', amountMinor: 100_00, paidOn: today, reentersCadence: false });
    expectReasons(revive(['2027-01-20', '2027-02-28']), viewOf({ today }, paid), []);
    expectReasons(revive(['2027-01-30', '2027-02-28'], 'other'), viewOf({ today }, broken), ['no broken arrangement']);
    const again = fold(broken, revive(['2027-01-30', '2027-02-28']), { kind: 'arrangementBroken', arrangementId: 'plan', instalmentNo: 1, brokenOn: '2027-02-03' });
    expectReasons(revive(['2027-03-01', '2027-04-01']), viewOf({ today }, again), ['revived before']);
  });
});

describe('legal intent: 15 USC 1692e(5), 12 CFR 1006.26(b)', () => {
  const intent = (expiresOn: string): FactBody => ({ kind: 'legalIntentRecorded', intentId: 'i', expiresOn });
  it.each([
    ['a day ahead', '2027-01-13', {}, []], ['today', '2027-01-12', {}, ['a day ahead']], ['no authority', '2027-03-01', { legalEnabled: false }, ['no authority']],
    ['a debt that is barred or unknown', '2027-03-01', { suable: false }, ['time-barred']],
  ] as const)('%s', (_name, expiresOn, change, parts) => expectReasons(intent(expiresOn), viewOf(change), parts));
});

describe('orders', () => {
  it('name what exists', () => {
    expectReasons({ kind: 'stageMoved', stage: 'call', reason: 'r' }, viewOf(), []);
    expectReasons({ kind: 'stageMoved', stage: 'nowhere', reason: 'r' }, viewOf(), ['no stage "nowhere"']);
    expectReasons({ kind: 'accountParked', reviewOn: '2027-01-13', reason: 'r' }, viewOf(), []);
    expectReasons({ kind: 'accountParked', reviewOn: '2027-01-12', reason: 'r' }, viewOf(), ['must lie ahead']);
    expectReasons({ kind: 'recallAcknowledged', placementId: 'p' }, viewOf(), ['not placed out']);
    expectReasons({ kind: 'affordabilityStated', monthlyMinor: -1, firstPaymentOn: '2027-02-01' }, viewOf(), ['zero or more']);
    expectReasons({ kind: 'affordabilityStated', monthlyMinor: 10_00, firstPaymentOn: 'soon' }, viewOf(), ['not a calendar date']);
  });

  it.each([
    promise(1, '2027-01-20'), plan(250_00, ['2027-02-01']), { kind: 'legalIntentRecorded', intentId: 'i', expiresOn: '2027-03-01' }, { kind: 'stageMoved', stage: 'call', reason: 'r' },
    { kind: 'accountParked', reviewOn: '2027-03-01', reason: 'r' },
  ] satisfies readonly FactBody[])('a closed account takes no $kind', (body) => expectReasons(body, viewOf({}, closed), ['Reopen it first']));

  it('only a closed account is reopened', () => {
    expectReasons({ kind: 'accountReopened', reason: 'r' }, viewOf({}, closed), []);
    expectReasons({ kind: 'accountReopened', reason: 'r' }, viewOf(), ['open already']);
  });

  const settlement = { arrangementId: 's', totalMinor: 100_00, paidMinor: 100_00, countsFromSeq: 2, completedSeq: 5 };
  it.each([
    ['written off: it is owed again', { outcome: 'written_off' }, 0, []], ['settled, and the settlement undone', { outcome: 'settled', settlement: null }, 100_00, []],
    ['settled', { outcome: 'settled', settlement }, 0, ['The settlement stands']], ['paid', { outcome: 'paid' }, 0, ['Nothing is owed']], ['paid, and the payment returned', { outcome: 'paid' }, 50_00, []],
    ['recalled with its balance', { outcome: 'recalled' }, 250_00, []], ['ended by law', { outcome: 'closed_by_law' }, 0, ['The law has ended']],
  ] satisfies readonly (readonly [string, Partial<AccountState>, number, readonly string[]])[])('an account that was %s', (_name, change, balanceMinor, parts) => {
    const reasons = orderReasons({ kind: 'accountReopened', reason: 'r' }, viewOf({ balanceMinor }, { ...closed, ...change }));
    expect(reasons).toHaveLength(parts.length);
    parts.forEach((part, index) => expect(reasons[index]).toContain(part));
  });

  it('money and stops are never refused here', () => {
    expectReasons({ kind: 'paymentReceived', paymentId: 'p', amountMinor: 1, paidOn: '2027-01-12', reentersCadence: false }, viewOf({}, closed), []);
    expectReasons({ kind: 'holdPlaced', holdId: 'h', code: 'cease' }, viewOf({}, closed), []);
  });
});
