/** What a person reads in Temporal's UI. Kinds, ids, dates and the sentences of rules; nothing personal, for nobody encrypts it. */
import type { RecordedDecision } from '#contracts/activities.ts';
import type { AccountState } from '#core/account/state.ts';

type Step = RecordedDecision['step'];

/** One line for a timer or an activity. */
export function describeStep(step: Step): string {
  if (step.kind === 'end') return `end: ${step.outcome}`;
  const why = step.reasons[0]?.ruleId ?? 'no reason';
  return step.kind === 'wait' ? `wait (${why})` : `${describeAct(step.act)} (${why})`;
}

export function describeAct(act: Extract<Step, { kind: 'act' }>['act']): string {
  switch (act.kind) {
    case 'sendMessage': return `send ${act.channel} ${act.template}, step ${act.reference.stepId}, attempt ${act.reference.attemptNo}`;
    case 'settleTouch': return `find out about ${act.channel} ${act.touchId}`;
    case 'openTask': return `open ${act.taskKind} task, step ${act.reference.stepId}`;
    case 'recordFacts': return `record ${act.facts.map((fact) => fact.body.kind).join(', ')}`;
    case 'alertSupervisor': return `alert supervisors: ${act.reason}`;
    case 'proposeArrangement':
    case 'referToLegal': return act.kind;
  }
}

/** The account in a few lines of Markdown: where it stands, what comes next, and why. */
export function describeAccount(state: AccountState, step: Step): string {
  const next = step.kind === 'wait' ? `waits until ${step.until}` : step.kind === 'act' ? `${describeAct(step.act)}, not before ${step.notBefore}` : `ends: ${step.outcome}`;
  return [
    `**${state.stage ?? 'no stage yet'}**, cycle ${state.cycle}, fact ${state.cursor}`, `Next: ${next}`,
    ...step.reasons.map((reason) => `- ${reason.ruleId}: ${reason.sentence}`),
  ].join('\n\n');
}
