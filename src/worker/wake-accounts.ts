/** Wake-ups: a hint that facts were accepted. Losing or doubling one changes nothing but the time until the run looks. */
import { randomUUID } from 'node:crypto';
import { isGrpcServiceError, WorkflowIdReusePolicy, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import Long from 'long';
import { accountWorkflowId, ACCOUNT_WORKFLOW, cadenceAttribute, type SEARCH_ATTRIBUTES, SIGNALS, TASK_QUEUES, taskQueue, type AccountInput } from '#contracts/account-workflow.ts';
import { latestOfPersons } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import { inParallel } from './in-parallel.ts';

export type AccountStarter = {
  /** Wakes the run of each account, starting one where there is none; ids without an account are passed over. */
  readonly wake: (accountIds: readonly string[]) => Promise<void>;
};

export type StarterOptions = { readonly client: Client; readonly database: Database; readonly queuePrefix: string };

/** gRPC's status for a workflow id with an open run. */
const ALREADY_EXISTS = 6;

/** Requests under way at once: more only add latency on one server. */
const WAKE_UPS_AT_ONCE = 8;

/**
 * Signal-with-start: an open run hears it, an ended or missing one is followed by a run that folds the facts anew.
 * In a sandbox whose book was moved a new run starts at the book's time, which signal-with-start cannot do.
 */
export function accountStarter(options: StarterOptions): AccountStarter {
  return {
    wake: async (accountIds) => {
      const accounts = await loadAccounts(options.database, accountIds);
      await inParallel(WAKE_UPS_AT_ONCE, accounts, (account) => account.aheadMs > 0 ? signalOrStartAhead(options, account) : signalWithStart(options, account));
    },
  };
}

type AccountToWake = {
  readonly accountId: string; readonly creditorId: string; readonly cadenceHash: string;
  /** What helps a person who looks at the run; nothing about the debtor. */
  readonly memo: Readonly<Record<'accountId' | 'creditorId' | 'role' | 'currency' | 'cadence', string>>;
  /** True once a run decided: one is probably open. */
  readonly decided: boolean;
  /** How far the account's business time is ahead of the wall. */
  readonly aheadMs: number;
};

async function loadAccounts(database: Database, accountIds: readonly string[]): Promise<readonly AccountToWake[]> {
  const clock = await database.sandboxClock.findUnique({ where: { id: 1 } });
  const rows = await database.account.findMany({
    where: { id: { in: [...accountIds] } }, orderBy: { id: 'asc' }, select: {
      id: true, creditorId: true, currency: true, cadenceHash: true, next: { select: { decisionNo: true } },
      contract: { select: { role: true } }, cadence: { select: { name: true, version: true } },
    },
  });
  const latest = clock === null ? [] : await latestOfPersons(database, rows.map((row) => row.id));
  const latestMs = new Map(latest.map((row) => [row.accountId, row.latestMs]));
  const offsetMs = Number(clock?.offsetMs ?? 0);
  return rows.map((row) => ({
    accountId: row.id, creditorId: row.creditorId, cadenceHash: row.cadenceHash, decided: (row.next?.decisionNo ?? 0) > 0,
    memo: { accountId: row.id, creditorId: row.creditorId, role: row.contract.role, currency: row.currency, cadence: `${row.cadence.name}@${row.cadence.version}` },
    aheadMs: clock === null ? 0 : Math.max(offsetMs, (latestMs.get(row.id) ?? 0) - Date.now(), 0),
  }));
}

async function signalWithStart({ client, queuePrefix }: StarterOptions, account: AccountToWake): Promise<void> {
  const input: AccountInput = { accountId: account.accountId };
  await client.workflow.signalWithStart(ACCOUNT_WORKFLOW, {
    workflowId: accountWorkflowId(account.accountId), taskQueue: taskQueue(TASK_QUEUES.accounts, queuePrefix), args: [input],
    signal: SIGNALS.wake, signalArgs: [], workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    memo: account.memo, staticSummary: summaryOf(account), searchAttributes: startAttributes(account),
  });
}

/** A run may end, or another may start, between the two requests: then the other one is right, at the latest in the second round. */
async function signalOrStartAhead(options: StarterOptions, account: AccountToWake): Promise<void> {
  if (account.decided && await signalOpenRun(options, account)) return;
  if (await startAhead(options, account)) return;
  if (await signalOpenRun(options, account)) return;
  await startAhead(options, account);
}

async function signalOpenRun({ client }: StarterOptions, { accountId }: AccountToWake): Promise<boolean> {
  try {
    await client.workflow.getHandle(accountWorkflowId(accountId)).signal(SIGNALS.wake);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Starts a run at the account's business time: delayed by what the book is ahead and fast-forwarded over the delay in the same request.
 * It needs no wake-up besides: a new run reads all facts. False when a run is open already.
 */
async function startAhead({ client, queuePrefix }: StarterOptions, account: AccountToWake): Promise<boolean> {
  const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
  const payloads = (values: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, payload(value)]));
  const ahead = { seconds: Long.fromNumber(Math.floor(account.aheadMs / 1_000)), nanos: (account.aheadMs % 1_000) * 1_000_000 };
  const input: AccountInput = { accountId: account.accountId };
  try {
    await client.workflowService.startWorkflowExecution({
      namespace: client.options.namespace, workflowId: accountWorkflowId(account.accountId), requestId: randomUUID(), identity: client.options.identity,
      workflowType: { name: ACCOUNT_WORKFLOW }, taskQueue: { name: taskQueue(TASK_QUEUES.accounts, queuePrefix) }, input: { payloads: [payload(input)] },
      memo: { fields: payloads(account.memo) }, userMetadata: { summary: payload(summaryOf(account)) },
      searchAttributes: { indexedFields: payloads(startAttributes(account)) },
      workflowStartDelay: ahead, timeSkippingConfig: { enabled: true, fastForwardConfig: { id: randomUUID(), duration: ahead } },
    });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === ALREADY_EXISTS) return false;
    throw error;
  }
}

function summaryOf({ accountId }: Pick<AccountToWake, 'accountId'>): string {
  return `account ${accountId}`;
}

function startAttributes(account: { readonly creditorId: string; readonly cadenceHash: string }): Record<keyof typeof SEARCH_ATTRIBUTES, string[]> {
  return { DunwellCreditor: [account.creditorId], DunwellStage: ['none'], DunwellCadence: [cadenceAttribute(account.cadenceHash)] };
}
