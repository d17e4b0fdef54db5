/** What a rehearsal shows: how accounts went through the stages, what went out and came in, what was refused, and whether the promises held. */
import { STAGE_IDS, stageRank } from '#core/cadence/cadence-policy.ts';
import { localDateOf, localMinuteOf } from '#core/local-time.ts';
import { EFFECTIVE, groupBy, type AccountRow, type DecisionRow, type Evidence, type FactRow } from './promises/evidence.ts';
import { checkPromises, type PromiseCheck } from './promises/check-promises.ts';
import type { RefusedAct } from './order-act.ts';

/** One contact in the debtor's local time; two rehearsals are the same when these are. */
export type ContactLine = {
  readonly accountId: string; readonly stepId: string; readonly cycle: number; readonly attemptNo: number; readonly channel: string; readonly date: string; readonly minute: number; readonly status: string;
};

export type StageLine = { readonly stage: string; readonly entered: number; readonly endedHere: number; readonly openHere: number };
export type DayLine = { readonly date: string; readonly sms: number; readonly email: number; readonly letter: number; readonly call: number };
export type Counted = { readonly name: string; readonly count: number };
export type CashLine = { readonly currency: string; readonly placedMinor: number; readonly collectedMinor: number; readonly returnedMinor: number };

export type RehearsalReport = {
  readonly seed: string; readonly days: number; readonly startsAt: string; readonly endsAt: string;
  readonly accounts: number; readonly rowsRejected: number;
  readonly funnel: readonly StageLine[];
  readonly outcomes: readonly Counted[];
  readonly touchesByDay: readonly DayLine[];
  readonly cash: readonly CashLine[];
  /** Why contacts were refused or put off, by rule: by the claim, and by the gate in the moment of dialling. */
  readonly refusals: readonly Counted[];
  readonly tasks: readonly { readonly kind: string; readonly opened: number; readonly done: number; readonly expired: number; readonly cancelled: number; readonly open: number }[];
  /** Orders of officers that were not accepted, by reason. */
  readonly refusedActs: readonly Counted[];
  readonly contacts: readonly ContactLine[];
  readonly promises: readonly PromiseCheck[];
  readonly violations: number;
  readonly tookMs: { readonly start: number; readonly rehearsal: number; readonly checks: number };
};

export type ReportSources = {
  readonly evidence: Evidence; readonly refusedActs: readonly RefusedAct[];
  readonly head: Pick<RehearsalReport, 'seed' | 'days' | 'startsAt' | 'endsAt' | 'rowsRejected'>;
};

export function buildReport({ evidence, refusedActs, head }: ReportSources): Omit<RehearsalReport, 'tookMs'> {
  const promises = checkPromises(evidence);
  return {
    ...head, accounts: evidence.accounts.length, funnel: funnelOf(evidence), outcomes: counted(evidence.accounts.map((account) => account.outcome ?? 'open')),
    touchesByDay: byDay(evidence), cash: cashOf(evidence), refusals: counted(evidence.decisions.flatMap(rulesAgainst)), tasks: tasksOf(evidence),
    refusedActs: counted(refusedActs.map(({ kind, reason }) => `${kind}: ${reason}`)), contacts: contactLines(evidence), promises,
    violations: promises.reduce((sum, check) => sum + check.violations.length, 0),
  };
}

