/** The static checks of a cadence: everything that can be known to go wrong before the first account runs. */
import type { CadencePolicy } from './cadence-policy.ts';
import { legalOrder, legalWordsBehindReview } from './lint-legal.ts';
import { deadEndWaits, duplicateStepIds, reachableByCondition, reachableByDate, remindersBeforeTheirDate, terminalOutcome } from './lint-order.ts';
import type { LintProblem, LintRule } from './lint-problem.ts';
import { chainsEndSafely, furnishingOnlyIfTrue, legalFlagsAgree, purposesAgree, templatesExist } from './lint-templates.ts';
import { countsFromPlacement, noThirdPartySms, nothingPressingInValidation, noticesAreRequired, validationNoticeFirst } from './lint-third-party.ts';
import { chasesInSevenDays, lawfulWindows, minimumGaps, weekdaysInTime } from './lint-timing.ts';
import type { TemplateFacts } from './template-facts.ts';

const RULES: readonly LintRule[] = [
  duplicateStepIds, reachableByDate, reachableByCondition, remindersBeforeTheirDate, deadEndWaits, terminalOutcome,
  lawfulWindows, weekdaysInTime, minimumGaps, chasesInSevenDays,
  templatesExist, chainsEndSafely, furnishingOnlyIfTrue, legalFlagsAgree, purposesAgree,
  legalOrder, legalWordsBehindReview,
  noThirdPartySms, countsFromPlacement, nothingPressingInValidation, noticesAreRequired, validationNoticeFirst,
];

/** All findings at once, in the order of the rules; an empty list means that the cadence is sound. */
export function lintCadence(policy: CadencePolicy, templates: readonly TemplateFacts[]): readonly LintProblem[] {
  return RULES.flatMap((rule) => rule({ policy, templates }));
}
