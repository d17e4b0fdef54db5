/** Runs that take each path of the workflow once, and the histories of all their links. */
import type { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { accountWorkflowId } from '#contracts/account-workflow.ts';
import type { World } from '../support/account-world.ts';
import { until } from '../support/until.ts';
import type { History } from './history-files.ts';

const DAY_MS = 86_400_000;

export async function recordPaths(world: World, hold: typeof acceptHold): Promise<readonly { readonly name: string; readonly history: History }[]> {
  const dueOn = new Date().toISOString().slice(0, 10);
  const chains = await Promise.all([wholeCadence(world, dueOn), paidBySignals(world, dueOn), ceased(world, dueOn, hold), commanded(world, dueOn)]);
  return chains.flat();
}

/** Every stage, with a continue-as-new at the end of each. */
async function wholeCadence(world: World, dueOn: string) {
  await world.seed({ accountId: 'path-whole', dueOn });
  const first = await firstRunId(world, 'path-whole');
  return chain(world, 'whole', 'path-whole', first);
}

async function firstRunId(world: World, accountId: string): Promise<string> {
  const run = await world.start(accountId);
  const { runId } = await run.handle.describe();
  await run.runFreely();
  return runId;
}

async function paidBySignals(world: World, dueOn: string) {
  await world.seed({ accountId: 'path-paid', dueOn });
  const run = await world.start('path-paid');
  const { runId } = await run.handle.describe();
  await run.forward(2 * DAY_MS);
  for (const [paymentId, amountMinor] of [['half', 100_00], ['rest', 150_00]] as const) {
    await run.handle.signal('payment', { paymentId, amountMinor, currency: 'USD', paidOn: dueOn });
  }
  await run.handle.result();
  return chain(world, 'paid', 'path-paid', runId);
}

async function ceased(world: World, dueOn: string, hold: typeof acceptHold) {
  await world.seed({ accountId: 'path-ceased', dueOn });
  const run = await world.start('path-ceased');
  const { runId } = await run.handle.describe();
  await hold(world.database, { accountId: 'path-ceased', holdId: 'path-cease', code: 'cease', evidence: 'letter', source: 'officer', now: new Date().toISOString() });
  await world.starter.wake(['path-ceased']);
  await run.runFreely();
  return chain(world, 'ceased', 'path-ceased', runId);
}

async function commanded(world: World, dueOn: string) {
  await world.seed({ accountId: 'path-commanded', dueOn });
  const run = await world.start('path-commanded');
  const { runId } = await run.handle.describe();
  await run.handle.executeUpdate('move', { args: [{ kind: 'move', commandId: 'path-move', stage: 'final_notice', reason: 'golden' }] });
  await until('the move', async () => (await run.handle.query<{ stage: string | null }, []>('status')).stage === 'final_notice');
  await run.runFreely();
  return chain(world, 'commanded', 'path-commanded', runId);
}

/** All links of a chain of continued runs, from the first. */
async function chain(world: World, name: string, accountId: string, firstRun: string) {
  const links: { readonly name: string; readonly history: History }[] = [];
  let runId: string | undefined = firstRun;
  while (runId !== undefined && runId !== '') {
    const history: History = await world.client.workflow.getHandle(accountWorkflowId(accountId), runId).fetchHistory();
    links.push({ name: `${name}-${links.length + 1}`, history });
    const last = history.events?.at(-1);
    runId = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return links;
}
