import type { Activities } from '#contracts/activities.ts';
import { recordAct } from '#adapters/db/acts/record-act.ts';
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
      await transaction.task.create({
        data: {
          id: taskId, accountId, kind: act.taskKind, subject: request.decision.step.reasons[0]?.sentence ?? act.taskKind, script: act.template,
          stepId, cycle, attemptNo, openedAt: new Date(now), notAfter: new Date(act.notAfter),
        },
      });
    });
    return { kind: result, note: taskId };
  };
}
