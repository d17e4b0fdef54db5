/**
 * Checks for collecting for others: 12 CFR 1006.34 and 1006.38(b). The validation notice comes first and nothing overshadows the
 * validation period: about forty days (hand-over, five business days of assumed receipt, thirty days).
 */
import type { CadenceStep } from './cadence-policy.ts';
import { attemptsOf, error, isOrdered, type LintInput, type LintProblem, type LintRule } from './lint-problem.ts';
import { nominalDays } from './nominal-days.ts';
import { textsOf } from './template-facts.ts';

/** The first day after placement on which a deadline, a discount or a word of legal action may be named. */
const FIRST_DAY_AFTER_VALIDATION = 41;
const PRESSING_KINDS: readonly CadenceStep['kind'][] = ['offer', 'legal_review', 'final_notice', 'refer_to_legal'];

function isThirdPartyConsumer({ policy: { appliesTo } }: LintInput): boolean {
  return appliesTo.role === 'third_party' && appliesTo.partyKind === 'person';
}

function forThirdPartyConsumers(rule: LintRule): LintRule {
  return (input) => (isThirdPartyConsumer(input) ? rule(input) : []);
}

/** Twilio forbids third-party debt collection by SMS in the US and Canada, even with consent: errors 30863 and 30460. */
export const noThirdPartySms: LintRule = ({ policy }) => (policy.appliesTo.role !== 'third_party' ? [] : policy.steps
  .filter((step) => attemptsOf(step).some((attempt) => attempt.channel === 'sms'))
  .map((step) => error('third-party-sms', step.id, 'The SMS provider forbids collecting for others by text: use e-mail, letter or call.')));

export const countsFromPlacement: LintRule = forThirdPartyConsumers(({ policy }) => policy.steps
  .filter((step) => step.when.from === 'due')
  .map((step) => error('third-party-anchor', step.id, 'The debt was due long before it came to us: count from placement.')));

export const nothingPressingInValidation: LintRule = forThirdPartyConsumers((input) => {
  const early = nominalDays(input.policy).filter(({ day }) => day < FIRST_DAY_AFTER_VALIDATION).map(({ step }) => step);
  // An answer to an event may come on any day, so it counts as early.
  const answers = input.policy.steps.filter((step) => !isOrdered(step));
  return [...early, ...answers].flatMap((step) => {
    const pressing = pressingReason(input, step);
    return pressing === null ? [] : [error('validation-period', step.id,
      `${pressing} before day ${FIRST_DAY_AFTER_VALIDATION} after placement, while the debtor may still dispute: move it behind.`)];
  });
});

function pressingReason({ templates }: LintInput, step: CadenceStep): string | null {
  if (PRESSING_KINDS.includes(step.kind)) return `A step of the kind ${step.kind} comes`;
  const texts = attemptsOf(step).flatMap((attempt) => textsOf(templates, attempt.template, attempt.channel));
  if (texts.some((text) => text.deadlineDays !== null)) return 'Its text names a deadline';
  if (texts.some((text) => text.offersDiscount)) return 'Its text offers a discount';
  return texts.some((text) => text.speaksOfLegalAction) ? 'Its text speaks of legal action' : null;
}

/** What the law wants sent is not counted out by the limits of contact: no other text may call itself so. */
export const noticesAreRequired: LintRule = (input) => {
  const { policy, templates } = input;
  const validation = isThirdPartyConsumer(input) ? policy.steps.find((step) => isOrdered(step) && step.kind === 'message') : undefined;
  return policy.steps
    .filter((step) => step !== validation && attemptsOf(step).some((attempt) => textsOf(templates, attempt.template, attempt.channel).some((text) => text.purpose === 'notice')))
    .map((step) => error('notice-not-required', step.id, 'Only the validation notice, the first message of a third-party consumer cadence, is a notice: write purpose: chase or service.'));
};

/** 15 USC 1692g(a): the notice is the first contact, or follows it within five days; ours is always the first and never lapses. */
export const validationNoticeFirst: LintRule = forThirdPartyConsumers(({ policy, templates }) => {
  const first = policy.steps.find((step) => isOrdered(step) && (step.kind === 'message' || step.kind === 'call'));
  if (first === undefined) return [];
  const isNotice = first.channels[0]?.channel === 'letter'
    && textsOf(templates, first.channels[0].template, 'letter').some((text) => text.purpose === 'notice');
  const problems: LintProblem[] = [];
  if (!isNotice) problems.push(error('validation-first', first.id, 'The first contact has to be the validation notice by letter (a template with purpose: notice).'));
  if (first.conditions.length > 0) problems.push(error('validation-first', first.id, 'The validation notice goes to everybody: drop its conditions.'));
  if (first.when.latestDays < policy.maximumAgeDays) {
    problems.push(error('validation-first', first.id, `The validation notice must not lapse: set latest_days to ${policy.maximumAgeDays}.`));
  }
  return problems;
});
