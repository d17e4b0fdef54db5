/**
 * The life of one person's accounts in virtual time, without any server: what happens to them and what their runs make of it, in one order of time.
 * Wake-ups come late, twice or not at all, processes die, providers fail, people forget: all drawn from the seed, so that every life can be lived again.
 */
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { toInstant, toMillis } from '#core/local-time.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { startRun, stir, type AccountRun, type SimulatedDecision } from './simulate-account.ts';
import { happen, type Happening } from './simulated-acceptance.ts';
import { accountOf, openBook, type Book, type SimulatedAccount, type SimulatedPerson, type TaskRow, type TouchRow } from './simulated-book.ts';
import type { Joint, Provider, SimulatedDelivery } from './touch-protocol.ts';

export type TimedHappening = { readonly at: string; readonly happening: Happening };

/** Shares of all occasions on which something goes wrong. */
export type Faults = { readonly deaths: number; readonly lostWakeUps: number; readonly doubledWakeUps: number };

export type Life = {
  readonly seed: string;
  readonly mode?: Circumstances['mode'];
  readonly person: SimulatedPerson;
  readonly accounts: readonly SimulatedAccount[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly happenings: readonly TimedHappening[];
  /** What people do about a task; absent: nobody ever does anything. */
  readonly answer?: (task: TaskRow, random: SeededRandom) => readonly TimedHappening[];
  /** What providers answer, and what they say later; absent: they take everything. */
  readonly provide?: (touch: TouchRow, random: SeededRandom) => { readonly delivery: SimulatedDelivery; readonly later?: TimedHappening };
  readonly faults?: Faults;
};

export type LifeRecord = {
  readonly book: Book;
  readonly decisions: readonly SimulatedDecision[];
  /** What providers really took, in order. */
  readonly delivered: readonly TouchRow[];
  readonly refused: readonly { readonly at: string; readonly happening: Happening; readonly reasons: readonly string[] }[];
  readonly runs: ReadonlyMap<string, AccountRun>;
};

type Waiting<T> = { readonly atMs: number; readonly order: number; readonly item: T };

const FAULTLESS: Faults = { deaths: 0, lostWakeUps: 0, doubledWakeUps: 0 };
const JOINTS: readonly [Joint, ...Joint[]] = ['beforeClaim', 'afterClaim', 'afterProvider'];
/** The relay looks for runs whose cursor lags this long after a fact was accepted. */
const RELAY_AFTER_MS = 35_000;
const WAKE_UP_TAKES_MS = 2_000;

export function simulatePerson(life: Life): LifeRecord {
  return new PersonSimulation(life).run();
}

class PersonSimulation {
  private readonly life: Life;
  private readonly random: SeededRandom;
  private readonly book: Book;
  private readonly faults: Faults;
  private readonly runs = new Map<string, AccountRun>();
  private readonly stirsAtMs = new Map<string, number>();
  private readonly happenings: Waiting<Happening>[] = [];
  private readonly wakeUps: Waiting<{ readonly accountId: string; readonly byRelay: boolean }>[] = [];
  private readonly decisions: SimulatedDecision[] = [];
  private readonly delivered: TouchRow[] = [];
  private readonly refused: LifeRecord['refused'][number][] = [];
  private readonly provider: Provider;
  private order = 0;
  private tasksSeen = 0;

  constructor(life: Life) {
    this.life = life;
    this.random = seededRandom(life.seed);
    this.faults = life.faults ?? FAULTLESS;
    this.book = openBook(life.mode ?? 'sandbox', life.person, life.accounts, toMillis(life.startsAt));
    this.provider = { journal: this.delivered, answer: (touch) => this.provide(touch) };
    for (const { accountId } of life.accounts) {
      this.runs.set(accountId, startRun(accountId));
      this.stirsAtMs.set(accountId, toMillis(life.startsAt));
    }
    for (const happening of life.happenings) this.expect(happening);
  }

  run(): LifeRecord {
    const endsMs = toMillis(this.life.endsAt);
    for (let nowMs = this.nextMs(); nowMs <= endsMs; nowMs = this.nextMs()) this.live(nowMs);
    const { book, decisions, delivered, refused, runs } = this;
    return { book, decisions, delivered, refused, runs };
  }

  private nextMs(): number {
    return Math.min(this.happenings[0]?.atMs ?? Number.POSITIVE_INFINITY, this.wakeUps[0]?.atMs ?? Number.POSITIVE_INFINITY, ...this.stirsAtMs.values());
  }

  /** Everything of one instant: what happens first, then who is woken, then one stirring of the first run in order. */
  private live(nowMs: number): void {
    const happening = take(this.happenings, nowMs);
    if (happening !== null) return this.accept(happening, nowMs);
    const wakeUp = take(this.wakeUps, nowMs);
    if (wakeUp !== null) return this.wake(wakeUp.accountId, wakeUp.byRelay, nowMs);
    const due = [...this.stirsAtMs].filter(([, atMs]) => atMs <= nowMs).map(([accountId]) => accountId).toSorted()[0];
    if (due !== undefined) this.stir(due, nowMs);
  }

  private stir(accountId: string, nowMs: number): void {
    const run = this.runs.get(accountId);
    if (run === undefined) return;
    const nextMs = stir(run, { book: this.book, provider: this.provider, nextDeath: () => this.nextDeath(), onDecision: (decision) => this.decisions.push(decision) }, nowMs);
    if (nextMs === null) this.stirsAtMs.delete(accountId);
    else this.stirsAtMs.set(accountId, nextMs);
    for (; this.tasksSeen < this.book.tasks.length; this.tasksSeen += 1) {
      const task = this.book.tasks[this.tasksSeen];
      if (task !== undefined) for (const answer of this.life.answer?.(task, this.random) ?? []) this.expect(answer);
    }
  }

  private accept(happening: Happening, nowMs: number): void {
    const accepted = happen(this.book, happening, nowMs);
    if (accepted.kind === 'refused') {
      this.refused.push({ at: toInstant(nowMs), happening, reasons: accepted.reasons });
      return;
    }
    for (const accountId of accepted.wake) {
      if (!this.random.chance(this.faults.lostWakeUps)) this.schedule(this.wakeUps, nowMs + this.random.below(WAKE_UP_TAKES_MS), { accountId, byRelay: false });
      if (this.random.chance(this.faults.doubledWakeUps)) this.schedule(this.wakeUps, nowMs + this.random.below(WAKE_UP_TAKES_MS), { accountId, byRelay: false });
      this.schedule(this.wakeUps, nowMs + RELAY_AFTER_MS, { accountId, byRelay: true });
    }
  }

  /** Wakes an open run; an ended one is followed by another that folds the facts anew. The relay wakes only whose cursor lags. */
  private wake(accountId: string, byRelay: boolean, nowMs: number): void {
    const run = this.runs.get(accountId);
    if (run === undefined) return;
    const unread = accountOf(this.book, accountId).facts.slice(run.state.cursor).some((fact) => fact.body.kind !== 'accountClosed');
    if (byRelay && !unread) return;
    if (run.ended) this.runs.set(accountId, startRun(accountId));
    else run.woken = true;
    if (run.planned === null || run.planned.attemptNo === 1) this.stirsAtMs.set(accountId, nowMs);
  }

  private provide(touch: TouchRow): SimulatedDelivery {
    const { delivery, later } = this.life.provide?.(touch, this.random) ?? { delivery: { kind: 'accepted' } };
    if (later !== undefined) this.expect(later);
    return delivery;
  }

  private nextDeath(): Joint {
    return this.random.chance(this.faults.deaths) ? this.random.pick(JOINTS) : null;
  }

  private expect({ at, happening }: TimedHappening): void {
    this.schedule(this.happenings, toMillis(at), happening);
  }

  private schedule<T>(queue: Waiting<T>[], atMs: number, item: T): void {
    this.order += 1;
    queue.push({ atMs, order: this.order, item });
    queue.sort((left, right) => left.atMs - right.atMs || left.order - right.order);
  }
}

function take<T>(queue: Waiting<T>[], nowMs: number): T | null {
  const first = queue[0];
  if (first === undefined || first.atMs > nowMs) return null;
  queue.shift();
  return first.item;
}
