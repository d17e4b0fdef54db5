/** Checks of the words: they exist in every channel and language, and speak only of what the step may speak of. */
import type { CadenceStep, ChannelAttempt } from './cadence-policy.ts';
import { attemptsOf, error, type LintInput, type LintProblem, type LintRule } from './lint-problem.ts';
import { textsOf } from './template-facts.ts';

/** Instructions for officers are written in one language; whatever a debtor hears or reads exists in all of the cadence. */
const OFFICE_LANGUAGE = 'en';

export const templatesExist: LintRule = (input) => input.policy.steps.flatMap((step) =>
  attemptsOf(step).flatMap((attempt) => missingTexts(input, step, attempt)));

function missingTexts({ policy, templates }: LintInput, step: CadenceStep, attempt: ChannelAttempt): readonly LintProblem[] {
  const texts = textsOf(templates, attempt.template, attempt.channel);
  const wanted = attempt.channel === 'task' ? [OFFICE_LANGUAGE] : policy.languages;
  const missing = wanted.filter((language) => !texts.some((text) => text.language === language));
  if (missing.length === 0) return [];
  const files = missing.map((language) => `templates/${attempt.template}/${attempt.channel}.${language}.liquid`).join(', ');
  return [error('missing-template', step.id, `There is no ${files}: write it or name another template.`)];
}

/** A chain that loses its last address loses the step: letters reach whoever has an address, tasks reach a person. */
export const chainsEndSafely: LintRule = ({ policy, templates }) => policy.steps.flatMap((step) => {
  if (isCourtesy({ policy, templates }, step)) return [];
  return [step.channels, step.channelsWithIntent ?? []].filter((chain) => chain.length > 0).flatMap((chain) => {
    const last = chain.at(-1)?.channel;
    return last === 'letter' || last === 'task' ? []
      : [error('open-chain', step.id, `Its chain ends in ${String(last)}; end it with a letter or a task, so that somebody is reached or told.`)];
  });
});

/** A service message may be missed; nobody is owed it. */
function isCourtesy({ templates }: LintInput, step: CadenceStep): boolean {
  return step.channels.length > 0 && step.channels.every((attempt) =>
    textsOf(templates, attempt.template, attempt.channel).some((text) => text.purpose === 'service'));
}

/** Furnishing is never a lever: it is spoken of only where the creditor furnishes. */
export const furnishingOnlyIfTrue: LintRule = ({ policy, templates }) => policy.steps.flatMap((step) => {
  const speaks = attemptsOf(step).some((attempt) => textsOf(templates, attempt.template, attempt.channel).some((text) => text.speaksOfFurnishing));
  const conditional = step.conditions.some((condition) => condition.kind === 'creditor_furnishes' && condition.value);
  return speaks && !conditional
    ? [error('unconditional-furnishing', step.id, 'Its text speaks of credit reporting: add the condition creditor_furnishes: true.')] : [];
});

/** What a step is for is one thing, whatever its channel and language: the table of contact limits counts by it. A task is for people. */
export const purposesAgree: LintRule = ({ policy, templates }) => policy.steps.flatMap((step) => {
  const purposes = new Set(attemptsOf(step).filter((attempt) => attempt.channel !== 'task')
    .flatMap((attempt) => (attempt.channel === 'call' ? ['chase'] : textsOf(templates, attempt.template, attempt.channel).map((text) => text.purpose))));
  return purposes.size <= 1 ? []
    : [error('purposes-differ', step.id, `Its texts are for ${[...purposes].toSorted().join(' and ')}: make "purpose" equal in the front matter of all of them; a call always chases.`)];
});

/** The compiled flag and the front matter of the text have to agree in every language. */
export const legalFlagsAgree: LintRule = ({ policy, templates }) => policy.steps.flatMap((step) => attemptsOf(step)
  .filter((attempt) => textsOf(templates, attempt.template, attempt.channel).some((text) => text.speaksOfLegalAction !== attempt.speaksOfLegalAction))
  .map((attempt) => error('legal-words', step.id, `The ${attempt.channel} texts of "${attempt.template}" disagree on speaks_of_legal_action: make their front matter equal in all languages.`)));
