/**
 * A stop is a stop, at the worst moment: for every message of a life, everything that forbids it is accepted one second before its claim and the
 * wake-up is lost. The claim reads again under the lock, so the message must not go out.
 */
import { describe, expect, it } from 'vitest';
import { addDays, toInstant, toMillis } from '#core/local-time.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import type { TouchRow } from '#rehearsal/simulate/simulated-book.ts';
import { simulatePerson, type Life } from '#rehearsal/simulate/simulate-person.ts';
import { accountOf, personOf, shippedPolicy } from '../support/simulated-people.ts';

const BALANCE = 250_00;
const STOPS: Readonly<Record<string, (touch: TouchRow, on: string) => Happening>> = {
  'payment in full': () => ({ kind: 'payment', accountId: 'account', paymentId: 'last-second', amountMinor: BALANCE }),
  'payment on its way': () => ({ kind: 'paymentAnnounced', accountId: 'account', paymentId: 'last-second', amountMinor: BALANCE }),
  'promise': (_touch, on) => fact({ kind: 'promiseMade', promiseId: 'last-second', amountMinor: BALANCE, promisedOn: addDays(on, 5), method: 'transfer' }),
  'plan': (_touch, on) => fact({
    kind: 'arrangementAgreed', arrangementId: 'last-second', totalMinor: BALANCE, settles: false, instalments: [{ instalmentNo: 1, dueOn: addDays(on, 9), amountMinor: BALANCE }],
  }),
  'recall': () => fact({ kind: 'recalledByCreditor', reason: 'sold' }),
  'parking': (_touch, on) => fact({ kind: 'accountParked', reviewOn: addDays(on, 30), reason: 'order' }),
  'cease': () => ({ kind: 'hold', holdId: 'last-second', code: 'cease', accountId: 'account' }),
  'bankruptcy': () => ({ kind: 'hold', holdId: 'last-second', code: 'bankruptcy', accountId: 'account' }),
  'dispute': () => ({ kind: 'hold', holdId: 'last-second', code: 'dispute', accountId: 'account', debtId: 'account-debt-1' }),
  'opt-out of this address': (touch) => ({ kind: 'hold', holdId: 'last-second', code: 'wrong_party', accountId: 'account', contactPointId: touch.contactPointId }),
  'refusal of this medium': (touch) => ({ kind: 'hold', holdId: 'last-second', code: 'medium_refused', accountId: 'account', medium: touch.channel }),
  'unread message': () => ({ kind: 'messageReceived', messageId: 'last-second', medium: 'sms' }),
  'kill switch': () => ({ kind: 'stop', stop: { stopId: 'last-second', scope: 'all', channel: null } }),
};

function fact(body: Extract<Happening, { kind: 'fact' }>['body']): Happening {
  return { kind: 'fact', accountId: 'account', factId: 'last-second', body };
}

function lifeOf(cadence: string, endsAt: string, happenings: Life['happenings'] = []): Life {
  const policy = shippedPolicy(cadence);
  const business = policy.appliesTo.partyKind === 'business';
  return {
    seed: cadence, startsAt: '2027-01-05T14:00:00.000Z', endsAt, happenings, person: personOf(business ? { kind: 'business' } : {}),
    accounts: [accountOf({ dueOn: '2027-01-14', placedOn: '2027-01-05', amountMinor: BALANCE, policy, role: policy.appliesTo.role })],
    faults: { deaths: 0, lostWakeUps: 1, doubledWakeUps: 0 },
  };
}

describe.each(['first-party-consumer-early', 'third-party-consumer', 'business-net-30'])('%s', (cadence) => {
  const { delivered } = simulatePerson(lifeOf(cadence, '2027-07-01T00:00:00.000Z'));

  it('has messages to stop', () => {
    expect(delivered.length).toBeGreaterThan(8);
  });

  it.each(Object.keys(STOPS))('%s, a second before each message', (kind) => {
    for (const touch of delivered) {
      const at = toInstant(toMillis(touch.claimedAt) - 1_000);
      const happening = STOPS[kind]!(touch, at.slice(0, 10));
      const stopped = simulatePerson(lifeOf(cadence, toInstant(toMillis(at) + 30_000), [{ at, happening }]));
      expect(stopped.refused).toEqual([]);
      const wentOut = stopped.delivered.filter((other) => other.claimedAt >= at && other.contactPointId === touch.contactPointId);
      expect(wentOut.map((other) => `${other.channel} ${other.reference.stepId} at ${other.claimedAt}`), `${kind} at ${at}`).toEqual([]);
    }
  });
});
