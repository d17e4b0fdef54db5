/** Promise 7: nobody answers any task, nobody lifts anything, nobody pays. Every account still ends, in few decisions, and waits in between. */
import { describe, expect, it } from 'vitest';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import { addDays, daysBetween } from '#core/local-time.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import type { SimulatedAccount, SimulatedPerson } from '#rehearsal/simulate/simulated-book.ts';
import { simulatePerson } from '#rehearsal/simulate/simulate-person.ts';
import { accountOf, personOf, shippedPolicy } from '../support/simulated-people.ts';

const START = '2027-01-05';
const BALANCE = 250_00;

type Trouble = { readonly person?: Partial<SimulatedPerson>; readonly account?: Partial<Omit<SimulatedAccount, 'debts'>> & { readonly debts?: readonly Partial<SimulatedAccount['debts'][number]>[] }; readonly happens?: readonly Happening[] };

const hold = (code: HoldCode, bound: object = {}): Trouble => ({ happens: [{ kind: 'hold', holdId: 'hold', code, accountId: 'account', ...bound }] });
const fact = (body: Extract<Happening, { kind: 'fact' }>['body']): Trouble => ({ happens: [{ kind: 'fact', accountId: 'account', factId: 'trouble', body }] });

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'nothing at all': {},
  'a cease': hold('cease'),
  'a bankruptcy': hold('bankruptcy'),
  'a dispute about everything': hold('dispute', { debtId: 'account-debt-1' }),
  'a hold with its end': hold('officer', { expiresOn: '2027-02-20' }),
  'a message that nobody reads': { happens: [{ kind: 'messageReceived', messageId: 'm', medium: 'sms' }] },
  'a kill switch that nobody lifts': { happens: [{ kind: 'stop', stop: { stopId: 's', scope: 'all', channel: null } }] },
  'money that never clears': { happens: [{ kind: 'paymentAnnounced', accountId: 'account', paymentId: 'p', amountMinor: BALANCE }] },
  'a promise that nobody keeps': fact({ kind: 'promiseMade', promiseId: 'p', amountMinor: BALANCE, promisedOn: addDays(START, 10), method: 'transfer' }),
  'a promise whose money never clears': {
    happens: [
      { kind: 'fact', accountId: 'account', factId: 'promise', body: { kind: 'promiseMade', promiseId: 'p', amountMinor: BALANCE, promisedOn: addDays(START, 10), method: 'transfer' } },
      { kind: 'paymentAnnounced', accountId: 'account', paymentId: 'p', amountMinor: BALANCE },
    ],
  },
  'a plan that nobody pays': fact({
    kind: 'arrangementAgreed', arrangementId: 'a', totalMinor: BALANCE, settles: false,
    instalments: [{ instalmentNo: 1, dueOn: addDays(START, 10), amountMinor: 100_00 }, { instalmentNo: 2, dueOn: addDays(START, 40), amountMinor: 150_00 }],
  }),
  'a debtor\'s own proposal': fact({ kind: 'arrangementProposed', arrangementId: 'a', proposedBy: 'debtor', totalMinor: BALANCE, instalments: [{ instalmentNo: 1, dueOn: addDays(START, 10), amountMinor: BALANCE }], expiresOn: addDays(START, 20) }),
  'parked': fact({ kind: 'accountParked', reviewOn: addDays(START, 60), reason: 'order' }),
  'an ordered stage': fact({ kind: 'stageMoved', stage: 'legal_escalation', reason: 'order' }),
  'an intent that expires': fact({ kind: 'legalIntentRecorded', intentId: 'i', expiresOn: addDays(START, 60) }),
  'an unknown place': { person: { candidateZones: [] } },
  'an unknown country': { person: { countryCode: null } },
  'no address at all': { person: { contactPoints: [] } },
  'a debt that is barred': { account: { debts: [{ limitation: 'barred' }] } },
  'missing validation fields': { account: { debts: [{ missingValidationFields: ['itemization_date'] }] } },
};

/** Each look costs little, but a run that looks every minute would be here a hundred times as often. A kill switch is looked at each morning. */
const DECISIONS_MAX = 500;
/** Time for the last look after the greatest age: an agreement or a parking may have to come to its own end first. */
const DAYS_AFTER_AGE = 45;

describe.each(['first-party-consumer-early', 'third-party-consumer', 'business-net-30'])('%s', (cadence) => {
  const policy = shippedPolicy(cadence);

  it.each(Object.entries(TROUBLES))('%s', (_name, { person, account, happens = [] }) => {
    const life = simulatePerson({
      seed: cadence, startsAt: `${START}T14:00:00.000Z`, endsAt: `${addDays(START, 3_000)}T00:00:00.000Z`,
      person: personOf({ kind: policy.appliesTo.partyKind, ...person }),
      accounts: [accountOf({ dueOn: addDays(START, 9), placedOn: START, amountMinor: BALANCE, role: policy.appliesTo.role, policy, ...account })],
      happenings: happens.map((happening) => ({ at: `${addDays(START, 1)}T15:00:00.000Z`, happening })),
    });
    expect(life.refused).toEqual([]);
    const closed = life.book.accounts.get('account')!.facts.findLast(({ body }) => body.kind === 'accountClosed');
    expect(closed).toBeDefined();
    expect(daysBetween(START, closed!.occurredAt.slice(0, 10))).toBeLessThanOrEqual(policy.maximumAgeDays + DAYS_AFTER_AGE);
    expect(life.decisions.length).toBeLessThan(DECISIONS_MAX);
    expect(life.decisions.filter(({ step, at }) => step.kind === 'wait' && step.until <= at)).toEqual([]);
    // Whatever stood in the way, nobody was handed over: that is a person's decision.
    expect(life.book.accounts.get('account')!.facts.filter(({ body }) => body.kind === 'referredOut')).toEqual([]);
  });
});
