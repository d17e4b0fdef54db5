import type { Activities } from '#contracts/activities.ts';
import { recordAct } from '#adapters/db/acts/record-act.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Records the arrangement that the core proposes; the message that tells it is the step's next act. */
export function updatePlan(dependencies: ActivityDependencies): Activities['updatePlan'] {
  return async (request) => {
    const { arrangementId, totalMinor, instalments, expiresOn, reference } = request.act;
    const body = { kind: 'arrangementProposed', arrangementId, proposedBy: 'dunwell', totalMinor, instalments, expiresOn, stepId: reference.stepId } as const;
    const result = await recordAct(dependencies.database, request, [{ factId: `arrangementProposed:${arrangementId}`, body }], businessNow(dependencies.timeSkipping));
    return { kind: result, note: arrangementId };
  };
}
