/** One person, several accounts: one arbiter of touches. Two accounts whose steps fall on the same days, over compact cadences of letters. */
import { describe, expect, it } from 'vitest';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { accountOf, personOf } from '../support/simulated-people.ts';
import { attempt, step, TEST_CADENCE } from '../support/test-cadence.ts';
import { holds, keepDiary, pays, promises, type Entry } from './diary.ts';

const letter = [attempt('letter')];
const FIRST = step({ id: 'first', stage: 'reminder', kind: 'message', day: 5, latestDays: 10, channels: letter });
const SECOND = step({ id: 'second', stage: 'call', kind: 'message', day: 15, latestDays: 10, channels: letter });
const policyOf = (steps: CadencePolicy['steps']): CadencePolicy => ({ ...TEST_CADENCE, spreadMinutes: 0, steps });

function packet(accounts: readonly { readonly accountId: string; readonly dueOn: string; readonly policy?: CadencePolicy }[], until: string, entries: readonly Entry[] = []): readonly string[] {
  return keepDiary({
    person: personOf(), from: '2027-01-01 09:00', until, entries,
    accounts: accounts.map(({ policy = policyOf([FIRST, SECOND]), ...given }) => accountOf({ ...given, policy })),
  });
}

describe('two accounts of one person due together', () => {
  it('the older debt goes first, the other on the next day', () => {
    const lines = packet([{ accountId: 'younger', dueOn: '2027-01-03', policy: policyOf([{ ...FIRST, when: { ...FIRST.when, offsetDays: 3 } }]) }, { accountId: 'older', dueOn: '2027-01-01' }], '2027-01-10 09:00');
    expect(lines).toEqual(['2027-01-06 older: letter first 25000', '2027-01-07 younger: letter first 25000']);
  });

  it('the further stage goes before the older debt', () => {
    const further = policyOf([{ ...SECOND, when: { ...SECOND.when, offsetDays: 2 } }]);
    const lines = packet([{ accountId: 'further', dueOn: '2027-01-04', policy: further }, { accountId: 'older', dueOn: '2027-01-01' }], '2027-01-10 09:00');
    expect(lines).toEqual(['2027-01-06 further: letter second 25000', '2027-01-07 older: letter first 25000']);
  });

  it('between equals the id decides, and nobody is written to twice on a day', () => {
    const lines = packet([{ accountId: 'b', dueOn: '2027-01-01' }, { accountId: 'a', dueOn: '2027-01-01' }], '2027-01-20 09:00');
    expect(lines).toEqual(['2027-01-06 a: letter first 25000', '2027-01-07 b: letter first 25000', '2027-01-16 a: letter second 25000', '2027-01-17 b: letter second 25000']);
  });

  it('of four, three are served in seven days; the fourth waits for room, and none is lost', () => {
    const lines = packet(['a', 'b', 'c', 'd'].map((accountId) => ({ accountId, dueOn: '2027-01-01', policy: policyOf([FIRST]) })), '2027-01-20 09:00');
    expect(lines).toEqual(['2027-01-06 a: letter first 25000', '2027-01-07 b: letter first 25000', '2027-01-08 c: letter first 25000', '2027-01-13 d: letter first 25000']);
  });

  it('one is paid: the other no longer waits for it', () => {
    const lines = packet([{ accountId: 'account', dueOn: '2027-01-01' }, { accountId: 'other', dueOn: '2027-01-01' }], '2027-01-10 09:00', [pays('2027-01-05 12:00', 250_00)]);
    expect(lines).toEqual(['2027-01-05 > pays 25000', '2027-01-05 account: ends paid', '2027-01-06 other: letter first 25000']);
  });

  it('a reminder of an agreed day keeps its own day and takes nobody\'s place: it is no chase', () => {
    // Promised on Friday the 1st for Wednesday the 6th; the reminder comes two days before, on the day on which the other account is due.
    const reminder = step({ id: 'reminder', stage: 'reminder', kind: 'message', day: 0, channels: [attempt('letter', 'reminder', false, 'service')], when: { from: 'event', event: 'promise_due_soon', offsetDays: -2, dayKind: 'calendar', latestDays: 0 } });
    const lines = packet([{ accountId: 'account', dueOn: '2026-12-30', policy: policyOf([reminder]) }, { accountId: 'other', dueOn: '2026-12-30', policy: policyOf([FIRST]) }], '2027-01-05 09:00', [promises('2027-01-01 12:00', 250_00, '2027-01-06')]);
    expect(lines.slice(1).toSorted()).toEqual(['2027-01-04 account: letter reminder 25000', '2027-01-04 other: letter first 25000']);
  });

  it('a cease on one is a cease of the person: both fall silent', () => {
    const lines = packet([{ accountId: 'account', dueOn: '2027-01-01' }, { accountId: 'other', dueOn: '2027-01-01' }], '2027-01-30 09:00', [holds('2027-01-06 09:00', 'cease')]);
    expect(lines).toEqual(['2027-01-06 account: letter first 25000', '2027-01-06 > cease']);
  });
});
