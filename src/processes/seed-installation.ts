/** What a start puts into the book: the shipped cadences always, the example portfolio into an empty sandbox once. */
import { sandboxClock, wallClock } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import type { Config } from '../config.ts';
import { EXAMPLE_CREDITORS, EXAMPLE_PORTFOLIO, importAccountFile, importCreditorFile, publishCadenceFiles } from './load-book.ts';
import { openTemplates } from './worker-dependencies.ts';

export type SeedReport = {
  readonly openAccounts: number;
  /** Taken over now, without a run yet. */
  readonly newAccountIds: readonly string[];
  /** Debts that are kept in the book and not contacted, because the creditor did not deliver what the law asks for. */
  readonly listed: number;
};

export type SeedOptions = { readonly database: Database; readonly config: Config; readonly sandbox: boolean; readonly onNotice: (sentence: string) => void };

export async function seedInstallation({ database, sandbox, onNotice }: SeedOptions): Promise<SeedReport> {
  const now = await (sandbox ? sandboxClock(database) : wallClock).now();
  const cadences = await publishCadenceFiles(database, null, openTemplates().facts, now);
  const accounts = await database.account.count();
  let newAccountIds: readonly string[] = [];
  if (sandbox && accounts === 0) {
    onNotice('the book is empty: taking over examples/portfolio.csv');
    await importCreditorFile(database, EXAMPLE_CREDITORS);
    const report = await importAccountFile(database, { file: EXAMPLE_PORTFOLIO, mapFile: null, dryRun: false, now, cadences, onProgress: () => undefined });
    onNotice(`${report.accepted} of ${report.rows} rows taken over; ${report.rejected.length} refused, ${report.notContactable.length} listed and not contacted`);
    newAccountIds = report.accountIds;
  }
  return {
    newAccountIds, openAccounts: await database.account.count({ where: { status: 'open' } }),
    listed: await database.debt.count({ where: { missingFields: { not: '' }, account: { status: 'open' } } }),
  };
}
