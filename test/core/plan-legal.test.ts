/** Offers, the last letter and the hand-over: the right sum, no word and no step of law without an intent that lives and a notice that spoke of it. */
import { describe, expect, it } from 'vitest';
import type { FactBody } from '#core/account/fact.ts';
import type { AccountState } from '#core/account/state.ts';
import { attempt, step } from '../support/test-cadence.ts';
import { CADENCE, circumstancesOf, debtOf, decideAt, fold, holdOf, line, openState, rulesOf } from './core-samples.ts';

const OFFER = { ...CADENCE, steps: [step({ id: 'offer', stage: 'negotiation', kind: 'offer', day: 10, latestDays: 60, channels: [attempt('letter', 'offer')] })] };
const NOW = '2027-01-12T17:00:00.000Z';
const proposal = (totalMinor: number, proposedBy: 'dunwell' | 'debtor' = 'dunwell'): FactBody => ({
  kind: 'arrangementProposed', arrangementId: 'offer', proposedBy, totalMinor, instalments: [{ instalmentNo: 1, dueOn: '2027-02-01', amountMinor: totalMinor }], expiresOn: '2027-01-26',
});
const offered = (state: AccountState, circumstances = circumstancesOf()): ReturnType<typeof decideAt> => decideAt(NOW, state, circumstances, OFFER);

describe('an offer', () => {
  it('is recorded first, for what may be asked, by the budget that was stated', () => {
    const stated = fold(openState(), { kind: 'affordabilityStated', monthlyMinor: 100_00, firstPaymentOn: '2027-02-10' });
    const step = offered(stated);
    expect(step.kind === 'act' && step.act).toMatchObject({
      kind: 'proposeArrangement', totalMinor: 250_00, expiresOn: '2027-01-26',
      instalments: [{ dueOn: '2027-02-10', amountMinor: 100_00 }, { dueOn: '2027-03-10', amountMinor: 100_00 }, { dueOn: '2027-04-10', amountMinor: 50_00 }],
    });
  });

  it('leaves out what is disputed', () => {
    const two = circumstancesOf({ account: { debts: [debtOf({ disputed: true }), debtOf({ debtId: 'second', residualMinor: 80_00 })] } });
    expect(line(offered(openState(), two))).toBe(`propose 8000 at ${NOW}`);
  });

  it('then is told by a message', () => {
    expect(line(offered(fold(openState(), proposal(250_00))))).toBe(`send letter offer/1 at ${NOW}`);
  });

  it('that a payment has overtaken is made anew, under another id', () => {
    const overtaken = circumstancesOf({ account: { debts: [debtOf({ residualMinor: 200_00 })] } });
    const before = fold(openState(), proposal(250_00));
    const again = fold(before, { kind: 'paymentPending', paymentId: 'p', amountMinor: 1 });
    const ids = [before, again].map((state) => { const step = offered(state, overtaken); return step.kind === 'act' && step.act.kind === 'proposeArrangement' ? step.act.arrangementId : line(step); });
    expect(ids).toEqual(['account:offer:1:2', 'account:offer:1:3']);
  });

  it('gives way to what the debtor himself proposed', () => {
    expect(line(offered({ ...fold(openState(), proposal(250_00, 'debtor')), alertsDue: [] }))).not.toMatch(/^send|^propose/);
  });

  it('to somebody who cannot pay is a case for supervisors', () => {
    expect(line(offered({ ...fold(openState(), { kind: 'affordabilityStated', monthlyMinor: 5_00, firstPaymentOn: '2027-02-10' }), alertsDue: [] }))).toBe(`alert unable_to_pay at ${NOW}`);
  });

  it('is not made about money that is on its way', () => {
    expect(rulesOf(offered(openState(), circumstancesOf({ account: { pendingMinor: 250_00 } })))).toEqual(['nothing-to-chase']);
  });
});

