/**
 * Moves people's accounts ahead in virtual time, from event to event. Every run has a clock of its own: moved freely, the accounts of one
 * person drift days apart and each meets touches of the other "from the future". So they are moved together, to the next event of any of them.
 */
import type { Client } from '@temporalio/client';
import { MINUTE_MS } from '#core/local-time.ts';
import type { Database } from '#adapters/db/database.ts';
import { loadNextOfAccounts, type NextOfAccount, type PersonGroup } from './book-groups.ts';
import { moveRun, readRunClock, standsAt, type RunClock } from './run-clock.ts';

/** What happens to people from outside: debtors, officers, providers. */
export type OutsideWorld = {
  /** The next instant at which somebody acts on one of these people, or null. Asked when all before it has settled. */
  readonly nextAt: (group: PersonGroup, nowMs: number) => Promise<number | null>;
  /** Does what is due at `nowMs`; returns the accounts that have news, to be woken in this order. */
  readonly act: (group: PersonGroup, nowMs: number) => Promise<readonly string[]>;
  readonly wake: (accountIds: readonly string[]) => Promise<void>;
};

export type DriverOptions = {
  readonly client: Client;
  readonly database: Database;
  readonly outside?: OutsideWorld;
  /**
   * Resolves when the providers have told all that they have to tell for now. What they say belongs to the instant at which a message went
   * out; heard after the next move it would come days late.
   */
  readonly providersIdle?: () => Promise<void>;
  /** Ends the course at the next event; the runs stay where they stand. */
  readonly signal?: AbortSignal;
};

export type GroupCourse = {
  readonly group: PersonGroup;
  /** Where the group stands when none of its accounts has a run yet. */
  readonly fromMs?: number;
  readonly toMs: number;
  readonly onMoved: (atMs: number) => void;
};

export type GroupEnd = {
  /** Open accounts whose run waits for a worker or a repair; the next forward takes them up again. */
  readonly stuckAccountIds: readonly string[];
  /** Open accounts without a run. */
  readonly runlessAccountIds: readonly string[];
};

/**
 * How far behind an event's minute the runs stand when the move to it ends: what is due in that minute, and what follows from it at once,
 * is done by then. An idle run skips the rest of it in no time; a busy one has so long to finish.
 */
const SETTLE_MS = 20_000;
/** Tries, a minute of virtual time apart, after which an act that does not come off no longer holds its person up. */
const LATE_TRIES = 30;

/** Moves one group from where the rearmost of its runs stands to `toMs`, stopping at each event in between. */
export async function advanceGroup(options: DriverOptions, { group, fromMs, toMs, onMoved }: GroupCourse): Promise<GroupEnd> {
  const runs = new GroupRuns(options.client);
  const lateTries = new Map<string, number>();
  let nowMs = Math.min(await runs.rearmost(group.accountIds) ?? fromMs ?? toMs, toMs);
  const load = async () => runs.withRun(await loadNextOfAccounts(options.database, group));
  // Runs that were started a moment ago decide first: what nobody has decided yet cannot be waited for.
  await runs.moveInTurn(await load(), nowMs, Math.min(nowMs + SETTLE_MS, toMs));
  nowMs = Math.min(nowMs + SETTLE_MS, toMs);
  while (nowMs < toMs) {
    options.signal?.throwIfAborted();
    await options.providersIdle?.();
    const outsideMs = (await options.outside?.nextAt(group, nowMs)) ?? null;
    if (options.outside !== undefined && outsideMs !== null && outsideMs <= nowMs) {
      nowMs = await letOutsideAct(options.outside, runs, group, nowMs);
      continue;
    }
    const accounts = await load();
    const ownMs = earliest(accounts.filter((account) => (lateTries.get(account.accountId) ?? 0) < LATE_TRIES).map((account) => account.nextActionAtMs ?? nowMs));
    const eventMs = earliest([ownMs, outsideMs]);
    if (eventMs === null || eventMs > toMs) break;
    countLate(lateTries, accounts, nowMs);
    const atMs = Math.min(eventMs > nowMs ? eventMs : nowMs + MINUTE_MS, toMs);
    await runs.moveInTurn(accounts, atMs, Math.min(atMs + SETTLE_MS, toMs));
    nowMs = Math.min(atMs + SETTLE_MS, toMs);
    onMoved(nowMs);
  }
  const rest = await loadNextOfAccounts(options.database, group);
  await runs.moveInTurn(rest, toMs, toMs);
  return runs.end(rest);
}

