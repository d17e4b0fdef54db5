import type { Activities } from '#contracts/activities.ts';
import { FAILURES } from '#contracts/failures.ts';
import { stableHash } from '#core/account/stable-hash.ts';
import { openTask } from '#adapters/db/accept/open-task.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Tells a person, once for each piece of work, that an account gets nowhere with it, and what to do. No fact: nothing has happened to the account. */
export function reportFailure({ database, timeSkipping }: ActivityDependencies): Activities['reportFailure'] {
  return async ({ accountId, workId, work, code }) => {
    const now = businessNow(timeSkipping);
    await inTransaction(database, async (transaction) => {
      const account = await transaction.account.findUnique({ where: { id: accountId }, select: { id: true } });
      await openTask(transaction, {
        taskId: `failing:${accountId}:${stableHash(workId)}`, accountId: account?.id ?? null, kind: 'alert', subject: 'act_failing',
        script: `Account ${accountId}: "${work}" fails with ${code}. ${FAILURES[code].advice} It is tried again at least once an hour and goes on by itself as soon as the cause is gone.`,
        now, withinMs: PERSON_ANSWERS_WITHIN_MS,
      });
    });
  };
}
