/** Cadences, creditors and accounts from files into the book: what the first start, `dunwell import` and a rehearsal share. */
import { fileURLToPath } from 'node:url';
import { loadCadences, loadCadence, type LoadedCadence } from '#adapters/cadence-files/load-cadence.ts';
import type { Database } from '#adapters/db/database.ts';
import { chooseCadence, type PublishedCadence } from '#adapters/db/import/choose-cadence.ts';
import { importAccounts, type ImportProgress } from '#adapters/db/import/import-accounts.ts';
import { importCreditors, type CreditorsReport } from '#adapters/db/import/import-creditors.ts';
import type { ImportReport } from '#adapters/db/import/import-report.ts';
import { publishCadences } from '#adapters/db/import/publish-cadences.ts';
import { loadColumnMap, type ColumnMap } from '#adapters/import/column-map.ts';
import { loadCreditors } from '#adapters/import/load-creditors.ts';
import { readRows } from '#adapters/import/read-rows.ts';
import { DunwellError } from '#contracts/failures.ts';
import type { TemplateFacts } from '#core/cadence/template-facts.ts';
import { localDateOf, toMillis } from '#core/local-time.ts';

const shipped = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const CADENCES_FOLDER = shipped('cadences');
export const EXAMPLE_PORTFOLIO = shipped('examples/portfolio.csv');
export const EXAMPLE_CREDITORS = shipped('examples/creditors.yaml');

/** Publishes cadence files; null: the shipped ones. Throws CADENCE_INVALID with every problem. */
export async function publishCadenceFiles(database: Database, files: readonly string[] | null, templates: readonly TemplateFacts[], now: string): Promise<readonly PublishedCadence[]> {
  return publishCadences(database, readCadenceFiles(files, templates), now);
}

type ValidCadence = Extract<LoadedCadence, { kind: 'cadence' }>;

function readCadenceFiles(files: readonly string[] | null, templates: readonly TemplateFacts[]): readonly ValidCadence[] {
  const loaded = files === null ? loadCadences(CADENCES_FOLDER, templates) : files.map((file) => loadCadence(file, templates));
  const problems = loaded.flatMap((each) => (each.kind === 'invalid' ? each.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`) : []));
  if (problems.length > 0) throw new DunwellError('CADENCE_INVALID', foundIn(problems), { problems });
  return loaded.filter((each): each is ValidCadence => each.kind === 'cadence');
}

function foundIn(problems: readonly string[]): string {
  return `${problems.length === 1 ? 'One problem' : `${problems.length} problems`}: ${problems.slice(0, 5).join(' ')}`;
}

export type BookFiles = { readonly portfolioFile: string; readonly creditorsFile: string; readonly cadenceFiles: readonly string[] | null };

/** Looks into the files of a book before anything is started for them. Throws CADENCE_INVALID or IMPORT_INVALID; single rows are judged when they are taken over. */
export function checkBookFiles({ portfolioFile, creditorsFile, cadenceFiles }: BookFiles, templates: readonly TemplateFacts[]): void {
  readCadenceFiles(cadenceFiles, templates);
  readCreditors(creditorsFile);
  readRows(portfolioFile);
}

/** Creditors and their contracts from a file. Throws IMPORT_INVALID with every problem. */
export async function importCreditorFile(database: Database, file: string): Promise<CreditorsReport> {
  return importCreditors(database, readCreditors(file));
}

function readCreditors(file: string): Extract<ReturnType<typeof loadCreditors>, { kind: 'creditors' }>['creditors'] {
  const loaded = loadCreditors(file);
  if (loaded.kind === 'creditors') return loaded.creditors;
  const problems = loaded.problems.map(({ line, column, message }) => `${file}:${line}:${column} ${message}`);
  throw new DunwellError('IMPORT_INVALID', foundIn(problems), { problems });
}

export type AccountFile = {
  readonly file: string; readonly mapFile: string | null; readonly dryRun: boolean;
  /** Business time; relative dates count from its date. */
  readonly now: string;
  readonly cadences: readonly PublishedCadence[];
  readonly onProgress: (progress: ImportProgress) => void;
};

/** Accounts from a file. Throws IMPORT_INVALID for a file that is none; bad rows are in the report. */
export function importAccountFile(database: Database, { file, mapFile, dryRun, now, cadences, onProgress }: AccountFile): Promise<ImportReport> {
  const rows = readRows(file, mapFile === null ? {} : { map: openMap(mapFile) });
  return importAccounts({ database, cadenceFor: (question) => chooseCadence(cadences, question), now, today: localDateOf(toMillis(now), 'UTC'), dryRun }, rows, onProgress);
}

function openMap(file: string): ColumnMap {
  const loaded = loadColumnMap(file);
  if (loaded.kind === 'map') return loaded.map;
  throw new DunwellError('IMPORT_INVALID', `${file}: ${loaded.reasons.join(' ')}`, { problems: loaded.reasons });
}

/** The cadences that new accounts are pinned to: the latest published one of each name. */
export async function publishedCadences(database: Database): Promise<readonly PublishedCadence[]> {
  const rows = await database.cadenceVersion.findMany({ orderBy: [{ publishedAt: 'asc' }, { hash: 'asc' }] });
  const latest = new Map(rows.map((row) => [row.name, row]));
  return [...latest.values()].map(({ hash, name, version, policy }) => ({ hash, name, version, appliesTo: (policy as unknown as { appliesTo: PublishedCadence['appliesTo'] }).appliesTo }));
}
