import type { Activities } from '#contracts/activities.ts';
import { saveHistoryBytes } from '#adapters/db/acts/save-history.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Saves the bytes of an ended run, beyond the server's retention. */
export function saveHistory({ database, histories }: ActivityDependencies): Activities['saveHistory'] {
  return async ({ workflowId, runId }) => {
    const { bytes, events } = await histories.fetch(workflowId, runId);
    await saveHistoryBytes(database, { workflowId, runId, bytes, events });
  };
}
