/**
 * The gate: whether a contact may be made at an instant. One function for planning and for the moment of sending.
 * Every rule is asked, so a refusal names all that stands against the contact; the strictest answer wins.
 */
import type { Circumstances, ContactPointView, Medium } from './circumstances.ts';
import type { ProposedContact, RuleContext } from './contact.ts';
import { addressRule, channelContractRule, electronicConsentRule, providerPolicyRule, serves, workEmailRule } from './rules/address.ts';
import {
  attemptsADayRule, attemptsInSevenDaysRule, callFrequencyRule, chasesADayRule, chasesInSevenDaysRule, conversationRule, minimumGapRule,
} from './rules/frequency.ts';
import { holdRule, holdsAgainst } from './rules/holds.ts';
import { hoursRule } from './rules/hours.ts';
import type { Rule } from './rules/rule.ts';
import {
  extinguishedRule, jurisdictionRule, killSwitchRule, legalWordsRule, letterNeedsStateRule, nothingOwedRule, thirdPartyLiveRule,
  unreadMessageRule, validationFieldsRule,
} from './rules/standing.ts';
import type { Reason, RuleResult, Verdict } from './verdict.ts';
import { toInstant, type Instant } from '../local-time.ts';

/** In the order of section 8 of the rules: standing, stops, address, time, frequency, content. */
export const RULES: readonly Rule[] = [
  killSwitchRule, thirdPartyLiveRule, jurisdictionRule, holdRule, unreadMessageRule, validationFieldsRule, extinguishedRule,
  nothingOwedRule, letterNeedsStateRule, channelContractRule, addressRule, electronicConsentRule, workEmailRule, providerPolicyRule,
  hoursRule, conversationRule, callFrequencyRule, attemptsADayRule, attemptsInSevenDaysRule, chasesADayRule, chasesInSevenDaysRule,
  minimumGapRule, legalWordsRule,
];

const ALLOW: Verdict = { kind: 'allow', ruleIds: RULES.map((rule) => rule.ruleId) };

type Answer = { readonly rule: Rule; readonly result: Exclude<RuleResult, { kind: 'pass' }> };

/** Decides one contact at one instant. */
export function decideContact(contact: ProposedContact, circumstances: Circumstances, nowMs: number): Verdict {
  const contactPoint = circumstances.contactPoints.find((point) => point.contactPointId === contact.contactPointId) ?? null;
  const context: RuleContext = { contact, circumstances, contactPoint, nowMs };
  const answers: Answer[] = [];
  for (const rule of RULES) {
    const result = rule.evaluate(context);
    if (result.kind !== 'pass') answers.push({ rule, result });
  }
  return answers.length === 0 ? ALLOW : combine(answers, context);
}

function combine(answers: readonly Answer[], context: RuleContext): Verdict {
  const reasons = answers.flatMap((answer) => reasonsOf(answer, context));
  const blocks = answers.filter((answer) => answer.result.kind === 'block');
  if (blocks.length > 0) {
    const channelLost = blocks.every((answer) => answer.result.kind === 'block' && answer.result.channelLost);
    return { kind: 'block', reasons, channelLost };
  }
  if (answers.some((answer) => answer.result.kind === 'hold_human')) return { kind: 'hold_human', reasons };
  const untilMs = Math.max(...answers.map(({ result }) => (result.kind === 'defer' ? result.untilMs : 0)));
  return { kind: 'defer', until: toInstant(untilMs), reasons };
}

function reasonsOf({ rule, result }: Answer, context: RuleContext): readonly Reason[] {
  if (rule !== holdRule) {
    return [{ ruleId: rule.ruleId, answer: answerOf(result), citation: rule.citation, sentence: result.sentence ?? rule.sentence, facts: result.facts }];
  }
  // Each hold is a reason of its own: lifting one must not hide the next.
  return holdsAgainst(context).map((hold) => {
    const alone = holdRule.evaluate({ ...context, circumstances: { ...context.circumstances, holds: [hold] } });
    const { facts, sentence = rule.sentence } = alone.kind === 'pass' ? result : alone;
    return { ruleId: `hold:${hold.code}`, answer: answerOf(alone.kind === 'pass' ? result : alone), citation: String(facts['source'] ?? rule.citation), sentence, facts };
  });
}

function answerOf(result: Answer['result']): Reason['answer'] {
  return result.kind === 'block' && result.channelLost ? 'channel_lost' : result.kind;
}

export type EarliestLawful =
  | { readonly kind: 'at'; readonly at: Instant; readonly deferredBy: readonly Reason[] }
  | Exclude<Verdict, { kind: 'allow' } | { kind: 'defer' }>;

/** Each deferral moves at least to another hour or day; a year of them means that no lawful time exists. */
const MAXIMUM_DEFERRALS = 60;

/** The first instant from `fromMs` on at which the gate would allow the contact, were nothing else to happen. */
export function earliestLawful(contact: ProposedContact, circumstances: Circumstances, fromMs: number): EarliestLawful {
  let atMs = fromMs;
  const deferredBy: Reason[] = [];
  for (let round = 0; round < MAXIMUM_DEFERRALS; round += 1) {
    const verdict = decideContact(contact, circumstances, atMs);
    if (verdict.kind === 'allow') return { kind: 'at', at: toInstant(atMs), deferredBy };
    if (verdict.kind !== 'defer') return verdict;
    if (deferredBy.length === 0) deferredBy.push(...verdict.reasons);
    atMs = Date.parse(verdict.until);
  }
  return { kind: 'hold_human', reasons: deferredBy };
}

/** The contact points that serve a medium, best first. */
export function contactPointsFor(circumstances: Circumstances, medium: Medium): readonly ContactPointView[] {
  return circumstances.contactPoints
    .filter((point) => serves(point, medium))
    .toSorted((left, right) => left.rank - right.rank || (left.contactPointId < right.contactPointId ? -1 : 1));
}
