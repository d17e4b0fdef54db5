/** The bench's accounts, workers and runs. Sends end in memory: the provider is the same nothing on both sides. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';
import { bundleWorkflowCode } from '@temporalio/worker';
import { loadConfig } from '#config';
import { TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import { connectClient, connectWorker } from '#runtime/temporal-server.ts';
import type { ClaimedTouch } from '#adapters/db/touch/claim-touch.ts';
import { startWorkers } from '../src/worker/start-worker.ts';
import type { BenchServers } from './bench-servers.ts';
import { benchRequests, GAP_MS, seedBenchAccounts, BENCH_REFERENCE } from './bench-accounts.ts';

export type BenchWorld = Awaited<ReturnType<typeof openBenchWorld>>;
type History = proto.temporal.api.history.v1.IHistory;

export async function openBenchWorld(servers: BenchServers, { accounts, touches }: { readonly accounts: number; readonly touches: number }) {
  const { temporal } = loadConfig({});
  const connection = await connectClient(servers.temporalAddress, temporal);
  const workerConnection = await connectWorker(servers.temporalAddress, temporal);
  const client = new Client({ connection });
  const sender = { provider: 'bench', settleAfterMs: 1, deliver: (touch: ClaimedTouch) => Promise.resolve({ kind: 'accepted' as const, providerId: touch.touchId }), find: () => Promise.resolve({ kind: 'absent' as const }) };
  const workers = await startWorkers({
    connection: workerConnection, namespace: temporal.namespace, queuePrefix: 'bench',
    bundle: await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)) }),
    dependencies: {
      database: servers.database, referenceData: BENCH_REFERENCE, mode: 'sandbox', timeSkipping: true,
      compose: ({ facts }) => Promise.resolve({ subject: null, text: `You owe ${facts.amountMinor}`, html: null, pdf: null }),
      senders: { sms: sender, email: sender, letter: sender }, histories: { fetch: () => Promise.resolve({ bytes: new Uint8Array(), events: 0 }) }, wake: () => Promise.resolve(),
    },
    ratesPerSecond: { sms: 10_000, email: 10_000, letter: 10_000 }, maximumCachedWorkflows: 2_000, stickyTimeoutMs: 5_000,
  });
  let round = 0;
  const last: Record<'full' | 'bare', readonly string[]> = { full: [], bare: [] };

  async function start(workflowId: string, type: string, input: unknown, skipping: boolean): Promise<void> {
    await client.workflowService.startWorkflowExecution({
      namespace: temporal.namespace, workflowId, requestId: workflowId, workflowType: { name: type }, taskQueue: { name: taskQueue(TASK_QUEUES.accounts, 'bench') },
      input: { payloads: [defaultPayloadConverter.toPayload(input)] }, ...(skipping ? { timeSkippingConfig: { enabled: true, maxSessionSkipCount: 100_000 } } : {}),
    });
  }

  return {
    sdkVersion: (createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }).version,
    run: async (kind: 'full' | 'bare'): Promise<void> => {
      round += 1;
      const ids = await seedBenchAccounts(servers.database, { round, accounts, touches });
      last[kind] = ids.map((id) => `bench-${kind}-${id}`);
      await Promise.all(ids.map((id) => kind === 'full'
        ? start(`bench-full-${id}`, 'accountWorkflow', { accountId: id }, true)
        : start(`bench-bare-${id}`, 'bareWorkflow', { requests: benchRequests(id, touches), gapMs: GAP_MS, taskQueue: taskQueue(TASK_QUEUES.sms, 'bench') }, true)));
      await Promise.all(last[kind].map((workflowId) => client.workflow.getHandle(workflowId).result()));
      const sent = await servers.database.touch.count({ where: { accountId: { in: [...ids] }, status: 'sent' } });
      if (sent !== accounts * touches) throw new Error(`${kind}: ${sent} touches were sent, ${accounts * touches} expected; the rates would compare different work`);
    },
    lastHistories: (kind: 'full' | 'bare'): Promise<readonly History[]> => Promise.all(last[kind].map((workflowId) => client.workflow.getHandle(workflowId).fetchHistory())),
    /** Growth of this process per account that sleeps in the worker's cache. */
    idleMemory: async (count: number): Promise<number> => {
      round += 1;
      const ids = await seedBenchAccounts(servers.database, { round, accounts: count, touches });
      const before = process.memoryUsage().rss;
      await Promise.all(ids.map((id) => start(`bench-idle-${id}`, 'accountWorkflow', { accountId: id }, false)));
      while ((await servers.database.accountNext.count({ where: { accountId: { in: [...ids] } } })) < count) await new Promise((resolve) => setTimeout(resolve, 50));
      return Math.max(0, process.memoryUsage().rss - before) / count;
    },
    close: async () => { await workers.stop(); await connection.close(); await workerConnection.close(); },
  };
}