const LEGAL = {
  ...CADENCE, steps: [
    step({ id: 'notice', stage: 'final_notice', kind: 'final_notice', day: 10, latestDays: 60, channels: [attempt('letter', 'last-reminder')], channelsWithIntent: [attempt('letter', 'notice', true)] }),
    step({ id: 'refer', stage: 'legal_escalation', kind: 'refer_to_legal', day: 30, latestDays: 60, channels: [] }),
  ],
};
const intent: FactBody = { kind: 'legalIntentRecorded', intentId: 'intent', expiresOn: '2027-03-31' };
const noticeSent = (touchId = 'n'): FactBody => ({ kind: 'touchSent', touchId, reference: { stepId: 'notice', stage: 'final_notice', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'letter', sentAt: '2027-01-13T14:00:00.000Z' });

describe('the last letter', () => {
  const template = (state: AccountState, circumstances = circumstancesOf()): string => {
    const step = decideAt(NOW, state, circumstances, LEGAL);
    return step.kind === 'act' && step.act.kind === 'sendMessage' ? `${step.act.template} ${step.act.intentId}` : line(step);
  };
  it('speaks of legal action only under a live intent about what can be sued on', () => {
    expect(template(openState())).toBe('last-reminder null');
    expect(template(fold(openState(), intent))).toBe('notice intent');
    expect(template(fold(openState(), { ...intent, expiresOn: '2027-01-11' }))).toBe('last-reminder null');
    expect(template(fold(openState(), intent, { kind: 'legalIntentDeclined', reason: 'r' }))).toBe('last-reminder null');
    for (const limitation of ['barred', 'unknown'] as const) expect(template(fold(openState(), intent), circumstancesOf({ account: { debts: [debtOf({ limitation })] } }))).toBe('last-reminder null');
    expect(template(fold(openState(), intent), circumstancesOf({ account: { debts: [debtOf(), debtOf({ debtId: 'paid', residualMinor: 0, limitation: 'barred' })] } }))).toBe('notice intent');
  });
});

describe('the hand-over', () => {
  const ready = fold(openState(), intent, noticeSent());
  const refer = (state: AccountState = ready, change: Parameters<typeof circumstancesOf>[0] = {}, at = '2027-01-31T14:00:00.000Z') => decideAt(at, state, circumstancesOf(change), LEGAL);

  it('follows a live intent and a notice under it', () => {
    expect(line(refer())).toBe('refer law-firm at 2027-01-31T14:00:00.000Z');
  });

  it('never follows without an intent: the cadence ends its own way', () => {
    expect(line(refer(fold(openState(), noticeSent())))).toMatch(/^wait|^end/);
    expect(line(refer(ready, {}, '2027-04-01T14:00:00.000Z'))).toMatch(/^wait|^end/);
    expect(line(refer(ready, { account: { debts: [debtOf({ limitation: 'unknown' })] } }))).toMatch(/^wait|^end/);
  });

  it.each([
    ['a notice that went out before the intent spoke of nothing', fold(openState(), noticeSent(), { at: '2027-01-20T14:00:00.000Z', body: intent }), {}, 'no-final-notice'],
    ['a notice that came back', fold(ready, { kind: 'touchFailed', touchId: 'n', reference: { stepId: 'notice', stage: 'final_notice', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'letter', code: 'RETURNED', final: true, retryAt: null }), {}, 'no-final-notice'],
    ['an open dispute about one of two debts', ready, { account: { debts: [debtOf({ disputed: true }), debtOf({ debtId: 'second' })] }, holds: [holdOf('dispute', { debtId: 'debt-1' })] }, 'hold:dispute'],
    ['a creditor without a law firm', ready, { contract: { lawFirm: null } }, 'no-law-firm'],
    ['a creditor who gave no authority', ready, { contract: { legalEnabled: false } }, 'no-law-firm'],
  ])('%s: held and told once, not written off', (_name, state, change, rule) => {
    expect(line(refer(state, change))).toBe(`alert blocked:${rule} at 2027-01-31T14:00:00.000Z`);
    expect(line(refer({ ...state, alertsGiven: [`blocked:${rule}`] }, change))).toMatch(/^wait 2027-02-07T14:/);
  });

  it('waits for a kill switch, an unread message and money on its way, and tells nobody', () => {
    expect(line(refer(ready, { stops: [{ stopId: 's', scope: 'creditor', channel: null }] }))).toMatch(/^wait 2027-02-01T14:/);
    expect(line(refer(ready, { unclassifiedInbound: 1 }))).toMatch(/^wait 2027-02-07T14:/);
    expect(line(refer(ready, { account: { pendingMinor: 250_00 } }))).toMatch(/^wait 2027-02-07T14:/);
    expect(line(refer(ready, { stops: [{ stopId: 's', scope: 'channel', channel: 'sms' }] }))).toMatch(/^refer/);
  });

  it('an expired hold stands in nobody\'s way', () => {
    const expired = holdOf('dispute', { debtId: 'debt-1', endsAt: '2027-01-21T05:00:00.000Z' });
    expect(line(refer(ready, { account: { debts: [debtOf()] }, holds: [expired] }))).toMatch(/^refer/);
  });
});
