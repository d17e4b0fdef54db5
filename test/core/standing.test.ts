/** Whether anybody may be contacted at all: stops, unread messages, places, roles, validation, time bar and legal words. */
import { describe, expect, it } from 'vitest';
import { RULES } from '#core/compliance/gate.ts';
import { isSuable } from '#core/compliance/rules/standing.ts';
import { EMAIL, PHONE } from '../support/simulated-people.ts';
import { ask, circumstancesOf, contactOf, debtOf, NOON, told } from './core-samples.ts';

describe('the kill switch', () => {
  it.each([
    ['all', null, 'sms', 'block: kill-switch'], ['creditor', null, 'letter', 'block: kill-switch'], ['channel', 'sms', 'sms', 'block: kill-switch'],
    ['channel', 'sms', 'email', 'allow'],
  ] as const)('%s %s against %s', (scope, channel, medium, expected) => {
    expect(told(ask(contactOf(medium), circumstancesOf({ stops: [{ stopId: 'stop', scope, channel }] })))).toBe(expected);
  });

  it('stops notices and answers too', () => {
    const stopped = circumstancesOf({ stops: [{ stopId: 'stop', scope: 'all', channel: null }] });
    expect(told(ask(contactOf('letter', { purpose: 'notice' }), stopped))).toBe('block: kill-switch');
    expect(told(ask(contactOf('sms', { purpose: 'reply' }), stopped))).toBe('block: kill-switch');
  });
});

it('a message that nobody has understood may be a stop: everything is held for a person', () => {
  for (const medium of ['sms', 'email', 'letter', 'call'] as const) expect(told(ask(contactOf(medium), circumstancesOf({ unclassifiedInbound: 1 })))).toBe('hold_human: unread-inbound');
});

describe('places', () => {
  it.each([
    ['person', 'US', 'NY', 'letter', 'allow'],
    ['person', 'US', null, 'letter', 'hold_human: letter-needs-state'],
    ['person', 'US', null, 'sms', 'allow'],
    ['person', 'GB', null, 'sms', 'block: jurisdiction-pack'],
    ['person', null, null, 'sms', 'hold_human: jurisdiction-pack'],
    ['business', 'GB', null, 'letter', 'allow'],
    ['business', 'SA', null, 'email', 'allow'],
    ['business', 'KP', null, 'email', 'block: jurisdiction-pack'],
  ] as const)('a %s in %s, state %s, by %s', (kind, countryCode, stateCode, medium, expected) => {
    expect(told(ask(contactOf(medium), circumstancesOf({ person: { kind, countryCode, stateCode } })))).toBe(expected);
  });
});

describe('collecting for others', () => {
  const thirdParty = (change: Parameters<typeof circumstancesOf>[0] = {}) => circumstancesOf({ role: 'third_party', ...change });

  it('stays in the sandbox: live refuses it by name', () => {
    expect(told(ask(contactOf('email'), thirdParty({ mode: 'live' })))).toBe('block: third-party-live');
    expect(told(ask(contactOf('email'), thirdParty()))).toBe('allow');
    expect(told(ask(contactOf('email'), circumstancesOf({ mode: 'live' })))).toBe('allow');
  });

  it('not by text, consent or not: Twilio errors 30863 and 30460', () => {
    expect(told(ask(contactOf('sms'), thirdParty()))).toBe('block: provider-policy');
    expect(ask(contactOf('sms'), thirdParty())).toMatchObject({ channelLost: true });
  });

  it('not before all validation information is there: 12 CFR 1006.34(c)', () => {
    const thin = { debts: [debtOf({ missingValidationFields: ['itemization_date', 'current_creditor'] })] };
    expect(ask(contactOf('letter'), thirdParty({ account: thin }))).toMatchObject({ kind: 'block', reasons: [{ ruleId: 'validation-fields', facts: { missing: 'itemization_date current_creditor' } }] });
    expect(told(ask(contactOf('letter'), circumstancesOf({ account: thin })))).toBe('allow');
  });
});

