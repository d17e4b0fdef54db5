import { describe, expect, it } from 'vitest';
import { callReportReasons, dispositionOf, DISPOSITIONS, isDispositionCode, type CallReport, type DispositionCode } from '#core/account/disposition-table.ts';
import { HOLD_CATALOGUE } from '#core/compliance/hold-catalogue.ts';
import { later, NOON } from './accept-world.ts';

const CODES = Object.keys(DISPOSITIONS) as DispositionCode[];

const report = (given: Partial<CallReport>): CallReport => ({
  code: 'NC', direction: 'outbound', identifiers: ['full_name', 'date_of_birth'], callbackAt: null, occurredAt: NOON, now: NOON, numberKnown: true, ...given,
});

describe('dispositions', () => {
  it('are about thirty two-letter codes', () => {
    expect(CODES.length).toBeGreaterThanOrEqual(30);
    for (const code of CODES) expect(code).toMatch(/^[A-Z]{2}$/);
  });

  it.each([
    // Comment 14(b)(3)(ii)-1: a busy signal or a number out of service is not connected; an answer that drops, a ring and a recording are.
    ['BZ', false], ['NS', false], ['AB', true], ['NA', true], ['VN', true], ['VL', true], ['PP', true], ['TP', true], ['HU', true],
  ] as const)('%s is connected: %s', (code, connected) => {
    expect(dispositionOf(code).connected).toBe(connected);
  });

  it('count a conversation only with the person himself', () => {
    for (const code of CODES) expect(dispositionOf(code).conversation, code).toBe(dispositionOf(code).reached === 'right_party');
  });

  it('raise only holds that stand in the catalogue, and never speed an account to legal', () => {
    for (const code of CODES) {
      const { holds, next } = dispositionOf(code);
      for (const hold of holds) expect(Object.keys(HOLD_CATALOGUE)).toContain(hold);
      expect(['cadence', 'try_again', 'record_promise', 'record_arrangement', 'record_payment', 'callback', 'supervisor', 'review']).toContain(next);
    }
    expect(dispositionOf('CE').holds).toEqual(['cease']);
    expect(dispositionOf('AT').holds).toEqual(['attorney']);
    expect(dispositionOf('BK').holds).toEqual(['bankruptcy']);
    expect(dispositionOf('DC').holds).toEqual(['deceased']);
    expect(dispositionOf('RF')).toMatchObject({ holds: [], next: 'supervisor' });
  });

  it('leave words only with machines and third parties, and none about the debt', () => {
    for (const code of CODES) {
      const { message, reached } = dispositionOf(code);
      if (message === 'limited_content') expect(reached).toBe('machine');
      if (message === 'call_back_request') expect(reached).toBe('third_party');
    }
  });
});

describe('a reported outcome', () => {
  it('is accepted when nothing is missing', () => {
    expect(callReportReasons(report({}))).toEqual([]);
    expect(callReportReasons(report({ code: 'NA', identifiers: [] }))).toEqual([]);
    expect(callReportReasons(report({ code: 'CB', callbackAt: later(60 * 24) }))).toEqual([]);
    expect(callReportReasons(report({ code: 'PP', direction: 'inbound', numberKnown: false }))).toEqual([]);
  });

  it.each([
    ['free text', { code: 'spoke to him, will pay' }, /no disposition/],
    ['a prototype name', { code: 'constructor' }, /no disposition/],
    ['a right party that was not identified twice', { identifiers: ['full_name', 'full_name'] }, /two different things/],
    ['no answer on a call that came in', { code: 'NA', direction: 'inbound' }, /call that we placed/],
    ['a call that we placed to no number', { numberKnown: false }, /names the number/],
    ['a wrong number that is not named', { code: 'WN', direction: 'inbound', numberKnown: false }, /names the number/],
    ['a call in the future', { occurredAt: later(1) }, /future/],
    ['a callback without a time', { code: 'CB' }, /names its instant/],
    ['a callback in the past', { code: 'CB', callbackAt: later(-1) }, /lies ahead/],
    ['a callback on the eighth day', { code: 'CB', callbackAt: later(60 * 24 * 7) }, /seven days/],
    ['a time without a callback', { code: 'NC', callbackAt: later(60) }, /Only an agreed callback/],
  ] as const)('is refused: %s', (_name, given, sentence) => {
    expect(callReportReasons(report(given)).join(' ')).toMatch(sentence);
  });

  it('knows its codes by their own name only', () => {
    expect(isDispositionCode('PP')).toBe(true);
    expect(isDispositionCode('toString')).toBe(false);
  });
});
