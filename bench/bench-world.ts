/** The bench's accounts, workers and runs. Sends end in memory: the provider is the same nothing on both sides. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';
import { bundleWorkflowCode, type NativeConnection } from '@temporalio/worker';
import { loadConfig } from '#config';
import { TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import { connectClient, connectWorker } from '#runtime/temporal-server.ts';
import type { ClaimedTouch } from '#adapters/db/touch/claim-touch.ts';
import { startWorkers, type RunningWorkers } from '../src/worker/start-worker.ts';
import type { BenchServers } from './bench-servers.ts';
import { benchRequests, GAP_MS, seedBenchAccounts, BENCH_REFERENCE } from './bench-accounts.ts';

export type BenchWorld = Awaited<ReturnType<typeof openBenchWorld>>;
type History = proto.temporal.api.history.v1.IHistory;

type BenchSize = { readonly accounts: number; readonly touches: number };
type Kind = 'full' | 'bare';

export async function openBenchWorld(servers: BenchServers, { accounts, touches }: BenchSize) {
  const { temporal } = loadConfig({});
  const connection = await connectClient(servers.temporalAddress, temporal);
  const workerConnection = await connectWorker(servers.temporalAddress, temporal);
  const client = new Client({ connection });
  const workers = await startBenchWorkers(servers, workerConnection, temporal.namespace);
  let round = 0;
  const last: Record<Kind, readonly string[]> = { full: [], bare: [] };
  const seed = async (count: number): Promise<readonly string[]> => {
    round += 1;
    return seedBenchAccounts(servers.database, { round, accounts: count, touches });
  };
  return {
    sdkVersion: (createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }).version,
    run: async (kind: Kind): Promise<void> => {
      const ids = await seed(accounts);
      last[kind] = ids.map((id) => `bench-${kind}-${id}`);
      await Promise.all(ids.map((id) => startBenchRun(client, id, kind, touches)));
      await Promise.all(last[kind].map((workflowId) => client.workflow.getHandle(workflowId).result()));
      const sent = await servers.database.touch.count({ where: { accountId: { in: [...ids] }, status: 'sent' } });
      if (sent !== accounts * touches) throw new Error(`${kind}: ${sent} touches were sent, ${accounts * touches} expected; the rates would compare different work`);
    },
    lastHistories: (kind: Kind): Promise<readonly History[]> => Promise.all(last[kind].map((workflowId) => client.workflow.getHandle(workflowId).fetchHistory())),
    /** Growth of this process per account that sleeps in the worker's cache. */
    idleMemory: async (count: number): Promise<number> => {
      const ids = await seed(count);
      const before = process.memoryUsage().rss;
      await Promise.all(ids.map((id) => startWorkflow(client, { workflowId: `bench-idle-${id}`, type: 'accountWorkflow', input: { accountId: id }, skipping: false })));
      while ((await servers.database.accountNext.count({ where: { accountId: { in: [...ids] } } })) < count) await new Promise((resolve) => setTimeout(resolve, 50));
      return Math.max(0, process.memoryUsage().rss - before) / count;
    },
    close: async () => { await workers.stop(); await connection.close(); await workerConnection.close(); },
  };
}

async function startBenchWorkers(servers: BenchServers, connection: NativeConnection, namespace: string): Promise<RunningWorkers> {
  const sender = { provider: 'bench', settleAfterMs: 1, deliver: (touch: ClaimedTouch) => Promise.resolve({ kind: 'accepted' as const, providerId: touch.touchId }), find: () => Promise.resolve({ kind: 'absent' as const }) };
  return startWorkers({
    connection, namespace, queuePrefix: 'bench',
    bundle: await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)) }),
    dependencies: {
      database: servers.database, referenceData: BENCH_REFERENCE, mode: 'sandbox', timeSkipping: true,
      compose: ({ facts }) => Promise.resolve({ subject: null, text: `You owe ${facts.amountMinor}`, html: null, pdf: null }), composeScript: ({ template }) => template,
      senders: { sms: sender, email: sender, letter: sender }, histories: { fetch: () => Promise.resolve({ bytes: new Uint8Array(), events: 0 }) }, handOvers: null,
    },
    ratesPerSecond: { sms: 10_000, email: 10_000, letter: 10_000 }, maximumCachedWorkflows: 2_000, stickyTimeoutMs: 5_000,
  });
}

function startBenchRun(client: Client, id: string, kind: Kind, touches: number): Promise<void> {
  const workflowId = `bench-${kind}-${id}`;
  return kind === 'full'
    ? startWorkflow(client, { workflowId, type: 'accountWorkflow', input: { accountId: id }, skipping: true })
    : startWorkflow(client, { workflowId, type: 'bareWorkflow', input: { requests: benchRequests(id, touches), gapMs: GAP_MS, taskQueue: taskQueue(TASK_QUEUES.sms, 'bench') }, skipping: true });
}

type BenchStart = { readonly workflowId: string; readonly type: string; readonly input: unknown; readonly skipping: boolean };

async function startWorkflow(client: Client, { workflowId, type, input, skipping }: BenchStart): Promise<void> {
  await client.workflowService.startWorkflowExecution({
    namespace: client.options.namespace, workflowId, requestId: workflowId, workflowType: { name: type }, taskQueue: { name: taskQueue(TASK_QUEUES.accounts, 'bench') },
    input: { payloads: [defaultPayloadConverter.toPayload(input)] }, ...(skipping ? { timeSkippingConfig: { enabled: true, maxSessionSkipCount: 100_000 } } : {}),
  });
}
