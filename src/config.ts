/** All settings, read once, checked together. The only reader of the environment. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { CALL_BEGINS_WITHIN_MS, TAKEN_WITHIN_MS } from '#adapters/channel-sender.ts';
import { DunwellError } from '#contracts/failures.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const milliseconds = z.coerce.number().int().min(1).max(3_600_000);
const perSecond = z.coerce.number().positive().max(10_000);
const text = z.string().min(1);

const ENVIRONMENT = z.object({
  DUNWELL_HOME: text.default('var'),
  DUNWELL_MODE: z.enum(['sandbox', 'live']).optional(),
  TEMPORAL_ADDRESS: text.optional(),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS_CERT: text.optional(),
  TEMPORAL_TLS_KEY: text.optional(),
  TEMPORAL_TLS_CA: text.optional(),
  TEMPORAL_CLI_PATH: text.optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://').optional(),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://').optional(),
  MAIL_FROM: text.default('accounts@dunwell.example'),
  TWILIO_ACCOUNT_SID: text.optional(),
  TWILIO_AUTH_TOKEN: text.optional(),
  TWILIO_FROM: text.optional(),
  LETTER_FOLDER: text.optional(),
  HANDOVER_FOLDER: text.optional(),
  PUBLIC_BASE_URL: z.url().optional(),
  API_HOST: text.default('127.0.0.1'),
  API_PORT: port.default(8080),
  API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  SANDBOX_PORT: port.default(8025),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_UI_PORT: port.default(8233),
  POSTGRES_PORT: port.default(54_329),
  QUEUE_PREFIX: z.string().regex(/^[a-z0-9-]*$/, 'may hold small letters, digits and hyphens').default(''),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
  SMS_PER_SECOND: perSecond.default(10),
  EMAIL_PER_SECOND: perSecond.default(20),
  LETTERS_PER_SECOND: perSecond.default(20),
  MAXIMUM_CACHED_WORKFLOWS: z.coerce.number().int().min(10).max(100_000).default(1_000),
  STICKY_TIMEOUT_MS: milliseconds.default(5_000),
  SETTLE_AFTER_MS: milliseconds.optional(),
  PROVIDER_TIMEOUT_MS: milliseconds.default(15_000),
  RELAY_INTERVAL_MS: milliseconds.default(5_000),
}).refine(({ SETTLE_AFTER_MS, PROVIDER_TIMEOUT_MS }) => SETTLE_AFTER_MS === undefined || SETTLE_AFTER_MS >= PROVIDER_TIMEOUT_MS + CALL_BEGINS_WITHIN_MS, {
  path: ['SETTLE_AFTER_MS'], message: `must be at least PROVIDER_TIMEOUT_MS and ${CALL_BEGINS_WITHIN_MS} together, or a message could be sent again while it is under way`,
});

/** Every setting with its default as it would be written into the environment; null: it has none. */
export function settingDefaults(): Readonly<Record<string, string | null>> {
  const defaults: Readonly<Record<string, string | number | undefined>> = ENVIRONMENT.parse({});
  return Object.fromEntries(Object.keys(ENVIRONMENT.shape).map((name) => [name, defaults[name]?.toString() ?? null]));
}

export type Config = {
  readonly home: string;
  readonly mode: 'sandbox' | 'live';
  readonly temporal: {
    readonly address: string | null; readonly namespace: string; readonly apiKey: string | null; readonly cliPath: string | null;
    readonly tls: { readonly certPath: string; readonly keyPath: string; readonly caPath: string | null } | null;
    readonly port: number; readonly uiPort: number; readonly queuePrefix: string;
  };
  readonly database: { readonly url: string | null; readonly port: number; readonly poolSize: number };
  readonly email: { readonly smtpUrl: string | null; readonly from: string };
  readonly sms: { readonly accountSid: string | null; readonly authToken: string | null; readonly from: string | null };
  readonly letterFolder: string | null;
  readonly handOverFolder: string | null;
  readonly api: { readonly host: string; readonly port: number; readonly key: string | null; readonly publicBaseUrl: string | null };
  readonly sandboxPort: number;
  readonly logLevel: string;
  readonly worker: {
    readonly ratesPerSecond: { readonly sms: number; readonly email: number; readonly letter: number };
    readonly maximumCachedWorkflows: number; readonly stickyTimeoutMs: number;
    readonly settleAfterMs: { readonly sms: number; readonly email: number };
    readonly providerTimeoutMs: number; readonly relayIntervalMs: number;
  };
};

