/** What commands need of a running installation: its database, its clock, and a way to wake accounts. */
import { Client } from '@temporalio/client';
import type { Clock } from '#adapters/clock.ts';
import { expectReachable, openDatabase, type Database } from '#adapters/db/database.ts';
import { loadConfig, type Config } from '#config';
import { DunwellError } from '#contracts/failures.ts';
import { clockOf, resolveEndpoints, type Endpoints } from '#processes/endpoints.ts';
import { readInstallation } from '#runtime/installation.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import { accountStarter, type AccountStarter } from '#worker/wake-accounts.ts';

export type Session = {
  readonly config: Config;
  readonly endpoints: Endpoints;
  readonly database: Database;
  readonly clock: Clock;
};

const COMMAND_POOL = 4;
/** Only what asks Temporal needs its address: a stop is taken without it. */
const NO_TEMPORAL = '';

/** Runs work against the database of the installation, whether or not Temporal is there. Throws NOT_RUNNING when no database is named. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const record = await readInstallation(config.home);
  const address = config.temporal.address ?? record?.temporal.address ?? NO_TEMPORAL;
  const endpoints = resolveEndpoints({ ...config, temporal: { ...config.temporal, address } }, record);
  const database = openDatabase({ url: endpoints.databaseUrl, poolSize: COMMAND_POOL });
  try {
    await expectReachable(database);
    return await work({ config, endpoints, database, clock: clockOf(endpoints, database) });
  } finally {
    await database.$disconnect();
  }
}

export type TemporalSession = Session & { readonly client: Client; readonly starter: AccountStarter };

/** The same with a connection to Temporal. */
export function withTemporal<T>(work: (session: TemporalSession) => Promise<T>): Promise<T> {
  return withSession((session) => connected(session, work));
}

/** Wakes accounts whose facts were accepted. Throws TEMPORAL_UNAVAILABLE or NOT_RUNNING; then the relay of a worker does it. */
export function wakeAccounts(session: Session, accountIds: readonly string[]): Promise<void> {
  return connected(session, ({ starter }) => starter.wake(accountIds));
}

async function connected<T>(session: Session, work: (session: TemporalSession) => Promise<T>): Promise<T> {
  const { config, endpoints, database } = session;
  if (endpoints.temporalAddress === NO_TEMPORAL) throw new DunwellError('NOT_RUNNING', `TEMPORAL_ADDRESS is not set and nothing runs from ${config.home}.`);
  const connection = await connectClient(endpoints.temporalAddress, config.temporal).catch((error: unknown) => {
    throw new DunwellError('TEMPORAL_UNAVAILABLE', `Temporal at ${endpoints.temporalAddress} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const client = new Client({ connection, namespace: config.temporal.namespace });
    return await work({ ...session, client, starter: accountStarter({ client, database, queuePrefix: config.temporal.queuePrefix }) });
  } finally {
    await connection.close();
  }
}
