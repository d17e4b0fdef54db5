/** The loops beside the workers: what a lost signal, a silent print shop or a forgetful person leaves undone comes to light. */
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { inTransaction } from '#adapters/db/database.ts';
import type { LetterVendor } from '#adapters/letter/letter-port.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { keepHistories, temporalHistories } from '#worker/history-keeper.ts';
import { isActing as askWhetherActing } from '#worker/is-acting.ts';
import { keepLetters } from '#worker/letter-keeper.ts';
import { relayOnce, RELAY_DELAYS_MS, type RelayOptions } from '#worker/relay.ts';
import { alarmOverdueTasks } from '#worker/task-keeper.ts';
import { accountStarter } from '#worker/wake-accounts.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const today = (): string => new Date().toISOString().slice(0, 10);
const log = pino({ level: 'silent' });
const businessNow = (): Promise<string> => Promise.resolve(new Date().toISOString());

describe('keepers', () => {
  let environment: TestEnvironment;
  let world: World;
  let letGo: () => void = () => undefined;
  /** The provider of this account is slow: it answers when it is let go. */
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  const isActing = (accountId: string): Promise<boolean> => askWhetherActing(world.client, accountId);
  const relay = (from: Date | null, given: Partial<RelayOptions> = {}) => relayOnce({ database: world.database, starter: world.starter, log, businessNow, isActing, ...given }, from);

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment, { answer: async (touch) => {
      if (touch.accountId === 'queued') await held;
      return { kind: 'accepted', providerId: touch.touchId };
    } });
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  /** A fact older than the relay's patience: its wake-up is long lost. */
  const acceptLongAgo = (accountId: string, factId: string) => inTransaction(world.database, async (transaction) => {
    const now = new Date().toISOString();
    await insertWithRows(transaction, { accountId, factId, source: 'test', occurredAt: now, body: { kind: 'affordabilityStated', monthlyMinor: 40_00, firstPaymentOn: '2030-01-01' } }, { now });
    await transaction.$executeRaw`ALTER TABLE fact DISABLE TRIGGER fact_append_only`;
    await transaction.$executeRaw`UPDATE fact SET wall_at = now() - interval '1 minute' WHERE account_id = ${accountId}`;
    await transaction.$executeRaw`ALTER TABLE fact ENABLE TRIGGER fact_append_only`;
  });

  it('start an account whose run was never started, and lose no fact whose wake-up was lost', async () => {
    await world.seed({ accountId: 'unstarted', dueOn: today() });
    await acceptLongAgo('unstarted', 'budget-1');
    expect((await relay(null)).looked).toBe(1);
    await until('the run has folded both facts', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'unstarted' } }))?.cursor === 2);
    expect((await relay(null)).looked).toBe(0);
  });

  it('tell whoever looks at a run in the server whose cadence and money it is, and nothing about the debtor', async () => {
    const { memo } = await world.client.workflow.getHandle('account-unstarted').describe();
    expect(memo).toEqual({ accountId: 'unstarted', creditorId: 'creditor', role: 'first_party', currency: 'USD', cadence: `${world.policy.name}@${world.policy.version}` });
  });

  it('give up on a run that does not answer, and alarm instead of trying for ever', async () => {
    await world.seed({ accountId: 'unanswering', dueOn: today() });
    await acceptLongAgo('unanswering', 'budget-2');
    const alarms: unknown[] = [];
    const alarmed = pino({ level: 'error' }, { write: (line: string) => { alarms.push(JSON.parse(line)); } });
    const deafStarter = { wake: () => Promise.resolve() };
    const passes = RELAY_DELAYS_MS.length + 3;
    for (let pass = 0; pass < passes; pass += 1) {
      await world.database.accountNext.updateMany({ where: { accountId: 'unanswering' }, data: { relayAt: new Date(0) } });
      await relay(null, { starter: deafStarter, log: alarmed });
    }
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toMatchObject({ accountId: 'unanswering' });
    expect(await world.database.task.count({ where: { accountId: 'unanswering', kind: 'alert', subject: 'account_does_not_stir' } })).toBe(1);
    await world.database.accountNext.update({ where: { accountId: 'unanswering' }, data: { relayTries: 99 } });
  });

  it('use up no try while the workflow server is away, however long, and wake the account when it is back', async () => {
    await world.seed({ accountId: 'waiting-for-the-server', dueOn: today() });
    await acceptLongAgo('waiting-for-the-server', 'budget-3');
    // Nobody listens on the discard port. Without the client's own retries its answer comes at once.
    const nobody = new Client({ connection: Connection.lazy({ address: '127.0.0.1:9', interceptors: [] }) });
    const away = accountStarter({ client: nobody, database: world.database, queuePrefix: environment.queuePrefix });
    for (let pass = 0; pass < RELAY_DELAYS_MS.length + 3; pass += 1) {
      await expect(relay(null, { starter: away })).rejects.toThrow();
    }
    await nobody.connection.close();
    expect(await world.database.task.count({ where: { accountId: 'waiting-for-the-server', kind: 'alert' } })).toBe(0);
    await relay(null);
    await until('the run has folded both facts', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'waiting-for-the-server' } }))?.cursor === 2);
  });

  it('start a lost run again when its time has passed, although it had taken in every fact', async () => {
    await world.seed({ accountId: 'lost', dueOn: today() });
    const run = await world.start('lost');
    await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'lost' } }));
    await run.handle.terminate('lost with its server');
    await world.database.accountNext.update({ where: { accountId: 'lost' }, data: { decisionNo: 40 } });
    const inADay = (): Promise<string> => Promise.resolve(new Date(Date.now() + 3 * 86_400_000).toISOString());
    expect((await relay(null)).looked).toBe(0);
    expect((await relay(null, { businessNow: inADay })).looked).toBeGreaterThan(0);
    await until('a new run', async () => (await world.client.workflow.getHandle('account-lost').describe()).status.name === 'RUNNING');
    // It counts its decisions anew, and what people and the relay read follows it all the same.
    await until('the decision of the new run', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'lost' } }))?.decisionNo === 1);
    expect(await world.database.accountNext.findUnique({ where: { accountId: 'lost' } })).toMatchObject({ relayTries: 0, relayAt: null });
  });

  it('leave a run alone whose act fails and which tries by itself, and wake it when it does not try any more', async () => {
    await world.seed({ accountId: 'failing', dueOn: today() });
    const run = await world.start('failing');
    await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'failing' } }));
    await run.handle.terminate('lost with its server');
    const now = new Date();
    await world.database.task.create({ data: { id: 'failing:failing:1', accountId: 'failing', kind: 'alert', subject: 'act_failing', script: '', openedAt: now, notAfter: now } });
    const isWoken = async (minutesLate: number): Promise<boolean> => {
      const woken: string[] = [];
      await world.database.accountNext.update({ where: { accountId: 'failing' }, data: { nextActionAt: new Date(Date.now() - minutesLate * 60_000), relayTries: 0, relayAt: null } });
      await relayOnce({ database: world.database, starter: { wake: async (accountIds) => { woken.push(...accountIds); } }, log, businessNow, isActing }, null);
      return woken.includes('failing');
    };
    expect([await isWoken(30), await isWoken(89), await isWoken(91)]).toEqual([false, false, true]);
    await world.database.task.update({ where: { id: 'failing:failing:1' }, data: { status: 'done' } });
    expect(await isWoken(30)).toBe(true);
    await world.database.accountNext.update({ where: { accountId: 'failing' }, data: { relayTries: 99 } });
  });

  it('raise no alarm for an account whose message waits for its provider, and one when it does not wait any more', async () => {
    await world.seed({ accountId: 'queued', dueOn: today() });
    const run = await world.start('queued');
    await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'queued' } }));
    void run.forward(3 * 86_400_000).catch(() => undefined);
    await until('its act', () => isActing('queued'));
    const inAWeek = (): Promise<string> => Promise.resolve(new Date(Date.now() + 7 * 86_400_000).toISOString());
    const relayLate = async (): Promise<number> => {
      await world.database.accountNext.update({ where: { accountId: 'queued' }, data: { relayTries: RELAY_DELAYS_MS.length, relayAt: null } });
      await relay(null, { starter: { wake: () => Promise.resolve() }, businessNow: inAWeek });
      return world.database.task.count({ where: { accountId: 'queued', subject: 'account_does_not_stir' } });
    };
    expect(await relayLate()).toBe(0);
    await run.handle.terminate('lost with its server');
    letGo();
    expect(await relayLate()).toBe(1);
  });

  it('save the last run of an account, which has no successor that would', async () => {
    await world.seed({ accountId: 'over', dueOn: today() });
    const run = await world.start('over');
    const startedAt = new Date();
    await run.runFreely();
    const histories = temporalHistories(world.client);
    await until('the closed run is visible and saved', async () => {
      await keepHistories({ client: world.client, database: world.database, histories, log }, startedAt);
      return world.database.historyExport.findFirst({ where: { workflowId: 'account-over' } });
    });
    const saved = await world.database.historyExport.findMany({ where: { workflowId: 'account-over' } });
    const { runId } = await run.handle.describe();
    expect(saved.map((row) => row.runId)).toContain(runId);
    const last = saved.find((row) => row.runId === runId);
    expect(last?.events).toBeGreaterThan(5);
    // A second pass changes nothing.
    await keepHistories({ client: world.client, database: world.database, histories, log }, startedAt);
    expect(await world.database.historyExport.count({ where: { workflowId: 'account-over' } })).toBe(saved.length);
  });

  it('ask nothing about the closing of an account, and still find the fact that comes after it', async () => {
    const { lastSeq, status } = await world.database.account.findUniqueOrThrow({ where: { id: 'over' } });
    expect(status).toBe('closed');
    await until('nothing else lags', async () => (await relay(null)).looked === 0);
    await acceptLongAgo('over', 'budget-late');
    expect((await relay(null)).looked).toBe(1);
    await until('the follow-up run has folded it', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'over' } }))?.cursor === lastSeq + 1);
  });

  it('look from pass to pass no further back than a fact waits, and at every one that waits', async () => {
    await world.seed({ accountId: 'waited-for', dueOn: today() });
    await acceptLongAgo('waited-for', 'budget-waited-for');
    const { wallAt } = await world.database.fact.findFirstOrThrow({ where: { accountId: 'waited-for' } });
    const deaf = { starter: { wake: () => Promise.resolve() } };
    const first = await relay(null, deaf);
    // Nobody took it in: the next pass has to look at it again when its time has come.
    expect(first.from.getTime()).toBeLessThanOrEqual(wallAt.getTime());
    await world.database.accountNext.update({ where: { accountId: 'waited-for' }, data: { relayAt: new Date(0) } });
    const second = await relay(first.from);
    expect(second.looked).toBeGreaterThan(0);
    await until('the run has folded both facts', async () => (await world.database.accountNext.findUnique({ where: { accountId: 'waited-for' } }))?.cursor === 2);
    const third = await relay(second.from);
    expect(Date.now() - third.from.getTime()).toBeLessThan(180_000);
  });

  it('note the day on which the print shop mailed a letter, once', async () => {
    const touch = await world.database.touch.findFirstOrThrow({ where: { accountId: 'over', channel: 'letter' } });
    await world.database.letter.create({ data: { touchId: touch.id, sha256: 'x', pdf: Buffer.from('pdf'), acceptedAt: new Date(), vendorId: 'v-1' } });
    const vendor = (mailedOn: string | null): Pick<LetterVendor, 'status'> => ({
      status: () => Promise.resolve(mailedOn === null ? { kind: 'accepted', vendorLetterId: 'v-1', submittedOn: today() } : { kind: 'mailed', vendorLetterId: 'v-1', mailedOn }),
    });
    const pass = (mailedOn: string | null) => keepLetters({ database: world.database, vendor: vendor(mailedOn), log }, null);
    expect(await pass(null)).toEqual({ mailed: 0, after: null });
    expect(await pass('2026-12-01')).toEqual({ mailed: 1, after: null });
    expect(await pass('2026-12-09')).toEqual({ mailed: 0, after: null });
    expect(await world.database.letter.findUniqueOrThrow({ where: { touchId: touch.id } })).toMatchObject({ mailedOn: '2026-12-01' });
  });

  it('see the newest letter too, however many older ones are never mailed or cannot be asked about', async () => {
    const { id } = await world.database.touch.findFirstOrThrow({ where: { accountId: 'over', channel: 'letter' } });
    await world.database.$executeRaw`
      INSERT INTO touch SELECT (jsonb_populate_record(t, jsonb_build_object('id', 'paper-' || lpad(i::text, 4, '0'), 'attempt_no', 1000 + i, 'status', 'failed', 'provider_id', NULL))).*
      FROM touch t, generate_series(1, 501) i WHERE t.id = ${id}`;
    await world.database.$executeRaw`INSERT INTO letter (touch_id, sha256, pdf, accepted_at) SELECT id, 'x', 'pdf', now() + attempt_no * interval '1 second' FROM touch WHERE id LIKE 'paper-%'`;
    const vendor: Pick<LetterVendor, 'status'> = {
      status: (letterId) => letterId === 'paper-0001' ? Promise.reject(new Error('its manifest is torn'))
        : Promise.resolve(letterId === 'paper-0501' ? { kind: 'mailed', vendorLetterId: letterId, mailedOn: '2026-12-02' } : { kind: 'accepted', vendorLetterId: letterId, submittedOn: today() }),
    };
    const first = await keepLetters({ database: world.database, vendor, log }, null);
    const second = await keepLetters({ database: world.database, vendor, log }, first.after);
    expect([first.mailed + second.mailed, second.after]).toEqual([1, null]);
    expect(await world.database.letter.findUniqueOrThrow({ where: { touchId: 'paper-0501' } })).toMatchObject({ mailedOn: '2026-12-02' });
  });

  it('tell supervisors once of a message that nobody has understood in time', async () => {
    const data = { subject: 'A text that may be a stop', script: '', openedAt: new Date('2026-12-01T10:00:00Z'), notAfter: new Date('2026-12-01T22:00:00Z') };
    await world.database.task.createMany({ data: [{ ...data, id: 'inbound-late', kind: 'inbound' }, { ...data, id: 'inbound-done', kind: 'inbound', status: 'done' }, { ...data, id: 'call-late', kind: 'call', stepId: 'a-step', cycle: 1, attemptNo: 1, accountId: 'unstarted' }] });
    expect(await alarmOverdueTasks(world.database, '2026-12-01T21:59:59.000Z')).toBe(0);
    expect(await alarmOverdueTasks(world.database, '2026-12-01T22:00:01.000Z')).toBe(1);
    expect(await alarmOverdueTasks(world.database, '2026-12-02T22:00:01.000Z')).toBe(0);
    expect(await world.database.task.findUniqueOrThrow({ where: { id: 'overdue:inbound-late' } })).toMatchObject({ kind: 'alert', subject: 'inbound_overdue', status: 'open' });
  });
});
