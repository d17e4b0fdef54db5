/** A one-step book in the home of a `dunwell up`, and a look into it while that runs. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { openDatabase } from '#adapters/db/database.ts';
import { loadConfig } from '#config';
import { applyMigrations } from '#runtime/migrations.ts';
import { createDatabase, startPostgres } from '#runtime/postgres-server.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import { readLetters, readSent } from '../support/sandbox-files.ts';
import type { TemporaryHome, UpProcess } from '../support/up-process.ts';
import { openOneStepBook, type OneStepBook, type SeededAccount } from './one-step-book.ts';
import type { ObservedBook } from './sent-once.ts';

/** So slow that something dies in the middle of the sends; the relay starts what has no run. */
export const SLOW_SENDS = { SMS_PER_SECOND: '1', EMAIL_PER_SECOND: '1', RELAY_INTERVAL_MS: '1000', PROVIDER_TIMEOUT_MS: '3000', SETTLE_AFTER_MS: '8000' } as const;

/** A book that is there before the first start, so that `up` takes over no example portfolio. */
export async function seedBook({ home, settings }: TemporaryHome, fill: (book: OneStepBook) => Promise<readonly SeededAccount[]>): Promise<readonly SeededAccount[]> {
  await mkdir(home);
  const server = await startPostgres({ folder: join(home, 'postgres'), port: Number(settings['POSTGRES_PORT']), durable: true });
  await createDatabase(server.url('postgres'), 'dunwell');
  await applyMigrations(server.url('dunwell'));
  const database = openDatabase({ url: server.url('dunwell'), poolSize: 4 });
  const accounts = await fill(await openOneStepBook(database, home));
  await database.$disconnect();
  await server.stop();
  return accounts;
}

/** So many texts and e-mails, and two letters, all due now. */
export function dueNow(each: number): (book: OneStepBook) => Promise<readonly SeededAccount[]> {
  return async ({ seed }) => [...await seed('sms', each), ...await seed('email', each), ...await seed('letter', 2)];
}

/** Looks at the book of a running installation, and at what its providers were really given. */
export async function withBook<T>({ home }: TemporaryHome, { record }: UpProcess, look: (book: ObservedBook) => Promise<T>): Promise<T> {
  const database = openDatabase({ url: record.databaseUrl, poolSize: 4 });
  const connection = await connectClient(record.temporal.address, loadConfig({}).temporal);
  try {
    return await look({ database, client: new Client({ connection }), sent: () => readSent(home), letters: () => readLetters(home) });
  } finally {
    await connection.close();
    await database.$disconnect();
  }
}
