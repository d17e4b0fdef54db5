/** A forward in a process of its own, to be killed in the middle. Arguments: Temporal address, database URL, milliseconds. */
import { Client } from '@temporalio/client';
import { openDatabase } from '#adapters/db/database.ts';
import { loadConfig } from '#config';
import { forwardBook } from '#rehearsal/forward-book.ts';
import { connectClient } from '#runtime/temporal-server.ts';

const [address = '', databaseUrl = '', by = ''] = process.argv.slice(2);
const connection = await connectClient(address, loadConfig({}).temporal);
const database = openDatabase({ url: databaseUrl, poolSize: 4 });
await forwardBook({
  database, client: new Client({ connection }), mode: 'sandbox', startedByUs: true, by: Number(by),
  onProgress: () => undefined,
});
