/** What `dunwell up` does about its own processes: a child that dies is started again, not for ever, and a reset leaves nothing of an earlier life behind. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDunwell } from '../support/dunwell-program.ts';
import { makeHome, startUp, stillRunning, type TemporaryHome, type UpProcess } from '../support/up-process.ts';
import { until } from '../support/until.ts';

describe('dunwell up and its processes', () => {
  let home: TemporaryHome;
  let up: UpProcess;

  beforeEach(async () => {
    home = await makeHome();
    up = await startUp(home);
  });

  afterEach(async () => {
    await up.stop();
    await home.remove();
  });

  it('starts a worker and an API again that die, says so, and goes on', async () => {
    const [worker, api] = [await up.pidOf('worker'), await up.pidOf('api')];
    process.kill(worker, 'SIGKILL');
    process.kill(api, 'SIGKILL');
    await until('a new worker and a new API', async () => (await up.processes()).length === 4 && (await up.pidOf('worker')) !== worker && (await up.pidOf('api')) !== api, 60_000);
    expect(up.said()).toContain('the worker died (SIGKILL) and is started again');
    expect(up.said()).toContain('the api died (SIGKILL) and is started again');
    await until('an answer', () => fetch(`${up.record.api.url}/health`).then((response) => response.ok, () => false), 60_000);
    expect(await runDunwell(['forward', '1h'], home.settings)).toMatchObject({ exitCode: 0 });
  });

  it('is not reset while it runs, and a reset after it was killed stops what that left running', async () => {
    expect(await runDunwell(['up', '--reset', '--yes'], home.settings)).toMatchObject({ exitCode: 3, stdout: '' });
    const before = await up.processes();
    await up.kill();
    up = await startUp(home, {}, ['--reset', '--yes']);
    const after = await up.processes();
    expect((await stillRunning(before)).filter((pid) => !after.includes(pid))).toEqual([]);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(up.overview).toMatchObject({ book: { openAccounts: 60, newAccountIds: 60 } });
    // The ports were given back, so the new servers have them again.
    expect(up.record.databaseUrl).toContain(`:${home.settings['POSTGRES_PORT']}/`);
  });

  it('ends with a sentence and a failure when a server cannot be started again', async () => {
    const processes = await up.processes();
    process.kill(await up.pidOf('temporal'), 'SIGKILL');
    const port = Number(up.record.temporal.address.split(':')[1]);
    const taken = createServer();
    await until('the port', () => new Promise<boolean>((resolve) => {
      taken.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    }));
    expect(await up.ended).toBe(1);
    taken.close();
    expect(up.said()).toContain(`its port ${port} has been taken by another program`);
    expect(up.said()).toMatch(/that was the 6th time in a row; see .*temporal\.log/);
    expect(await stillRunning(processes)).toEqual([]);
  });
});
