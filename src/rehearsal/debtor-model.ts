/**
 * One debtor, drawn once, and what he does when something reaches him. Pure: every draw is keyed by seed, person and occasion, never by the
 * order of calls, so the same seed gives the same person the same life whatever else happens around him.
 */
import { DEBTOR_BEHAVIOUR, type Behaviour, type Segment } from './debtor-behaviour.ts';
import { seededRandom, type SeededRandom } from './simulate/seeded-random.ts';

export type Debtor = {
  readonly seed: string;
  readonly partyId: string;
  readonly segment: Segment;
  /** Days after the start on which he pays by himself, or null. */
  readonly paysByItselfAfterDays: number | null;
  readonly wrongNumber: boolean;
  readonly emailBehaviour: 'accept' | 'bounceNow' | 'bounceLater';
  readonly textBehaviour: 'deliver' | 'unreachable' | 'unknownDestination' | 'filtered';
  readonly letterReturned: boolean;
  readonly lifeEvent: { readonly kind: 'attorney' | 'bankruptcy' | 'deceased'; readonly afterDays: number } | null;
};

const DAYS_PER_YEAR = 365;

function drawOf(seed: string, partyId: string, occasion: string): SeededRandom {
  return seededRandom(`${seed}|${partyId}|${occasion}`);
}

/** Draws a person. `days` is the length of the rehearsal, over which things that happen to people are spread. */
export function drawDebtor(seed: string, partyId: string, segment: Segment, days: number): Debtor {
  const behaviour = DEBTOR_BEHAVIOUR[segment];
  const draw = drawOf(seed, partyId, 'person');
  const paysByItself = draw.chance(behaviour.paysByItself);
  const paysAfterDays = 1 + draw.below(behaviour.paysByItselfWithinDays);
  const bounces = draw.chance(behaviour.emailBounces);
  const bouncesAtOnce = draw.chance(0.5);
  const textFails = draw.chance(behaviour.textFails);
  const textFailure = draw.pick(['unreachable', 'unknownDestination', 'filtered'] as const);
  return {
    seed, partyId, segment, paysByItselfAfterDays: paysByItself ? paysAfterDays : null, wrongNumber: draw.chance(behaviour.wrongNumber),
    emailBehaviour: !bounces ? 'accept' : bouncesAtOnce ? 'bounceNow' : 'bounceLater', textBehaviour: textFails ? textFailure : 'deliver',
    letterReturned: draw.chance(behaviour.letterReturned), lifeEvent: drawLifeEvent(draw, behaviour, days),
  };
}

function drawLifeEvent(draw: SeededRandom, behaviour: Behaviour, days: number): Debtor['lifeEvent'] {
  const afterDays = 1 + draw.below(Math.max(1, days));
  for (const [kind, perYear] of [['attorney', behaviour.attorney], ['bankruptcy', behaviour.bankruptcy], ['deceased', behaviour.death]] as const) {
    if (draw.chance((perYear * days) / DAYS_PER_YEAR)) return { kind, afterDays };
  }
  return null;
}

export type Meaning = 'promises' | 'asksForPlan' | 'disputes' | 'stops' | 'ceases' | 'hardship' | 'complains' | 'asks' | 'attorney' | 'bankruptcy' | 'deceased' | 'wrongNumber';

export type Reaction =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'pays'; readonly afterMinutes: number; readonly share: number }
  /** Says something: in a message where he was written to electronically, by a call of his own where he got a letter. */
  | { readonly kind: 'says'; readonly afterMinutes: number; readonly meaning: Meaning };

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
/** Minutes until a reaction: texts are answered within the day, letters when the post has come. */
const REACTS_WITHIN: Readonly<Record<'sms' | 'email' | 'letter', { readonly from: number; readonly to: number }>> = {
  sms: { from: 5, to: 10 * HOUR_MINUTES }, email: { from: 20, to: 2 * DAY_MINUTES }, letter: { from: 3 * DAY_MINUTES, to: 9 * DAY_MINUTES },
};

export type MessageOccasion = {
  /** What identifies the message whenever it is rehearsed: account, step, cycle, attempt. */
  readonly key: string;
  readonly channel: 'sms' | 'email' | 'letter';
  /** Messages to this person in the seven days before: response decays, and turns into complaints. */
  readonly messagesInWeek: number;
};

/** What a person does about a message that reached him. */
export function reactToMessage(debtor: Debtor, { key, channel, messagesInWeek }: MessageOccasion): Reaction {
  const behaviour = DEBTOR_BEHAVIOUR[debtor.segment];
  const draw = drawOf(debtor.seed, debtor.partyId, `message|${key}`);
  const { from, to } = REACTS_WITHIN[channel];
  const afterMinutes = from + draw.below(to - from);
  if (channel === 'sms' && debtor.wrongNumber) return draw.chance(0.2) ? { kind: 'says', afterMinutes, meaning: 'wrongNumber' } : { kind: 'nothing' };
  if (messagesInWeek > 3 && draw.chance(0.1)) return { kind: 'says', afterMinutes, meaning: draw.chance(0.5) ? 'complains' : 'stops' };
  if (!draw.chance(behaviour.reactsTo[channel] / 2 ** Math.max(0, messagesInWeek - 1))) return { kind: 'nothing' };
  const what = choose(draw, behaviour.reaction);
  if (what === 'pays') return { kind: 'pays', afterMinutes, share: draw.chance(behaviour.canPayAll) ? 1 : 0.5 };
  return what === 'paysPart' ? { kind: 'pays', afterMinutes, share: 0.3 } : { kind: 'says', afterMinutes, meaning: what };
}