describe('what is owed', () => {
  it.each([
    ['nothing', [debtOf({ residualMinor: 0 })], 0, 'block: nothing-to-chase'],
    ['all of it on its way', [debtOf()], 250_00, 'block: nothing-to-chase'],
    ['a part of it on its way', [debtOf()], 249_99, 'allow'],
  ])('%s', (_name, debts, pendingMinor, expected) => {
    expect(told(ask(contactOf('sms'), circumstancesOf({ account: { debts, pendingMinor } })))).toBe(expected);
  });

  it('a debt that lapse of time extinguished is not asked for; one that is paid stands in nobody\'s way', () => {
    const withExtinguished = (residualMinor: number) => circumstancesOf({ account: { debts: [debtOf(), debtOf({ debtId: 'old', residualMinor, limitation: 'extinguished' })] } });
    expect(told(ask(contactOf('letter'), withExtinguished(10_00)))).toBe('block: debt-extinguished');
    expect(told(ask(contactOf('letter'), withExtinguished(0)))).toBe('allow');
  });
});

describe('legal words: 15 USC 1692e(5), 12 CFR 1006.26(b)', () => {
  const legal = (intentId: string | null) => contactOf('letter', { speaksOfLegalAction: true, intentId });

  it.each([
    ['no intent', null, 'running', 250_00, 'block: legal-words'],
    ['a live intent', 'intent', 'running', 250_00, 'allow'],
    ['barred', 'intent', 'barred', 250_00, 'block: legal-words'],
    ['unknown is barred', 'intent', 'unknown', 250_00, 'block: legal-words'],
    ['barred and paid', 'intent', 'barred', 0, 'allow'],
  ] as const)('%s', (_name, intentId, limitation, residualMinor, expected) => {
    const circumstances = circumstancesOf({ account: { debts: [debtOf(), debtOf({ debtId: 'second', limitation, residualMinor })] } });
    expect(told(ask(legal(intentId), circumstances))).toBe(expected);
    expect(isSuable(circumstances)).toBe(limitation === 'running' || residualMinor === 0);
  });

  it('a plain reminder of a barred debt is allowed', () => {
    expect(told(ask(contactOf('letter'), circumstancesOf({ account: { debts: [debtOf({ limitation: 'barred' })] } })))).toBe('allow');
  });
});

describe('addresses', () => {
  it.each([
    ['a line that takes no texts', 'sms', { ...PHONE, textable: false }, 'person', 'block: usable-address'],
    ['the same line for a call', 'call', { ...PHONE, textable: false }, 'person', 'allow'],
    ['no consent to texts', 'sms', { ...PHONE, electronicConsent: false }, 'person', 'block: electronic-consent'],
    ['no consent to calls is needed', 'call', { ...PHONE, electronicConsent: false }, 'person', 'allow'],
    ['no consent of a business', 'email', { ...EMAIL, electronicConsent: false }, 'business', 'allow'],
    ['an employer\'s address: 12 CFR 1006.22(f)(3)', 'email', { ...EMAIL, place: 'work' }, 'person', 'block: employer-address'],
    ['a business at work', 'email', { ...EMAIL, place: 'work' }, 'business', 'allow'],
  ] as const)('%s', (_name, medium, point, kind, expected) => {
    expect(told(ask(contactOf(medium), circumstancesOf({ contactPoints: [point], person: { kind } })))).toBe(expected);
  });

  it('an unknown contact point is none', () => {
    expect(told(ask(contactOf('letter', { contactPointId: null }), circumstancesOf()))).toBe('block: usable-address');
    expect(told(ask(contactOf('sms', { contactPointId: 'gone' }), circumstancesOf()))).toBe('block: usable-address electronic-consent');
  });

  it('the creditor decides on the channels', () => {
    expect(told(ask(contactOf('sms'), circumstancesOf({ contract: { channels: ['letter'] } })))).toBe('block: creditor-channels');
  });
});

describe('every rule', () => {
  it.each(RULES.map((rule) => [rule.ruleId, rule] as const))('%s says what it rests on, in a sentence', (_id, rule) => {
    expect(rule.citation).not.toBe('');
    expect(rule.sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('has an id of its own, and an allowed contact names them all', () => {
    const ids = RULES.map((rule) => rule.ruleId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ask(contactOf('sms'), circumstancesOf(), NOON)).toEqual({ kind: 'allow', ruleIds: ids });
  });
});
