/** The parts that activities work with: real adapters everywhere, pointed at the sandbox where there are no credentials. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { ActivityDependencies, HistorySource } from '#activities/dependencies.ts';
import type { ChannelSender } from '#adapters/channel-sender.ts';
import type { Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import { createEmailSender } from '#adapters/email/smtp-sender.ts';
import { openHandOverFolder, type HandOverFolder } from '#adapters/legal/hand-over-folder.ts';
import { createLetterSender } from '#adapters/letter/letter-sender.ts';
import { openPrintFolder, type PrintFolder } from '#adapters/letter/print-folder.ts';
import { noProviderSender } from '#adapters/no-provider-sender.ts';
import { usFederalCalendar } from '#adapters/reference/create-reference-data.ts';
import { createSmsSender } from '#adapters/sms/twilio-sender.ts';
import { createMessageComposer, createScriptComposer } from '#adapters/templates/message-composer.ts';
import { loadTemplates, type TemplateCatalogue } from '#adapters/templates/template-catalogue.ts';
import { DunwellError } from '#contracts/failures.ts';
import type { Config } from '../config.ts';
import type { Endpoints } from './endpoints.ts';

const TEMPLATES_FOLDER = fileURLToPath(new URL('../../templates', import.meta.url));
/** Years around the present for which printed legal dates are computed. */
const CALENDAR_YEARS = { back: 1, ahead: 3 } as const;

/** All message texts, checked. Throws TEMPLATE_INVALID with every problem. */
export function openTemplates(folder: string = TEMPLATES_FOLDER): TemplateCatalogue {
  const loaded = loadTemplates(folder);
  if (loaded.kind === 'catalogue') return loaded.catalogue;
  const problems = loaded.problems.map((problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.message}`);
  throw new DunwellError('TEMPLATE_INVALID', `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the templates: ${problems.slice(0, 5).join(' ')}`, { problems });
}

export type Composers = Pick<ActivityDependencies, 'compose' | 'composeScript'>;

export function openComposers(catalogue: TemplateCatalogue, publicBaseUrl: string, thisYear: number): Composers {
  const settings = { catalogue, payLinkBase: `${publicBaseUrl}/pay`, federalCalendar: usFederalCalendar(thisYear - CALENDAR_YEARS.back, thisYear + CALENDAR_YEARS.ahead) };
  return { compose: createMessageComposer(settings), composeScript: createScriptComposer(settings) };
}

export type Senders = { readonly sms: ChannelSender; readonly email: ChannelSender; readonly letter: ChannelSender; readonly letters: PrintFolder | null };

/** Live credentials and sandbox endpoints can never meet: the mode chooses one side for all channels. */
export async function openSenders(config: Config, endpoints: Endpoints): Promise<Senders> {
  const statusCallbackUrl = `${endpoints.publicBaseUrl}/webhooks/twilio/status`;
  const { providerTimeoutMs: timeoutMs, settleAfterMs } = config.worker;
  const smsTiming = { timeoutMs, settleAfterMs: settleAfterMs.sms };
  const emailTiming = { timeoutMs, settleAfterMs: settleAfterMs.email };
  const letters = await openLetters(config, endpoints);
  const letter = letters === null ? noProviderSender('letter') : createLetterSender(letters);
  if (endpoints.mode === 'live') {
    const { accountSid, authToken, from } = config.sms;
    return {
      sms: accountSid === null || authToken === null || from === null ? noProviderSender('sms')
        : createSmsSender({ accountSid, authToken, from, apiBaseUrl: null, statusCallbackUrl, ...smsTiming }),
      email: config.email.smtpUrl === null ? noProviderSender('email') : createEmailSender({ smtpUrl: config.email.smtpUrl, from: config.email.from, ...emailTiming }),
      letter, letters,
    };
  }
  const { sandbox } = endpoints;
  if (sandbox === null) throw new DunwellError('MODE_MIXED', `No sandbox runs from ${config.home} and no live credentials are set.`);
  return {
    sms: createSmsSender({ accountSid: sandbox.accountSid, authToken: sandbox.authToken, from: sandbox.from, apiBaseUrl: sandbox.twilioBaseUrl, statusCallbackUrl, ...smsTiming }),
    email: createEmailSender({ smtpUrl: sandbox.smtpUrl, from: config.email.from, ...emailTiming }),
    letter, letters,
  };
}

async function openLetters(config: Config, endpoints: Endpoints): Promise<PrintFolder | null> {
  if (config.letterFolder !== null) return openPrintFolder(config.letterFolder);
  return endpoints.mode === 'sandbox' ? openPrintFolder(join(config.home, 'letters')) : null;
}

export async function openHandOvers(config: Config, endpoints: Endpoints): Promise<HandOverFolder | null> {
  if (config.handOverFolder !== null) return openHandOverFolder(config.handOverFolder);
  return endpoints.mode === 'sandbox' ? openHandOverFolder(join(config.home, 'handover')) : null;
}

export type DependencyParts = {
  readonly database: Database; readonly referenceData: ReferenceData; readonly endpoints: Endpoints; readonly composers: Composers;
  readonly senders: Senders; readonly histories: HistorySource; readonly handOvers: HandOverFolder | null;
};

export function activityDependencies({ database, referenceData, endpoints, composers, senders, histories, handOvers }: DependencyParts): ActivityDependencies {
  const { sms, email, letter } = senders;
  return { database, referenceData, mode: endpoints.mode, timeSkipping: endpoints.timeSkipping, ...composers, senders: { sms, email, letter }, histories, handOvers };
}
