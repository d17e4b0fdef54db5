/** `dunwell api`: the doors. It accepts facts and answers questions; it never sends. */
import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { openDatabase } from '#adapters/db/database.ts';
import { parseInboundEmail } from '#adapters/email/parse-inbound.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { isSignedByTwilio, parseInboundSms, parseSmsReceipt } from '#adapters/sms/webhook.ts';
import type { TwilioWebhooks } from '#api/dependencies.ts';
import { startApi, type RunningApi } from '#api/start-api.ts';
import { DunwellError } from '#contracts/failures.ts';
import type { InstallationRecord } from '#runtime/installation.ts';
import { connectClient } from '#runtime/temporal-server.ts';
import { accountStarter } from '#worker/wake-accounts.ts';
import type { Config } from '../config.ts';
import { clockOf, resolveEndpoints, type Endpoints } from './endpoints.ts';
import { lockMode } from './mode-lock.ts';

export async function runApi(config: Config, record: InstallationRecord | null, log: Logger): Promise<RunningApi> {
  const endpoints = resolveEndpoints(config, record);
  const apiKey = config.api.key ?? record?.api.key;
  if (apiKey === undefined) throw new DunwellError('CONFIG_INVALID', 'API_KEY is not set, and without one nobody could be let in.');
  const connection = await connectClient(endpoints.temporalAddress, config.temporal);
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const database = openDatabase({ url: endpoints.databaseUrl, poolSize: config.database.poolSize });
  await lockMode(database, endpoints.mode);
  const { wake } = accountStarter({ client, database, queuePrefix: config.temporal.queuePrefix });
  const api = await startApi({
    database, referenceData: await createReferenceData(), mode: endpoints.mode, apiKey, clock: clockOf(endpoints, database), wake, log, parseInboundEmail,
    host: config.api.host, port: record?.api.port ?? config.api.port, publicBaseUrl: endpoints.publicBaseUrl, twilio: twilioWebhooks(config, endpoints),
    isTemporalHealthy: () => connection.workflowService.describeNamespace({ namespace: config.temporal.namespace }).then(() => true, () => false),
  });
  return {
    url: api.url, port: api.port,
    stop: async () => {
      await api.stop();
      await Promise.all([database.$disconnect(), connection.close()]);
    },
  };
}

/** Whose signature stands under a webhook: the live account's or the sandbox's, never both. */
function twilioWebhooks(config: Config, endpoints: Endpoints): TwilioWebhooks | null {
  const authToken = endpoints.mode === 'live' ? config.sms.authToken : endpoints.sandbox?.authToken ?? null;
  return authToken === null ? null : { isSigned: (signature, notice) => isSignedByTwilio(authToken, signature, notice), parseInbound: parseInboundSms, parseReceipt: parseSmsReceipt };
}
