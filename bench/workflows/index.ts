/** The yardstick: the same waits and the same send activity, without decisions, facts or folding. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities, ActRequest } from '#contracts/activities.ts';
import type { Act } from '#core/account/step.ts';

export { accountWorkflow } from '#workflows/account.ts';

type SendRequest = ActRequest<Extract<Act, { kind: 'sendMessage' }>>;

/** Sleeps and sends, as often as there are requests. */
export async function bareWorkflow(input: { readonly requests: readonly SendRequest[]; readonly gapMs: number; readonly taskQueue: string }): Promise<void> {
  const { sendSms } = proxyActivities<Activities>({ startToCloseTimeout: '20s', scheduleToCloseTimeout: '60s', taskQueue: input.taskQueue });
  for (const request of input.requests) {
    await sleep(input.gapMs);
    await sendSms(request);
  }
}
