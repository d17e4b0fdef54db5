/**
 * `dunwell forward`: moves the sandbox's whole book ahead. docs/flows/sandbox-clock.md tells what holds while it moves and after a crash.
 */
import type { Client } from '@temporalio/client';
import { DunwellError } from '#contracts/failures.ts';
import { toInstant, type Instant } from '#core/local-time.ts';
import { sandboxOffsetMs, wallNow } from '#adapters/clock.ts';
import type { Database, Transaction } from '#adapters/db/database.ts';
import { inParallel } from '../worker/in-parallel.ts';
import { loadGroups } from './book-groups.ts';
import { advanceGroup, type DriverOptions, type GroupEnd } from './clock-driver.ts';
import { moveRun, readRunClock, type RunClock } from './run-clock.ts';
import { settleBook, type AwaitProviders, type Unsettled } from './settle-book.ts';

export type ForwardProgress = {
  /** Share of the way that the book has gone, from 0 to 1. */
  readonly share: number;
  /** Groups of people who move together, and how many of them have arrived. */
  readonly groups: number;
  readonly groupsArrived: number;
};

export type ForwardOptions = {
  readonly database: Database;
  readonly client: Client;
  readonly mode: 'sandbox' | 'live';
  /** Whether Dunwell started this Temporal server; on any other one time is not ours to move. */
  readonly startedByUs: boolean;
  /** Milliseconds, zero or more; zero only brings runs together that a broken forward left apart. */
  readonly by: number;
  /** Absent: receipts and reports are heard when they come. */
  readonly awaitProviders?: AwaitProviders;
  readonly onProgress: (progress: ForwardProgress) => void;
};

export type ForwardResult = GroupEnd & {
  readonly bookStoodAt: Instant;
  readonly bookStandsAt: Instant;
  readonly groups: number;
  /** What was still on its way when the patience with it ended. */
  readonly unsettled: Unsettled;
};

/** A receipt that the API does not take is given again for a while; no stop on the way waits longer for it than this. */
const HEARD_WITHIN_MS = 2_000;
/** Groups on their way at once: two cores are busy with six, more only wait for each other. */
const GROUPS_AT_ONCE = 6;
/** Short requests about single runs at once. */
const RUNS_AT_ONCE = 8;
/** Accounts that came in while the book moved are brought along in further rounds; they cannot come in faster than that. */
const ROUNDS = 5;
/** Any number, the same everywhere: the lock of the one forward on this database. */
const FORWARD_LOCK = 7_239_104_511;
const FORWARD_WITHIN_MS = 6 * 3_600_000;

/** Moves every open account by the same amount and the clock row with them. Throws FORWARD_REFUSED where the clock is not ours to move. */
export async function forwardBook(options: ForwardOptions): Promise<ForwardResult> {
  refuseWhereTimeIsNotOurs(options);
  // The lock lives and dies with this transaction's connection: a killed forward leaves none behind.
  return options.database.$transaction(async (transaction) => {
    await takeLock(transaction);
    return forwardAlone(options);
  }, { maxWait: 5_000, timeout: FORWARD_WITHIN_MS });
}

function refuseWhereTimeIsNotOurs({ mode, startedByUs, by }: ForwardOptions): void {
  if (mode === 'live') throw new DunwellError('FORWARD_REFUSED', 'Dunwell runs live.');
  if (!startedByUs) throw new DunwellError('FORWARD_REFUSED', 'The Temporal server was not started by Dunwell.');
  if (!Number.isSafeInteger(by) || by < 0) throw new DunwellError('FORWARD_REFUSED', `The book cannot be moved by ${by} ms: time goes on in whole milliseconds, never back.`);
}

