/** Rows beside each other: what two of them say of one account or one person has to agree. */
import { describe, expect, it } from 'vitest';
import { groupRows, personReference } from '#adapters/import/group-rows.ts';
import type { RowSource } from '#adapters/import/parse-row.ts';
import type { RawRow } from '#adapters/import/read-rows.ts';
import { GOOD, TODAY } from './row-samples.ts';

async function* rowsOf(sources: readonly RowSource[]): AsyncGenerator<RawRow> {
  for (const [index, source] of sources.entries()) yield { kind: 'record', rowNo: index + 1, lineNo: index + 2, source };
}

const group = (...changes: readonly RowSource[]) => groupRows(rowsOf(changes.map((change) => ({ ...GOOD, ...change }))), TODAY);

describe('rows of one file', () => {
  it('of one account make one account with several debts', async () => {
    const { accounts } = await group({}, { account_reference: 'A-2' }, { debt_reference: 'A-1/2', due_on: '-40d', current_amount: '7.00' });
    expect(accounts.map(({ rows }) => rows.map((row) => row.debt.debt_reference))).toEqual([['A-1/1', 'A-1/2'], ['A-1/1']]);
  });

  it('of the same account number at two creditors stay apart', async () => {
    expect((await group({}, { creditor_id: 'example-telecom' })).accounts).toHaveLength(2);
  });

  it('with a duplicate id are rejected by the first row\'s number', async () => {
    const { accounts, rejected } = await group({}, { account_reference: 'A-2' }, { current_amount: '99.00' });
    expect(rejected).toEqual([{ row: 3, line: 4, reasons: ['Debt A-1/1 of account A-1 stands in row 1 already.'] }]);
    expect(accounts.map((account) => account.incomplete)).toEqual([true, false]);
  });

  it.each<[string, RowSource, string]>([
    ['another currency', { currency: 'EUR' }, 'Account A-1 has another currency in row 1.'],
    ['another risk and placement', { risk: 'high', placed_on: '-1d' }, 'Account A-1 has another risk, placed_on in row 1.'],
    ['another debtor', { person_reference: 'P-9' }, 'Account A-1 has another person_reference in row 1.'],
    ['another name', { full_name: 'Somebody Else' }, 'Person A-1 has another full_name in row 1.'],
    ['another birthday', { date_of_birth: '1980-01-31' }, 'Person A-1 has another date_of_birth in row 1.'],
  ])('that give one account %s are rejected', async (_what, change, reason) => {
    expect((await group({}, { debt_reference: 'A-1/2', ...change })).rejected).toEqual([{ row: 2, line: 3, reasons: [reason] }]);
  });

  it('know a person by his reference over accounts and roles', async () => {
    const { accounts, rejected } = await group({ person_reference: 'P-1' }, {
      'account_reference': 'A-2', 'person_reference': 'P-2', 'full_name': 'Pat Example', 'obligor_2.person_reference': 'P-1', 'obligor_2.full_name': 'Casey Example', 'obligor_2.liability': 'guarantor',
      'obligor_2.country': 'US', 'obligor_2.state': 'NY',
    });
    expect(rejected).toEqual([]);
    expect(accounts.map(({ first }) => first.obligors.map((obligor) => personReference(first, obligor)))).toEqual([['P-1'], ['P-2', 'P-1']]);
  });

  it('name nobody twice in one row', async () => {
    const { rejected } = await group({ 'person_reference': 'P-1', 'obligor_2.person_reference': 'P-1', 'obligor_2.full_name': 'Casey Example', 'obligor_2.liability': 'joint' });
    expect(rejected.map(({ reasons }) => reasons)).toEqual([['A person is named twice in this row.']]);
  });
});
