/**
 * Processes of `dunwell up` that die in the middle of the sends. Nobody mends anything: each is started again where it was, the others keep
 * running, and the book goes on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '#contracts/account-workflow.ts';
import { loadConfig } from '#config';
import { ensureSearchAttributes } from '#runtime/search-attributes.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import { runDunwell } from '../support/dunwell-program.ts';
import { readSent } from '../support/sandbox-files.ts';
import { makeHome, startUp, stillRunning, type ProcessName, type TemporaryHome, type UpProcess } from '../support/up-process.ts';
import { until } from '../support/until.ts';
import type { SeededAccount } from './one-step-book.ts';
import { expectSentOnce, untilAllWentOn } from './sent-once.ts';
import { dueNow, seedBook, SLOW_SENDS, withBook } from './up-book.ts';

/** It is noticed within a second, and started a second later; the rest is for a busy machine. */
const AGAIN_WITHIN_MS = 30_000;
/** So slow that three deaths fall into the sends of one book. */
const ONE_IN_FIVE_SECONDS = { SMS_PER_SECOND: '0.2', EMAIL_PER_SECOND: '0.2' } as const;

describe('a process of dunwell up that dies', () => {
  let home: TemporaryHome;
  let accounts: readonly SeededAccount[];
  let up: UpProcess;

  beforeAll(async () => {
    home = await makeHome();
    accounts = await seedBook(home, dueNow(8));
    up = await startUp(home, { ...SLOW_SENDS, ...ONE_IN_FIVE_SECONDS });
  });

  afterAll(async () => {
    await up?.stop();
    await home.remove();
  });

  /** Kills it in the middle of the sends and waits for its next life. */
  const kill = async (name: ProcessName): Promise<void> => {
    const [pid, sentBefore] = [await up.pidOf(name), (await readSent(home.home)).length];
    await until('more messages', async () => (await readSent(home.home)).length > sentBefore, 60_000);
    process.kill(pid, 'SIGKILL');
    await until(`a new ${name}`, async () => { const now = await up.pidOf(name); return !Number.isNaN(now) && now !== pid; }, AGAIN_WITHIN_MS);
  };

  const deathsSaid = (): readonly string[] => up.said().split('\n').filter((line) => line.includes('died'));

  // PostgreSQL dies last: whoever is refused by a database that is away tries again after minutes, and then nothing dies in the middle of sends.
  it('the worker is started again', async () => {
    const api = await up.pidOf('api');
    await kill('worker');
    expect(deathsSaid()).toEqual(['  the worker died (SIGKILL) and is started again']);
    expect(await up.pidOf('api')).toBe(api);
  });

  it('Temporal is started again on its port, said in one line, and worker and API stay', async () => {
    const [worker, api] = [await up.pidOf('worker'), await up.pidOf('api')];
    await kill('temporal');
    const ready = () => fetch(`${up.record.api.url}/ready`).then((response) => response.ok, () => false);
    await until('an API that finds its servers again', ready, AGAIN_WITHIN_MS);
    expect(deathsSaid()).toEqual(['  the worker died (SIGKILL) and is started again', '  Temporal died and is started again']);
    expect([await up.pidOf('worker'), await up.pidOf('api')]).toEqual([worker, api]);
  });

  it('PostgreSQL is started again on its port and data', async () => {
    const [worker, api] = [await up.pidOf('worker'), await up.pidOf('api')];
    await kill('postgres');
    await until('an answer from the book', async () => (await runDunwell(['accounts'], home.settings)).exitCode === 0, AGAIN_WITHIN_MS);
    expect(up.said()).toContain('PostgreSQL died and is started again');
    expect([await up.pidOf('worker'), await up.pidOf('api')]).toEqual([worker, api]);
  });

  it('after all three deaths every account was written to once', async () => {
    await withBook(home, up, async (book) => {
      await until('a forward', async () => (await runDunwell(['forward', '10m'], home.settings)).exitCode === 0, 120_000);
      await untilAllWentOn(book, accounts);
      await expectSentOnce(book, accounts);
    });
  });

  it('Temporal knows its search attributes and may still be moved in time', async () => {
    const { temporal } = loadConfig({});
    const connection = await connectClient(up.record.temporal.address, temporal);
    // Throws where one is missing: it may not register any here.
    await ensureSearchAttributes(connection, temporal.namespace, SEARCH_ATTRIBUTES, false);
    await connection.close();
    expect(await runDunwell(['forward', '1m'], home.settings)).toMatchObject({ exitCode: 0 });
  });

  it('ends in order on SIGTERM while a server is being started again', async () => {
    const [temporal, processes] = [await up.pidOf('temporal'), await up.processes()];
    process.kill(temporal, 'SIGKILL');
    await until('the notice', async () => up.said().split('Temporal died and is started again').length === 3, AGAIN_WITHIN_MS);
    expect(await up.stop()).toBe(0);
    expect(await stillRunning(processes)).toEqual([]);
    expect(Number.isNaN(await up.pidOf('temporal'))).toBe(true);
    expect(up.said()).toMatch(/stopping worker[\s\S]*stopping Temporal[\s\S]*stopping PostgreSQL[\s\S]*stopped/);
  });
});
