import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { encodeHistory, GOLDEN, readHistories } from './history-files.ts';
import { recordPaths } from './record-paths.ts';

/** A history recorded under one host zone failed under another once: these two have different dates for most of the day. */
const ZONES = ['UTC', 'Asia/Tokyo'];

describe('replay of recorded histories', () => {
  let environment: TestEnvironment;
  let world: World;
  let folder: string;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
    folder = await mkdtemp(join(tmpdir(), 'dunwell-replay-'));
    for (const { name, history } of await recordPaths(world, acceptHold)) await writeFile(join(folder, `${name}.bin`), encodeHistory(history));
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(ZONES)('replays fresh histories of every path in a process whose host zone is %s', async (zone) => {
    const result = await replay(folder, zone);
    expect(result).toMatchObject({ zone, failures: [] });
    // Four paths, one of them with a continued run.
    expect(result.replayed).toBeGreaterThanOrEqual(5);
  });

  it.each(ZONES)('replays the golden histories of past releases in %s', async (zone) => {
    const result = await replay(GOLDEN, zone);
    expect(result).toMatchObject({ zone, failures: [] });
    expect(result.replayed).toBeGreaterThan(0);
  });

  it('notices a history whose recorded state hash is not the one the fold gives', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'dunwell-broken-'));
    const whole = (await readHistories(folder)).find(({ name }) => name.startsWith('whole-1'));
    const bytes = Buffer.from(encodeHistory(whole?.history ?? {}));
    const at = bytes.indexOf('"stateHash":"') + '"stateHash":"'.length;
    bytes.write(bytes.subarray(at, at + 1).toString() === '0' ? '1' : '0', at);
    await writeFile(join(broken, 'tampered.bin'), bytes);
    const result = await replay(broken, 'UTC');
    expect(result.failures).toHaveLength(1);
    await rm(broken, { recursive: true, force: true });
  });

  it('keeps names, addresses and texts out of every history', async () => {
    for (const { history } of await readHistories(folder)) {
      const text = Buffer.from(encodeHistory(history)).toString('latin1');
      for (const personal of ['Doe', '@example.com', '+1212555', 'Sample Road']) expect(text).not.toContain(personal);
    }
  });
});

type ReplayResult = { readonly replayed: number; readonly failures: readonly string[]; readonly zone: string };

function replay(folder: string, zone: string): Promise<ReplayResult> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./replay-folder.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { env: { ...process.env, TZ: zone }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.once('exit', () => {
      const line = output.split('\n').find((candidate) => candidate.startsWith('REPLAYED '));
      if (line === undefined) reject(new Error(output));
      else resolve(JSON.parse(line.slice('REPLAYED '.length)) as ReplayResult);
    });
  });
}
