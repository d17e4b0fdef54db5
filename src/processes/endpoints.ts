/** Where a process finds the others: settings first, then what `dunwell up` recorded. */
import { DunwellError } from '#contracts/failures.ts';
import { sandboxClock, wallClock, type Clock } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import type { Config } from '../config.ts';
import type { InstallationRecord } from '#runtime/installation.ts';

export type Endpoints = {
  readonly mode: 'sandbox' | 'live';
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  /** True on a server whose clock we may move. */
  readonly timeSkipping: boolean;
  readonly sandbox: InstallationRecord['sandbox'];
  /** Where providers and debtors reach the API. */
  readonly publicBaseUrl: string;
};

/** Throws NOT_RUNNING when neither settings nor a running installation name one. */
export function resolveEndpoints(config: Config, record: InstallationRecord | null): Endpoints {
  const temporalAddress = config.temporal.address ?? record?.temporal.address;
  if (temporalAddress === undefined) throw new DunwellError('NOT_RUNNING', `TEMPORAL_ADDRESS is not set and nothing runs from ${config.home}.`);
  const databaseUrl = config.database.url ?? record?.databaseUrl;
  if (databaseUrl === undefined) throw new DunwellError('NOT_RUNNING', `DATABASE_URL is not set and nothing runs from ${config.home}.`);
  const ours = record !== null && record.temporal.startedByUs && temporalAddress === record.temporal.address;
  return {
    mode: config.mode, temporalAddress, databaseUrl, timeSkipping: config.mode === 'sandbox' && ours, sandbox: config.mode === 'sandbox' ? record?.sandbox ?? null : null,
    publicBaseUrl: config.api.publicBaseUrl ?? record?.api.url ?? `http://127.0.0.1:${config.api.port}`,
  };
}

/** Business time of this installation: the wall in live mode, the sandbox's own clock otherwise. */
export function clockOf(endpoints: Endpoints, database: Database): Clock {
  return endpoints.mode === 'live' ? wallClock : sandboxClock(database);
}
