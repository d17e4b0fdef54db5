/** A life drawn from a seed: who somebody is, what he owes, what happens to him, and what goes wrong with us meanwhile. */
import { proposeLevelPlan } from '#core/arrangement/propose.ts';
import type { FactBody } from '#core/account/fact.ts';
import type { Medium } from '#core/compliance/circumstances.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import { addDays, DAY_MS, MINUTE_MS, toInstant, toMillis } from '#core/local-time.ts';
import { seededRandom, type SeededRandom } from '#rehearsal/simulate/seeded-random.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import type { SimulatedAccount, SimulatedPerson, TaskRow } from '#rehearsal/simulate/simulated-book.ts';
import type { Life, TimedHappening } from '#rehearsal/simulate/simulate-person.ts';
import { accountOf, contractOf, EMAIL, personOf, PHONE, POSTAL, shippedPolicy } from '../support/simulated-people.ts';

const LIFE_DAYS = 900;
/** Spring and autumn changes of the clocks, a leap day, the turn of a year. */
const STARTS = ['2026-10-20', '2027-03-01', '2027-12-10', '2028-02-20', '2027-06-15'] as const;
const CONSUMER_ZONES: readonly [readonly string[], ...(readonly string[])[]] = [
  ['America/New_York'], ['America/New_York'], ['America/Los_Angeles'], ['America/Phoenix'], ['Pacific/Honolulu', 'America/New_York'], ['America/Chicago', 'America/Denver'], [],
];
type BusinessPlace = { readonly countryCode: string; readonly zone: string; readonly weekend: readonly number[] };
const BUSINESS_PLACES: readonly [BusinessPlace, ...BusinessPlace[]] = [
  { countryCode: 'GB', zone: 'Europe/London', weekend: [6, 7] }, { countryCode: 'SA', zone: 'Asia/Riyadh', weekend: [5, 6] }, { countryCode: 'IN', zone: 'Asia/Kolkata', weekend: [6, 7] },
];
const PERSON_HOLDS: readonly [HoldCode, ...HoldCode[]] = ['cease', 'attorney', 'bankruptcy', 'deceased', 'active_duty', 'hardship', 'no_work_contact'];
const MEDIA: readonly [Medium, ...Medium[]] = ['sms', 'email', 'letter', 'call'];

export function seededLife(seed: string): Life {
  const random = seededRandom(seed);
  const startsOn = random.pick(STARTS);
  const kind = random.pick(['first_party', 'first_party', 'third_party', 'business'] as const);
  const person = drawPerson(random, kind === 'business');
  const accounts = Array.from({ length: 1 + random.below(3) }, (_unused, index) => drawAccount(random, { kind, startsOn, accountId: `account-${index + 1}`, person }));
  const startsAt = toInstant(toMillis(`${startsOn}T00:00:00.000Z`) + random.below(1_440) * MINUTE_MS);
  const at = (days: number): string => toInstant(toMillis(startsAt) + random.below(days * 1_440) * MINUTE_MS + random.below(60_000));
  const diligence = random.below(3) / 2;
  return {
    seed, person, accounts, startsAt, endsAt: toInstant(toMillis(startsAt) + LIFE_DAYS * DAY_MS),
    happenings: Array.from({ length: random.below(8) }, (_unused, index) => drawHappenings(random, { accounts, person, startsOn, id: `${index}` }, () => at(110))).flat(),
    answer: (task, chance) => (chance.chance(diligence) ? answerTo(task, chance) : []),
    provide: (touch, chance) => {
      const fate = chance.below(100);
      if (fate < 3) return { delivery: { kind: 'rejected', addressDead: true } };
      if (fate < 8) return { delivery: { kind: 'notSent', retryAfterMs: chance.below(120) * MINUTE_MS } };
      if (fate >= 13) return { delivery: { kind: 'accepted' } };
      return { delivery: { kind: 'accepted' }, later: { at: toInstant(toMillis(touch.claimedAt) + (1 + chance.below(6 * 1_440)) * MINUTE_MS), happening: { kind: 'bounced', touchId: touch.touchId } } };
    },
    faults: { deaths: random.below(3) * 0.08, lostWakeUps: random.below(3) * 0.2, doubledWakeUps: 0.2 },
  };
}

function drawPerson(random: SeededRandom, business: boolean): SimulatedPerson {
  const contactPoints = [
    { ...PHONE, electronicConsent: random.chance(0.85), textable: random.chance(0.8) }, { ...PHONE, contactPointId: 'phone-work', place: 'work' as const, textable: false, rank: 2 },
    { ...EMAIL, electronicConsent: random.chance(0.8), place: random.pick(['home', 'home', 'work'] as const) }, POSTAL,
  ].filter(() => random.chance(0.92));
  if (!business) return personOf({ contactPoints, candidateZones: random.pick(CONSUMER_ZONES), stateCode: random.chance(0.95) ? 'NY' : null });
  const { countryCode, zone } = random.pick(BUSINESS_PLACES);
  return personOf({ kind: 'business', countryCode, stateCode: null, candidateZones: [zone], contactPoints });
}

