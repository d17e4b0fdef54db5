import { access, mkdtemp, rm } from 'node:fs/promises';
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
});
