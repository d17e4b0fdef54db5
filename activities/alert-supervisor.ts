import type { Activities } from '#contracts/activities.ts';
import { recordAct } from '#adapters/db/acts/record-act.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

const ALERT_OPEN_MS = 5 * 86_400_000;

/** Opens an alert task for supervisors. */
export function alertSupervisor(dependencies: ActivityDependencies): Activities['alertSupervisor'] {
  return async (request) => {
    const { act, accountId, decision } = request;
    // By the account's own order of facts: a later run of the same account counts its decisions anew.
    const alertId = `${accountId}:alert:${act.reason}:${request.cursor}`;
    const now = businessNow(dependencies.timeSkipping);
    const body = { kind: 'supervisorAlerted', alertId, reason: act.reason, reference: act.reference } as const;
    const result = await recordAct(dependencies.database, request, [{ factId: `supervisorAlerted:${alertId}`, body }], now, async (transaction) => {
      await transaction.task.create({
        data: {
          id: alertId, accountId, kind: 'alert', subject: act.reason, script: decision.step.reasons.map((reason) => reason.sentence).join(' '),
          openedAt: new Date(now), notAfter: new Date(Date.parse(now) + ALERT_OPEN_MS),
        },
      });
    });
    return { kind: result, note: alertId };
  };
}
