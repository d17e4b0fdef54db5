/** The sandbox wired to the book: who the debtors are, where their answers go, and the clock that its page may move. */
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { sandboxClock } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import { DunwellError } from '#contracts/failures.ts';
import { forwardBook } from '#rehearsal/forward-book.ts';
import type { AwaitProviders } from '#rehearsal/settle-book.ts';
import type { InstallationRecord } from '#runtime/installation.ts';
import { freePort } from '#runtime/ports.ts';
import type { SandboxClockPort } from '#sandbox/sandbox-ports.ts';
import { startSandbox } from '#sandbox/start-sandbox.ts';
import type { Config } from '../config.ts';
import { sandboxDirectory } from './sandbox-directory.ts';
import { DAY_MS } from '#core/local-time.ts';

export type OpenSandbox = { readonly endpoints: NonNullable<InstallationRecord['sandbox']>; readonly stop: () => Promise<void> };

export type SandboxParts = {
  readonly config: Config; readonly database: Database; readonly client: Client; readonly api: InstallationRecord['api'];
  readonly startedByUs: boolean; readonly onNotice: (sentence: string) => void;
};

export async function openSandbox(parts: SandboxParts): Promise<OpenSandbox> {
  const { config, database, api, onNotice } = parts;
  const httpPort = await freePort(config.sandboxPort);
  if (httpPort !== config.sandboxPort) onNotice(`port ${config.sandboxPort} is taken, the sandbox listens on ${httpPort}`);
  const providers: Providers = { untilIdle: () => Promise.resolve(0) };
  const sandbox = await startSandbox({
    host: '127.0.0.1', httpPort, smtpPort: await freePort(httpPort + 1), folder: join(config.home, 'sandbox'), apiUrl: api.url, apiKey: api.key,
    directory: sandboxDirectory(database), clock: clockPort(parts, providers),
  });
  providers.untilIdle = sandbox.untilIdle;
  const { httpUrl, smtpUrl, twilioBaseUrl, accountSid, authToken, smsFrom } = sandbox;
  return { endpoints: { httpUrl, smtpUrl, twilioBaseUrl, accountSid, authToken, from: smsFrom }, stop: sandbox.stop };
}

/** Set once the sandbox runs: its clock is one of the things that it is started with. */
type Providers = { untilIdle: AwaitProviders };

function clockPort({ database, client, startedByUs }: SandboxParts, providers: Providers): SandboxClockPort {
  const clock = sandboxClock(database);
  return {
    now: () => clock.now(),
    forward: async (days) => {
      try {
        const { bookStandsAt } = await forwardBook({
          database, client, mode: 'sandbox', startedByUs, by: days * DAY_MS, onProgress: () => undefined, awaitProviders: (withinMs) => providers.untilIdle(withinMs),
        });
        return { kind: 'moved', now: bookStandsAt };
      } catch (error) {
        if (error instanceof DunwellError && error.code === 'FORWARD_REFUSED') return { kind: 'refused', reason: error.message };
        throw error;
      }
    },
  };
}
