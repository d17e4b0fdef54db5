/** What fails again and again is tried ever more slowly and never given up; a person is told once, and the account acts when the cause is gone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { DunwellError } from '#contracts/failures.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const today = (): string => new Date().toISOString().slice(0, 10);

let environment: TestEnvironment;
let world: World;
/** While true no message can be written. */
let broken = false;
let composed = 0;

beforeAll(async () => {
  environment = await openTestEnvironment();
  world = await openWorld(environment, {
    compose: ({ facts, template }) => {
      if (!broken) return Promise.resolve({ subject: template, text: `${template} ${facts.amountMinor}`, html: null, pdf: null });
      composed += 1;
      return Promise.reject(new DunwellError('TEMPLATE_INVALID', 'The template has an unknown variable.'));
    },
  });
  await world.database.$executeRaw`CREATE SEQUENCE refusals`;
});

afterAll(async () => {
  await world.close();
  await environment.close();
});

const sentTo = (accountId: string) => world.sent.filter((sent) => sent.accountId === accountId);
const told = (accountId: string) => world.database.task.findMany({ where: { accountId, subject: 'act_failing' } });
const refusals = async (): Promise<number> => Number((await world.database.$queryRaw<{ last_value: bigint }[]>`SELECT last_value FROM refusals`)[0]?.last_value);