type AccountDraw = { readonly kind: 'first_party' | 'third_party' | 'business'; readonly startsOn: string; readonly accountId: string; readonly person: SimulatedPerson };

function drawAccount(random: SeededRandom, { kind, startsOn, accountId, person }: AccountDraw): SimulatedAccount {
  const policy = shippedPolicy({ first_party: 'first-party-consumer-early', third_party: 'third-party-consumer', business: 'business-net-30' }[kind]);
  const dueOn = addDays(startsOn, 5 - random.below(kind === 'third_party' ? 700 : 45));
  const weekend = BUSINESS_PLACES.find((place) => place.countryCode === person.countryCode)?.weekend ?? [6, 7];
  const debts = Array.from({ length: 1 + random.below(2) }, (_unused, index) => ({
    dueOn: addDays(dueOn, index * 20), amountMinor: 30_00 + random.below(3_000_00),
    limitation: random.pick(['running', 'running', 'running', 'running', 'barred', 'unknown'] as const),
  }));
  return accountOf({
    accountId, dueOn, debts, policy, role: kind === 'third_party' ? 'third_party' : 'first_party', placedOn: kind === 'third_party' ? startsOn : dueOn,
    risk: random.pick(['low', 'medium', 'high']), autopay: random.pick(['none', 'none', 'active', 'failed']), insured: random.chance(0.3), keyAccount: random.chance(0.2),
    contract: contractOf({ furnishes: random.chance(0.5), legalEnabled: random.chance(0.8), calendar: { weekend, holidays: [addDays(startsOn, 12), addDays(startsOn, 40)] } }),
  });
}

type HappeningDraw = { readonly accounts: readonly SimulatedAccount[]; readonly person: SimulatedPerson; readonly startsOn: string; readonly id: string };

/** One thing that happens, and what belongs to it later. */
function drawHappenings(random: SeededRandom, { accounts, person, startsOn, id }: HappeningDraw, when: () => string): readonly TimedHappening[] {
  const at = when();
  const later = toInstant(toMillis(at) + (1 + random.below(40 * 1_440)) * MINUTE_MS);
  const { accountId, debts } = accounts[random.below(accounts.length)]!;
  const owedMinor = debts.reduce((sum, debt) => sum + debt.amountMinor, 0);
  const one = (happening: Happening, ...more: TimedHappening[]): readonly TimedHappening[] => [{ at, happening }, ...more];
  const fact = (body: Extract<Happening, { kind: 'fact' }>['body']): readonly TimedHappening[] => one({ kind: 'fact', accountId, factId: `happening-${id}`, body });
  const payment = { accountId, paymentId: `payment-${id}`, amountMinor: random.pick([owedMinor, Math.ceil(owedMinor * 0.6), 10_00, 1]) } as const;
  const debtId = debts[random.below(debts.length)]!.debtId;
  const dayOf = (days: number): string => addDays(at.slice(0, 10), days);
  switch (random.below(20)) {
    case 0: case 1: case 2: return one({ kind: 'payment', ...payment });
    case 3: return one({ kind: 'paymentAnnounced', ...payment }, ...(random.chance(0.7) ? [{ at: later, happening: { kind: 'payment', ...payment } } as const] : []));
    case 4: case 5: return one({ kind: 'payment', ...payment }, { at: later, happening: { kind: 'paymentReturned', accountId, paymentId: payment.paymentId } });
    case 6: case 7: case 8: return promiseAndPay(random, { accountId, amountMinor: 10_00 + random.below(owedMinor), promisedOn: dayOf(random.below(14)), id, at });
    case 9: return random.chance(0.5) ? agreeOnPlan(random, { accountId, owedMinor, id, at }) : fact({ kind: 'affordabilityStated', monthlyMinor: random.below(200_00), firstPaymentOn: dayOf(10) });
    case 10: return agreeOnPlan(random, { accountId, owedMinor, id, at });
    case 11: return holdAndLift(random, { kind: 'hold', holdId: `hold-${id}`, code: random.pick(PERSON_HOLDS), accountId }, at, later);
    case 12: return holdAndLift(random, { kind: 'hold', holdId: `hold-${id}`, code: 'dispute', accountId, debtId }, at, later);
    case 13: return holdAndLift(random, { kind: 'hold', holdId: `hold-${id}`, code: random.pick(['opt_out', 'wrong_party']), accountId, contactPointId: person.contactPoints[0]?.contactPointId ?? 'none' }, at, later);
    case 14: return holdAndLift(random, { kind: 'hold', holdId: `hold-${id}`, code: 'medium_refused', accountId, medium: random.pick(MEDIA) }, at, later);
    case 15: return one({ kind: 'stop', stop: { stopId: `stop-${id}`, scope: random.pick(['all', 'channel']), channel: random.pick(MEDIA) } }, { at: later, happening: { kind: 'stopLifted', stopId: `stop-${id}` } });
    case 16: return one({ kind: 'messageReceived', messageId: `message-${id}`, medium: 'sms' }, ...(random.chance(0.8) ? [{ at: later, happening: { kind: 'messageUnderstood', messageId: `message-${id}` } } as const] : []));
    case 17: return fact(random.pick<FactBody>([
      { kind: 'stageMoved', stage: random.pick(['reminder', 'call', 'negotiation', 'final_notice', 'legal_escalation']), reason: 'order' },
      { kind: 'accountParked', reviewOn: addDays(startsOn, 30 + random.below(200)), reason: 'order' }, { kind: 'recalledByCreditor', reason: 'recall' },
    ]));
    case 18: return one({ kind: 'autopay', accountId, autopay: random.pick(['none', 'active', 'failed']) });
    default: return one({ kind: 'called', call: { accountIds: [accountId], connected: true, conversation: random.chance(0.5), consented: false }, rightParty: true, closesTask: random.chance(0.5) });
  }
}

