/** The example portfolio in the book: taken over whole, and with something to do from the first day. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decideStep } from '#adapters/db/decision/decide-step.ts';
import type { ImportReport } from '#adapters/db/import/import-report.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import type { RecordedDecision } from '#contracts/activities.ts';
import { applyAll } from '#core/account/apply.ts';
import { initialState } from '#core/account/state.ts';
import { countAllRows, NOW, openImportWorld, type ImportWorld } from './import-world.ts';

let world: ImportWorld;
let report: ImportReport;
const decisions = new Map<string, RecordedDecision>();

beforeAll(async () => {
  world = await openImportWorld();
  report = await world.importFile('examples/portfolio.csv');
  const dependencies = { database: world.database, referenceData: await createReferenceData(), mode: 'sandbox' } as const;
  const accounts = await world.database.account.findMany({ select: { id: true, reference: true } });
  for (const { id, reference } of accounts) {
    let state = initialState(id);
    // What a run does: it folds and decides again while facts are waiting, and acts on the last decision alone.
    for (let decisionNo = 1; ; decisionNo += 1) {
      const decision = await decideStep(dependencies, { accountId: id, state, decisionNo, now: NOW });
      state = applyAll(state, decision.newFacts);
      decisions.set(reference, decision);
      if (!decision.more) break;
    }
  }
});
afterAll(async () => { await world.close(); });

const of = (reference: string): RecordedDecision => decisions.get(reference)!;
const stepIdOf = ({ step }: RecordedDecision): string => (step.kind === 'act' && 'reference' in step.act && step.act.reference != null ? step.act.reference.stepId : step.kind);

it('gives sixty accounts, none refused, and names the debt that is not contacted', () => {
  expect(report).toMatchObject({ rows: 60, accepted: 60, rejected: [], changed: [], suspectedDuplicates: [] });
  expect(report.accountIds).toHaveLength(60);
  expect(report.notContactable).toMatchObject([{ row: 36, accountReference: 'B-5036' }]);
  expect(report.merged.map((merged) => merged.row)).toEqual([26, 27]);
  expect(report.warnings.filter((warning) => warning.sentence.startsWith('Held for an officer.')).map((warning) => warning.row)).toEqual([21, 41, 42]);
});

it('again changes nothing', async () => {
  const before = await countAllRows(world.database);
  expect(await world.importFile('examples/portfolio.csv', { today: '2026-11-25', now: '2026-11-25T15:00:00.000Z' })).toMatchObject({ accepted: 0, unchanged: 60, changed: [], rejected: [], warnings: [] });
  expect(await countAllRows(world.database)).toEqual(before);
});

it('is spread over the stages on its first day', () => {
  const steps = [...decisions.values()].map(stepIdOf);
  for (const step of ['upcoming', 'autopay-failed', 'missed', 'options', 'call-morning', 'statement-letter', 'plan-offer', 'call-senior', 'legal-review', 'intake-check', 'overdue', 'blocking', 'call-manager', 'formal-reminder', 'credit-stop']) {
    expect(steps).toContain(step);
  }
});

it.each<[string, string, (decision: RecordedDecision) => unknown]>([
  ['HC-1009', 'the overpaid account tells supervisors', ({ step }) => step.kind === 'act' && step.act.kind === 'alertSupervisor' && step.act.reason === 'overpaid'],
  ['HC-1024', 'two broken promises tell supervisors', ({ step }) => step.kind === 'act' && step.act.kind === 'alertSupervisor' && step.act.reason === 'promise_broken_twice'],
  ['HC-1014', 'an Eastern number and a Pacific home ask for hours that suit both', ({ circumstances }) => circumstances.person.candidateZones.toSorted().join() === 'America/Los_Angeles,America/New_York'],
  ['B-5028', 'a time-barred debt is known as one', ({ circumstances }) => circumstances.account.debts.limitation.barred === 1],
  ['C-4029', 'an unknown time bar stays unknown', ({ circumstances }) => circumstances.account.debts.limitation.unknown === 1],
  ['B-5030', 'a debt that time has extinguished ends at once', ({ step }) => step.kind === 'end' && step.outcome === 'closed_by_law'],
  ['B-5036', 'missing validation fields are seen by every gate', ({ circumstances }) => circumstances.account.debts.missingValidationFields.includes('itemization_amount')],
  ['C-4035', 'a disputed debt is not chased', ({ circumstances }) => circumstances.account.chaseableMinor === 0 && circumstances.account.balanceMinor === 978_30],
  ['B-5039', 'an employer\'s address is no address to write to', ({ circumstances }) => circumstances.contactPoints.every((point) => point.kind !== 'email' || (point.place === 'work' && !point.electronicConsent))],
  ['T-3025', 'the creditor\'s notice opens the address to the collector', ({ circumstances }) => circumstances.contactPoints.some((point) => point.kind === 'email' && point.electronicConsent)],
  ['S-6049', 'the undisputed part of an invoice is chased', ({ circumstances }) => circumstances.account.chaseableMinor === 7_650_00 && circumstances.account.balanceMinor === 9_000_00],
  ['U-6051', 'unapplied cash lowers what is asked for', ({ circumstances }) => circumstances.account.chaseableMinor === 2_900_00],
  ['C-6052', 'a credit note lowers what is asked for', ({ circumstances }) => circumstances.account.chaseableMinor === 2_850_00],
  ['R-6053', 'a promised payment run is waited for', (decision) => stepIdOf(decision).startsWith('promise-reminder') || decision.step.kind === 'wait'],
  ['W-6059', 'Riyadh rests on Friday and Saturday', ({ circumstances }) => circumstances.contract.calendar.weekend.join() === '5,6'],
  ['P-6047', 'yen have no decimals', ({ circumstances }) => circumstances.account.balanceMinor === 1_480_000],
])('%s: %s', (reference, _what, holds) => {
  expect(holds(of(reference))).toBe(true);
});

it.each(['LP-2019', 'HC-1020', 'LP-2021', 'B-5031', 'C-4032', 'B-5033', 'T-3034', 'T-3041', 'T-9042', 'N-6048'])('%s is silent, with a day on which somebody looks at it', (reference) => {
  const { step, circumstances } = of(reference);
  expect(step.kind).toBe('wait');
  expect(circumstances.holds.length).toBeGreaterThan(0);
});

it('makes one packet of the person with three debts', async () => {
  const accounts = await world.database.account.findMany({ where: { reference: { in: ['T-3025', 'C-4026', 'B-5027'] } }, select: { partyId: true } });
  expect(new Set(accounts.map((account) => account.partyId)).size).toBe(1);
});
