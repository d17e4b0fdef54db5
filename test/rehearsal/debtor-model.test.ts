import { describe, expect, it } from 'vitest';
import { DEBTOR_BEHAVIOUR, type Segment } from '#rehearsal/debtor-behaviour.ts';
import { answerDial, drawDebtor, drawPaymentWay, drawPromise, paysInstalment, reactToMessage, wordsOf } from '#rehearsal/debtor-model.ts';
import { readInbound } from '#core/compliance/inbound-classification.ts';

const SEGMENTS = Object.keys(DEBTOR_BEHAVIOUR) as Segment[];
const people = (segment: Segment, count: number) => Array.from({ length: count }, (_unused, index) => drawDebtor('seed', `party-${index}`, segment, 365));

/** Four standard deviations of a share that was drawn so often. */
const near = (share: number, expected: number, draws: number): void => {
  expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / draws) + 1e-9);
};

describe('the debtors of a rehearsal', () => {
  it('are the same whenever and in whatever order they are asked', () => {
    const forwards = people('business', 50).map((debtor) => [debtor, reactToMessage(debtor, { key: 'a', channel: 'email', messagesInWeek: 1 }), answerDial(debtor, 'b', false), drawPromise(debtor, 'c')]);
    const backwards = people('business', 50).toReversed().map((debtor) => {
      const promise = drawPromise(debtor, 'c');
      const dialled = answerDial(debtor, 'b', false);
      return [debtor, reactToMessage(debtor, { key: 'a', channel: 'email', messagesInWeek: 1 }), dialled, promise];
    }).toReversed();
    expect(backwards).toEqual(forwards);
  });

  it('differ by seed, by person and by occasion', () => {
    const [one] = people('first_party_consumer', 1);
    const lives = new Set(Array.from({ length: 40 }, (_unused, index) => JSON.stringify([drawPromise(one!, `p${index}`), drawPaymentWay(one!, `p${index}`)])));
    expect(lives.size).toBeGreaterThan(10);
    const seeds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((seed) => JSON.stringify({ ...drawDebtor(seed, 'party', 'first_party_consumer', 365), seed: '' }));
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });

  it.each(SEGMENTS)('behave as the table says: %s', (segment) => {
    const table = DEBTOR_BEHAVIOUR[segment];
    const all = people(segment, 4_000);
    near(all.filter((debtor) => debtor.paysByItselfAfterDays !== null).length / all.length, table.paysByItself, all.length);
    near(all.filter((debtor) => debtor.emailBehaviour !== 'accept').length / all.length, table.emailBounces, all.length);
    near(all.filter((debtor) => drawPromise(debtor, 'x').isKept).length / all.length, table.promiseKept, all.length);
    const reacting = all.filter((debtor) => reactToMessage(debtor, { key: 'x', channel: 'email', messagesInWeek: 1 }).kind !== 'nothing');
    near(reacting.length / all.length, table.reactsTo.email, all.length);
    const missedFirst = all.filter((debtor) => !paysInstalment(debtor, 'plan', 1)).length / all.length;
    near(missedFirst, 2 * table.missesInstalment, all.length);
    expect(Object.values(table.reaction).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(Object.values(table.says).reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1);
  });

  it('react less the more they are written to', () => {
    const all = people('first_party_consumer', 4_000);
    const reacting = (messagesInWeek: number) => all.filter((debtor) => reactToMessage(debtor, { key: 'x', channel: 'sms', messagesInWeek }).kind === 'pays').length;
    expect(reacting(3)).toBeLessThan(reacting(1) / 2);
  });

  it('say stop in words that are understood as one, and ask in words that are not', () => {
    const debtors = people('first_party_consumer', 30);
    for (const debtor of debtors) {
      expect(readInbound(wordsOf(debtor, 'stops', 'x'))).toEqual({ kind: 'recognised', classes: ['opt_out'] });
      expect(readInbound(wordsOf(debtor, 'bankruptcy', 'x'))).toEqual({ kind: 'recognised', classes: ['bankruptcy'] });
      expect(readInbound(wordsOf(debtor, 'asks', 'x')).kind).toBe('unsure');
      expect(readInbound(wordsOf(debtor, 'promises', 'x')).kind).toBe('unsure');
    }
  });
});
