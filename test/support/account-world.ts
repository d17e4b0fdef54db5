/** A small world around real workers, the real server and a real database; only the providers are stand-ins, and they keep a journal. */
import { Client, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Delivery, Finding } from '#adapters/channel-sender.ts';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { asJson, inTransaction, type Database } from '#adapters/db/database.ts';
import { postEntry } from '#adapters/db/ledger.ts';
import type { MessageComposer } from '#adapters/db/touch/compose-message.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { ClaimedTouch } from '#adapters/db/touch/claim-touch.ts';
import type { ActivityDependencies } from '#activities/dependencies.ts';
import { loadConfig } from '#config';
import { accountWorkflowId, ACCOUNT_WORKFLOW, TASK_QUEUES, taskQueue } from '#contracts/account-workflow.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { openingLines } from '#core/ledger/entry.ts';
import { connectClient, connectWorker } from '#runtime/temporal-server.ts';
import type { TestEnvironment } from '#runtime/test-environment.ts';
import { bundleWorkflows, startWorkers } from '../../src/worker/start-worker.ts';
import { accountStarter } from '../../src/worker/wake-accounts.ts';
import { TEST_CADENCE } from './test-cadence.ts';

export type Sent = { readonly accountId: string; readonly channel: string; readonly stepId: string; readonly attemptNo: number; readonly at: string; readonly text: string };
export type Answer = (touch: ClaimedTouch) => Delivery | Promise<Delivery>;

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Tests know where everybody lives and that every debt can be sued on, unless they say otherwise. */
export const PLAIN_REFERENCE: ReferenceData = {
  candidateZones: () => ['America/New_York'], limitation: () => 'running', calendar: () => ({ weekend: [6, 7], holidays: [] }),
  rulesHash: 'test-rules', tzdbVersion: process.versions.tz ?? 'unknown',
};

export async function openWorld(environment: TestEnvironment, given: { readonly policy?: CadencePolicy; readonly answer?: Answer; readonly find?: () => Finding; readonly settleAfterMs?: number; readonly referenceData?: ReferenceData; readonly compose?: MessageComposer } = {}) {
  const { temporal } = loadConfig({});
  const connection = await connectClient(environment.temporalAddress, temporal);
  const workerConnection = await connectWorker(environment.temporalAddress, temporal);
  const client = new Client({ connection });
  const sent: Sent[] = [];
  const sender = (provider: string) => ({
    provider, settleAfterMs: given.settleAfterMs ?? 50,
    deliver: async (touch: ClaimedTouch): Promise<Delivery> => {
      const answer = given.answer === undefined ? { kind: 'accepted' as const, providerId: touch.touchId } : await given.answer(touch);
      if (answer.kind === 'accepted' || answer.kind === 'unknown') {
        sent.push({ accountId: touch.accountId, channel: touch.channel, stepId: touch.reference.stepId, attemptNo: touch.reference.attemptNo, at: touch.claimedAt, text: touch.message.text });
      }
      return answer;
    },
    find: (): Promise<Finding> => Promise.resolve(given.find === undefined ? { kind: 'cannotSay', reason: 'this provider cannot be asked' } : given.find()),
  });
  const starter = accountStarter({ client, database: environment.database, queuePrefix: environment.queuePrefix });
  const dependencies: ActivityDependencies = {
    database: environment.database, referenceData: given.referenceData ?? PLAIN_REFERENCE, mode: 'sandbox', timeSkipping: true,
    compose: given.compose ?? (({ facts, template }) => Promise.resolve({ subject: template, text: `${template} ${facts.amountMinor}`, html: null, pdf: null })), composeScript: ({ template, facts }) => `${template} ${facts.amountMinor}`,
    senders: { sms: sender('sms-stand-in'), email: sender('email-stand-in'), letter: sender('letter-stand-in') },
    histories: { fetch: () => Promise.resolve({ bytes: new Uint8Array([1]), events: 1 }) }, handOvers: { save: () => Promise.resolve() },
  };
  const bundle = await bundleWorkflows();
  const start = () => startWorkers({
    connection: workerConnection, namespace: temporal.namespace, queuePrefix: environment.queuePrefix, dependencies, bundle,
    ratesPerSecond: { sms: 1_000, email: 1_000, letter: 1_000 }, maximumCachedWorkflows: 100, stickyTimeoutMs: 1_000,
  });
  let workers = await start();
  await publish(environment.database, given.policy ?? TEST_CADENCE);
  return {
    client, connection, sent, starter, database: environment.database, policy: given.policy ?? TEST_CADENCE, dependencies,
    seed: async (account: SeededAccount) => {
      await refuseSharedName(client, account.accountId, environment.queuePrefix);
      await seedAccount(environment.database, account);
    },
    start: (accountId: string) => startSkipping(client, environment.queuePrefix, accountId),
    /** Another set of workers takes over from the one that is there. */
    restartWorkers: async () => { await workers.stop(); workers = await start(); },
    close: async () => { await workers.stop(); await connection.close(); await workerConnection.close(); },
  };
}