async function takeLock(transaction: Transaction): Promise<void> {
  const [row] = await transaction.$queryRaw<{ readonly taken: boolean }[]>`SELECT pg_try_advisory_xact_lock(${FORWARD_LOCK}::bigint) AS taken`;
  // Its transaction only holds the lock: no statement comes before the book has arrived.
  await transaction.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 0`;
  if (row?.taken !== true) throw new DunwellError('FORWARD_REFUSED', 'The book is being moved already; wait until that forward has ended.');
}

async function forwardAlone(options: ForwardOptions): Promise<ForwardResult> {
  const { database, by } = options;
  const stoodOffsetMs = await sandboxOffsetMs(database);
  await writeOffset(database, stoodOffsetMs);
  const startedMs = wallNow().getTime();
  const clocks = await readClocks(options);
  // A forward that was killed left some runs ahead of the row: nobody can be moved back, so the others follow.
  const offsetMs = Math.max(stoodOffsetMs + by, ...clocks.map((clock) => clock.virtualMs - clock.wallMs));
  const course: BookCourse = { fromMs: startedMs + stoodOffsetMs, toMs: startedMs + offsetMs };
  const ends = await moveEverybody(options, course);
  await alignRuns(options, offsetMs);
  await writeOffset(database, offsetMs);
  const stuckAccountIds = ends.flatMap((end) => end.stuckAccountIds);
  const runlessAccountIds = ends.flatMap((end) => end.runlessAccountIds);
  const unsettled = await settleBook({ ...options, except: new Set([...stuckAccountIds, ...runlessAccountIds]) });
  return { bookStoodAt: toInstant(course.fromMs), bookStandsAt: toInstant(wallNow().getTime() + offsetMs), groups: ends.length, stuckAccountIds, runlessAccountIds, unsettled };
}

/** The one clock of API, activities and new runs. It is written before the move too, unchanged: that it is there tells a new run that the book may be moving. */
async function writeOffset(database: Database, offsetMs: number): Promise<void> {
  const row = { offsetMs: BigInt(offsetMs), movedAt: wallNow() };
  await database.sandboxClock.upsert({ where: { id: 1 }, create: { id: 1, ...row }, update: row });
}

async function readClocks({ client, database }: Pick<ForwardOptions, 'client' | 'database'>): Promise<readonly RunClock[]> {
  const clocks: RunClock[] = [];
  const open = await database.account.findMany({ where: { status: 'open' }, select: { id: true } });
  await inParallel(RUNS_AT_ONCE, open, async ({ id }) => {
    const clock = await readRunClock(client, id);
    if (clock !== null) clocks.push(clock);
  });
  return clocks;
}

type BookCourse = { readonly fromMs: number; readonly toMs: number };

/** Rounds until nobody new has come in: accounts that were imported or reopened while the others moved. */
async function moveEverybody(options: ForwardOptions, course: BookCourse): Promise<readonly GroupEnd[]> {
  const ends: GroupEnd[] = [];
  const moved = new Set<string>();
  const { awaitProviders } = options;
  const driver: DriverOptions = { ...options, ...(awaitProviders === undefined ? {} : { providersIdle: async () => { await awaitProviders(HEARD_WITHIN_MS); } }) };
  for (let round = 0; round < ROUNDS; round += 1) {
    const groups = (await loadGroups(options.database)).filter((group) => group.accountIds.some((accountId) => !moved.has(accountId)));
    if (groups.length === 0) break;
    const report = progressOf(options.onProgress, groups.length, course);
    await inParallel(GROUPS_AT_ONCE, groups, async (group) => {
      ends.push(await advanceGroup(driver, { group, toMs: course.toMs, onMoved: (atMs) => report(group.groupId, atMs) }));
      for (const accountId of group.accountIds) moved.add(accountId);
      report(group.groupId, course.toMs);
    });
  }
  return ends;
}

/** Adds up how far each group has come. */
function progressOf(onProgress: ForwardOptions['onProgress'], groups: number, { fromMs, toMs }: BookCourse): (groupId: string, atMs: number) => void {
  const shares = new Map<string, number>();
  return (groupId, atMs) => {
    shares.set(groupId, toMs <= fromMs ? 1 : Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs))));
    const sum = [...shares.values()].reduce((total, share) => total + share, 0);
    onProgress({ share: sum / groups, groups, groupsArrived: [...shares.values()].filter((share) => share === 1).length });
  };
}

/** The first to arrive waited for the last, in wall time: what they lack of the offset is made up together at the end. */
async function alignRuns(options: Pick<ForwardOptions, 'client' | 'database'>, offsetMs: number): Promise<void> {
  await inParallel(RUNS_AT_ONCE, await readClocks(options), async (clock) => {
    await moveRun(options.client, clock, wallNow().getTime() + offsetMs);
  });
}
