/** Diaries: a life told by local date. What happens is marked with ">", everything else is what the accounts made of it. */
import type { FactBody } from '#core/account/fact.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import { instantAt, localDateOf, toInstant, toMillis } from '#core/local-time.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import { simulatePerson, type Life, type LifeRecord } from '#rehearsal/simulate/simulate-person.ts';
import type { SimulatedAccount, SimulatedPerson, TouchRow } from '#rehearsal/simulate/simulated-book.ts';
import type { SimulatedDelivery } from '#rehearsal/simulate/touch-protocol.ts';

/** Local minute, what it is called in the diary, and what happens. */
export type Entry = readonly [at: string, label: string, happening: Happening];

export type DiaryGiven = {
  readonly person: SimulatedPerson;
  readonly accounts: readonly SimulatedAccount[];
  /** Local minutes of the person. */
  readonly from: string;
  readonly until: string;
  readonly entries?: readonly Entry[];
  readonly provide?: (touch: TouchRow) => SimulatedDelivery;
  /** Officers dial each call an hour after its task opens, and nobody answers; otherwise nobody does anything. */
  readonly callsRingOut?: boolean;
};

export function keepDiary(given: DiaryGiven): readonly string[] {
  const zone = given.person.candidateZones[0] ?? 'UTC';
  const at = (minute: string): string => toInstant(instantAt(minute.slice(0, 10), Number(minute.slice(11, 13)) * 60 + Number(minute.slice(14)), zone));
  const entries = given.entries ?? [];
  const life: Life = {
    seed: 'diary', person: given.person, accounts: given.accounts, startsAt: at(given.from), endsAt: at(given.until),
    happenings: entries.map(([minute, , happening]) => ({ at: at(minute), happening })),
    ...(given.provide === undefined ? {} : { provide: (touch: TouchRow) => ({ delivery: given.provide!(touch) }) }),
    ...(given.callsRingOut === true ? { answer: ringOut } : {}),
  };
  const record = simulatePerson(life);
  if (record.refused.length > 0) throw new Error(`Refused: ${JSON.stringify(record.refused)}`);
  const lines = [...entries.map(([minute, label]) => ({ at: at(minute), text: `> ${label}` })), ...told(record, given.accounts.length > 1)];
  return lines.toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0)).map(({ at: instant, text }) => `${localDateOf(toMillis(instant), zone)} ${text}`);
}

function ringOut(task: { readonly kind: string; readonly accountId: string; readonly openedAt: string }): Life['happenings'] {
  if (task.kind !== 'call') return [];
  const at = toInstant(toMillis(task.openedAt) + 3_600_000);
  const call = { accountIds: [task.accountId], connected: true, conversation: false, consented: false };
  return [{ at, happening: { kind: 'called', call, rightParty: false, closesTask: false } }, { at, happening: { kind: 'taskAnswered', accountId: task.accountId, taskKind: 'call', result: 'skip' } }];
}

type Told = { readonly at: string; readonly text: string };

function told(record: LifeRecord, several: boolean): readonly Told[] {
  const who = (accountId: string): string => (several ? `${accountId}: ` : '');
  const step = (stepId: string | null): string => (stepId ?? '').split('#')[0]!;
  const messages = record.delivered.map((touch) => ({ at: touch.claimedAt, text: `${who(touch.accountId)}${touch.channel} ${step(touch.reference.stepId)} ${touch.amountMinor}` }));
  const tasks = record.book.tasks.map((task) => ({
    at: task.openedAt, text: who(task.accountId) + (task.kind.startsWith('alert:') ? `alert ${task.kind.slice(6).replace(/:.*/, '')}` : `${task.kind} ${step(task.stepId)}`),
  }));
  const facts = [...record.book.accounts].flatMap(([accountId, { facts: all }]) => all.flatMap(({ body, occurredAt }) => {
    const text = factText(body);
    return text === null ? [] : [{ at: occurredAt, text: who(accountId) + text }];
  }));
  return [...messages, ...tasks, ...facts];
}

function factText(body: FactBody): string | null {
  switch (body.kind) {
    case 'accountClosed': return `ends ${body.outcome}`;
    case 'referredOut': return `handed over to ${body.to}`;
    case 'promiseKept': return 'promise kept';
    case 'promiseBroken': return 'promise broken';
    case 'arrangementBroken': return 'plan broken';
    case 'arrangementRevived': return 'plan revived';
    case 'arrangementCancelled': return body.reason === 'broken' ? 'plan given up' : null;
    default: return null;
  }
}

// --- What happens ---

let entriesMade = 0;
const unique = (): string => `entry-${(entriesMade += 1)}`;

export function pays(at: string, amountMinor: number, accountId = 'account'): Entry {
  return [at, `pays ${amountMinor}`, { kind: 'payment', accountId, paymentId: unique(), amountMinor }];
}

export function says(at: string, label: string, body: FactBody, accountId = 'account'): Entry {
  return [at, label, { kind: 'fact', accountId, factId: unique(), body }];
}

export function promises(at: string, amountMinor: number, promisedOn: string): Entry {
  return says(at, `promises ${amountMinor} for ${promisedOn}`, { kind: 'promiseMade', promiseId: unique(), amountMinor, promisedOn, method: 'transfer' });
}

export function agrees(at: string, instalments: readonly (readonly [dueOn: string, amountMinor: number])[], settles = false): Entry {
  return says(at, settles ? 'settles' : 'agrees on a plan', {
    kind: 'arrangementAgreed', arrangementId: unique(), settles, totalMinor: instalments.reduce((sum, [, amountMinor]) => sum + amountMinor, 0),
    instalments: instalments.map(([dueOn, amountMinor], index) => ({ instalmentNo: index + 1, dueOn, amountMinor })),
  });
}

export function holds(at: string, code: HoldCode, bound: { readonly debtId?: string; readonly contactPointId?: string; readonly medium?: 'sms' | 'email' | 'letter' | 'call' } = {}): Entry {
  return [at, code, { kind: 'hold', holdId: code, code, accountId: 'account', ...bound }];
}

export function lifts(at: string, code: HoldCode): Entry {
  return [at, `${code} lifted`, { kind: 'holdLifted', holdId: code }];
}

export function answers(at: string, taskKind: string): Entry {
  return [at, `${taskKind} done`, { kind: 'taskAnswered', accountId: 'account', taskKind, result: 'done' }];
}
