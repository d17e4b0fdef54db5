/** What may be answered to a task: each kind of task has its own answers, so that no officer has to guess what an answer does. */
import type { TaskResult } from './fact.ts';

export const TASK_ANSWERS = {
  call: ['skip'],
  manual_contact: ['done', 'skip'],
  review: ['done', 'skip', 'retry'],
  legal_review: ['intent', 'decline'],
  gate_review: ['retry', 'done', 'skip'],
  unknown_outcome: ['was_sent', 'was_not_sent'],
  alert: ['done'],
  inbound: ['classified'],
  suspense: ['apply_payment', 'money_returned'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TaskAnswerKind = (typeof TASK_ANSWERS)[keyof typeof TASK_ANSWERS][number];

/** Reasons why a task cannot be answered so; none means that it can. */
export function taskAnswerReasons(task: { readonly kind: string; readonly status: string }, answer: string): readonly string[] {
  const answers: readonly string[] = Object.hasOwn(TASK_ANSWERS, task.kind) ? TASK_ANSWERS[task.kind as keyof typeof TASK_ANSWERS] : [];
  const reasons: string[] = [];
  if (task.status !== 'open') reasons.push(`The task is no longer open; it is ${task.status}.`);
  if (!answers.includes(answer)) reasons.push(`A ${task.kind} task is answered by ${answers.join(', ')}${task.kind === 'call' ? ', or closed by the outcome of a call' : ''}.`);
  return reasons;
}

/** What an answer does to the step that waited for it. */
export function taskResultOf(answer: TaskAnswerKind): TaskResult {
  return answer === 'skip' || answer === 'retry' ? answer : 'done';
}
