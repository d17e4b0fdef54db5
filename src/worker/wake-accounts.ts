/** Wake-ups: a hint that facts were accepted. Losing or doubling one changes nothing but the time until the run looks. */
import { WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import { accountWorkflowId, ACCOUNT_WORKFLOW, type SEARCH_ATTRIBUTES, SIGNALS, TASK_QUEUES, taskQueue, type AccountInput } from '#contracts/account-workflow.ts';
import type { Database } from '#adapters/db/database.ts';

export type AccountStarter = {
  /** Wakes the run of each account, starting one where there is none. */
  readonly wake: (accountIds: readonly string[]) => Promise<void>;
};

export type StarterOptions = { readonly client: Client; readonly database: Database; readonly queuePrefix: string };

/** Signal-with-start: an open run hears it, an ended or missing one is followed by a run that folds the facts anew. */
export function accountStarter({ client, database, queuePrefix }: StarterOptions): AccountStarter {
  return {
    wake: async (accountIds) => {
      for (const accountId of accountIds) {
        const account = await database.account.findUnique({ where: { id: accountId }, select: { creditorId: true, cadenceHash: true } });
        if (account === null) continue;
        const input: AccountInput = { accountId };
        await client.workflow.signalWithStart(ACCOUNT_WORKFLOW, {
          workflowId: accountWorkflowId(accountId), taskQueue: taskQueue(TASK_QUEUES.accounts, queuePrefix), args: [input],
          signal: SIGNALS.wake, signalArgs: [], workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          memo: { accountId }, staticSummary: `account ${accountId}`, searchAttributes: startAttributes(account),
        });
      }
    },
  };
}

export function startAttributes(account: { readonly creditorId: string; readonly cadenceHash: string }): Record<keyof typeof SEARCH_ATTRIBUTES, string[]> {
  return { DunwellCreditor: [account.creditorId], DunwellStage: ['none'], DunwellCadence: [account.cadenceHash.slice(0, 16)] };
}
