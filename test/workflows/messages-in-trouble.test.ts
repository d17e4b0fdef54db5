/** What is told to a run while it cannot decide, or what cannot be read, is neither lost nor in the way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, PLAIN_REFERENCE, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const today = (): string => new Date().toISOString().slice(0, 10);

describe('messages in trouble', () => {
  let environment: TestEnvironment;
  let world: World;
  /** While true no decision comes off, as when the database is away. */
  let broken = false;
  let failures = 0;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    const candidateZones = (): readonly string[] => {
      if (!broken) return ['America/New_York'];
      failures += 1;
      throw new Error('away');
    };
    world = await openWorld(environment, { referenceData: { ...PLAIN_REFERENCE, candidateZones } });
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  const oneMoreFailure = async (): Promise<void> => {
    const before = failures;
    await until('a decision fails', () => Promise.resolve(failures > before + 1));
  };

  it('a payment told while nothing could be decided is taken before anything is done', async () => {
    broken = true;
    await world.seed({ accountId: 'deaf', dueOn: today() });
    const run = await world.start('deaf');
    await oneMoreFailure();
    await run.handle.signal('payment', { paymentId: 'in-trouble', amountMinor: 250_00, currency: 'USD', paidOn: today() });
    await oneMoreFailure();
    broken = false;
    await run.handle.signal('wake');
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
    expect(world.sent.filter((sent) => sent.accountId === 'deaf')).toHaveLength(0);
  });

  it('an order given while nothing could be decided is answered, also when the run hands over to a fresh one', async () => {
    await world.seed({ accountId: 'ordered', dueOn: today() });
    const run = await world.start('ordered');
    await run.forward(2 * DAY_MS);
    await until('the stage', async () => (await run.handle.query<{ stage: string | null }, []>('status')).stage === 'reminder');
    broken = true;
    const now = new Date(Date.now() + 2 * DAY_MS).toISOString();
    // The next decision enters another stage: there a run hands over, once no handler is under way.
    await inTransaction(world.database, (transaction) => insertWithRows(transaction, { accountId: 'ordered', factId: 'moved', source: 'test', occurredAt: now, body: { kind: 'stageMoved', stage: 'negotiation', reason: 'test' } }, { now }));
    await run.handle.signal('wake');
    await oneMoreFailure();
    const answer = run.handle.executeUpdate('park', { args: [{ kind: 'park', commandId: 'p-1', reviewOn: new Date(Date.now() + 90 * DAY_MS).toISOString().slice(0, 10), reason: 'test' }] });
    await oneMoreFailure();
    broken = false;
    await run.handle.signal('wake');
    await expect(answer).resolves.toMatchObject({ kind: 'accepted' });
  });

  it('a stop that cannot be read is a stop, and other unreadable messages wait for a person while the account goes on', async () => {
    await world.seed({ accountId: 'garbled', dueOn: today() });
    const run = await world.start('garbled');
    await run.handle.signal('payment', { paymentId: 'spaces are no id', accountId: 'ordered', amountMinor: 1.5, currency: 'dollars' });
    await run.handle.signal('inboundMessage');
    await run.handle.signal('cease');
    await until('the stop', () => world.database.hold.findFirst({ where: { party: { accounts: { some: { id: 'garbled' } } }, code: 'cease', liftedAt: null } }));
    const alerts = await until('both alerts', async () => {
      const tasks = await world.database.task.findMany({ where: { accountId: 'garbled', kind: 'alert' } });
      return tasks.length === 2 && tasks;
    });
    expect(alerts.map((task) => task.subject).toSorted()).toEqual(['signal_inboundMessage_refused', 'signal_payment_refused']);
    expect(await world.database.ledgerEntry.count({ where: { kind: 'payment', accountId: { in: ['garbled', 'ordered'] } } })).toBe(0);
    await until('the account has folded the stop', async () => (await run.handle.query<{ cursor: number }, []>('status')).cursor === 2);
  });

  it('an id is an id at every door, and a stop under an id that stands for another is a stop', async () => {
    await world.seed({ accountId: 'same-ids', dueOn: today() });
    const run = await world.start('same-ids');
    const paymentId = `bank#1:${'x'.repeat(180)}`;
    await run.handle.signal('payment', { paymentId, amountMinor: 10_00, currency: 'USD', paidOn: today() });
    await until('the payment', () => world.database.ledgerEntry.findFirst({ where: { kind: 'payment', sourceId: paymentId, accountId: 'same-ids' } }));
    const { id: taken } = await world.database.hold.findFirstOrThrow({ where: { party: { accounts: { some: { id: 'garbled' } } }, code: 'cease' } });
    await run.handle.signal('cease', { factId: taken, evidence: 'another letter' });
    await until('the stop', () => world.database.hold.findFirst({ where: { party: { accounts: { some: { id: 'same-ids' } } }, code: 'cease', liftedAt: null } }));
  });

  it('a cadence that is not published, or made for other accounts, is refused', async () => {
    await world.seed({ accountId: 'migrating', dueOn: today() });
    await world.database.cadenceVersion.create({ data: { hash: 'for-businesses', name: 'other', version: '1', policy: { ...world.policy, appliesTo: { role: 'first_party', partyKind: 'business', segments: [] } }, publishedAt: new Date() } });
    const run = await world.start('migrating');
    const migrate = (commandId: string, cadenceHash: string) => run.handle.executeUpdate('migrate', { args: [{ kind: 'migrate', commandId, cadenceHash }] });
    await expect(migrate('c-1', 'no-such-hash')).resolves.toMatchObject({ kind: 'refused' });
    await expect(migrate('c-2', 'for-businesses')).resolves.toMatchObject({ kind: 'refused' });
    await expect(migrate('c-3', 'test-cadence')).resolves.toMatchObject({ kind: 'accepted' });
  });
});
