import type { Activities } from '#contracts/activities.ts';
import { recordAct } from '#adapters/db/acts/record-act.ts';
import type { Transaction } from '#adapters/db/database.ts';
import { loadMessageFacts } from '#adapters/db/touch/compose-message.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Opens a task for a person: a call, a manual contact, a review, a legal review. One per step attempt. */
export function createCallTask(dependencies: ActivityDependencies): Activities['createCallTask'] {
  return async (request) => {
    const { act, accountId } = request;
    const { stepId, cycle, attemptNo } = act.reference;
    const taskId = `${accountId}:${act.taskKind}:${stepId}:${cycle}:${attemptNo}`;
    const now = businessNow(dependencies.timeSkipping);
    const body = { kind: 'taskOpened', taskId, taskKind: act.taskKind, reference: act.reference, notAfter: act.notAfter } as const;
    const result = await recordAct(dependencies.database, request, [{ factId: `taskOpened:${taskId}`, body }], now, async (transaction) => {
      const script = await scriptOf(dependencies, transaction, request, now);
      await transaction.task.create({
        data: {
          id: taskId, accountId, kind: act.taskKind, subject: request.decision.step.reasons[0]?.sentence ?? act.taskKind, script,
          stepId, cycle, attemptNo, openedAt: new Date(now), notAfter: new Date(act.notAfter),
        },
      });
    });
    return { kind: result, note: taskId };
  };
}

type TaskRequest = Parameters<Activities['createCallTask']>[0];

/** What the officer reads, in the words and amounts of this moment; it stays in the database. A person without any address has the template's name alone. */
async function scriptOf({ composeScript }: ActivityDependencies, transaction: Transaction, { accountId, act, decision }: TaskRequest, now: string): Promise<string> {
  const { circumstances } = decision;
  const contactPointId = circumstances.contactPoints[0]?.contactPointId;
  if (contactPointId === undefined) return act.template;
  const { facts } = await loadMessageFacts(transaction, { accountId, contactPointId, arrangementId: null, circumstances, nowMs: Date.parse(now) });
  return composeScript({ template: act.template, language: circumstances.person.language, facts });
}
