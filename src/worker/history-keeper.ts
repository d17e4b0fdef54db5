/** Saves the bytes of ended runs while the server still has them: the last run of an account has no successor that would. */
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Logger } from 'pino';
import { ACCOUNT_WORKFLOW } from '#contracts/account-workflow.ts';
import { wallNow } from '#adapters/clock.ts';
import { saveHistoryBytes } from '#adapters/db/acts/save-history.ts';
import type { Database } from '#adapters/db/database.ts';
import type { HistorySource } from '#activities/dependencies.ts';

const BATCH = 200;
/** Visibility lags behind the close of a run by moments; runs are looked at again for so long. */
const OVERLAP_MS = 3_600_000;

export type HistoryKeeperOptions = { readonly client: Client; readonly database: Database; readonly histories: HistorySource; readonly log: Logger };

/** One pass over runs that closed since an instant; returns the latest close seen, from which the next pass goes on. */
export async function keepHistories({ client, database, histories, log }: HistoryKeeperOptions, since: Date): Promise<Date> {
  const from = new Date(since.getTime() - OVERLAP_MS);
  let latest = since;
  let seen: { readonly workflowId: string; readonly runId: string }[] = [];
  const query = `WorkflowType = '${ACCOUNT_WORKFLOW}' AND ExecutionStatus != 'Running' AND CloseTime > '${from.toISOString()}'`;
  for await (const run of client.workflow.list({ query })) {
    seen.push({ workflowId: run.workflowId, runId: run.runId });
    if (run.closeTime !== undefined && run.closeTime > latest && run.closeTime <= wallNow()) latest = run.closeTime;
    if (seen.length < BATCH) continue;
    await saveMissing(seen);
    seen = [];
  }
  await saveMissing(seen);
  return latest;

  async function saveMissing(runs: readonly { readonly workflowId: string; readonly runId: string }[]): Promise<void> {
    const saved = await database.historyExport.findMany({ where: { runId: { in: runs.map((run) => run.runId) } }, select: { runId: true } });
    const known = new Set(saved.map((row) => row.runId));
    for (const run of runs.filter((each) => !known.has(each.runId))) {
      await saveHistoryBytes(database, { ...run, ...(await histories.fetch(run.workflowId, run.runId)) });
      log.info({ workflowId: run.workflowId, runId: run.runId }, 'history saved');
    }
  }
}

/** Histories as the server gives them, in Temporal's own binary form. */
export function temporalHistories(client: Client): HistorySource {
  return {
    fetch: async (workflowId, runId) => {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      return { bytes: proto.temporal.api.history.v1.History.encode(history).finish(), events: history.events?.length ?? 0 };
    },
  };
}
