/** Checks of the way to legal action: a person's review first, then the notice, then the hand-over, and nothing after it. */
import type { CadenceStep } from './cadence-policy.ts';
import { attemptsOf, error, isOrdered, type LintRule } from './lint-problem.ts';

export const legalOrder: LintRule = ({ policy }) => {
  const steps = policy.steps.filter(isOrdered);
  const referralAt = steps.findIndex((step) => step.kind === 'refer_to_legal');
  return steps.flatMap((step, index) => {
    const reviewed = steps.slice(0, index).some((before) => before.kind === 'legal_review');
    const noticed = steps.slice(0, index).some((before) => before.kind === 'final_notice');
    const problems = [];
    if (step.kind === 'final_notice' && referralAt !== -1 && index > referralAt) {
      problems.push(error('notice-after-legal', step.id, 'A final notice after the hand-over to a law firm comes too late: move it before.'));
    }
    if (step.kind === 'refer_to_legal' && !reviewed) {
      problems.push(error('legal-before-review', step.id, 'Only a person decides on legal action: put a legal_review before it.'));
    }
    if (step.kind === 'refer_to_legal' && !noticed) {
      problems.push(error('legal-without-notice', step.id, 'Put a final_notice before it, so that nobody is handed over unwarned.'));
    }
    if (step.kind === 'refer_to_legal' && step.when.from !== 'previous_step') {
      problems.push(error('legal-without-notice', step.id, 'Count it from the previous step, so that the notice keeps its full time however late it went out.'));
    }
    return problems;
  });
};

/** Legal words only where an intent is certain: behind a legal review, in the chain for an intent or under its condition. */
export const legalWordsBehindReview: LintRule = ({ policy }) => policy.steps.flatMap((step, index) => {
  const reviewed = isOrdered(step) && policy.steps.slice(0, index).some((before) => before.kind === 'legal_review');
  if (attemptsOf(step).some((attempt) => attempt.speaksOfLegalAction) && !reviewed) {
    return [error('legal-words', step.id, 'Its text speaks of legal action and no legal_review stands before it: use words without it.')];
  }
  return step.channels.some((attempt) => attempt.speaksOfLegalAction) && !wantsIntent(step)
    ? [error('legal-words', step.id, 'Its text speaks of legal action even without an intent: move it to send_with_intent or add legal_intent: true.')] : [];
});

function wantsIntent(step: CadenceStep): boolean {
  return step.conditions.some((condition) => condition.kind === 'legal_intent' && condition.value);
}