async function publish(database: Database, policy: CadencePolicy): Promise<void> {
  await database.cadenceVersion.create({ data: { hash: 'test-cadence', name: policy.name, version: policy.version, policy: asJson(policy), publishedAt: new Date() } });
  await database.creditor.create({
    data: {
      id: 'creditor', name: 'Northwind Lending', contracts: {
        create: {
          version: 1, role: 'first_party', brandName: 'Northwind', callerName: 'Northwind Accounts', phone: '+12025550100', channels: 'sms email letter call', legalEnabled: true,
          lawFirm: 'law-firm-one', settlementFloorPercent: 60, calendarCountry: 'US', addressLine: '1 Example Street', effectiveFrom: '2026-01-01',
        },
      },
    },
  });
}

export type SeededAccount = { readonly accountId: string; readonly partyId?: string; readonly dueOn: string; readonly amountMinor?: number };

/** Test files share a server: a run of the same name elsewhere would take the place of this one, and nothing would say so. */
async function refuseSharedName(client: Client, accountId: string, queuePrefix: string): Promise<void> {
  const found = await client.workflow.getHandle(accountWorkflowId(accountId)).describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  if (found !== null && !found.taskQueue.startsWith(`${queuePrefix}-`)) throw new Error(`Another test file has an account "${accountId}": choose another name.`);
}

/** A first-party consumer account with a phone, an e-mail and a postal address, enrolled now. */
async function seedAccount(database: Database, { accountId, partyId = `party-${accountId}`, dueOn, amountMinor = 250_00 }: SeededAccount): Promise<void> {
  const now = new Date();
  if ((await database.party.findUnique({ where: { id: partyId } })) === null) await seedParty(database, partyId);
  await database.account.create({
    data: {
      id: accountId, reference: `R-${accountId}`, creditorId: 'creditor', contractVersion: 1, partyId, currency: 'USD', cadenceHash: 'test-cadence', placedOn: dueOn, createdAt: now,
      debts: { create: { id: `debt-${accountId}`, reference: `I-${accountId}`, product: 'loan', dueOn, originalMinor: BigInt(amountMinor), obligors: { create: { partyId, liability: 'primary' } } } },
    },
  });
  await inTransaction(database, async (transaction) => {
    await postEntry(transaction, { kind: 'opening', sourceId: `debt-${accountId}`, accountId, currency: 'USD', postedAt: now, effectiveOn: dueOn, lines: openingLines(`debt-${accountId}`, { principal: amountMinor }) });
    await insertWithRows(transaction, { accountId, factId: `enrolled:${accountId}`, source: 'import', occurredAt: now.toISOString(), body: { kind: 'enrolled', role: 'first_party', placedOn: dueOn } }, { now: now.toISOString() });
  });
}

/** Numbers of this process so far: a shared number would be a shared contact point. */
let phones = 0;

async function seedParty(database: Database, partyId: string): Promise<void> {
  await database.party.create({ data: { id: partyId, kind: 'person', fullName: `Case ${partyId} Doe`, countryCode: 'US', stateCode: 'NY', createdAt: new Date() } });
  for (const [kind, value] of [['phone', `+1212555${String((phones += 1)).padStart(4, '0')}`], ['email', `${partyId}@example.com`], ['postal', `1 Sample Road, ${partyId}`]] as const) {
    const contactPointId = `${partyId}-${kind}`;
    await database.contactPoint.create({ data: { id: contactPointId, kind, value, textable: kind === 'phone', stateCode: kind === 'postal' ? 'NY' : null } });
    await database.partyContactPoint.create({ data: { partyId, contactPointId, place: kind === 'phone' ? 'mobile' : 'home' } });
    await database.consent.create({ data: { id: `consent-${contactPointId}`, partyId, contactPointId, medium: kind, action: 'granted', grantedTo: 'creditor', basis: 'contract', recordedAt: new Date() } });
  }
}

/** Starts a run whose clock stands still until it is moved. */
async function startSkipping(client: Client, queuePrefix: string, accountId: string): Promise<AccountRun> {
  const workflowId = accountWorkflowId(accountId);
  const { namespace } = client.options;
  await client.workflowService.startWorkflowExecution({
    namespace, workflowId, requestId: workflowId, workflowType: { name: ACCOUNT_WORKFLOW }, taskQueue: { name: taskQueue(TASK_QUEUES.accounts, queuePrefix) },
    input: { payloads: [defaultPayloadConverter.toPayload({ accountId })] },
  });
  const handle = client.workflow.getHandle(workflowId);
  let forwards = 0;
  const skip = (config: object) => client.workflowService.updateWorkflowExecutionOptions({
    namespace, workflowExecution: { workflowId }, updateMask: { paths: ['time_skipping_config'] }, workflowExecutionOptions: { timeSkippingConfig: config },
  });
  return {
    handle,
    forward: async (milliseconds) => {
      forwards += 1;
      const fastForwardId = `forward-${forwards}`;
      await skip({ enabled: true, fastForwardConfig: { duration: { seconds: Math.round(milliseconds / 1_000) }, id: fastForwardId } });
      await client.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: { workflowId }, fastForwardId });
    },
    runFreely: async () => {
      await skip({ enabled: true, maxSessionSkipCount: 100_000 });
      return handle.result() as Promise<{ outcome: string }>;
    },
  };
}

export type AccountRun = {
  readonly handle: ReturnType<Client['workflow']['getHandle']>;
  /** Moves this run's clock ahead and comes back when it stands there. */
  readonly forward: (milliseconds: number) => Promise<void>;
  /** Lets the clock jump from timer to timer until the run ends. */
  readonly runFreely: () => Promise<{ readonly outcome: string }>;
};
