/**
 * How debtors behave, as probabilities: the middle of the working ranges that practice gives. They differ by a factor of seven with the
 * business cycle, so a rehearsal shows how a cadence behaves, not what a portfolio will bring.
 */

export type Segment = 'first_party_consumer' | 'third_party_consumer' | 'business';

export type Behaviour = {
  /** Pays within `paysByItselfWithinDays` whatever anybody does. */
  readonly paysByItself: number;
  readonly paysByItselfWithinDays: number;
  /** Of those who pay at a touch or promise: able to pay all of it at once. */
  readonly canPayAll: number;
  /** Reacts at all to one message, by channel. Each further message in a week halves it. */
  readonly reactsTo: { readonly sms: number; readonly email: number; readonly letter: number };
  /** What a reaction is, in shares that sum to one. */
  readonly reaction: {
    readonly pays: number; readonly paysPart: number; readonly promises: number; readonly asksForPlan: number; readonly disputes: number;
    readonly stops: number; readonly ceases: number; readonly hardship: number; readonly complains: number; readonly asks: number;
  };
  readonly promiseKept: number;
  /** An offered plan is taken up. */
  readonly takesOffer: number;
  /** One instalment is missed; the first two twice as often. */
  readonly missesInstalment: number;
  /** One payment comes back from the bank. */
  readonly paymentReturned: number;
  /** One dial: not connected, a machine, somebody answers; the rest rings out. */
  readonly dial: { readonly notConnected: number; readonly machine: number; readonly answered: number };
  /** Of those who answer: it is the person. */
  readonly rightParty: number;
  /** What the person says on the telephone, in shares that sum to at most one; the rest commits to nothing. */
  readonly says: {
    readonly promises: number; readonly plan: number; readonly pays: number; readonly refuses: number; readonly cannotPay: number; readonly disputes: number;
    readonly ceases: number; readonly stopsCalls: number; readonly complains: number; readonly callback: number;
  };
  readonly wrongNumber: number;
  readonly emailBounces: number;
  readonly letterReturned: number;
  readonly textFails: number;
  /** Per year. */
  readonly attorney: number; readonly bankruptcy: number; readonly death: number;
};

export const DEBTOR_BEHAVIOUR: Readonly<Record<Segment, Behaviour>> = {
  first_party_consumer: {
    paysByItself: 0.4, paysByItselfWithinDays: 30, canPayAll: 0.7,
    reactsTo: { sms: 0.14, email: 0.1, letter: 0.05 },
    reaction: { pays: 0.38, paysPart: 0.1, promises: 0.16, asksForPlan: 0.1, disputes: 0.05, stops: 0.06, ceases: 0.02, hardship: 0.05, complains: 0.02, asks: 0.06 },
    promiseKept: 0.65, takesOffer: 0.14, missesInstalment: 0.07, paymentReturned: 0.04,
    dial: { notConnected: 0.08, machine: 0.52, answered: 0.22 }, rightParty: 0.48,
    says: { promises: 0.4, plan: 0.14, pays: 0.1, refuses: 0.05, cannotPay: 0.06, disputes: 0.03, ceases: 0.02, stopsCalls: 0.03, complains: 0.02, callback: 0.05 },
    wrongNumber: 0.035, emailBounces: 0.05, letterReturned: 0.035, textFails: 0.05, attorney: 0.003, bankruptcy: 0.008, death: 0.003,
  },
  third_party_consumer: {
    paysByItself: 0.06, paysByItselfWithinDays: 90, canPayAll: 0.4,
    reactsTo: { sms: 0, email: 0.06, letter: 0.03 },
    reaction: { pays: 0.16, paysPart: 0.08, promises: 0.14, asksForPlan: 0.12, disputes: 0.2, stops: 0.06, ceases: 0.1, hardship: 0.06, complains: 0.03, asks: 0.05 },
    promiseKept: 0.45, takesOffer: 0.08, missesInstalment: 0.12, paymentReturned: 0.08,
    dial: { notConnected: 0.15, machine: 0.52, answered: 0.15 }, rightParty: 0.27,
    says: { promises: 0.2, plan: 0.12, pays: 0.05, refuses: 0.1, cannotPay: 0.1, disputes: 0.1, ceases: 0.06, stopsCalls: 0.05, complains: 0.03, callback: 0.04 },
    wrongNumber: 0.17, emailBounces: 0.08, letterReturned: 0.1, textFails: 0.08, attorney: 0.015, bankruptcy: 0.015, death: 0.006,
  },
  business: {
    paysByItself: 0.42, paysByItselfWithinDays: 35, canPayAll: 0.85,
    reactsTo: { sms: 0.1, email: 0.14, letter: 0.06 },
    reaction: { pays: 0.4, paysPart: 0.08, promises: 0.24, asksForPlan: 0.04, disputes: 0.14, stops: 0.005, ceases: 0.005, hardship: 0.02, complains: 0.01, asks: 0.06 },
    promiseKept: 0.7, takesOffer: 0.1, missesInstalment: 0.05, paymentReturned: 0.005,
    dial: { notConnected: 0.03, machine: 0.3, answered: 0.5 }, rightParty: 0.7,
    says: { promises: 0.55, plan: 0.05, pays: 0.08, refuses: 0.02, cannotPay: 0.02, disputes: 0.1, ceases: 0.003, stopsCalls: 0.005, complains: 0.01, callback: 0.08 },
    wrongNumber: 0.05, emailBounces: 0.03, letterReturned: 0.02, textFails: 0.03, attorney: 0.003, bankruptcy: 0.012, death: 0,
  },
};
