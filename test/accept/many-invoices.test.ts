/** Accounts of a thousand invoices and persons with very much of everything: their decisions stay small, and their messages name the right sum. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedDecision } from '#contracts/activities.ts';
import { decideStep } from '#adapters/db/decision/decide-step.ts';
import { loadCircumstances } from '#adapters/db/decision/load-circumstances.ts';
import { loadMessageFacts } from '#adapters/db/touch/compose-message.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { initialState } from '#core/account/state.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { later, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

const INVOICES = 1_000;
/** Everything that a decision leaves behind for good. */
const LARGEST_BYTES = 8 * 1_024;
const NOW = later(60);

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

function decide(accountId: string): Promise<RecordedDecision> {
  return decideStep({ database: world.database, referenceData: PLAIN_REFERENCE, mode: 'sandbox' }, { accountId, state: initialState(accountId), decisionNo: 1, now: NOW });
}

function bytesOf(decision: RecordedDecision): number {
  return Buffer.byteLength(JSON.stringify(decision));
}

async function openInvoices(accountId: string): Promise<void> {
  await world.person({ partyId: accountId, kind: 'business' });
  await world.account({ accountId, partyId: accountId, debts: Object.fromEntries(Array.from({ length: INVOICES }, (_unused, index) => [`${accountId}-${index}`, 100 + index])) });
}

/** 100, 101 and so on, without the first so many. */
function sumFrom(first: number): number {
  return ((100 + first + 100 + INVOICES - 1) * (INVOICES - first)) / 2;
}

describe('an account of a thousand open invoices', () => {
  it('has decisions of counts and sums, and a message that lists what is chased and nothing that is disputed', async () => {
    await openInvoices('many');
    for (let index = 0; index < 20; index += 1) {
      await world.act({ kind: 'dispute', actId: `query-${index}`, accountId: 'many', debtId: `many-${index}`, code: 'query', evidence: 'a price' });
    }
    const circumstances = await loadCircumstances(world.database, { accountId: 'many', nowMs: Date.parse(NOW), mode: 'sandbox', referenceData: PLAIN_REFERENCE });
    expect(circumstances.account).toMatchObject({ balanceMinor: sumFrom(0), chaseableMinor: sumFrom(20), debts: { owed: INVOICES, disputed: 20 } });
    const decision = await decide('many');
    expect(bytesOf(decision)).toBeLessThan(LARGEST_BYTES);
    expect(decision.circumstances.account).toEqual(circumstances.account);
    const { facts } = await inTransaction(world.database, (transaction) => loadMessageFacts(transaction, { accountId: 'many', contactPointId: 'many-email', arrangementId: null, circumstances, nowMs: Date.parse(NOW) }));
    expect(facts.amountMinor).toBe(sumFrom(20));
    expect(facts.debts).toHaveLength(INVOICES - 20);
    expect(facts.debts.reduce((total, debt) => total + debt.residualMinor, 0)).toBe(sumFrom(20));
  });

  it('is silent while all of them are disputed, and chased again for all when that is answered', async () => {
    await openInvoices('all');
    expect(await world.act({ kind: 'dispute', actId: 'all-of-it', accountId: 'all', code: 'query', evidence: 'the whole delivery' })).toMatchObject({ kind: 'accepted' });
    const silent = await decide('all');
    expect(silent.step.kind).toBe('wait');
    expect(silent.circumstances.account).toMatchObject({ chaseableMinor: 0, debts: { owed: INVOICES, disputed: INVOICES } });
    expect(bytesOf(silent)).toBeLessThan(LARGEST_BYTES);
    expect(await world.act({ kind: 'resolve_dispute', accountId: 'all', disputeId: 'all-of-it', resolution: 'rejected' })).toMatchObject({ kind: 'accepted' });
    const answered = await decide('all');
    expect(answered.step).toMatchObject({ kind: 'act', act: { kind: 'sendMessage' } });
    expect(answered.circumstances.account).toMatchObject({ chaseableMinor: sumFrom(0), debts: { disputed: 0 } });
  });
});

it('a person who texts STOP fifty times is obeyed fifty times in a decision of the same size', async () => {
  await world.person({ partyId: 'loud', phone: '+12125560999' });
  await world.account({ accountId: 'loud', partyId: 'loud' });
  const stop = (count: number) => world.act({ kind: 'hold', actId: `stop-${String(count).padStart(2, '0')}`, accountId: 'loud', code: 'opt_out', contactPointId: '+12125560999', evidence: 'STOP' });
  await stop(0);
  const once = await decide('loud');
  for (let count = 1; count < 50; count += 1) await stop(count);
  const often = await decide('loud');
  expect(often.step).toEqual(once.step);
  expect(often.step).toMatchObject({ kind: 'act', act: { kind: 'sendMessage', channel: 'email' } });
  expect(often.circumstances.holds).toHaveLength(1);
  expect(bytesOf(often)).toBeLessThan(LARGEST_BYTES);
});
