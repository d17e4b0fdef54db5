/** What a reopening does to the books: exactly what the close had taken off is owed again, once, by an entry of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptanceView, insertWithRows } from '#adapters/db/accept/accept-facts.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { closeAccount } from '#adapters/db/acts/close-account.ts';
import { inTransaction } from '#adapters/db/database.ts';
import type { Outcome } from '#core/account/fact.ts';
import { runDunwell } from '../support/dunwell-program.ts';
import { NOON, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;
let home = '';

beforeAll(async () => {
  world = await openAcceptWorld();
  home = await mkdtemp(join(tmpdir(), 'dunwell-reopen-'));
});
afterAll(async () => {
  await world.close();
  await rm(home, { recursive: true });
});

const pay = (accountId: string, paymentId: string, amountMinor: number) =>
  acceptPayment(world.database, { accountId, paymentId, amountMinor, status: 'cleared', currency: 'USD', paidOn: '2026-06-10', source: 'bank', now: NOON });

/** Closes the account as its run would, by the decision to end it. */
async function close(accountId: string, outcome: Outcome): Promise<void> {
  const { state } = await inTransaction(world.database, (transaction) => acceptanceView(transaction, accountId, world.context()));
  const decision = { decisionNo: 1, step: { kind: 'end', outcome, reasons: [{ ruleId: 'cadence-end', sentence: 'It ends.' }] }, circumstances: {} as never, stateHash: 'state', policyHash: 'test-cadence', rulesHash: 'test-rules', tzdbVersion: 'test', now: NOON } as const;
  expect(await closeAccount(world.database, { accountId, cursor: state.cursor, state, decision }, NOON)).toEqual({ kind: 'closed' });
}

const reopen = (accountId: string) => world.act({ kind: 'reopen', accountId, reason: 'found_debtor' });

async function entries(accountId: string) {
  const rows = await world.database.ledgerEntry.findMany({ where: { accountId, kind: { startsWith: 'write_off' } }, include: { postings: true }, orderBy: { id: 'asc' } });
  for (const { postings } of rows) expect(postings.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(0n);
  return rows.map(({ kind, sourceId }) => ({ kind, sourceId }));
}

describe('a written-off account', () => {
  it('owes again what it owed, by the reversal of its write-off, each time it is closed and reopened', async () => {
    await world.one('given-up');
    await pay('given-up', 'part', 50_00);
    await close('given-up', 'written_off');
    expect(await world.owedMinor('given-up')).toBe(0);
    expect(await reopen('given-up')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('given-up')).toBe(200_00);
    const [writeOff, reversal, ...none] = await entries('given-up');
    expect(none).toEqual([]);
    expect([writeOff?.kind, reversal?.kind, reversal?.sourceId]).toEqual(['write_off', 'write_off_reversal', writeOff?.sourceId]);
    await pay('given-up', 'more', 20_00);
    await close('given-up', 'written_off');
    expect(await reopen('given-up')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('given-up')).toBe(180_00);
    expect((await entries('given-up')).map((entry) => entry.kind)).toEqual(['write_off', 'write_off', 'write_off_reversal', 'write_off_reversal']);
  });

  it('counts money that came while it was closed', async () => {
    await world.one('paid-late');
    await close('paid-late', 'written_off');
    await pay('paid-late', 'late', 100_00);
    expect(await reopen('paid-late')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('paid-late')).toBe(150_00);
  });

  it('is reopened on the command line, once', async () => {
    await world.one('by-hand');
    await close('by-hand', 'written_off');
    const act = () => runDunwell(['--json', 'act', 'by-hand', 'reopen', 'reason=found_debtor', '--id', 'reopen-by-hand'], { DUNWELL_HOME: home, DATABASE_URL: world.environment.databaseUrl });
    for (const kind of ['accepted', 'duplicate']) {
      const { exitCode, stdout, stderr } = await act();
      expect(exitCode, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kind, actId: 'reopen-by-hand' });
      expect(await world.owedMinor('by-hand')).toBe(250_00);
    }
    expect(await world.database.account.findUniqueOrThrow({ where: { id: 'by-hand' } })).toMatchObject({ status: 'open', outcome: null });
  });
});

describe('a settled account', () => {
  const settle = async (accountId: string): Promise<void> => {
    await world.one(accountId);
    await world.act({ kind: 'agree_arrangement', actId: `settlement-${accountId}`, accountId, totalMinor: 150_00, settles: true, instalments: [{ instalmentNo: 1, dueOn: '2026-06-20', amountMinor: 150_00 }] });
    await pay(accountId, `settles-${accountId}`, 150_00);
    await inTransaction(world.database, (transaction) => insertWithRows(transaction, { accountId, factId: `completed:${accountId}`, source: 'dunwell', occurredAt: NOON, body: { kind: 'arrangementCompleted', arrangementId: `settlement-${accountId}` } }, { now: NOON }));
    await close(accountId, 'settled');
    expect(await world.owedMinor(accountId)).toBe(0);
  };

  it('stays closed while its settlement stands', async () => {
    await settle('kept-word');
    expect(await reopen('kept-word')).toMatchObject({ kind: 'refused', reasons: [expect.stringContaining('The settlement stands')] });
    expect(await world.owedMinor('kept-word')).toBe(0);
  });

  it('owes all of it again once the settlement\'s payment has come back', async () => {
    await settle('bounced-settlement');
    await world.act({ kind: 'payment_return', accountId: 'bounced-settlement', paymentId: 'settles-bounced-settlement', reason: 'r01', returnedOn: '2026-06-15' });
    expect(await reopen('bounced-settlement')).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor('bounced-settlement')).toBe(250_00);
    expect((await entries('bounced-settlement')).map((entry) => entry.kind)).toEqual(['write_off', 'write_off_reversal']);
  });
});

describe('an account that was closed without a posting', () => {
  it.each(['recalled', 'returned'] as const)('%s owes what it owed, and nothing is posted', async (outcome) => {
    await world.one(outcome);
    await close(outcome, outcome);
    expect(await reopen(outcome)).toMatchObject({ kind: 'accepted' });
    expect(await world.owedMinor(outcome)).toBe(250_00);
    expect(await entries(outcome)).toEqual([]);
  });

  it('paid is not reopened: nothing is owed', async () => {
    await world.one('all-paid');
    await pay('all-paid', 'all', 250_00);
    await close('all-paid', 'paid');
    expect(await reopen('all-paid')).toMatchObject({ kind: 'refused', reasons: ['Nothing is owed on the account.'] });
  });
});
