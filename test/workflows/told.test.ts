/** What a run tells whoever asks: why it waited in the past, and under which stage and cadence the server's lists show it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { acceptHold, liftHold } from '#adapters/db/accept/accept-hold.ts';
import { asJson, inTransaction } from '#adapters/db/database.ts';
import { explainAccount } from '#adapters/db/read/explain-account.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const today = (): string => new Date().toISOString().slice(0, 10);
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

describe('what a run tells', () => {
  let environment: TestEnvironment;
  let world: World;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  it('leaves no wait unexplained: its rule, its end and its policy are told when it is long over', async () => {
    await world.seed({ accountId: 'once-silent', dueOn: today() });
    await acceptHold(world.database, { accountId: 'once-silent', holdId: 'silent-hold', code: 'cease', evidence: 'letter', source: 'officer', now: new Date().toISOString() });
    const run = await world.start('once-silent');
    const first = await until('the wait', () => world.database.accountNext.findUnique({ where: { accountId: 'once-silent' } }));
    await run.forward(3 * DAY_MS);
    await inTransaction(world.database, (transaction) => liftHold(transaction, { accountId: 'once-silent', holdId: 'silent-hold', evidence: 'letter', source: 'officer', now: inDays(3) }));
    await world.starter.wake(['once-silent']);
    await until('the next plan', async () => (await world.database.accountNext.findUniqueOrThrow({ where: { accountId: 'once-silent' } })).cursor === 3);
    await run.forward(4 * DAY_MS);

    const { decision } = await explainAccount(world.database, { account: { accountId: 'once-silent' }, at: inDays(2) });
    expect(decision).toMatchObject({
      source: 'plan', decidedAt: first.decidedAt.toISOString(), step: { kind: 'wait' }, until: first.nextActionAt?.toISOString(), ends: { at: first.nextActionAt?.toISOString(), afterFact: 2 },
      policy: { name: world.policy.name, version: world.policy.version }, rulesHash: 'test-rules',
    });
    expect(decision?.reasons.map((reason) => reason.ruleId)).toEqual(['hold:cease']);
    expect((await explainAccount(world.database, { account: { accountId: 'once-silent' } })).decision?.reasons.map((reason) => reason.ruleId)).not.toContain('hold:cease');
    // What is kept is what the run went by: its decisions number from one, and each has its plan.
    const plans = await world.database.plannedStep.findMany({ where: { accountId: 'once-silent' }, orderBy: { decidedAt: 'asc' } });
    expect(plans.map((plan) => plan.decisionNo)).toEqual(plans.map((_plan, index) => index + 1));
    await run.handle.terminate('looked at enough');
  });

  const publish = (hash: string) => world.database.cadenceVersion.create({ data: { hash, name: world.policy.name, version: '1.1.0', policy: asJson(world.policy), publishedAt: new Date() } });
  const attributesOf = async (accountId: string) => (await world.client.workflow.getHandle(`account-${accountId}`).describe()).searchAttributes;

  it('is listed under the cadence and the stage that it moved to, also by the run that goes on after it', async () => {
    await publish('0123456789abcdef-and-the-rest');
    await world.seed({ accountId: 'migrated', dueOn: today() });
    await world.starter.wake(['migrated']);
    const handle = world.client.workflow.getHandle('account-migrated');
    await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'migrated' } }));
    expect(await attributesOf('migrated')).toMatchObject({ DunwellCreditor: ['creditor'], DunwellStage: ['none'], DunwellCadence: ['test-cadence'] });
    const order = (name: string, command: object) => handle.executeUpdate(name, { args: [{ kind: name, commandId: `migrated-${name}-${JSON.stringify(command).length}`, ...command }] });
    await order('move', { stage: 'call', reason: 'test' });
    await order('migrate', { cadenceHash: '0123456789abcdef-and-the-rest' });
    await until('the cadence', async () => (await attributesOf('migrated'))['DunwellCadence']?.[0] === '0123456789abcdef');
    const { runId } = await handle.describe();
    await order('move', { stage: 'negotiation', reason: 'test' });
    await until('the run after the stage', async () => (await handle.describe()).runId !== runId);
    expect(await attributesOf('migrated')).toMatchObject({ DunwellCreditor: ['creditor'], DunwellStage: ['negotiation'], DunwellCadence: ['0123456789abcdef'] });
    await handle.terminate('looked at enough');
  });

  it('is listed under its stage and cadence, however many facts a run that begins anew takes in at once', async () => {
    await world.seed({ accountId: 'many-facts', dueOn: today() });
    await inTransaction(world.database, async (transaction) => {
      const now = new Date().toISOString();
      const accept = (factId: string, body: Parameters<typeof insertWithRows>[1]['body']) => insertWithRows(transaction, { accountId: 'many-facts', factId, source: 'test', occurredAt: now, body }, { now });
      await accept('many-move', { kind: 'stageMoved', stage: 'call', reason: 'test' });
      // More than one decision takes in.
      for (let no = 1; no <= 25; no += 1) await accept(`many-${no}`, { kind: 'affordabilityStated', monthlyMinor: 40_00 + no, firstPaymentOn: '2030-01-01' });
    });
    await world.starter.wake(['many-facts']);
    await until('all facts', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'many-facts' } }))?.cursor === 27);
    await until('the stage', async () => (await attributesOf('many-facts'))['DunwellStage']?.[0] === 'call');
    await world.client.workflow.getHandle('account-many-facts').terminate('looked at enough');
  });
});
