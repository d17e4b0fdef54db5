/** Each static check, proven by a cadence that breaks just that; the sound sample shows that none of them cries for nothing. */
import { describe, expect, it } from 'vitest';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { lintCadence } from '#core/cadence/lint-cadence.ts';
import { attempt, NOTICE, placed, policyOf, REFERRAL, REVIEW, step, TEXTS, THIRD_PARTY } from './cadence-samples.ts';

const SOUND = policyOf([step('first', 1), step('second', 8), REVIEW, NOTICE, REFERRAL]);
const VALIDATION = placed('validation', 1, { channels: [attempt('letter', 'notice')], when: { from: 'placement', offsetDays: 1, dayKind: 'calendar', latestDays: 365 } });

function findings(policy: CadencePolicy): readonly string[] {
  return lintCadence(policy, TEXTS).map((problem) => `${problem.severity} ${problem.rule} ${String(problem.stepId)}`);
}

describe('a sound cadence', () => {
  it('has no findings, as first party and as third party', () => {
    expect(findings(SOUND)).toEqual([]);
    expect(findings(policyOf([VALIDATION, placed('later', 46)], THIRD_PARTY))).toEqual([]);
  });
});

const when = step('x', 1).when;
const BROKEN: readonly (readonly [string, CadencePolicy, string])[] = [
  ['two steps share an id', policyOf([step('same', 1), step('same', 8)]), 'error duplicate-step-id same'],
  ['a step has lapsed when its turn comes', policyOf([step('late', 30), step('early', 2)]), 'error unreachable-step early'],
  ['a step stands behind a later one', policyOf([step('late', 10), step('early', 7)]), 'warning out-of-order early'],
  ['the account ends by age before the step', policyOf([step('first', 1), step('never', 400)], { terminal: { outcome: 'returned', afterDays: 0 } }), 'error unreachable-step never'],
  ['conditions contradict each other', policyOf([step('never', 1, { conditions: [{ kind: 'responded', value: true }, { kind: 'responded', value: false }] })]), 'error unreachable-step never'],
  ['autopay is asked to be active and failed', policyOf([step('never', 1, { conditions: [{ kind: 'autopay_active', value: true }, { kind: 'autopay_failed', value: true }] })]), 'error unreachable-step never'],
  ['an intent is asked for before any review', policyOf([step('never', 1, { conditions: [{ kind: 'legal_intent', value: true }] }), REVIEW]), 'error unreachable-step never'],
  ['an empty any never holds', policyOf([step('never', 1, { conditions: [{ kind: 'any', of: [] }] })]), 'error unreachable-step never'],
  ['a reminder lies behind its date', policyOf([step('first', 1), step('late', 0, { when: { ...when, from: 'event', event: 'promise_due_soon', offsetDays: 1 } })]), 'error unreachable-step late'],
  ['a call waits for ever', policyOf([step('call', 1, { kind: 'call', channels: [attempt('call', 'script'), attempt('letter', 'plain')] })]), 'error dead-end-wait call'],
  ['a review waits for ever', policyOf([step('look', 1, { kind: 'review', channels: [attempt('task', 'instruction')] })]), 'error dead-end-wait look'],
  ['a parked account has no review', policyOf([step('first', 1)], { terminal: { outcome: 'parked', afterDays: 1 } }), 'error no-terminal-outcome null'],
  ['age ends the account before its own end', policyOf([step('first', 90)], { maximumAgeDays: 95 }), 'error no-terminal-outcome null'],
  ['no step stands in any stage', policyOf([]), 'error no-steps null'],
  ['the window lies before 8:00', policyOf([step('early', 1, { when: { ...when, window: { fromMinute: 6 * 60, toMinute: 8 * 60 } } })]), 'error no-lawful-window early'],
  ['the window lies after 21:00', policyOf([step('late', 1, { when: { ...when, window: { fromMinute: 21 * 60, toMinute: 23 * 60 } } })]), 'error no-lawful-window late'],
  ['the window reaches over 21:00', policyOf([step('late', 1, { when: { ...when, window: { fromMinute: 18 * 60, toMinute: 22 * 60 } } })]), 'error no-lawful-window late'],
  ['the window ends before it begins', policyOf([step('odd', 1, { when: { ...when, window: { fromMinute: 12 * 60, toMinute: 10 * 60 } } })]), 'error no-lawful-window odd'],
  ['no weekday is left', policyOf([step('never', 1, { when: { ...when, weekdays: [] } })]), 'error no-lawful-window never'],
  ['the only weekday is further away than the step lives', policyOf([step('monday', 1, { when: { ...when, weekdays: [1], latestDays: 3 } })]), 'error no-lawful-window monday'],
  ['a business day is wanted on a weekend and lapses', policyOf([step('never', 1, { when: { ...when, dayKind: 'business', weekdays: [6, 7], latestDays: 0 } })]), 'error no-lawful-window never'],
  ['two contacts are closer than the minimum gap', policyOf([step('first', 1), step('second', 2)]), 'error minimum-gap second'],
  ['four contacts stand within seven days', policyOf([1, 3, 5, 7].map((day) => step(`day-${day}`, day))), 'warning three-in-seven-days day-7'],
  ['a template does not exist', policyOf([step('first', 1, { channels: [attempt('letter', 'nowhere')] })]), 'error missing-template first'],
  ['a language is missing', policyOf([step('first', 1, { channels: [attempt('letter', 'english-only')] })]), 'error missing-template first'],
  ['a chain ends in e-mail', policyOf([step('first', 1, { channels: [attempt('sms', 'plain'), attempt('email', 'plain')] })]), 'error open-chain first'],
  ['furnishing is spoken of to everybody', policyOf([step('first', 1, { channels: [attempt('letter', 'furnishing')] })]), 'error unconditional-furnishing first'],
  ['the final notice comes after the hand-over', policyOf([REVIEW, step('early-notice', 0, { ...NOTICE, id: 'early-notice' }), REFERRAL, NOTICE]), 'error notice-after-legal notice'],
  ['nobody reviewed before the hand-over', policyOf([step('first', 1), { ...NOTICE, channelsWithIntent: [] }, REFERRAL]), 'error legal-before-review referral'],
  ['nobody was warned before the hand-over', policyOf([REVIEW, REFERRAL]), 'error legal-without-notice referral'],
  ['the hand-over does not wait for the notice', policyOf([REVIEW, NOTICE, { ...REFERRAL, when: { ...REFERRAL.when, from: 'due', offsetDays: 60 } }]), 'error legal-without-notice referral'],
  ['legal words stand before the review', policyOf([step('threat', 1, { channels: [attempt('letter', 'legal', true)] }), REVIEW]), 'error legal-words threat'],
  ['legal words go out without an intent', policyOf([REVIEW, { ...NOTICE, channels: [attempt('letter', 'legal', true)] }]), 'error legal-words notice'],
  ['legal words answer an event', policyOf([REVIEW, step('threat', 0, { when: { ...when, from: 'event', event: 'promise_broken' }, channels: [attempt('letter', 'legal', true)] })]), 'error legal-words threat'],
  ['the flag of a step and its text disagree', policyOf([REVIEW, { ...NOTICE, channelsWithIntent: [attempt('letter', 'legal', false)] }]), 'error legal-words notice'],
  ['a step chases in one channel and reminds in another', policyOf([step('mixed', 1, { channels: [attempt('email', 'courtesy'), attempt('letter', 'plain')] })]), 'error purposes-differ mixed'],
  ['a reminder calls itself a notice', policyOf([step('loud', 1, { channels: [attempt('letter', 'notice')] })]), 'error notice-not-required loud'],
  ['a third party writes an SMS', policyOf([VALIDATION, placed('text', 8, { channels: [attempt('sms', 'plain'), attempt('letter', 'plain')] })], THIRD_PARTY), 'error third-party-sms text'],
  ['a third party counts from the due date', policyOf([VALIDATION, step('old', 46)], THIRD_PARTY), 'error third-party-anchor old'],
  ['a deadline stands inside the validation period', policyOf([VALIDATION, placed('pressing', 40, { channels: [attempt('letter', 'deadline')] })], THIRD_PARTY), 'error validation-period pressing'],
  ['a discount stands inside the validation period', policyOf([VALIDATION, placed('pressing', 40, { channels: [attempt('letter', 'discount')] })], THIRD_PARTY), 'error validation-period pressing'],
  ['a legal review stands inside the validation period', policyOf([VALIDATION, { ...REVIEW, when: { ...when, from: 'placement', offsetDays: 30 } }], THIRD_PARTY), 'error validation-period review'],
  ['an answer to an event names a deadline', policyOf([VALIDATION, step('pressing', 0, { when: { ...when, from: 'event', event: 'promise_broken' }, channels: [attempt('letter', 'deadline')] })], THIRD_PARTY), 'error validation-period pressing'],
  ['another contact goes before the validation notice', policyOf([placed('first', 1)], THIRD_PARTY), 'error validation-first first'],
  ['the validation notice may lapse', policyOf([{ ...VALIDATION, when: { ...VALIDATION.when, latestDays: 5 } }], THIRD_PARTY), 'error validation-first validation'],
  ['the validation notice has a condition', policyOf([{ ...VALIDATION, conditions: [{ kind: 'responded', value: false }] }], THIRD_PARTY), 'error validation-first validation'],
];

