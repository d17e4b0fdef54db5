/** What is left out of a record changes no answer: the gate and the plan say of the rest what they say of everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedCircumstances } from '#core/compliance/bounded-circumstances.ts';
import type { CallView, Circumstances, ContactPointView, HoldView, Medium, StopView, TouchView } from '#core/compliance/circumstances.ts';
import { decideContact } from '#core/compliance/gate.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import { toInstant } from '#core/local-time.ts';
import { EMAIL, PHONE, POSTAL } from '../support/simulated-people.ts';
import { callOf, circumstancesOf, contactOf, decideAt, holdOf, line, NOON, openState, touchOf } from './core-samples.ts';

const NOW_MS = Date.parse(NOON);
const LARGEST_BYTES = 8 * 1_024;
const pointIds = Array.from({ length: 40 }, (_unused, index) => `point-${index}`);

const points: fc.Arbitrary<readonly ContactPointView[]> = fc.subarray(pointIds).chain((ids) => fc.tuple(...ids.map((contactPointId) => fc.record({
  contactPointId: fc.constant(contactPointId), kind: fc.constantFrom('phone', 'email', 'postal'), place: fc.constantFrom('home', 'work', 'mobile'), textable: fc.boolean(),
  electronicConsent: fc.boolean(), rank: fc.integer({ min: 1, max: 9 }),
}))));
const instant = fc.integer({ min: 0, max: 9 * 24 * 60 }).map((minutes) => toInstant(NOW_MS - minutes * 60_000));
const touches: fc.Arbitrary<readonly TouchView[]> = fc.array(fc.record({ own: fc.boolean(), purpose: fc.constantFrom('chase', 'service', 'notice', 'reply'), at: instant }), { maxLength: 60 });
const calls: fc.Arbitrary<readonly CallView[]> = fc.array(fc.record({ own: fc.boolean(), at: instant, counted: fc.boolean(), conversation: fc.boolean() }), { maxLength: 60 });
const stops: fc.Arbitrary<readonly StopView[]> = fc.array(fc.record({ stopId: fc.uuid(), scope: fc.constant('channel'), channel: fc.constantFrom('sms', 'call') }), { maxLength: 4 });
const holds: fc.Arbitrary<readonly HoldView[]> = fc.array(fc.oneof(
  { weight: 8, arbitrary: fc.record({ holdId: fc.uuid(), code: fc.constantFrom('opt_out', 'wrong_party'), reviewOn: fc.constant('2027-02-11'), contactPointId: fc.constantFrom(...pointIds) }) },
  { weight: 2, arbitrary: fc.record({ holdId: fc.uuid(), code: fc.constant('medium_refused'), reviewOn: fc.constant('2027-02-11'), medium: fc.constantFrom('call', 'email') }) },
  { weight: 1, arbitrary: fc.record({ holdId: fc.uuid(), code: fc.constantFrom('hardship', 'no_work_contact'), reviewOn: fc.constant('2027-02-11'), endsAt: fc.constantFrom('2027-01-10T05:00:00.000Z', '2027-01-14T05:00:00.000Z') }) },
), { maxLength: 40 });

const everything: fc.Arbitrary<Circumstances> = fc.record({ contactPoints: points, touches, calls, stops, holds, kind: fc.constantFrom('person', 'business') })
  .map(({ kind, ...given }) => circumstancesOf({ ...given, person: { kind } }));

/** A verdict without the ids, the counts and the order of its reasons. */
function answer(verdict: Verdict): string {
  if (verdict.kind === 'allow') return 'allow';
  return [verdict.kind, verdict.kind === 'defer' ? verdict.until : '', ...new Set(verdict.reasons.map((reason) => `${reason.ruleId}/${reason.answer}`).toSorted())].join(' ');
}

describe('bounded circumstances', () => {
  it('give every contact the verdict that it had, at any number or address that is asked for', () => {
    fc.assert(fc.property(everything, fc.constantFrom<Medium>('sms', 'email', 'letter', 'call'), fc.constantFrom('chase', 'service', 'notice', 'reply'), fc.constantFrom(...pointIds), fc.integer({ min: 1, max: 5 }),
      (full, medium, purpose, contactPointId, minimumGapDays) => {
        const contact = contactOf(medium, { purpose, contactPointId, minimumGapDays });
        expect(answer(decideContact(contact, boundedCircumstances(full, NOW_MS, contactPointId), NOW_MS))).toBe(answer(decideContact(contact, full, NOW_MS)));
      }), { numRuns: 400 });
  });

  it('lead to the step that everything led to', () => {
    const to = (circumstances: Circumstances): string => {
      const step = decideAt(NOON, openState(), circumstances);
      return `${line(step)} ${step.kind === 'act' && step.act.kind === 'sendMessage' ? step.act.contactPointId : ''}`;
    };
    fc.assert(fc.property(everything, (full) => {
      expect(to(boundedCircumstances(full, NOW_MS, null))).toBe(to(full));
    }), { numRuns: 400 });
  });

  it('are small for a person with two hundred of everything', () => {
    const many = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: 200 }, (_unused, index) => make(index));
    const at = (index: number): string => toInstant(NOW_MS - index * 3_600_000);
    const full = circumstancesOf({
      contactPoints: [...many((index) => ({ ...PHONE, contactPointId: `phone-${index}` })), ...many((index) => ({ ...EMAIL, contactPointId: `email-${index}` })), ...many((index) => ({ ...POSTAL, contactPointId: `postal-${index}` }))],
      holds: [...many((index) => holdOf('opt_out', { holdId: `stop-${index}`, contactPointId: 'phone-0' })), ...many((index) => holdOf('opt_out', { holdId: `gone-${index}`, contactPointId: `phone-${index}` })), ...many((index) => holdOf('cease', { holdId: `cease-${index}` }))],
      stops: many((index) => ({ stopId: `stop-${index}`, scope: 'channel', channel: 'sms' })),
      touches: [...many((index) => touchOf(at(index), { purpose: 'notice' })), ...many((index) => touchOf(at(index), { purpose: 'reply', own: false }))],
      calls: many((index) => callOf(at(index), { own: index % 2 === 0 })),
    });
    expect(JSON.stringify(boundedCircumstances(full, NOW_MS, null)).length).toBeLessThan(LARGEST_BYTES);
  });

  it('keep of holds for one reason the one that stands longest', () => {
    const [ends, later, stands] = [holdOf('hardship', { holdId: 'a', endsAt: '2027-01-14T05:00:00.000Z' }), holdOf('hardship', { holdId: 'b', endsAt: '2027-02-14T05:00:00.000Z' }), holdOf('hardship', { holdId: 'c' })];
    const kept = (holds: readonly HoldView[]) => boundedCircumstances(circumstancesOf({ holds }), NOW_MS, null).holds;
    expect(kept([ends, later])).toEqual([later]);
    expect(kept([ends, stands, later])).toEqual([stands]);
    const cease = holdOf('cease');
    expect(kept([ends, cease])).toEqual([ends, cease]);
  });
});
