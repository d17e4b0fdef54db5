/** `dunwell up` as a whole: killed, started again, started twice, stopped. */
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDunwell, startDunwell, type Ended } from '../support/dunwell-program.ts';
import { readSent } from '../support/sandbox-files.ts';
import { makeHome, postgresPid, startUp, stillRunning, temporalPid, type TemporaryHome, type UpProcess } from '../support/up-process.ts';
import { until } from '../support/until.ts';
import type { SeededAccount } from './one-step-book.ts';
import { expectSentOnce, untilAllWentOn } from './sent-once.ts';
import { dueNow, seedBook, SLOW_SENDS, withBook } from './up-book.ts';

describe('dunwell up', () => {
  let home: TemporaryHome;
  let accounts: readonly SeededAccount[];
  let taken: Server;
  let up: UpProcess;
  let tooEarly: Ended;

  beforeAll(async () => {
    home = await makeHome();
    accounts = await seedBook(home, dueNow(6));
    taken = createServer().listen(Number(home.settings['API_PORT']), '127.0.0.1');
    await once(taken, 'listening');
    const another = async (): Promise<Ended> => {
      await until('the first to begin', () => access(join(home.home, 'up.pid')).then(() => true, () => false), 30_000);
      return runDunwell(['up', '--json'], home.settings);
    };
    [up, tooEarly] = await Promise.all([startUp(home, SLOW_SENDS), another()]);
  });

  afterAll(async () => {
    await up?.stop();
    taken.close();
    await home.remove();
  });

  it('takes the next free port where one is taken, and says so', () => {
    const wanted = Number(home.settings['API_PORT']);
    expect(up.record.api.port).not.toBe(wanted);
    expect(up.said()).toContain(`port ${wanted} is taken, the API listens on ${up.record.api.port}`);
    expect(up.overview).toMatchObject({ api: `http://127.0.0.1:${up.record.api.port}`, mode: 'sandbox' });
  });

  it('is refused a second time on the same home, also while the first is still starting, and the first goes on', async () => {
    for (const second of [tooEarly, await runDunwell(['up', '--json'], home.settings)]) {
      expect(second).toMatchObject({ exitCode: 3, stdout: '' });
      expect(JSON.parse(second.stderr)).toMatchObject({ error: { code: 'ALREADY_RUNNING' } });
    }
    expect((await fetch(`${up.record.api.url}/health`)).status).toBe(200);
  });

  it('killed in the middle of its sends and started again takes over its servers, loses no account and sends nothing twice', async () => {
    await until('the first messages', async () => (await readSent(home.home)).length >= 3, 60_000);
    const before = up.record;
    await up.kill();
    expect((await readSent(home.home)).length).toBeLessThan(accounts.length);
    up = await startUp(home, SLOW_SENDS);
    expect(up.record.databaseUrl).toBe(before.databaseUrl);
    expect(up.record.temporal).toEqual(before.temporal);
    await withBook(home, up, async (book) => {
      // Whoever could not reach the dead sandbox tries again after minutes.
      expect(await runDunwell(['forward', '10m'], home.settings)).toMatchObject({ exitCode: 0 });
      await untilAllWentOn(book, accounts);
      await expectSentOnce(book, accounts);
    });
  });

  it('drains on SIGTERM, and nothing that it started is left', async () => {
    const processes = await up.processes();
    // PostgreSQL, Temporal, a worker, an API.
    expect(await stillRunning(processes)).toHaveLength(4);
    expect(await up.stop()).toBe(0);
    expect(await stillRunning(processes)).toEqual([]);
    expect(await runDunwell(['accounts'], home.settings)).toMatchObject({ exitCode: 4, stdout: '' });
  });

  it('stopped while it starts, it ends at its next step, and nothing that it started is left', async () => {
    const starting = startDunwell(['up', '--json'], home.settings);
    const [ended, stdout] = [once(starting, 'exit'), text(starting.stdout!)];
    let said = '';
    starting.stderr!.on('data', (chunk: Buffer) => { said += chunk.toString('utf8'); });
    await until('PostgreSQL', () => Promise.resolve(said.includes('· starting Temporal')), 60_000);
    const postgres = await postgresPid(home.home);
    expect(await stillRunning([postgres])).toEqual([postgres]);
    starting.kill('SIGTERM');
    await ended;
    expect({ exitCode: starting.exitCode, stdout: await stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(said).not.toContain('starting a worker');
    expect(await stillRunning([postgres, await temporalPid(home.home)])).toEqual([]);
  });
});