/** One of the alternatives by its share. */
function choose<Name extends string>(draw: SeededRandom, shares: Readonly<Record<Name, number>>): Name {
  const names = Object.keys(shares) as Name[];
  let left = draw.below(1_000_000) / 1_000_000;
  for (const name of names) {
    left -= shares[name];
    if (left < 0) return name;
  }
  return names.at(-1) as Name;
}

/** Dispositions that a rehearsed call can end with; the codes of the disposition table. */
export type DialOutcome = 'NS' | 'BZ' | 'NA' | 'VN' | 'VL' | 'TP' | 'WN' | 'PP' | 'PL' | 'PM' | 'RF' | 'CP' | 'DS' | 'CE' | 'SC' | 'CC' | 'CB' | 'NC';

const CODE_OF: Readonly<Record<keyof Behaviour['says'] | 'nothing', DialOutcome>> = {
  promises: 'PP', plan: 'PL', pays: 'PM', refuses: 'RF', cannotPay: 'CP', disputes: 'DS', ceases: 'CE', stopsCalls: 'SC', complains: 'CC', callback: 'CB', nothing: 'NC',
};

/** What comes of one dial. A callback that was agreed finds the person. */
export function answerDial(debtor: Debtor, key: string, isCallback: boolean): DialOutcome {
  const { dial, rightParty, says } = DEBTOR_BEHAVIOUR[debtor.segment];
  const draw = drawOf(debtor.seed, debtor.partyId, `dial|${key}`);
  const how = isCallback ? 'answered' : choose(draw, { ...dial, nobody: 1 - dial.notConnected - dial.machine - dial.answered });
  if (how === 'notConnected') return draw.chance(0.3) ? 'NS' : 'BZ';
  if (how === 'nobody') return 'NA';
  if (how === 'machine') return draw.chance(0.5) ? 'VL' : 'VN';
  if (debtor.wrongNumber) return 'WN';
  if (!isCallback && !draw.chance(rightParty)) return 'TP';
  const said = Object.values(says).reduce((sum, share) => sum + share, 0);
  const code = CODE_OF[choose(draw, { ...says, nothing: 1 - said })];
  return isCallback && code === 'CB' ? 'NC' : code;
}

export type PromiseMade = { readonly inDays: number; readonly isKept: boolean; readonly paysHour: number };

export function drawPromise(debtor: Debtor, key: string): PromiseMade {
  const draw = drawOf(debtor.seed, debtor.partyId, `promise|${key}`);
  return { inDays: 2 + draw.below(9), isKept: draw.chance(DEBTOR_BEHAVIOUR[debtor.segment].promiseKept), paysHour: 10 + draw.below(9) };
}

/** Whether he takes up an offer, and after how many minutes. */
export function drawOfferTaken(debtor: Debtor, key: string): number | null {
  const draw = drawOf(debtor.seed, debtor.partyId, `offer|${key}`);
  const afterMinutes = 60 + draw.below(6 * DAY_MINUTES);
  return draw.chance(DEBTOR_BEHAVIOUR[debtor.segment].takesOffer) ? afterMinutes : null;
}

/** Share of the balance that he can pay a month, in percent. */
export function drawBudgetPercent(debtor: Debtor): number {
  return drawOf(debtor.seed, debtor.partyId, 'budget').pick([8, 12, 17, 25, 34]);
}

/** Whether an instalment is paid on its day. Plans break early: the first two are missed twice as often. */
export function paysInstalment(debtor: Debtor, key: string, instalmentNo: number): boolean {
  const { missesInstalment } = DEBTOR_BEHAVIOUR[debtor.segment];
  return !drawOf(debtor.seed, debtor.partyId, `instalment|${key}|${instalmentNo}`).chance(instalmentNo <= 2 ? 2 * missesInstalment : missesInstalment);
}

export type PaymentWay = {
  /** Days from its announcement to its clearing; zero: by card, at once. */
  readonly clearsAfterDays: number;
  /** Days after its clearing on which the bank takes it back, or null. */
  readonly returnedAfterDays: number | null;
};

export function drawPaymentWay(debtor: Debtor, key: string): PaymentWay {
  const draw = drawOf(debtor.seed, debtor.partyId, `payment|${key}`);
  const clearsAfterDays = draw.chance(0.3) ? 2 : 0;
  return { clearsAfterDays, returnedAfterDays: draw.chance(DEBTOR_BEHAVIOUR[debtor.segment].paymentReturned) ? 3 : null };
}

/** The words in which a meaning arrives. Some of them a machine cannot be sure of, so a person has to read them. */
const WORDS: Readonly<Record<Meaning, readonly [string, ...string[]]>> = {
  promises: ['I will pay on Friday', 'ok will pay next week when i get my check'], asksForPlan: ['Can I get a payment plan?', 'I can pay a little each month, is that ok'],
  disputes: ['I dispute this debt', 'This is not my debt'], stops: ['STOP', 'Unsubscribe'], ceases: ['Do not contact me again', 'I refuse to pay'],
  hardship: ['I lost my job and cannot pay right now', 'I am in hospital'], complains: ['You people are impossible, I want to complain', 'This is harassment'],
  asks: ['What is this about?', 'Who are you?'], attorney: ['I am represented by an attorney, talk to my attorney'], bankruptcy: ['I filed for bankruptcy, chapter 7'],
  deceased: ['The person you are writing to has died'], wrongNumber: ['Wrong number'],
};

export function wordsOf(debtor: Debtor, meaning: Meaning, key: string): string {
  return drawOf(debtor.seed, debtor.partyId, `words|${key}`).pick(WORDS[meaning]);
}