/** Most frequent first; equal ones by name. */
function counted(names: readonly string[]): readonly Counted[] {
  return [...groupBy(names, (name) => name)].map(([name, list]) => ({ name, count: list.length })).toSorted((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

/** The furthest stage that each account's own steps reached; an account can go back, the funnel counts how far it came. */
function funnelOf({ accounts, facts }: Evidence): readonly StageLine[] {
  const furthest = new Map([...groupBy(facts, (fact) => fact.accountId)].map(([accountId, list]) => [accountId, Math.max(-1, ...list.map(stageOf))]));
  const rankOf = (account: AccountRow) => furthest.get(account.accountId) ?? -1;
  return [{ stage: 'none', rank: -1 }, ...STAGE_IDS.map((stage) => ({ stage, rank: stageRank(stage) }))].map(({ stage, rank }) => {
    const here = accounts.filter((account) => rankOf(account) === rank);
    return { stage, entered: accounts.filter((account) => rankOf(account) >= rank).length, endedHere: here.filter((account) => account.status === 'closed').length, openHere: here.filter((account) => account.status === 'open').length };
  });
}

function stageOf({ body }: FactRow): number {
  return 'reference' in body && body.reference !== null ? stageRank(body.reference.stage) : -1;
}

function byDay({ touches, calls }: Evidence): readonly DayLine[] {
  const contacts = [
    ...touches.filter((touch) => EFFECTIVE.includes(touch.status)).map((touch) => ({ date: touch.claimedAt.slice(0, 10), channel: touch.channel })),
    ...calls.filter((call) => call.direction === 'outbound').map((call) => ({ date: call.dialedAt.slice(0, 10), channel: 'call' })),
  ];
  return [...groupBy(contacts, (contact) => contact.date)].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([date, list]) => {
    const of = (channel: string) => list.filter((contact) => contact.channel === channel).length;
    return { date, sms: of('sms'), email: of('email'), letter: of('letter'), call: of('call') };
  });
}

function cashOf({ accounts, facts, postings }: Evidence): readonly CashLine[] {
  const currencyOf = new Map(accounts.map((account) => [account.accountId, account.currency]));
  const sumOf = (currency: string, amounts: readonly (readonly [string, number])[]) => amounts.filter(([accountId]) => currencyOf.get(accountId) === currency).reduce((sum, [, amountMinor]) => sum + amountMinor, 0);
  const placed = postings.filter((posting) => posting.ledgerAccount === 'opening').map((posting) => [posting.accountId, -posting.amountMinor] as const);
  const paid = facts.flatMap(({ accountId, body }) => (body.kind === 'paymentReceived' ? [[accountId, body.amountMinor] as const] : []));
  const returned = facts.flatMap(({ accountId, body }) => (body.kind === 'paymentReturned' ? [[accountId, body.amountMinor] as const] : []));
  return [...new Set(currencyOf.values())].toSorted().map((currency) => ({
    currency, placedMinor: sumOf(currency, placed), collectedMinor: sumOf(currency, paid) - sumOf(currency, returned), returnedMinor: sumOf(currency, returned),
  }));
}

function rulesAgainst({ kind, verdict }: DecisionRow): readonly string[] {
  if ((kind !== 'refuse' && kind !== 'permit_refused') || verdict.kind === 'allow') return [];
  return [...new Set(verdict.reasons.map((reason) => reason.ruleId))];
}

function tasksOf({ tasks }: Evidence): RehearsalReport['tasks'] {
  return [...groupBy(tasks, (task) => task.kind)].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([kind, list]) => {
    const of = (status: string) => list.filter((task) => task.status === status).length;
    return { kind, opened: list.length, done: of('done'), expired: of('expired'), cancelled: of('cancelled'), open: of('open') };
  });
}

function contactLines({ touches, decisions, tasks }: Evidence): readonly ContactLine[] {
  const zoneOf = new Map(decisions.map((decision) => [decision.decisionId, decision.candidateZones[0] ?? 'UTC']));
  const zoneOfAccount = new Map(decisions.map((decision) => [decision.accountId, decision.candidateZones[0] ?? 'UTC']));
  const messages = touches.map(({ accountId, stepId, cycle, attemptNo, channel, status, claimedAt, decisionId }) => {
    const zone = zoneOf.get(decisionId) ?? 'UTC';
    const at = Date.parse(claimedAt);
    return { accountId, stepId, cycle, attemptNo, channel, status, date: localDateOf(at, zone), minute: localMinuteOf(at, zone) };
  });
  const asked = tasks.flatMap(({ accountId, stepId, cycle, attemptNo, kind, status, openedAt }) => {
    const at = Date.parse(openedAt);
    const zone = zoneOfAccount.get(accountId ?? '') ?? 'UTC';
    return accountId === null || stepId === null ? [] : [{ accountId, stepId, cycle: cycle ?? 0, attemptNo: attemptNo ?? 0, channel: kind, status, date: localDateOf(at, zone), minute: localMinuteOf(at, zone) }];
  });
  const key = (line: ContactLine): string => `${line.date} ${String(line.minute).padStart(4, '0')} ${line.accountId} ${line.stepId} ${line.attemptNo} ${line.channel}`;
  return [...messages, ...asked].toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}
