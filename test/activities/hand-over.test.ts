/** An account goes to the law firm: the firm's file stands in its folder, or a person is told. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '#activities/dependencies.ts';
import { referToLegal } from '#activities/refer-to-legal.ts';
import { openHandOverFolder } from '#adapters/legal/hand-over-folder.ts';
import type { handOverFile } from '#adapters/db/acts/hand-over-file.ts';
import { loadHandOver } from '#adapters/db/read/hand-over.ts';
import type { ActResult } from '#contracts/activities.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { runDunwell } from '../support/dunwell-program.ts';
import { DUE_MS, firstReminder } from './first-reminder.ts';

describe('the file for the law firm', () => {
  let environment: TestEnvironment;
  let world: World;
  let folder: string;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
    folder = await mkdtemp(join(tmpdir(), 'dunwell-handover-'));
  });
  afterAll(async () => {
    await world.close();
    await environment.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The act of a run whose account a person decided to take to court. */
  const referral = async (accountId: string) => {
    const { act, ...request } = await firstReminder(world, accountId);
    await world.database.legalIntent.create({ data: { id: `intent-${accountId}`, accountId, decidedBy: 'supervisor', recordedAt: new Date(DUE_MS), expiresOn: '2030-01-01', grounds: 'Owes and does not answer.' } });
    return { ...request, act: { kind: 'referToLegal', reference: act.reference, intentId: `intent-${accountId}`, lawFirm: 'law-firm-one' } as const };
  };
  const refer = (request: Awaited<ReturnType<typeof referral>>, handOvers: ActivityDependencies['handOvers']): Promise<ActResult> =>
    new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: DUE_MS }).run(() => referToLegal({ ...world.dependencies, handOvers })(request));
  const alerts = (accountId: string) => world.database.task.findMany({ where: { accountId, subject: 'hand_over_waits' } });

  it('stands in its folder, whole and once, whatever is tried again', async () => {
    const request = await referral('placed');
    for (let attempt = 0; attempt < 2; attempt += 1) expect(await refer(request, await openHandOverFolder(folder))).toMatchObject({ kind: 'recorded' });
    const names = await readdir(folder);
    expect(names.map(decodeURIComponent)).toEqual(['placed:legal:1.json']);
    const placement = await world.database.placement.findUniqueOrThrow({ where: { id: 'placed:legal:1' } });
    expect(createHash('sha256').update(await readFile(join(folder, names[0]!))).digest('hex')).toBe(placement.handOverSha256);
    expect(await alerts('placed')).toEqual([]);
  });

  it('waits for a person, who is told once, where there is no folder or it cannot be written', async () => {
    const noFolder = await referral('no-folder');
    expect(await refer(noFolder, null)).toMatchObject({ kind: 'recorded' });
    expect(await refer(noFolder, null)).toMatchObject({ kind: 'recorded' });
    expect(await alerts('no-folder')).toMatchObject([{ kind: 'alert', status: 'open', script: expect.stringContaining('HANDOVER_FOLDER') as string }]);
    const gone = await openHandOverFolder(join(folder, 'gone'));
    await rm(join(folder, 'gone'), { recursive: true });
    expect(await refer(await referral('no-disk'), gone)).toMatchObject({ kind: 'recorded' });
    expect(await alerts('no-disk')).toMatchObject([{ script: expect.stringContaining('ENOENT') as string }]);
  });

  it('holds what a court asks: the debt and its dates, who is liable and where, what was paid, sent and objected; and nothing of the person\'s other accounts', async () => {
    const request = await referral('complete');
    await world.seed({ accountId: 'complete-other', partyId: 'party-complete', dueOn: request.decision.circumstances.account.oldestDueOn!, amountMinor: 77_00 });
    const hold = { partyId: 'party-complete', effects: 'chase dial letter legal', placedBy: 'officer', owner: 'officer', reviewOn: '2030-01-01', placedAt: new Date(DUE_MS - 1_000) };
    await world.database.hold.createMany({ data: [
      { ...hold, id: 'hold-of-this', code: 'complaint', scope: 'account', accountId: 'complete', evidence: 'Says nobody answered.', liftedAt: new Date(DUE_MS), liftEvidence: 'Answered in writing.' },
      { ...hold, id: 'hold-of-other', code: 'dispute', scope: 'debt', accountId: 'complete-other', debtId: 'debt-complete-other', evidence: 'Another debt.' },
    ] });
    await refer(request, null);
    const { bytes } = await loadHandOver(world.database, { accountId: 'complete' });
    const file = JSON.parse(Buffer.from(bytes).toString()) as Awaited<ReturnType<typeof handOverFile>>;
    expect(file.debts).toMatchObject([{ residualMinor: 250_00, parts: { principal: 250_00 }, originalMinor: 250_00, disputed: false }]);
    expect(file.obligors).toMatchObject([{ liability: 'primary', partyId: 'party-complete' }]);
    expect(file.obligors[0]!.reachedBy.map((point) => point.kind)).toEqual(expect.arrayContaining(['phone', 'email', 'postal']));
    expect(file.money.entries).toMatchObject([{ kind: 'opening' }]);
    expect(file.holds).toMatchObject([{ code: 'complaint', liftEvidence: 'Answered in writing.' }]);
    expect(JSON.stringify(file)).not.toContain('complete-other');
  });

  it('is not given out when its bytes are not those that were written', async () => {
    await refer(await referral('altered'), null);
    await world.database.placement.update({ where: { id: 'altered:legal:1' }, data: { handOver: Buffer.from('{}') } });
    await expect(loadHandOver(world.database, { accountId: 'altered' })).rejects.toMatchObject({ code: 'HAND_OVER_ALTERED' });
  });

  it('is given out by the command line, byte for byte', async () => {
    const settings = { DATABASE_URL: environment.databaseUrl, DUNWELL_HOME: folder };
    const out = join(folder, 'copy.json');
    const [shown, saved, none] = await Promise.all([runDunwell(['handover', 'creditor/R-placed'], settings), runDunwell(['handover', 'placed', '--out', out], settings), runDunwell(['handover', 'nobody'], settings)]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ cover: { accountId: 'placed', creditor: 'Northwind Lending', lawFirm: 'law-firm-one' }, intent: { decidedBy: 'supervisor' } });
    expect(saved).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(out)).toEqual(await readFile(join(folder, (await readdir(folder)).find((name) => name.startsWith('placed'))!)));
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
