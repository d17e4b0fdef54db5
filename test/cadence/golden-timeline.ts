/** Golden timelines: how a file is read, how its case is lived in virtual time, and how what was done is told by date. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FactBody } from '#core/account/fact.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import { addDays, instantAt, localDateOf, toInstant, toMillis } from '#core/local-time.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import { simulatePerson, type LifeRecord, type TimedHappening } from '#rehearsal/simulate/simulate-person.ts';
import { accountOf, contractOf, EMAIL, personOf, PHONE, POSTAL, shippedPolicy } from '../support/simulated-people.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const minute = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);

const happeningFile = z.strictObject({
  at: minute,
  pays: z.int().optional(), for_invoice: z.int().optional(),
  promises: z.strictObject({ minor: z.int(), on: date }).optional(),
  agrees: z.array(z.strictObject({ on: date, minor: z.int() })).optional(),
  hold: z.string().optional(), disputes_invoice: z.int().optional(), lifts: z.string().optional(),
  conversation: z.boolean().optional(), answers: z.string().optional(), intent_until: date.optional(),
});

const goldenFile = z.strictObject({
  case: z.string(),
  cadence: z.string(),
  person: z.strictObject({ zone: z.string().default('America/New_York'), country: z.string().default('US'), state: z.string().nullable().default('NY') }).prefault({}),
  calendar: z.strictObject({ weekend: z.array(z.int()), holidays: z.array(date) }).prefault({ weekend: [6, 7], holidays: [] }),
  account: z.strictObject({ due: date, minor: z.int(), invoices: z.array(z.int()).optional(), placed: date.optional(), furnishes: z.boolean().default(false), insured: z.boolean().default(false) }),
  enrolled: minute,
  /** What officers do about calls: dial an hour later without an answer, or nothing at all. */
  calls: z.enum(['ring_out', 'nobody_calls']),
  happens: z.array(happeningFile),
  acts: z.array(z.strictObject({ on: date, step: z.string().optional(), alert: z.string().optional(), by: z.string().optional(), asks: z.int().optional(), legal: z.boolean().optional() })),
  ends: z.strictObject({ on: date, outcome: z.string() }).nullable(),
});

export type GoldenCase = z.infer<typeof goldenFile>;
export type ToldAct = GoldenCase['acts'][number];

export function readGolden(path: string): GoldenCase {
  return goldenFile.parse(parse(readFileSync(path, 'utf8')));
}

/** Lives the case and tells every act that a person or the debtor sees, in order. */
export function liveGolden(golden: GoldenCase): { readonly acts: readonly ToldAct[]; readonly ends: GoldenCase['ends']; readonly refused: LifeRecord['refused'] } {
  const { zone, country, state } = golden.person;
  const policy = shippedPolicy(golden.cadence);
  const business = policy.appliesTo.partyKind === 'business';
  const at = (text: string): string => toInstant(instantAt(text.slice(0, 10), Number(text.slice(11, 13)) * 60 + Number(text.slice(14)), zone));
  const { due, minor, invoices = [minor], placed = due, furnishes, insured } = golden.account;
  const startsAt = at(golden.enrolled);
  const record = simulatePerson({
    seed: golden.case, startsAt, endsAt: `${addDays(golden.enrolled.slice(0, 10), 700)}T00:00:00.000Z`,
    person: personOf({ kind: business ? 'business' : 'person', countryCode: country, stateCode: state, candidateZones: [zone], contactPoints: [PHONE, EMAIL, POSTAL] }),
    accounts: [accountOf({
      dueOn: due, placedOn: placed, policy, role: policy.appliesTo.role, insured, debts: invoices.map((amountMinor) => ({ amountMinor })),
      contract: contractOf({ furnishes, calendar: golden.calendar }),
    })],
    happenings: golden.happens.flatMap((happens, index): TimedHappening[] => happeningsOf(happens, index).map((happening) => ({ at: at(happens.at), happening }))),
    answer: (task) => (task.kind !== 'call' || golden.calls === 'nobody_calls' ? [] : ringOut(task.openedAt)),
  });
  return { acts: tell(record, zone), ends: endOf(record, zone), refused: record.refused };
}

