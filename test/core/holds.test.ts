/** Holds: what each forbids by law or policy, on which media, and what still passes. */
import { describe, expect, it } from 'vitest';
import { HOLD_CATALOGUE, HOLD_EFFECTS, isHoldCode, type HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { HoldView, Medium } from '#core/compliance/circumstances.ts';
import { PHONE } from '../support/simulated-people.ts';
import { ask, circumstancesOf, contactOf, debtOf, holdOf, told } from './core-samples.ts';

const MEDIA: readonly Medium[] = ['sms', 'email', 'letter', 'call'];

/** Media by which a chase would still be allowed under the holds. */
function open(...holds: readonly HoldView[]): readonly Medium[] {
  return MEDIA.filter((medium) => ask(contactOf(medium), circumstancesOf({ holds })).kind === 'allow');
}

describe('the catalogue', () => {
  it.each(Object.entries(HOLD_CATALOGUE))('%s has a source, a sentence, effects and a review date', (code, rule) => {
    expect(isHoldCode(code)).toBe(true);
    expect(rule.citation).not.toBe('');
    expect(rule.sentence).toMatch(/\.$/);
    expect(rule.effects.length).toBeGreaterThan(0);
    expect(rule.effects.every((effect) => (HOLD_EFFECTS as readonly string[]).includes(effect))).toBe(true);
    expect(rule.defaultReviewDays).toBeGreaterThan(0);
  });

  it('knows no other code', () => {
    expect(isHoldCode('toString')).toBe(false);
    expect(isHoldCode('sulking')).toBe(false);
  });

  it.each([
    ['bankruptcy: 11 USC 362(a)(1), (6) stays every act to collect', 'bankruptcy', HOLD_EFFECTS],
    ['deceased: nothing before a representative is confirmed', 'deceased', HOLD_EFFECTS],
    ['active duty: no default judgment, six percent: 50 USC 3931, 3937', 'active_duty', ['legal', 'interest']],
    ['dispute: collection ceases until verification: 15 USC 1692g(b)', 'dispute', ['chase', 'dial', 'letter', 'legal']],
    ['identity theft: no furnishing: 15 USC 1681c-2', 'identity_theft', ['furnish', 'legal']],
  ] as const)('%s', (_name, code, effects) => {
    expect(HOLD_CATALOGUE[code].effects).toEqual(expect.arrayContaining([...effects]));
  });

  it('who acts for the person is dealt with alone, for as long as his authority lasts', () => {
    const until = holdOf('deal_only_with', { endsAt: '2027-01-13T05:00:00.000Z' });
    expect(open(until)).toEqual([]);
    expect(told(ask(contactOf('email'), circumstancesOf({ holds: [until] }), '2027-01-13T15:00:00.000Z'))).toBe('allow');
    expect(HOLD_CATALOGUE.deal_only_with.effects).not.toContain('legal');
  });

  it('a cease ends contact and opens no way to law: it neither forbids nor hastens legal steps', () => {
    expect(HOLD_CATALOGUE.cease.effects).toEqual(['chase', 'dial', 'letter']);
  });
});

describe('holds on the person', () => {
  it.each(['cease', 'attorney', 'bankruptcy', 'deceased', 'active_duty', 'hardship'] as const)('%s closes every medium', (code) => {
    expect(open(holdOf(code))).toEqual([]);
  });

  it('a lifted or expired hold is none; the last day still counts', () => {
    const until = (endsAt: string) => circumstancesOf({ holds: [holdOf('hardship', { endsAt })] });
    expect(told(ask(contactOf('sms'), until('2027-01-13T05:00:00.000Z')))).toBe('block: hold:hardship');
    expect(told(ask(contactOf('sms'), until('2027-01-12T17:00:00.000Z')))).toBe('allow');
  });

  it('each hold is a reason of its own: lifting one does not hide the next', () => {
    const verdict = ask(contactOf('sms'), circumstancesOf({ holds: [holdOf('cease'), holdOf('attorney')] }));
    expect(told(verdict)).toBe('block: hold:cease hold:attorney');
    expect(verdict.kind === 'block' && verdict.reasons.map((reason) => reason.citation)).toEqual([HOLD_CATALOGUE.cease.citation, HOLD_CATALOGUE.attorney.citation]);
  });

  it('no contact at work closes what is at work and nothing else', () => {
    const atWork = circumstancesOf({ holds: [holdOf('no_work_contact')], contactPoints: [{ ...PHONE, place: 'work' }] });
    expect(told(ask(contactOf('call'), atWork))).toBe('block: hold:no_work_contact');
    expect(open(holdOf('no_work_contact'))).toEqual(MEDIA);
  });
});

describe('holds on a number, address or medium', () => {
  it('an opt-out closes its number for texts and calls, and no other: 12 CFR 1006.14(h)(1)-3.ii', () => {
    expect(open(holdOf('opt_out', { contactPointId: 'phone' }))).toEqual(['email', 'letter']);
    expect(open(holdOf('opt_out', { contactPointId: 'email' }))).toEqual(['sms', 'letter', 'call']);
    const second = circumstancesOf({ holds: [holdOf('opt_out', { contactPointId: 'phone' })], contactPoints: [PHONE, { ...PHONE, contactPointId: 'second' }] });
    expect(told(ask(contactOf('sms', { contactPointId: 'second' }), second))).toBe('allow');
  });

  it('"stop calling" closes calls by all numbers: 12 CFR 1006.14(h)(1)-3.i', () => {
    expect(open(holdOf('medium_refused', { medium: 'call' }))).toEqual(['sms', 'email', 'letter']);
  });

  it('a wrong number is closed to everything, even to an answer', () => {
    const circumstances = circumstancesOf({ holds: [holdOf('wrong_party', { contactPointId: 'phone' })] });
    expect(told(ask(contactOf('sms'), circumstances))).toBe('block: hold:wrong_party');
    expect(told(ask(contactOf('sms', { purpose: 'reply' }), circumstances))).toBe('block: hold:wrong_party');
  });

  it('loses the channel, not the step: another channel may still be open', () => {
    const lost = (code: HoldCode, change: object) => ask(contactOf('sms'), circumstancesOf({ holds: [holdOf(code, change)] }));
    expect(lost('opt_out', { contactPointId: 'phone' })).toMatchObject({ kind: 'block', channelLost: true });
    expect(lost('medium_refused', { medium: 'sms' })).toMatchObject({ kind: 'block', channelLost: true });
    expect(lost('cease', {})).toMatchObject({ kind: 'block', channelLost: false });
  });
});

describe('holds on a debt', () => {
  const two = { debts: [debtOf({ disputed: true }), debtOf({ debtId: 'debt-2', residualMinor: 80_00 })] };

  it('a disputed debt silences an account that has no other', () => {
    const only = circumstancesOf({ account: { debts: [debtOf({ disputed: true })] }, holds: [holdOf('dispute', { debtId: 'debt-1' })] });
    expect(MEDIA.filter((medium) => ask(contactOf(medium), only).kind === 'allow')).toEqual([]);
  });

  it('of two debts the other goes on', () => {
    const circumstances = circumstancesOf({ account: two, holds: [holdOf('dispute', { debtId: 'debt-1' })] });
    expect(circumstances.account.chaseableMinor).toBe(80_00);
    expect(told(ask(contactOf('sms'), circumstances))).toBe('allow');
  });

  it('speaks no legal word about an account whose only debt is disputed', () => {
    const legal = contactOf('letter', { speaksOfLegalAction: true, intentId: 'intent', purpose: 'notice' });
    const only = circumstancesOf({ account: { debts: [debtOf({ disputed: true })] }, holds: [holdOf('dispute', { debtId: 'debt-1' })] });
    expect(ask(legal, only).kind).toBe('block');
  });
});

describe('what passes a hold', () => {
  const notice = contactOf('letter', { purpose: 'notice' });
  const reply = contactOf('sms', { purpose: 'reply' });
  const under = (code: HoldCode) => circumstancesOf({ holds: [holdOf(code)] });

  it.each([
    // 12 CFR 1006.6(c)(2) leaves three notices open, and no text of ours is one: a person writes them.
    ['cease', 'block: hold:cease', 'allow'], ['attorney', 'block: hold:attorney', 'allow'], ['hardship', 'block: hold:hardship', 'allow'],
    ['bankruptcy', 'block: hold:bankruptcy', 'block: hold:bankruptcy'], ['deceased', 'block: hold:deceased', 'block: hold:deceased'],
    ['active_duty', 'block: hold:active_duty', 'allow'],
  ] as const)('%s: a required notice %s, an answer %s', (code, noticed, replied) => {
    expect(told(ask(notice, under(code)))).toBe(noticed);
    expect(told(ask(reply, under(code)))).toBe(replied);
  });
});