/** The database refuses such rows until the cause is taken away. Refusals are counted outside of the transactions that they undo. */
async function refuse(table: 'account' | 'ledger_entry' | 'fact', when: string): Promise<() => Promise<void>> {
  const name = `refuse_${table}_${Math.random().toString(36).slice(2)}`;
  await world.database.$executeRawUnsafe(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('refusals'); RAISE EXCEPTION 'planted failure about Case Doe'; END $$`);
  await world.database.$executeRawUnsafe(`CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`);
  return async () => { await world.database.$executeRawUnsafe(`DROP TRIGGER ${name} ON ${table}`); };
}

/** The run has decided at least once, so its clock may be moved. */
const decided = (accountId: string) => until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId } }));
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

describe('a message that cannot be written', () => {
  it('is told at once and once, tried ever more slowly, and goes out when the template is mended', async () => {
    broken = true;
    await world.seed({ accountId: 'unwritable', dueOn: today() });
    const run = await world.start('unwritable');
    await decided('unwritable');
    await run.forward(2 * DAY_MS);
    const tasks = await told('unwritable');
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ kind: 'alert', status: 'open' });
    expect(tasks[0]?.script).toContain('send sms reminder, step first-reminder, attempt 1');
    expect(tasks[0]?.script).toContain('TEMPLATE_INVALID');
    expect(tasks[0]?.script).not.toContain('Doe');
    // In lawful hours of one to two days: eleven tries in the first hour and a half, then one an hour; with retries at once it would be thousands.
    expect(composed).toBeGreaterThan(10);
    expect(composed).toBeLessThan(45);
    expect(sentTo('unwritable')).toHaveLength(0);
    broken = false;
    await run.handle.signal('wake');
    await run.forward(DAY_MS);
    await until('the reminder', () => Promise.resolve(sentTo('unwritable').length > 0));
    expect(sentTo('unwritable')[0]?.stepId).toBe('first-reminder');
    expect(await told('unwritable')).toHaveLength(1);
  });
});

describe('an end that is always refused', () => {
  it('is told once, and the account closes when it can', async () => {
    const mend = await refuse('account', `NEW.id = 'unclosable' AND NEW.status = 'closed'`);
    await world.seed({ accountId: 'unclosable', dueOn: today() });
    const run = await world.start('unclosable');
    await decided('unclosable');
    await acceptPayment(world.database, { accountId: 'unclosable', paymentId: 'all', status: 'cleared', amountMinor: 250_00, currency: 'USD', paidOn: today(), source: 'test', now: new Date().toISOString() });
    await world.starter.wake(['unclosable']);
    await until('the first refusal', async () => await refusals() > 1);
    const before = await refusals();
    await run.forward(12 * HOUR_MS);
    expect(await told('unclosable')).toHaveLength(1);
    expect((await told('unclosable'))[0]?.script).toMatch(/"end the account: paid" fails with UNEXPECTED/);
    // Eleven tries in the first hour and a half, then one an hour, each of at most three attempts.
    expect(await refusals() - before).toBeLessThan(25 * 3);
    await mend();
    await run.handle.signal('wake');
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
  });
});

describe('a signal that can never be taken in', () => {
  it('keeps no stop behind it waiting, lets nothing out that it may forbid, and counts when it can', async () => {
    const mend = await refuse('ledger_entry', `NEW.account_id = 'part-paid' AND NEW.kind = 'payment'`);
    await world.seed({ accountId: 'part-paid', dueOn: today() });
    const run = await world.start('part-paid');
    await decided('part-paid');
    await run.handle.signal('payment', { paymentId: 'part', amountMinor: 50_00, currency: 'USD', paidOn: today() });
    await run.forward(36 * HOUR_MS);
    expect((await told('part-paid')).map((task) => task.script)).toEqual([expect.stringContaining('"take in payment signal" fails with UNEXPECTED')]);
    // The reminder would have asked for all of it.
    expect(sentTo('part-paid')).toHaveLength(0);
    await run.handle.signal('cease', { factId: 'cease-part-paid', evidence: 'letter' });
    await until('the stop', () => world.database.hold.findUnique({ where: { id: 'cease-part-paid' } }));
    await until('the account has folded it', async () => (await run.handle.query<{ cursor: number }, []>('status')).cursor === 2);
    await mend();
    await run.handle.signal('wake');
    await until('the payment', () => world.database.ledgerEntry.findFirst({ where: { accountId: 'part-paid', kind: 'payment' } }));
    expect(await told('part-paid')).toHaveLength(1);
    expect(sentTo('part-paid')).toHaveLength(0);
  });

  it('goes along when the run hands over to a fresh one', async () => {
    const mend = await refuse('ledger_entry', `NEW.account_id = 'handed-on' AND NEW.kind = 'payment'`);
    await world.seed({ accountId: 'handed-on', dueOn: today() });
    const run = await world.start('handed-on');
    await run.forward(2 * DAY_MS);
    await until('the reminder', () => Promise.resolve(sentTo('handed-on').length === 1));
    await until('the stage', async () => (await run.handle.query<{ stage: string | null }, []>('status')).stage === 'reminder');
    await run.handle.signal('payment', { paymentId: 'carried', amountMinor: 250_00, currency: 'USD', paidOn: today() });
    const { runId } = await run.handle.describe();
    await run.forward(HOUR_MS);
    expect(await told('handed-on')).toHaveLength(1);
    const now = inDays(2);
    await inTransaction(world.database, (transaction) => insertWithRows(transaction, { accountId: 'handed-on', factId: 'moved-on', source: 'test', occurredAt: now, body: { kind: 'stageMoved', stage: 'negotiation', reason: 'test' } }, { now }));
    await run.handle.signal('wake');
    await until('the next run', async () => (await run.handle.describe()).runId !== runId);
    await mend();
    await run.handle.signal('wake');
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
  });

  it('that is an order is refused, so that whoever gave it hears', async () => {
    const mend = await refuse('fact', `NEW.account_id = 'unorderable' AND NEW.kind = 'accountParked'`);
    await world.seed({ accountId: 'unorderable', dueOn: today() });
    const run = await world.start('unorderable');
    await decided('unorderable');
    const answer = run.handle.executeUpdate('park', { args: [{ kind: 'park', commandId: 'park-1', reviewOn: inDays(90).slice(0, 10), reason: 'test' }] });
    const before = await refusals();
    await until('a refusal', async () => await refusals() > before);
    await run.forward(HOUR_MS);
    await expect(answer).resolves.toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('UNEXPECTED')] });
    await mend();
    await expect(run.handle.executeUpdate('park', { args: [{ kind: 'park', commandId: 'park-2', reviewOn: inDays(90).slice(0, 10), reason: 'test' }] })).resolves.toMatchObject({ kind: 'accepted' });
  });
});

describe('a run for which there is no account', () => {
  it('is told once', async () => {
    const run = await world.start('nobody-there');
    await until('the alert', () => world.database.task.findFirst({ where: { id: { startsWith: 'failing:nobody-there:' }, accountId: null, subject: 'act_failing' } }));
    await run.forward(3 * HOUR_MS);
    expect(await world.database.task.count({ where: { id: { startsWith: 'failing:nobody-there:' } } })).toBe(1);
    await run.handle.terminate('test');
  });
});