function ringOut(openedAt: string): readonly TimedHappening[] {
  const at = toInstant(toMillis(openedAt) + 3_600_000);
  return [
    { at, happening: { kind: 'called', call: { accountIds: ['account'], connected: true, conversation: false, consented: false }, rightParty: false, closesTask: false } },
    { at, happening: { kind: 'taskAnswered', accountId: 'account', taskKind: 'call', result: 'skip' } },
  ];
}

function happeningsOf(happens: GoldenCase['happens'][number], index: number): readonly Happening[] {
  const accountId = 'account';
  const found: Happening[] = [];
  const fact = (body: FactBody): unknown => found.push({ kind: 'fact', accountId, factId: `golden-${index}-${body.kind}`, body });
  const debtId = (number: number): string => `${accountId}-debt-${number}`;
  if (happens.pays !== undefined) found.push({ kind: 'payment', accountId, paymentId: `golden-${index}`, amountMinor: happens.pays, ...(happens.for_invoice === undefined ? {} : { debtId: debtId(happens.for_invoice) }) });
  if (happens.promises !== undefined) fact({ kind: 'promiseMade', promiseId: `golden-${index}`, amountMinor: happens.promises.minor, promisedOn: happens.promises.on, method: 'transfer' });
  if (happens.agrees !== undefined) {
    const instalments = happens.agrees.map(({ on, minor }, place) => ({ instalmentNo: place + 1, dueOn: on, amountMinor: minor }));
    fact({ kind: 'arrangementAgreed', arrangementId: `golden-${index}`, totalMinor: instalments.reduce((sum, { amountMinor }) => sum + amountMinor, 0), instalments, settles: false });
  }
  if (happens.hold !== undefined) found.push({ kind: 'hold', holdId: happens.hold, code: happens.hold as HoldCode, accountId });
  if (happens.disputes_invoice !== undefined) found.push({ kind: 'hold', holdId: 'dispute', code: 'dispute', accountId, debtId: debtId(happens.disputes_invoice) });
  if (happens.lifts !== undefined) found.push({ kind: 'holdLifted', holdId: happens.lifts });
  if (happens.conversation === true) found.push({ kind: 'called', call: { accountIds: [accountId], connected: true, conversation: true, consented: false }, rightParty: true, closesTask: true });
  if (happens.intent_until !== undefined) fact({ kind: 'legalIntentRecorded', intentId: `golden-${index}`, expiresOn: happens.intent_until });
  if (happens.answers !== undefined) found.push({ kind: 'taskAnswered', accountId, taskKind: happens.answers, result: 'done' });
  return found;
}

/** Messages, tasks, alerts and the hand-over by local date; within a day in the order in which they came. */
function tell(record: LifeRecord, zone: string): readonly ToldAct[] {
  const on = (instant: string): string => localDateOf(toMillis(instant), zone);
  const messages = record.delivered.map((touch) => ({
    at: touch.claimedAt, act: { on: on(touch.claimedAt), step: touch.reference.stepId.split('#')[0]!, by: touch.channel, asks: touch.amountMinor, legal: touch.speaksOfLegalAction },
  }));
  const tasks = record.book.tasks.map((task) => ({
    at: task.openedAt,
    act: task.kind.startsWith('alert:') ? { on: on(task.openedAt), alert: task.kind.slice(6).replace(/:.*/, '') } : { on: on(task.openedAt), step: (task.stepId ?? '').split('#')[0]!, by: task.kind },
  }));
  const handOvers = record.book.accounts.get('account')!.facts.flatMap(({ body, occurredAt }) => (body.kind === 'referredOut' ? [{ at: occurredAt, act: { on: on(occurredAt), step: body.reference.stepId, by: 'hand_over' } }] : []));
  return [...messages, ...tasks, ...handOvers].toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0)).map(({ act }) => act);
}

function endOf(record: LifeRecord, zone: string): GoldenCase['ends'] {
  const closed = record.book.accounts.get('account')!.facts.findLast(({ body }) => body.kind === 'accountClosed');
  return closed?.body.kind === 'accountClosed' ? { on: localDateOf(toMillis(closed.occurredAt), zone), outcome: closed.body.outcome } : null;
}
