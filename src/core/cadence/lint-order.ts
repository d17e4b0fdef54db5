/** Checks of the order: every step can be reached, none waits for ever, and the cadence comes to its end. */
import type { CadenceStep, StepCondition } from './cadence-policy.ts';
import { error, isOrdered, warning, type LintProblem, type LintRule } from './lint-problem.ts';
import { nominalDays } from './nominal-days.ts';

export const duplicateStepIds: LintRule = ({ policy }) => policy.steps
  .filter((step, index) => policy.steps.findIndex((other) => other.id === step.id) !== index)
  .map((step) => error('duplicate-step-id', step.id, 'This id is used by an earlier step too; touches are counted by it, so give each step its own.'));

/** A step stands still behind a later one: when its turn comes its time has lapsed. */
export const reachableByDate: LintRule = ({ policy }) => {
  const problems: LintProblem[] = [];
  let latest: { readonly id: string; readonly day: number } | null = null;
  for (const { step, day } of nominalDays(policy)) {
    if (latest !== null && day < latest.day) {
      problems.push(latest.day - day > step.when.latestDays
        ? error('unreachable-step', step.id, `It is due on day ${day}, behind "${latest.id}" of day ${latest.day}, and lapses after ${step.when.latestDays} days: move it up.`)
        : warning('out-of-order', step.id, `It is due on day ${day} but stands behind "${latest.id}" of day ${latest.day}; it happens late. Order the steps by date.`));
    }
    if (day > policy.maximumAgeDays) {
      problems.push(error('unreachable-step', step.id, `It is due on day ${day}; the account ends by age after ${policy.maximumAgeDays} days: raise maximum_age_days or drop the step.`));
    }
    if (latest === null || day >= latest.day) latest = { id: step.id, day };
  }
  return problems;
};

export const reachableByCondition: LintRule = ({ policy }) => policy.steps.flatMap((step, index) => {
  const impossible = contradiction(step.conditions) ?? impossibleIntent(policy.steps, step, index);
  return impossible === null ? [] : [error('unreachable-step', step.id, impossible)];
});

function contradiction(conditions: readonly StepCondition[]): string | null {
  for (const condition of conditions) {
    if (condition.kind === 'any' && condition.of.length === 0) return 'An empty "any" never holds: name at least one condition.';
    if (condition.kind === 'risk_in' && condition.values.length === 0) return 'An empty "risk_in" never holds: name at least one risk.';
    if (!('value' in condition)) continue;
    const opposite = conditions.some((other) => other.kind === condition.kind && 'value' in other && other.value !== condition.value);
    if (opposite) return `"${condition.kind}" is asked to be both true and false: drop one.`;
  }
  if (holdsOf(conditions, 'autopay_active') && holdsOf(conditions, 'autopay_failed')) return 'Autopay cannot be active and failed at once: drop one condition.';
  return null;
}

function holdsOf(conditions: readonly StepCondition[], kind: StepCondition['kind']): boolean {
  return conditions.some((condition) => condition.kind === kind && 'value' in condition && condition.value);
}

function impossibleIntent(steps: readonly CadenceStep[], step: CadenceStep, index: number): string | null {
  if (!holdsOf(step.conditions, 'legal_intent') || !isOrdered(step)) return null;
  const reviewed = steps.slice(0, index).some((before) => before.kind === 'legal_review');
  return reviewed ? null : 'It wants a legal intent, but no legal_review stands before it that could record one.';
}

/** Reminders before a date have to lie before it. */
export const remindersBeforeTheirDate: LintRule = ({ policy }) => policy.steps
  .filter((step) => (step.when.event === 'promise_due_soon' || step.when.event === 'instalment_due_soon') && step.when.offsetDays >= 0)
  .map((step) => error('unreachable-step', step.id, 'It reminds of a date that is still to come: give it a negative number of days.'));

const PEOPLE_KINDS: readonly CadenceStep['kind'][] = ['call', 'review', 'legal_review'];

/** Whatever waits for a person says how long. */
export const deadEndWaits: LintRule = ({ policy }) => policy.steps.flatMap((step) => {
  const waits = PEOPLE_KINDS.includes(step.kind) || step.channels.some((attempt) => attempt.channel === 'task' || attempt.channel === 'call');
  return waits && step.openHours === undefined
    ? [error('dead-end-wait', step.id, 'It waits for a person and does not say how long: add open_hours, after which it goes on without him.')] : [];
});

export const terminalOutcome: LintRule = ({ policy }) => {
  const problems: LintProblem[] = [];
  if (!policy.steps.some(isOrdered)) problems.push(error('no-steps', null, 'No stage holds a step: add at least one.'));
  if (policy.terminal.outcome === 'parked' && policy.terminal.reviewDays === undefined) {
    problems.push(error('no-terminal-outcome', null, 'A parked account needs its one review: add terminal.review_days.'));
  }
  const lastDay = Math.max(0, ...nominalDays(policy).map(({ day }) => day));
  if (lastDay + policy.terminal.afterDays > policy.maximumAgeDays) {
    problems.push(error('no-terminal-outcome', null,
      `The last step is due on day ${lastDay} and the end ${policy.terminal.afterDays} days later, but accounts end by age after ${policy.maximumAgeDays} days: raise maximum_age_days.`));
  }
  return problems;
};
