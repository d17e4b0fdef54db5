/** A finding of the static checks: what is wrong with which step, and what to do about it. */
import type { CadencePolicy, CadenceStep, ChannelAttempt } from './cadence-policy.ts';
import type { TemplateFacts } from './template-facts.ts';

export type LintProblem = {
  readonly rule: string;
  /** An `error` keeps a cadence from being loaded; a `warning` is shown. */
  readonly severity: 'error' | 'warning';
  /** Null: the cadence as a whole. */
  readonly stepId: string | null;
  readonly message: string;
};

export type LintInput = { readonly policy: CadencePolicy; readonly templates: readonly TemplateFacts[] };

export type LintRule = (input: LintInput) => readonly LintProblem[];

export function error(rule: string, stepId: string | null, message: string): LintProblem {
  return { rule, severity: 'error', stepId, message };
}

export function warning(rule: string, stepId: string | null, message: string): LintProblem {
  return { rule, severity: 'warning', stepId, message };
}

/** Every channel attempt of a step, those under an intent included. */
export function attemptsOf(step: CadenceStep): readonly ChannelAttempt[] {
  return [...step.channels, ...(step.channelsWithIntent ?? [])];
}

/** True for steps that stand in the order of the stages. */
export function isOrdered(step: CadenceStep): boolean {
  return step.when.from !== 'event';
}
