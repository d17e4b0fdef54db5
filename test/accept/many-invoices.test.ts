/** A business account with a thousand open invoices: its decisions stay small, and its message names the right sum. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCircumstances } from '#adapters/db/decision/load-circumstances.ts';
import { loadMessageFacts } from '#adapters/db/touch/compose-message.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { later, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

const INVOICES = 1_000;
const LARGEST_BYTES = 8 * 1_024;

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

it('its decision holds counts and sums, and the message lists what is chased and nothing that is disputed', async () => {
  await world.person({ partyId: 'many' });
  await world.account({ accountId: 'many', partyId: 'many', debts: Object.fromEntries(Array.from({ length: INVOICES }, (_unused, index) => [`invoice-${index}`, 100 + index])) });
  for (let index = 0; index < 20; index += 1) {
    await world.act({ kind: 'dispute', actId: `query-${index}`, accountId: 'many', debtId: `invoice-${index}`, code: 'query', evidence: 'a price' });
  }
  const nowMs = Date.parse(later(60));
  const circumstances = await loadCircumstances(world.database, { accountId: 'many', nowMs, mode: 'sandbox', referenceData: PLAIN_REFERENCE });
  const sum = (from: number): number => Array.from({ length: INVOICES - from }, (_unused, index) => 100 + from + index).reduce((total, amount) => total + amount, 0);
  expect(circumstances.account).toMatchObject({ balanceMinor: sum(0), chaseableMinor: sum(20), debts: { owed: INVOICES, disputed: 20 } });
  expect(JSON.stringify(circumstances).length).toBeLessThan(LARGEST_BYTES);
  const { facts } = await inTransaction(world.database, (transaction) => loadMessageFacts(transaction, { accountId: 'many', contactPointId: 'many-email', arrangementId: null, circumstances, nowMs }));
  expect(facts.amountMinor).toBe(sum(20));
  expect(facts.debts).toHaveLength(INVOICES - 20);
  expect(facts.debts.reduce((total, debt) => total + debt.residualMinor, 0)).toBe(sum(20));
});
