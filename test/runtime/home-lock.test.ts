import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHome, readInstallation, writeInstallation, type InstallationRecord } from '#runtime/installation.ts';

const RECORD: Omit<InstallationRecord, 'pid'> = {
  mode: 'sandbox', startedAt: '2026-12-01T00:00:00.000Z', databaseUrl: 'postgresql://127.0.0.1/none', sandbox: null,
  temporal: { address: '127.0.0.1:1', uiUrl: null, startedByUs: true }, api: { url: 'http://127.0.0.1:1', port: 1, key: 'none' },
};

describe('one home folder', () => {
  let home: string;
  beforeEach(async () => { home = await mkdtemp(join(tmpdir(), 'dunwell-lock-')); });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** A process whose command line says that it is ours, as `node bin/dunwell.mjs` does. */
  const startNamesake = () => spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', 'dunwell'], { stdio: 'ignore' });

  it('belongs to one process until that gives it back', async () => {
    const holder = startNamesake();
    try {
      await writeFile(join(home, 'up.pid'), String(holder.pid));
      await expect(lockHome(home)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
    const unlock = await lockHome(home);
    expect(await readdir(home)).toEqual(['up.pid']);
    await unlock();
    expect(await readdir(home)).toEqual([]);
  });

  it('is free where a stranger has the process id of a killed holder by now', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    try {
      await writeFile(join(home, 'up.pid'), String(stranger.pid));
      await (await lockHome(home))();
    } finally {
      stranger.kill('SIGKILL');
      await once(stranger, 'exit');
    }
  });

  it('is free where the killed holder had our own process id: in a container every start has the same', async () => {
    const { title } = process;
    process.title = 'dunwell';
    try {
      await writeFile(join(home, 'up.pid'), String(process.pid));
      await writeInstallation(home, { ...RECORD, pid: process.pid });
      expect(await readInstallation(home)).toBeNull();
      await (await lockHome(home))();
    } finally {
      process.title = title;
    }
  });

  it('is free where what the holder left says nothing', async () => {
    await writeFile(join(home, 'up.pid'), '');
    await (await lockHome(home))();
  });
});