describe('each static check finds what it is for', () => {
  it.each(BROKEN)('%s', (_what, policy, expected) => {
    expect(findings(policy)).toContain(expected);
  });

  it('every rule is broken by one of these cadences', () => {
    const rules = new Set(BROKEN.map(([, , expected]) => expected.split(' ')[1]));
    const known = ['duplicate-step-id', 'unreachable-step', 'out-of-order', 'dead-end-wait', 'no-terminal-outcome', 'no-steps', 'no-lawful-window', 'minimum-gap',
      'three-in-seven-days', 'missing-template', 'open-chain', 'unconditional-furnishing', 'notice-after-legal', 'legal-before-review', 'legal-without-notice',
      'legal-words', 'purposes-differ', 'notice-not-required', 'third-party-sms', 'third-party-anchor', 'validation-period', 'validation-first'];
    expect([...rules].toSorted()).toEqual(known.toSorted());
  });
});

describe('what the checks leave alone', () => {
  it('day 41 is free for deadlines of a third party', () => {
    expect(findings(policyOf([VALIDATION, placed('later', 41, { channels: [attempt('letter', 'deadline')] })], THIRD_PARTY))).toEqual([]);
  });

  it('a courtesy may end in e-mail', () => {
    expect(findings(policyOf([step('hello', 1, { channels: [attempt('email', 'courtesy')] })]))).toEqual([]);
  });

  it('two steps of opposite conditions may share a day', () => {
    const pair = [true, false].map((value) => step(`autopay-${value}`, 1, { conditions: [{ kind: 'autopay_failed', value }] }));
    expect(findings(policyOf(pair))).toEqual([]);
  });
});