type PromiseDraw = { readonly accountId: string; readonly amountMinor: number; readonly promisedOn: string; readonly id: string; readonly at: string };

function promiseAndPay(random: SeededRandom, { accountId, amountMinor, promisedOn, id, at }: PromiseDraw): readonly TimedHappening[] {
  return [
    { at, happening: { kind: 'fact', accountId, factId: `happening-${id}`, body: { kind: 'promiseMade', promiseId: `promise-${id}`, amountMinor, promisedOn, method: 'transfer' } } },
    ...(random.chance(0.6) ? [{ at: `${addDays(promisedOn, random.below(5))}T18:30:00.000Z`, happening: { kind: 'payment', accountId, paymentId: `kept-${id}`, amountMinor } } as const] : []),
  ];
}

function agreeOnPlan(random: SeededRandom, { accountId, owedMinor, id, at }: { readonly accountId: string; readonly owedMinor: number; readonly id: string; readonly at: string }): readonly TimedHappening[] {
  const settles = random.chance(0.3);
  const totalMinor = settles ? Math.ceil(owedMinor * 0.7) : owedMinor;
  const plan = proposeLevelPlan({ totalMinor, monthlyMinor: null, firstDueOn: addDays(at.slice(0, 10), 5), maximumInstalments: 3, minimumInstalmentMinor: 1 });
  if (plan.kind !== 'plan') return [];
  const paid = random.below(plan.instalments.length + 1);
  return [
    { at, happening: { kind: 'fact', accountId, factId: `happening-${id}`, body: { kind: 'arrangementAgreed', arrangementId: `plan-${id}`, totalMinor, instalments: plan.instalments, settles } } },
    ...plan.instalments.slice(0, paid).map((instalment): TimedHappening => ({
      at: `${addDays(instalment.dueOn, random.below(8))}T12:00:00.000Z`,
      happening: { kind: 'payment', accountId, paymentId: `plan-${id}-${instalment.instalmentNo}`, amountMinor: instalment.amountMinor },
    })),
  ];
}

function holdAndLift(random: SeededRandom, hold: Extract<Happening, { kind: 'hold' }>, at: string, later: string): readonly TimedHappening[] {
  return [{ at, happening: hold }, ...(random.chance(0.85) ? [{ at: later, happening: { kind: 'holdLifted', holdId: hold.holdId } } as const] : [])];
}

/** People answer what they are asked, some hours later; a reviewer may decide on legal action. */
function answerTo(task: TaskRow, random: SeededRandom): readonly TimedHappening[] {
  const at = toInstant(toMillis(task.openedAt) + (10 + random.below(2_000)) * MINUTE_MS);
  const { accountId, kind } = task;
  const done: TimedHappening = { at, happening: { kind: 'taskAnswered', accountId, taskKind: kind, result: random.pick(['done', 'skip', 'done']) } };
  if (kind === 'call') {
    const conversation = random.chance(0.4);
    return [{ at, happening: { kind: 'called', call: { accountIds: [accountId], connected: true, conversation, consented: false }, rightParty: conversation, closesTask: conversation } }];
  }
  if (kind !== 'legal_review' || random.chance(0.4)) return kind.startsWith('alert:') ? [] : [done];
  const intent: Happening = { kind: 'fact', accountId, factId: `intent:${task.taskId}`, body: { kind: 'legalIntentRecorded', intentId: `intent:${task.taskId}`, expiresOn: addDays(at.slice(0, 10), 60) } };
  return [{ at, happening: intent }, done];
}
