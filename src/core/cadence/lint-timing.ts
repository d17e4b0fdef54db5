/** Checks of the hours and the distances: a step must find a lawful time, and people are left their rest. */
import type { CadenceStep, StepTiming } from './cadence-policy.ts';
import { CONTACT_LIMITS } from '../compliance/rules/frequency.ts';
import { EARLIEST_MINUTE, LATEST_MINUTE } from '../compliance/rules/hours.ts';
import { error, warning, type LintProblem, type LintRule } from './lint-problem.ts';
import { nominalDays, type NominalDay } from './nominal-days.ts';

/** Shorter windows are easily missed by a queue or a deferral. */
const SHORTEST_WINDOW_MINUTES = 30;
const WEEKEND = [6, 7];

/** 12 CFR 1006.6(b)(1)(i): the preferred window has to share time with 8:00 to 21:00. */
export const lawfulWindows: LintRule = ({ policy }) => policy.steps.flatMap((step) =>
  unlawfulWindow(step.when).map((message) => error('no-lawful-window', step.id, message)));

function unlawfulWindow(when: StepTiming): readonly string[] {
  const messages: string[] = [];
  if (when.weekdays !== undefined && when.weekdays.length === 0) messages.push('Its list of weekdays is empty: name days or drop the list.');
  if (when.weekdays?.every((day) => WEEKEND.includes(day)) === true && when.weekdays.length > 0 && when.dayKind === 'business' && when.latestDays === 0) {
    messages.push('It falls on a business day, is wanted on a weekend and lapses the same day: change weekdays or latest_days.');
  }
  const { window } = when;
  if (window === undefined) return messages;
  const sharedMinutes = Math.min(window.toMinute, LATEST_MINUTE) - Math.max(window.fromMinute, EARLIEST_MINUTE);
  if (window.fromMinute >= window.toMinute) messages.push('Its window ends before it begins: write it as "10:00-18:00".');
  else if (sharedMinutes <= 0) messages.push('Its window lies outside 08:00-21:00, the hours in which contact is lawful: move it.');
  else if (sharedMinutes < SHORTEST_WINDOW_MINUTES) messages.push(`Its window shares only ${sharedMinutes} minutes with 08:00-21:00: widen it to ${SHORTEST_WINDOW_MINUTES} or more.`);
  else if (window.fromMinute < EARLIEST_MINUTE || window.toMinute > LATEST_MINUTE) messages.push('Its window reaches outside 08:00-21:00, the hours in which contact is lawful: cut it.');
  return messages;
}

/** A preferred weekday that lies further off than the step lives. */
export const weekdaysInTime: LintRule = ({ policy }) => policy.steps.flatMap((step) => {
  const { weekdays, latestDays } = step.when;
  if (weekdays === undefined || weekdays.length === 0) return [];
  const longestWait = longestGap(weekdays) - 1;
  return longestWait > latestDays
    ? [error('no-lawful-window', step.id, `Its weekdays may be ${longestWait} days away, but it lapses after ${latestDays}: raise latest_days or name more weekdays.`)] : [];
});

function longestGap(weekdays: readonly number[]): number {
  const sorted = weekdays.toSorted((left, right) => left - right);
  return Math.max(...sorted.map((day, index) => (sorted[index + 1] ?? (sorted[0] ?? day) + 7) - day));
}

const CONTACT_KINDS: readonly CadenceStep['kind'][] = ['message', 'call', 'offer', 'final_notice'];

function chases(step: CadenceStep): boolean {
  return CONTACT_KINDS.includes(step.kind) && step.channels.some((attempt) => attempt.channel !== 'task' && attempt.purpose === 'chase');
}

export const minimumGaps: LintRule = ({ policy }) => {
  const contacts = nominalDays(policy).filter(({ step }) => chases(step));
  return contacts.flatMap((contact, index) => {
    const before = contacts[index - 1];
    if (before === undefined || contact.day - before.day >= policy.minimumGapDays || areAlternatives(before.step, contact.step)) return [];
    return [error('minimum-gap', contact.step.id,
      `It follows "${before.step.id}" after ${contact.day - before.day} days; the cadence keeps ${policy.minimumGapDays}: move one of them.`)];
  });
};

/** Two steps of which at most one ever applies, because they ask for opposite things. */
function areAlternatives(left: CadenceStep, right: CadenceStep): boolean {
  return left.conditions.some((condition) => 'value' in condition
    && right.conditions.some((other) => other.kind === condition.kind && 'value' in other && other.value !== condition.value));
}

/** More than the table of contact limits allows would be put off by the gate, and the dates of the cadence would be words only. */
export const chasesInSevenDays: LintRule = ({ policy }) => {
  const contacts = nominalDays(policy).filter(({ step }) => chases(step));
  return contacts.flatMap((contact, index): readonly LintProblem[] => {
    const window = contacts.slice(0, index + 1).filter((other) => withinSevenDays(other, contact) && !areAlternatives(other.step, contact.step));
    return window.length <= CONTACT_LIMITS.chasesInSevenDays ? []
      : [warning('three-in-seven-days', contact.step.id, `It is contact number ${window.length} within seven days; the gate allows ${CONTACT_LIMITS.chasesInSevenDays} and will put it off.`)];
  });
};

function withinSevenDays(other: NominalDay, contact: NominalDay): boolean {
  return contact.day - other.day >= 0 && contact.day - other.day < 7;
}
