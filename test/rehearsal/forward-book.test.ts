import '../support/quiet-temporal.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxClock } from '#adapters/clock.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { localDateOf } from '#core/local-time.ts';
import { forwardBook, type ForwardOptions } from '#rehearsal/forward-book.ts';
import { openWorld, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const ZONE = 'America/New_York';
/** Wall time that clocks read one after the other may lie apart, on a busy machine. */
const READING_MS = 500;

describe('the sandbox book moves as one', () => {
  let environment: TestEnvironment;
  let world: World;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  const forward = (by: number, given: Partial<ForwardOptions> = {}) =>
    forwardBook({ database: world.database, client: world.client, mode: 'sandbox', startedByUs: true, by, onProgress: () => undefined, ...given });

  const bookMs = async (): Promise<number> => Date.parse(await sandboxClock(world.database).now());

  /** Seeds accounts that are due today and starts them; returns today. */
  const begin = async (...accounts: readonly { readonly accountId: string; readonly partyId?: string }[]): Promise<string> => {
    const dueOn = localDateOf(await bookMs(), ZONE);
    for (const account of accounts) await world.seed({ ...account, dueOn });
    await world.starter.wake(accounts.map((account) => account.accountId));
    return dueOn;
  };

  const virtualMs = async (accountId: string): Promise<number> => {
    const { workflowExtendedInfo } = await world.client.workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId: `account-${accountId}` } });
    const current = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    return Number(current?.seconds) * 1_000 + Number(current?.nanos) / 1e6;
  };

  /** How far the clock of an account's run is from the book's. */
  const apartMs = async (accountId: string): Promise<number> => Math.abs((await virtualMs(accountId)) - (await bookMs()));

  const touchesOf = (where: { readonly partyId: string } | { readonly accountId: string }) => world.database.touch.findMany({ where, orderBy: { claimedWallAt: 'asc' } });

  it('never lets an account meet a touch of the same person from the future, and all clocks are equal afterwards', async () => {
    const startedOn = await begin({ accountId: 'left', partyId: 'twin' }, { accountId: 'right', partyId: 'twin' }, { accountId: 'single' });
    const result = await forward(14 * DAY_MS);
    expect(result).toMatchObject({ groups: 2, stuckAccountIds: [], runlessAccountIds: [] });
    const touches = await touchesOf({ partyId: 'twin' });
    const sentAt = touches.map((touch) => touch.claimedAt.getTime());
    expect(sentAt).toEqual(sentAt.toSorted((one, other) => one - other));
    // Reminders are due on days 1 and 5. One chase a day: the smaller id first. Three in seven days: after days 1, 2 and 5 the next is day 8.
    // The call task of day 10 is open for two days, then its letter goes.
    expect(touches.map((touch) => `${touch.accountId} ${touch.stepId} ${daysAfter(startedOn, touch.claimedAt)}`)).toEqual([
      'left first-reminder 1', 'right first-reminder 2', 'left second-reminder 5', 'right second-reminder 8', 'left call 12', 'right call 13',
    ]);
    for (const accountId of ['left', 'right', 'single']) expect(await apartMs(accountId)).toBeLessThan(READING_MS);
    expect((await world.database.sandboxClock.findUniqueOrThrow({ where: { id: 1 } })).offsetMs).toBe(BigInt(14 * DAY_MS));
  });

  it('lets an account that comes in after a forward begin at the book’s time', async () => {
    await begin({ accountId: 'late-comer' });
    const next = await until('its first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'late-comer' } }));
    expect(Math.abs(next.decidedAt.getTime() - (await bookMs()))).toBeLessThan(60_000);
    expect(await apartMs('late-comer')).toBeLessThan(READING_MS);
    const { runId } = await world.client.workflow.getHandle('account-late-comer').describe();
    await world.starter.wake(['late-comer']);
    expect((await world.client.workflow.getHandle('account-late-comer').describe()).runId).toBe(runId);
  });

  it('neither doubles skipped time nor a touch when runs continue as new on the way', async () => {
    const startedOn = await begin({ accountId: 'long-way' });
    await forward(60 * DAY_MS);
    // Every end of a stage is a new run: call on day 10, negotiation on day 20, final notice on day 50. A server that doubles skipped time
    // with every run would have been weeks past these days from the second one on.
    const { workflowExecutionInfo } = await world.client.workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId: 'account-long-way' } });
    expect(workflowExecutionInfo?.firstRunId).not.toBe(workflowExecutionInfo?.execution?.runId);
    expect((await touchesOf({ accountId: 'long-way' })).map((touch) => `${touch.stepId} ${daysAfter(startedOn, touch.claimedAt)}`)).toEqual([
      'first-reminder 1', 'second-reminder 5', 'call 12', 'offer 20', 'final-notice 50',
    ]);
    expect(await apartMs('long-way')).toBeLessThan(READING_MS);
  });

  it('goes on with open accounts when others end on the way, have no run, or are closed already', async () => {
    await world.seed({ accountId: 'runless', dueOn: localDateOf(await bookMs(), ZONE) });
    const result = await forward(2 * DAY_MS);
    expect(result.runlessAccountIds).toEqual(['runless']);
    // left, right and single began 76 days ago and are closed by now: final letter on day 50, end twenty days later.
    expect(await world.database.account.count({ where: { id: { in: ['left', 'right', 'single'] }, status: 'closed' } })).toBe(3);
    await world.starter.wake(['runless']);
    await until('the first decision', () => world.database.accountNext.findUnique({ where: { accountId: 'runless' } }));
    expect(await apartMs('runless')).toBeLessThan(READING_MS);
  });

  it('gives a fact about a person who is ahead of the book that person’s own time', async () => {
    const clock = sandboxClock(world.database);
    await world.database.accountNext.update({ where: { accountId: 'runless' }, data: { decidedAt: new Date((await bookMs()) + 5 * DAY_MS) } });
    expect(Date.parse(await clock.now('runless')) - (await bookMs())).toBeGreaterThan(4 * DAY_MS);
    expect(Math.abs(Date.parse(await clock.now('late-comer')) - (await bookMs()))).toBeLessThan(READING_MS);
  });

  it('is refused in live, on servers that others started, backwards, and while another forward is under way', async () => {
    await expect(forward(DAY_MS, { mode: 'live' })).rejects.toMatchObject({ code: 'FORWARD_REFUSED' });
    await expect(forward(DAY_MS, { startedByUs: false })).rejects.toMatchObject({ code: 'FORWARD_REFUSED' });
    await expect(forward(-DAY_MS)).rejects.toMatchObject({ code: 'FORWARD_REFUSED' });
    const before = await bookMs();
    const [one, other] = await Promise.allSettled([forward(DAY_MS), forward(DAY_MS)]);
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([one, other].find((settled) => settled.status === 'rejected')?.reason).toMatchObject({ code: 'FORWARD_REFUSED' });
    expect((await bookMs()) - before - DAY_MS).toBeLessThan(60_000);
  });

  it('waits for workers that are exchanged on the way and loses nothing', async () => {
    const startedOn = await begin({ accountId: 'patient' });
    const moving = forward(15 * DAY_MS);
    await until('the first reminder', () => world.database.touch.findFirst({ where: { accountId: 'patient' } }));
    await world.restartWorkers();
    expect((await moving).stuckAccountIds).toEqual([]);
    expect((await touchesOf({ accountId: 'patient' })).map((touch) => `${touch.stepId} ${daysAfter(startedOn, touch.claimedAt)}`)).toEqual([
      'first-reminder 1', 'second-reminder 5', 'call 12',
    ]);
  });

  it('killed in the middle leaves no lock behind, and the next forward brings all clocks together again', async () => {
    const names = ['first', 'second', 'third'];
    await begin(...names.map((accountId) => ({ accountId })));
    const before = await bookMs();
    await killForward(environment, 40 * DAY_MS, () => world.database.touch.findFirst({ where: { accountId: { in: names }, stepId: 'second-reminder' } }));
    expect((await bookMs()) - before).toBeLessThan(60_000);
    const furthest = Math.max(...(await Promise.all(names.map(virtualMs))));
    expect(furthest - before).toBeGreaterThan(4 * DAY_MS);
    expect(furthest - before).toBeLessThan(39 * DAY_MS);
    await forward(0);
    expect(await bookMs()).toBeGreaterThanOrEqual(furthest);
    for (const accountId of names) expect(await apartMs(accountId)).toBeLessThan(READING_MS);
    const doubled = await world.database.$queryRaw<unknown[]>`SELECT account_id FROM touch GROUP BY account_id, step_id, cycle, attempt_no HAVING COUNT(*) > 1`;
    expect(doubled).toEqual([]);
  });
});

function daysAfter(startedOn: string, at: Date): number {
  return Math.round((Date.parse(localDateOf(at.getTime(), ZONE)) - Date.parse(startedOn)) / DAY_MS);
}

/** Starts a forward in a process of its own and kills it as soon as it has come so far. */
async function killForward(environment: TestEnvironment, by: number, soFar: () => Promise<unknown>): Promise<void> {
  const script = fileURLToPath(new URL('./killed-forward.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, environment.temporalAddress, environment.databaseUrl, String(by)], { stdio: 'inherit' });
  await until('the forward to be under way', soFar);
  child.kill('SIGKILL');
  await once(child, 'exit');
}
