/** One worker process: decisions and bookkeeping on the accounts queue, and a queue with a server-side rate per provider. */
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker, type NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import { TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import { createActivities } from '#activities/create-activities.ts';
import type { ActivityDependencies } from '#activities/dependencies.ts';

export type WorkerOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly queuePrefix: string;
  readonly dependencies: ActivityDependencies;
  readonly bundle: WorkflowBundle;
  /** Messages per second that each provider may be given, held by the server over all workers. */
  readonly ratesPerSecond: { readonly sms: number; readonly email: number; readonly letter: number };
  readonly maximumCachedWorkflows: number;
  readonly stickyTimeoutMs: number;
};

export type RunningWorkers = { readonly stop: () => Promise<void>; readonly failed: Promise<never> };

/** Longer than any provider call, so that a stop never cuts a message that was given out. */
const SHUTDOWN_GRACE = '50s';
const SHUTDOWN_FORCE = '60s';

/** The workflow code as production runs it. */
export function bundleWorkflows(): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)), logger: new DefaultLogger('WARN') });
}

export async function startWorkers(options: WorkerOptions): Promise<RunningWorkers> {
  const { decideStep, sendSms, sendEmail, sendLetter, ...bookkeeping } = createActivities(options.dependencies);
  const shared = { connection: options.connection, namespace: options.namespace, shutdownGraceTime: SHUTDOWN_GRACE, shutdownForceTime: SHUTDOWN_FORCE } as const;
  const accounts = await Worker.create({
    ...shared, taskQueue: taskQueue(TASK_QUEUES.accounts, options.queuePrefix), workflowBundle: options.bundle,
    activities: { decideStep, ...bookkeeping }, maxCachedWorkflows: options.maximumCachedWorkflows,
    stickyQueueScheduleToStartTimeout: options.stickyTimeoutMs, maxConcurrentWorkflowTaskExecutions: 20,
  });
  const providers = await Promise.all(([['sms', { sendSms }], ['email', { sendEmail }], ['letter', { sendLetter }]] as const).map(([channel, activities]) =>
    Worker.create({
      ...shared, taskQueue: taskQueue(TASK_QUEUES[channel], options.queuePrefix), activities,
      // The rate is held by the server; eager starts would go around it and do not happen on a queue without workflows.
      maxTaskQueueActivitiesPerSecond: options.ratesPerSecond[channel], maxConcurrentActivityTaskExecutions: 20,
    })));
  return runAll([accounts, ...providers]);
}

function runAll(workers: readonly Worker[]): RunningWorkers {
  const runs = workers.map((worker) => worker.run());
  const failed = new Promise<never>((_resolve, reject) => { for (const run of runs) run.catch(reject); });
  failed.catch(() => undefined);
  return {
    failed,
    stop: async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(runs);
    },
  };
}
