/**
 * The catalogue of holds: what each forbids, why, and how long it may stand before a person looks at it.
 * No hold is without a review date; `defaultReviewDays` gives one when whoever sets it names none.
 */

export const HOLD_EFFECTS = ['chase', 'dial', 'letter', 'debit', 'furnish', 'legal', 'interest'] as const;
/** `chase` forbids electronic messages, `dial` calls, `letter` paper, `legal` every legal step and word. */
export type HoldEffect = (typeof HOLD_EFFECTS)[number];

export type HoldRule = {
  readonly effects: readonly HoldEffect[];
  readonly scope: 'person' | 'account' | 'debt' | 'contact_point' | 'medium';
  readonly citation: string;
  readonly sentence: string;
  readonly defaultReviewDays: number;
};

const EVERYTHING: readonly HoldEffect[] = ['chase', 'dial', 'letter', 'debit', 'furnish', 'legal', 'interest'];
const OUTREACH: readonly HoldEffect[] = ['chase', 'dial', 'letter'];

export const HOLD_CATALOGUE = {
  cease: {
    effects: OUTREACH, scope: 'person', citation: '15 USC 1692c(c); 12 CFR 1006.6(c)', defaultReviewDays: 30,
    sentence: 'The person asked us to stop contact or refuses to pay.',
  },
  attorney: {
    effects: OUTREACH, scope: 'person', citation: '15 USC 1692c(a)(2); 12 CFR 1006.6(b)(2)', defaultReviewDays: 30,
    sentence: 'An attorney represents the person on this debt.',
  },
  deal_only_with: {
    effects: OUTREACH, scope: 'person', citation: 'policy; 15 USC 1692c(d) for a guardian, executor or administrator', defaultReviewDays: 30,
    sentence: 'Somebody with authority asked that we deal with him alone: a guardian, executor, counsellor or holder of a power of attorney.',
  },
  bankruptcy: {
    effects: EVERYTHING, scope: 'person', citation: '11 USC 362(a)', defaultReviewDays: 30,
    sentence: 'A bankruptcy was filed or credibly announced.',
  },
  deceased: {
    effects: EVERYTHING, scope: 'person', citation: '12 CFR 1006.6(a)(4), 1006.10(a)', defaultReviewDays: 30,
    sentence: 'The person has died; nobody is written to before a representative is confirmed.',
  },
  active_duty: {
    effects: ['chase', 'dial', 'letter', 'legal', 'interest'], scope: 'person', citation: '50 USC 3931, 3937', defaultReviewDays: 30,
    sentence: 'The person is on active military duty; rate and rights are reviewed first.',
  },
  identity_theft: {
    effects: [...OUTREACH, 'furnish', 'legal'], scope: 'debt', citation: '15 USC 1681c-2; 12 CFR 1006.30(b)', defaultReviewDays: 30,
    sentence: 'The person reports identity theft for this debt.',
  },
  dispute: {
    effects: [...OUTREACH, 'legal'], scope: 'debt', citation: '15 USC 1692g(b); 12 CFR 1006.38(d)', defaultReviewDays: 10,
    sentence: 'The debt is disputed and not yet verified.',
  },
  opt_out: {
    effects: ['chase', 'dial'], scope: 'contact_point', citation: '12 CFR 1006.14(h)(1); 47 CFR 64.1200(a)(10)', defaultReviewDays: 3650,
    sentence: 'The person opted out of this number or address.',
  },
  medium_refused: {
    effects: OUTREACH, scope: 'medium', citation: '12 CFR 1006.14(h)(1)', defaultReviewDays: 3650,
    sentence: 'The person asked not to be contacted by this medium.',
  },
  no_work_contact: {
    effects: ['chase', 'dial', 'letter'], scope: 'person', citation: '15 USC 1692c(a)(3); 12 CFR 1006.6(b)(3)', defaultReviewDays: 3650,
    sentence: 'The person may not be contacted at work.',
  },
  wrong_party: {
    effects: ['chase', 'dial', 'letter'], scope: 'contact_point', citation: '15 USC 1692c(b); 12 CFR 1006.6(d)', defaultReviewDays: 90,
    sentence: 'This number or address does not belong to the person.',
  },
  hardship: {
    effects: OUTREACH, scope: 'person', citation: 'policy', defaultReviewDays: 30,
    sentence: 'The person told of hardship or is vulnerable; a person decides how to go on.',
  },
  complaint: {
    effects: OUTREACH, scope: 'account', citation: 'policy', defaultReviewDays: 15,
    sentence: 'A complaint is open.',
  },
  query: {
    effects: OUTREACH, scope: 'debt', citation: 'policy', defaultReviewDays: 10,
    sentence: 'A business customer queries this item.',
  },
  officer: {
    effects: OUTREACH, scope: 'account', citation: 'policy', defaultReviewDays: 14,
    sentence: 'An officer holds the account.',
  },
} as const satisfies Record<string, HoldRule>;

export type HoldCode = keyof typeof HOLD_CATALOGUE;

/** What a hold of this code forbids and how far it reaches. */
export function holdRuleOf({ code }: { readonly code: HoldCode }): HoldRule {
  return HOLD_CATALOGUE[code];
}

export function isHoldCode(text: string): text is HoldCode {
  return Object.hasOwn(HOLD_CATALOGUE, text);
}
