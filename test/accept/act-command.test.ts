import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDunwell } from '../support/dunwell-program.ts';
import { openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;
let home = '';

beforeAll(async () => {
  world = await openAcceptWorld();
  home = await mkdtemp(join(tmpdir(), 'dunwell-act-'));
});
afterAll(async () => {
  await world.close();
  await rm(home, { recursive: true });
});

const act = (temporal: Readonly<Record<string, string>>, ...args: readonly string[]) => runDunwell(['--json', 'act', ...args], { DUNWELL_HOME: home, DATABASE_URL: world.environment.databaseUrl, ...temporal });
const holds = (partyId: string) => world.database.hold.count({ where: { partyId, code: 'cease' } });

describe('an order on the command line', () => {
  // Nothing listens on port 1.
  it.each([['does not answer', 'away', { TEMPORAL_ADDRESS: '127.0.0.1:1' }], ['is not even named', 'unnamed', {}]] as const)('is taken while Temporal %s: the relay wakes the account', async (_name, accountId, temporal) => {
    await world.one(accountId);
    const { exitCode, stdout, stderr } = await act(temporal, accountId, 'cease', 'evidence=letter', '--id', `cease-${accountId}`);
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'accepted', actId: `cease-${accountId}` });
    expect(stderr).toContain(`Accepted as cease-${accountId}; the accounts could not be woken`);
    expect(await holds(accountId)).toBe(1);
  });

  it('that broke off names its id, and the same id again is the same act', async () => {
    await world.one('broken-off');
    await world.database.$executeRaw`CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`;
    await world.database.$executeRaw`CREATE TRIGGER break_off BEFORE INSERT ON officer_act FOR EACH ROW EXECUTE FUNCTION break_off()`;
    const broken = await act({}, 'broken-off', 'cease', 'evidence=letter');
    await world.database.$executeRaw`DROP TRIGGER break_off ON officer_act`;
    expect(broken.exitCode).not.toBe(0);
    const id = /--id ([\w-]+)/.exec(broken.stderr)?.[1] ?? '';
    for (const kind of ['accepted', 'duplicate']) expect(JSON.parse((await act({}, 'broken-off', 'cease', 'evidence=letter', '--id', id)).stdout)).toMatchObject({ kind, actId: id });
    expect(await holds('broken-off')).toBe(1);
  });
});