/** What comes from outside is a fact at the group's own instant; each account takes its news in before the next one hears of its own. */
async function letOutsideAct(outside: OutsideWorld, runs: GroupRuns, group: PersonGroup, nowMs: number): Promise<number> {
  const news = await outside.act(group, nowMs);
  for (const accountId of news) {
    await outside.wake([accountId]);
    await runs.settle(accountId, nowMs + SETTLE_MS);
  }
  return news.length === 0 ? nowMs : nowMs + SETTLE_MS;
}

/** An account that has not decided yet, or whose act lies behind the group's instant: it is failing, or takes longer than it may. */
function countLate(lateTries: Map<string, number>, accounts: readonly NextOfAccount[], nowMs: number): void {
  for (const { accountId, nextActionAtMs } of accounts) {
    if (nextActionAtMs === null || nextActionAtMs <= nowMs) lateTries.set(accountId, (lateTries.get(accountId) ?? 0) + 1);
    else lateTries.delete(accountId);
  }
}

function earliest(instantsMs: readonly (number | null)[]): number | null {
  const known = instantsMs.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The least that a settling run is moved, so that the move waits for its idleness wherever it stands. */
const LEAST_SETTLE_MS = 1_000;

/** The runs of one group and where each of them stands. */
class GroupRuns {
  readonly #client: Client;
  readonly #clocks = new Map<string, RunClock>();
  readonly #stuck = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** The instant at which the run stands that is furthest behind, or null without a run. */
  async rearmost(accountIds: readonly string[]): Promise<number | null> {
    const clocks = await Promise.all(accountIds.map((accountId) => this.#clockOf(accountId)));
    return earliest(clocks.map((clock) => (clock === null ? null : standsAt(clock))));
  }

  /** Of these accounts those that have an open run. */
  async withRun(accounts: readonly NextOfAccount[]): Promise<readonly NextOfAccount[]> {
    const clocks = await Promise.all(accounts.map((account) => this.#clockOf(account.accountId)));
    return accounts.filter((_account, index) => clocks[index] !== null);
  }

  /** Those who are due at `atMs`, or have not decided yet, one after the other, in the order of their ids, so that the same one always goes first; then the rest. */
  async moveInTurn(accounts: readonly NextOfAccount[], atMs: number, toMs: number): Promise<void> {
    const isDue = (account: NextOfAccount) => account.nextActionAtMs === null || account.nextActionAtMs <= atMs;
    for (const account of accounts.filter(isDue)) await this.#move(account.accountId, () => toMs);
    await Promise.all(accounts.filter((account) => !isDue(account)).map((account) => this.#move(account.accountId, () => toMs)));
  }

  /** Moves a run that has just been woken until it is idle again. */
  async settle(accountId: string, toMs: number): Promise<void> {
    await this.#move(accountId, (clock) => Math.max(toMs, standsAt(clock) + LEAST_SETTLE_MS));
  }

  async #move(accountId: string, target: (clock: RunClock) => number): Promise<void> {
    if (this.#stuck.has(accountId)) return;
    const clock = await this.#clockOf(accountId);
    if (clock === null) return;
    const move = await moveRun(this.#client, clock, target(clock));
    if (move.kind === 'arrived') this.#clocks.set(accountId, move.clock);
    else this.#clocks.delete(accountId);
    if (move.kind === 'stuck') this.#stuck.add(accountId);
  }

  async #clockOf(accountId: string): Promise<RunClock | null> {
    const known = this.#clocks.get(accountId);
    if (known !== undefined) return known;
    const clock = await readRunClock(this.#client, accountId);
    if (clock !== null) this.#clocks.set(accountId, clock);
    return clock;
  }

  end(open: readonly NextOfAccount[]): GroupEnd {
    const ids = open.map((account) => account.accountId);
    return {
      stuckAccountIds: ids.filter((accountId) => this.#stuck.has(accountId)),
      runlessAccountIds: ids.filter((accountId) => !this.#stuck.has(accountId) && !this.#clocks.has(accountId)),
    };
  }
}
