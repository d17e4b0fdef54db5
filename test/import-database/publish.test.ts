/** Creditors and cadences in the book: versions never change, and publishing twice is publishing once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCreditors } from '#adapters/db/import/import-creditors.ts';
import { publishCadences } from '#adapters/db/import/publish-cadences.ts';
import type { CreditorFields } from '#adapters/import/load-creditors.ts';
import { countAllRows, openImportWorld, PERSON_ROW, shippedCadences, type ImportWorld } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => { world = await openImportWorld(); });
afterAll(async () => { await world.close(); });

const CONTRACT: CreditorFields['contracts'][number] = {
  version: 1, effective_from: '2026-01-01', role: 'first_party', brand_name: 'Example', caller_name: 'Example', phone: '+12025550110', channels: ['email'], furnishes: false, calendar_country: 'US', address_line: '1 Example Street',
};
const bank = (...contracts: readonly CreditorFields['contracts'][number][]): CreditorFields => ({ id: 'example-bank', name: 'Example Bank', contracts: [...contracts] });

describe('creditors', () => {
  it('are added once, with each new version of a contract', async () => {
    expect(await importCreditors(world.database, [bank(CONTRACT)])).toEqual({ creditorsAdded: 1, contractsAdded: 1, unchanged: 0, refused: [] });
    const before = await countAllRows(world.database);
    expect(await importCreditors(world.database, [bank(CONTRACT)])).toEqual({ creditorsAdded: 0, contractsAdded: 0, unchanged: 1, refused: [] });
    expect(await countAllRows(world.database)).toEqual(before);
    const second = { ...CONTRACT, version: 2, effective_from: '2026-12-01', settlement_floor_percent: 60, law_firm: 'Example LLP' };
    expect(await importCreditors(world.database, [bank(CONTRACT, second)])).toMatchObject({ contractsAdded: 1, unchanged: 1, refused: [] });
    expect(await world.database.creditorContract.findMany({ where: { creditorId: 'example-bank' }, orderBy: { version: 'asc' } })).toMatchObject([
      { legalEnabled: false, lawFirm: null, settlementFloorPercent: null, channels: 'email' }, { legalEnabled: true, lawFirm: 'Example LLP', settlementFloorPercent: 60 },
    ]);
  });

  it('cannot change a version: the changed contract needs a new one', async () => {
    const report = await importCreditors(world.database, [bank({ ...CONTRACT, furnishes: true, channels: ['email', 'letter'] })]);
    expect(report.refused).toEqual([{ creditorId: 'example-bank', version: 1, reason: 'Version 1 has another channels, furnishes than before: give the changed contract a new version.' }]);
    expect(await world.database.creditorContract.findFirstOrThrow({ where: { creditorId: 'example-bank', version: 1 } })).toMatchObject({ furnishes: false, channels: 'email' });
  });

  it('are worked under the contract that is in force on the day of the import', async () => {
    const row = { ...PERSON_ROW, creditor_id: 'example-bank', account_reference: 'early', debt_reference: 'early/1' };
    await world.importRows([row]);
    await world.importRows([{ ...row, account_reference: 'late', debt_reference: 'late/1' }], { today: '2026-12-01', now: '2026-12-01T15:00:00.000Z' });
    const accounts = await world.database.account.findMany({ where: { creditorId: 'example-bank' }, orderBy: { reference: 'asc' }, select: { reference: true, contractVersion: true } });
    expect(accounts).toEqual([{ reference: 'early', contractVersion: 1 }, { reference: 'late', contractVersion: 2 }]);
    expect(await world.importRows([{ ...row, account_reference: 'before' }], { today: '2025-12-31', now: '2025-12-31T15:00:00.000Z' })).toMatchObject({
      rejected: [{ reasons: ['No contract of creditor "example-bank" is in force yet.'] }],
    });
  });
});

it('cadences are published by their hash: the same content again changes nothing', async () => {
  const published = await world.database.cadenceVersion.findMany({ orderBy: { name: 'asc' } });
  expect(published.map((cadence) => cadence.name)).toEqual(['business-net-30', 'first-party-consumer-early', 'third-party-consumer']);
  const again = await publishCadences(world.database, shippedCadences(), '2027-01-01T00:00:00.000Z');
  expect(again.map((cadence) => cadence.hash)).toEqual(published.map((cadence) => cadence.hash));
  expect(await world.database.cadenceVersion.findMany({ orderBy: { name: 'asc' } })).toEqual(published);
});