/** Reads the settings. Throws CONFIG_INVALID or MODE_MIXED with all problems at once. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  // An empty variable is an absent one: that is how compose files and shells switch a setting off.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = ENVIRONMENT.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new DunwellError('CONFIG_INVALID', `Settings are wrong: ${problems.join('; ')}.`, { problems });
  }
  const settings = parsed.data;
  const problems = contradictions(settings);
  if (problems.length > 0) throw new DunwellError('MODE_MIXED', problems.join(' '), { problems });
  return toConfig(settings);
}

type Settings = z.infer<typeof ENVIRONMENT>;

function contradictions(settings: Settings): readonly string[] {
  const problems: string[] = [];
  const twilio = [settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM];
  const someTwilio = twilio.some((value) => value !== undefined);
  const credentials = someTwilio || settings.SMTP_URL !== undefined;
  if (someTwilio && twilio.includes(undefined)) problems.push('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM belong together; one is missing.');
  if (settings.DUNWELL_MODE === 'live' && !credentials) problems.push('DUNWELL_MODE=live needs SMTP_URL or TWILIO_* credentials.');
  if (settings.DUNWELL_MODE !== 'live' && credentials) problems.push('Live credentials are set; set DUNWELL_MODE=live too if messages should really go out, or remove them.');
  if (settings.DUNWELL_MODE === 'live' && settings.API_KEY === undefined) problems.push('DUNWELL_MODE=live needs an API_KEY of your own.');
  if ((settings.TEMPORAL_TLS_CERT === undefined) !== (settings.TEMPORAL_TLS_KEY === undefined)) problems.push('TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY belong together; one is missing.');
  for (const path of [settings.TEMPORAL_TLS_CERT, settings.TEMPORAL_TLS_KEY, settings.TEMPORAL_TLS_CA]) {
    if (path !== undefined && !existsSync(path)) problems.push(`The file ${path} does not exist.`);
  }
  return problems;
}

function toConfig(settings: Settings): Config {
  const { TEMPORAL_TLS_CERT: certPath, TEMPORAL_TLS_KEY: keyPath } = settings;
  return {
    home: resolve(settings.DUNWELL_HOME), mode: settings.DUNWELL_MODE ?? 'sandbox',
    temporal: {
      address: settings.TEMPORAL_ADDRESS ?? null, namespace: settings.TEMPORAL_NAMESPACE, apiKey: settings.TEMPORAL_API_KEY ?? null, cliPath: settings.TEMPORAL_CLI_PATH ?? null,
      tls: certPath === undefined || keyPath === undefined ? null : { certPath, keyPath, caPath: settings.TEMPORAL_TLS_CA ?? null },
      port: settings.TEMPORAL_PORT, uiPort: settings.TEMPORAL_UI_PORT, queuePrefix: settings.QUEUE_PREFIX,
    },
    database: { url: settings.DATABASE_URL ?? null, port: settings.POSTGRES_PORT, poolSize: settings.DATABASE_POOL },
    email: { smtpUrl: settings.SMTP_URL ?? null, from: settings.MAIL_FROM },
    sms: { accountSid: settings.TWILIO_ACCOUNT_SID ?? null, authToken: settings.TWILIO_AUTH_TOKEN ?? null, from: settings.TWILIO_FROM ?? null },
    letterFolder: settings.LETTER_FOLDER ?? null, handOverFolder: settings.HANDOVER_FOLDER ?? null,
    api: { host: settings.API_HOST, port: settings.API_PORT, key: settings.API_KEY ?? null, publicBaseUrl: settings.PUBLIC_BASE_URL ?? null },
    sandboxPort: settings.SANDBOX_PORT, logLevel: settings.LOG_LEVEL,
    worker: {
      ratesPerSecond: { sms: settings.SMS_PER_SECOND, email: settings.EMAIL_PER_SECOND, letter: settings.LETTERS_PER_SECOND },
      maximumCachedWorkflows: settings.MAXIMUM_CACHED_WORKFLOWS, stickyTimeoutMs: settings.STICKY_TIMEOUT_MS, settleAfterMs: settleAfterMs(settings),
      providerTimeoutMs: settings.PROVIDER_TIMEOUT_MS, relayIntervalMs: settings.RELAY_INTERVAL_MS,
    },
  };
}

/**
 * When a provider's silence is an answer. A mail server is silent for ever, so only a call that another process may still make is waited for:
 * its beginning, itself, and the record of what it brought. The sandbox takes a text at once or never.
 */
function settleAfterMs({ DUNWELL_MODE: mode, SETTLE_AFTER_MS: given, PROVIDER_TIMEOUT_MS: timeoutMs }: Settings): Config['worker']['settleAfterMs'] {
  const callIsOverMs = timeoutMs + 2 * CALL_BEGINS_WITHIN_MS;
  const sms = given ?? (mode === 'live' ? Math.max(TAKEN_WITHIN_MS, callIsOverMs) : callIsOverMs);
  return { sms, email: Math.min(sms, callIsOverMs) };
}
