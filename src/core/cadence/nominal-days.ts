/** The day of each step when everything goes by the book: for checks that need an order of dates before any account exists. */
import type { CadencePolicy, CadenceStep } from './cadence-policy.ts';
import { isOrdered } from './lint-problem.ts';

export type NominalDay = {
  readonly step: CadenceStep;
  /** Calendar days after the cadence's own day zero: the due date, or the placement for third parties. */
  readonly day: number;
};

/** Steps of the order in their own order, each with its earliest nominal day. */
export function nominalDays(policy: CadencePolicy): readonly NominalDay[] {
  const days: NominalDay[] = [];
  for (const step of policy.steps.filter(isOrdered)) {
    days.push({ step, day: anchorDay(step, days) + calendarDays(step) });
  }
  return days;
}

function anchorDay(step: CadenceStep, before: readonly NominalDay[]): number {
  const previousDay = before.at(-1)?.day ?? 0;
  switch (step.when.from) {
    case 'due':
    case 'placement':
    case 'event':
      return 0;
    case 'previous_step':
      return previousDay;
    case 'stage_entry':
      return before.find((entry) => entry.step.stage === step.stage)?.day ?? previousDay;
  }
}

/** The fewest calendar days that so many business days can take: every five of them hold a weekend. */
function calendarDays(step: CadenceStep): number {
  const { offsetDays, dayKind } = step.when;
  return dayKind === 'calendar' ? offsetDays : offsetDays + 2 * Math.trunc(offsetDays / 5);
}
