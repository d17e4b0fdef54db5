/**
 * `dunwell rehearse`: months of a portfolio in a minute. The real workers, activities, database, senders and sandbox on the real server; only
 * the people are played. Same files, days, seed and start: the same report.
 */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { wallNow } from '#adapters/clock.ts';
import { accountWorkflowId, SIGNALS } from '#contracts/account-workflow.ts';
import { DunwellError } from '#contracts/failures.ts';
import { addDays, DAY_MS, localDateOf, toInstant, toMillis, type Instant } from '#core/local-time.ts';
import { checkBookFiles, importAccountFile, importCreditorFile, publishCadenceFiles, type BookFiles } from '#processes/load-book.ts';
import { openTemplates } from '#processes/worker-dependencies.ts';
import { inParallel } from '#worker/in-parallel.ts';
import type { AccountStarter } from '#worker/wake-accounts.ts';
import { loadGroups, type PersonGroup } from './book-groups.ts';
import { advanceGroup, type GroupEnd } from './clock-driver.ts';
import { loadPeople } from './load-people.ts';
import { createOutsideWorld, type RehearsedWorld } from './outside-world.ts';
import { loadEvidence } from './promises/load-evidence.ts';
import { buildReport, type RehearsalReport } from './rehearsal-report.ts';
import { openRehearsalWorld, type RehearsalWorld } from './rehearsal-world.ts';

export type RehearsalProgress = {
  readonly step: string;
  /** Share of the rehearsed time that lies behind, from 0 to 1. */
  readonly share: number;
};

/** Cadence files null: the shipped ones. */
export type RehearsalOptions = BookFiles & {
  readonly days: number;
  readonly seed: string;
  /** When the portfolio is taken over; absent: the next noon in UTC, which is morning at the desk. */
  readonly startsAt?: Instant;
  readonly temporalCliPath?: string | null;
  readonly onProgress: (progress: RehearsalProgress) => void;
};

/** The last half minute brings nothing new, so that all that was due before has come to rest. */
const QUIET_MS = 30_000;
/** Virtual time does not go back behind the wall, so a start lies a little ahead. */
const LEAST_AHEAD_MS = 120_000;
/** People on their way at once: enough that servers and workers are never without work on two cores. */
const GROUPS_AT_ONCE = 12;

