import { createHash } from 'node:crypto';
import { wallNow } from '../../clock.ts';
import type { Database } from '../database.ts';

/** Keeps a history as it was fetched; the first copy of a run stays. */
export async function saveHistoryBytes(database: Database, history: { readonly workflowId: string; readonly runId: string; readonly bytes: Uint8Array; readonly events: number }): Promise<void> {
  const { workflowId, runId, events } = history;
  const bytes = Buffer.from(history.bytes);
  await database.historyExport.upsert({
    where: { workflowId_runId: { workflowId, runId } }, update: {},
    create: { workflowId, runId, events, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), savedAt: wallNow() },
  });
}
