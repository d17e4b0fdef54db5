/** Which letters at the vendor are called back: what is no longer lawful, and nothing that would only have had to wait. */
import { expect, it } from 'vitest';
import { mustRecall, type UnmailedLetter } from '#core/compliance/recall.ts';
import { circumstancesOf, debtOf, holdOf, NOON, touchOf } from './core-samples.ts';

type Change = Partial<Omit<UnmailedLetter, 'contact'>> & { readonly contact?: Partial<UnmailedLetter['contact']> };

function letterOf({ contact, ...change }: Change): UnmailedLetter {
  return {
    contact: { purpose: 'chase', contactPointId: 'postal', speaksOfLegalAction: false, ...contact },
    intentId: null, intentDeclined: false, debtHeld: false, outcome: null, ...change,
  };
}

const asked = (change: Change, circumstances = circumstancesOf()) => mustRecall(letterOf(change), circumstances, Date.parse(NOON));
const LEGAL = { contact: { speaksOfLegalAction: true }, intentId: 'intent-1' } as const;

it.each(['paid', 'settled', 'recalled', 'closed_by_law'] as const)('a letter of an account that ended as %s is called back', (outcome) => {
  expect(asked({ outcome })).toBe(true);
});

it.each(['written_off', 'returned'] as const)('an account that ended as %s keeps its last letter on its way', (outcome) => {
  expect(asked({ outcome })).toBe(false);
});

it('a letter that asks for a debt held since is called back, a notice that the law wants sent is not: 15 USC 1692g', () => {
  expect(asked({ debtHeld: true })).toBe(true);
  expect(asked({ debtHeld: true, contact: { purpose: 'notice' } })).toBe(false);
});

it('a letter that speaks of legal action is called back when the intent behind it was taken back: 15 USC 1692e(5)', () => {
  expect(asked(LEGAL)).toBe(false);
  expect(asked({ ...LEGAL, intentDeclined: true })).toBe(true);
});

it.each([
  ['a cease', circumstancesOf({ holds: [holdOf('cease')] }), true],
  ['a kill switch for everything', circumstancesOf({ stops: [{ stopId: 's', scope: 'all', channel: null }] }), true],
  ['a kill switch for texts', circumstancesOf({ stops: [{ stopId: 's', scope: 'channel', channel: 'sms' }] }), false],
  ['nothing owed any more', circumstancesOf({ account: { debts: [debtOf({ residualMinor: 0 })] } }), true],
  ['another message on the same day', circumstancesOf({ touches: [touchOf(NOON)] }), false],
  ['a message that nobody has read yet', circumstancesOf({ unclassifiedInbound: 1 }), false],
])('after %s a letter is called back exactly when the gate blocks it', (_name, circumstances, recalled) => {
  expect(asked({}, circumstances)).toBe(recalled);
});
