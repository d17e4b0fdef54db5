import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { accountWorkflowId } from '#contracts/account-workflow.ts';

/** Whether an act of the account's run is under way, waits in a provider's queue or for its next try. */
export async function isActing(client: Client, accountId: string): Promise<boolean> {
  try {
    const { raw, status } = await client.workflow.getHandle(accountWorkflowId(accountId)).describe();
    // A run that was ended from outside still lists the acts that it had.
    return status.name === 'RUNNING' && (raw.pendingActivities ?? []).length > 0;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