/**
 * Rehearses a portfolio. Throws CONFIG_INVALID for a start that does not lie ahead, IMPORT_INVALID, CADENCE_INVALID, TEMPORAL_UNAVAILABLE or DATABASE_UNAVAILABLE. Interrupted, it takes its servers
 * down and ends the process as the signal would have.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const interruption = new AbortController();
  const interrupt = (by: NodeJS.Signals): void => interruption.abort(by);
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
  for (const name of signals) process.once(name, interrupt);
  try {
    return await rehearseUntil(options, interruption.signal);
  } finally {
    for (const name of signals) process.off(name, interrupt);
    if (interruption.signal.aborted) process.kill(process.pid, interruption.signal.reason as NodeJS.Signals);
  }
}

async function rehearseUntil(options: RehearsalOptions, signal: AbortSignal): Promise<RehearsalReport> {
  const began = wallNow().getTime();
  const startMs = startOf(options.startsAt, began);
  const endMs = startMs + options.days * DAY_MS + QUIET_MS;
  checkBookFiles(options, openTemplates().facts);
  const year = Number(localDateOf(startMs, 'UTC').slice(0, 4));
  const world = await openRehearsalWorld({ temporalCliPath: options.temporalCliPath ?? null, year, onStep: (step) => options.onProgress({ step, share: 0 }) });
  try {
    const { outside, rowsRejected } = await takeOver(world, options, startMs);
    const started = wallNow().getTime();
    const ends = await live(world, outside, options, { startMs, endMs, signal });
    const lived = wallNow().getTime();
    options.onProgress({ step: 'holding everything that was sent against the seven promises', share: 1 });
    const { database, client, templates, sandbox } = world;
    const evidence = await loadEvidence({ database, client, templates, messages: sandbox.messages(), printedLetterIds: await world.printedLetterIds(), ends, nowMs: endMs });
    const head = { seed: options.seed, days: options.days, startsAt: toInstant(startMs), endsAt: toInstant(endMs), rowsRejected };
    const report = buildReport({ evidence, refusedActs: outside.refusedActs, head });
    return { ...report, tookMs: { start: started - began, rehearsal: lived - started, checks: wallNow().getTime() - lived } };
  } finally {
    await world.close();
  }
}

function startOf(startsAt: Instant | undefined, wallMs: number): number {
  if (startsAt === undefined) return nextNoon(wallMs);
  const startMs = Date.parse(startsAt);
  if (startMs >= wallMs + LEAST_AHEAD_MS) return startMs;
  throw new DunwellError('CONFIG_INVALID', `A rehearsal cannot start at ${startsAt}: time only goes ahead, so give an instant at least two minutes from now, such as ${toInstant(nextNoon(wallMs))}.`);
}

function nextNoon(wallMs: number): number {
  const date = localDateOf(wallMs + LEAST_AHEAD_MS, 'UTC');
  const noonMs = toMillis(`${date}T12:00:00Z`);
  return noonMs >= wallMs + LEAST_AHEAD_MS ? noonMs : toMillis(`${addDays(date, 1)}T12:00:00Z`);
}

/** The portfolio comes in at the start of the rehearsal, as it would on that day. */
async function takeOver({ database, client, referenceData, sandbox, templates, starter }: RehearsalWorld, options: RehearsalOptions, startMs: number): Promise<{ readonly outside: RehearsedWorld; readonly rowsRejected: number }> {
  const { portfolioFile, creditorsFile, cadenceFiles, seed, days, onProgress } = options;
  const now = toInstant(startMs);
  // The row says that the time of this book is moved; each person's own time then comes from what was last done about him.
  await database.sandboxClock.create({ data: { id: 1, offsetMs: 0n, movedAt: wallNow() } });
  onProgress({ step: 'taking the portfolio over', share: 0 });
  const cadences = await publishCadenceFiles(database, cadenceFiles, templates.facts, now);
  await importCreditorFile(database, creditorsFile);
  const imported = await importAccountFile(database, { file: portfolioFile, mapFile: null, dryRun: false, now, cadences, onProgress: () => undefined });
  const people = await loadPeople({ database, referenceData, sandbox, seed, days });
  return { outside: createOutsideWorld({ database, referenceData, sandbox, people, seed, startMs, wake: wakeBy(client, starter) }), rowsRejected: imported.rejected.length };
}

/** Most runs are open, and a signal is all that they need; the starter looks where none is. */
function wakeBy(client: Client, starter: AccountStarter): (accountIds: readonly string[]) => Promise<void> {
  return async (accountIds) => {
    for (const accountId of accountIds) {
      try {
        await client.workflow.getHandle(accountWorkflowId(accountId)).signal(SIGNALS.wake);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
        await starter.wake([accountId]);
      }
    }
  };
}

type Course = { readonly startMs: number; readonly endMs: number; readonly signal: AbortSignal };

async function live({ database, client, sandbox }: RehearsalWorld, outside: RehearsedWorld, { onProgress }: RehearsalOptions, { startMs, endMs, signal }: Course): Promise<readonly GroupEnd[]> {
  const groups = await loadGroups(database);
  const shares = new Map<string, number>();
  const report = (group: PersonGroup, atMs: number): void => {
    shares.set(group.groupId, Math.min(1, (atMs - startMs) / (endMs - startMs)));
    onProgress({ step: 'rehearsing', share: [...shares.values()].reduce((sum, share) => sum + share, 0) / groups.length });
  };
  const ends: GroupEnd[] = [];
  await inParallel(GROUPS_AT_ONCE, groups, async (group) => {
    ends.push(await advanceGroup({ client, database, outside, signal, providersIdle: sandbox.idle }, { group, fromMs: startMs, toMs: endMs, onMoved: (atMs) => report(group, atMs) }));
    report(group, endMs);
  });
  return ends;
}
