import { access, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, removePostgres, startPostgres } from '#runtime/postgres-server.ts';

describe('the embedded database in a folder that only its owner may enter', () => {
  let home: string;
  // Such as root's own home, in which another user, who runs the server then, finds nothing.
  beforeEach(async () => { home = await mkdtemp(join(tmpdir(), 'dunwell-private-')); });
  afterEach(async () => {
    await removePostgres(join(home, 'postgres'));
    await rm(home, { recursive: true, force: true });
  });

  it('starts, keeps its data over a restart, and is removed whole', async () => {
    const folder = join(home, 'postgres');
    const first = await startPostgres({ folder, port: 0, durable: false });
    expect(await createDatabase(first.url('postgres'), 'kept')).toBe(true);
    await first.stop();
    const second = await startPostgres({ folder, port: 0, durable: false });
    expect(second.folder).toBe(first.folder);
    expect(await createDatabase(second.url('postgres'), 'kept')).toBe(false);
    // It still runs: the removal stops it.
    await removePostgres(folder);
    for (const gone of [folder, first.folder]) await expect(access(gone)).rejects.toThrow();
  });

  it('lets nobody else of this machine in, and us after every restart', async () => {
    const folder = join(home, 'postgres');
    const first = await startPostgres({ folder, port: 0, durable: true });
    expect(await createDatabase(first.url('postgres'), 'kept')).toBe(true);
    const [stranger, guess] = [new URL(first.url('postgres')), new URL(first.url('postgres'))];
    stranger.password = '';
    guess.password = 'postgres';
    for (const url of [stranger, guess]) await expect(createDatabase(url.href, 'stolen')).rejects.toThrow(/password/i);
    expect((await stat(join(first.folder, 'password'))).mode & 0o777).toBe(0o600);
    await first.stop();
    const second = await startPostgres({ folder, port: 0, durable: true });
    expect(await createDatabase(second.url('postgres'), 'kept')).toBe(false);
    await second.stop();
  });

  it('opens data that were made without a password', async () => {
    const folder = join(home, 'postgres');
    const before = await startPostgres({ folder, port: 0, durable: false });
    await createDatabase(before.url('postgres'), 'kept');
    await before.stop();
    const now = await startPostgres({ folder, port: 0, durable: true });
    expect(await createDatabase(now.url('postgres'), 'kept')).toBe(false);
    await now.stop();
  });
});
