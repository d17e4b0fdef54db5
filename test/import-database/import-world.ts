/** A database with the shipped cadences and the example creditors, and files written for a test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseCadence, type PublishedCadence } from '#adapters/db/import/choose-cadence.ts';
import { importAccounts } from '#adapters/db/import/import-accounts.ts';
import { importCreditors } from '#adapters/db/import/import-creditors.ts';
import type { ImportReport } from '#adapters/db/import/import-report.ts';
import { publishCadences } from '#adapters/db/import/publish-cadences.ts';
import { loadCadences, type LoadedCadence } from '#adapters/cadence-files/load-cadence.ts';
import { loadCreditors } from '#adapters/import/load-creditors.ts';
import { readRows } from '#adapters/import/read-rows.ts';
import { loadTemplates } from '#adapters/templates/template-catalogue.ts';
import type { Database } from '#adapters/db/database.ts';
import { openTestEnvironment } from '#runtime/test-environment.ts';

/** A Tuesday; every relative date of a test counts from it. */
const TODAY = '2026-11-24';
export const NOW = '2026-11-24T15:00:00.000Z';

export type ImportWorld = Awaited<ReturnType<typeof openImportWorld>>;
export type FieldRow = Readonly<Record<string, string>>;

export async function openImportWorld() {
  const environment = await openTestEnvironment();
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-import-'));
  const { database } = environment;
  const published = await publishCadences(database, shippedCadences(), NOW);
  const loaded = loadCreditors('examples/creditors.yaml');
  if (loaded.kind !== 'creditors') throw new Error('The example creditors did not load.');
  await importCreditors(database, loaded.creditors);
  let files = 0;
  const importFile = (file: string, { today = TODAY, now = NOW, dryRun = false } = {}): Promise<ImportReport> => importWith(database, published, file, { today, now, dryRun });
  return {
    database, published, importFile,
    importRows: async (rows: readonly FieldRow[], options: { readonly today?: string; readonly now?: string; readonly dryRun?: boolean } = {}) => {
      files += 1;
      const file = join(folder, `rows-${files}.jsonl`);
      await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
      return importFile(file, options);
    },
    close: async () => {
      await environment.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function importWith(database: Database, published: readonly PublishedCadence[], file: string, options: { readonly today: string; readonly now: string; readonly dryRun: boolean }): Promise<ImportReport> {
  return importAccounts({ database, cadenceFor: (question) => chooseCadence(published, question), ...options }, readRows(file));
}

export function shippedCadences(): readonly Extract<LoadedCadence, { kind: 'cadence' }>[] {
  const templates = loadTemplates('templates');
  if (templates.kind !== 'catalogue') throw new Error('The shipped templates did not load.');
  return loadCadences('cadences', templates.catalogue.facts).flatMap((cadence) => (cadence.kind === 'cadence' ? [cadence] : []));
}

/** Rows of every table, by its name: nothing can be written without one of them growing. */
export async function countAllRows(database: Database): Promise<Readonly<Record<string, number>>> {
  const tables = await database.$queryRaw<{ readonly name: string }[]>`SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`;
  const counts: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = await database.$queryRawUnsafe<{ readonly rows: bigint }[]>(`SELECT COUNT(*) AS rows FROM "${name}"`);
    counts.push([name, Number(row?.rows ?? 0n)]);
  }
  return Object.fromEntries(counts);
}

export const PERSON_ROW: FieldRow = {
  creditor_id: 'example-home-credit', account_reference: 'A-1', debt_reference: 'A-1/1', currency: 'USD', segment: 'early', product: 'loan', due_on: '-12d', current_amount: '120.50',
  full_name: 'Casey Example', country: 'US', state: 'NY', address_line_1: '1 Example Street', city: 'Albany', postal_code: '12207',
};

export const BUSINESS_ROW: FieldRow = {
  creditor_id: 'example-components', account_reference: 'B-1', debt_reference: 'INV-1', currency: 'USD', segment: 'net-30', product: 'invoice', due_on: '-12d', current_amount: '500.00',
  party_kind: 'business', full_name: 'Example Holdings Inc.', country: 'US', email_1: 'ap@example.test', email_1_role: 'ap_clerk',
};

export const CARD_ROW: FieldRow = {
  creditor_id: 'example-card-buyer', account_reference: 'C-1', debt_reference: 'C-1/1', currency: 'USD', product: 'card', due_on: '-200d', current_amount: '110.00', full_name: 'Robin Sample',
  country: 'US', state: 'NY', address_line_1: '2 Example Street', city: 'Albany', postal_code: '12207', original_creditor: 'Example Bank', itemization_on: '-150d', itemization_kind: 'charge_off',
  itemization_amount: '120.00', interest_since_amount: '5.00', fees_since_amount: '0', payments_since_amount: '10.00', credits_since_amount: '5.00',
};
