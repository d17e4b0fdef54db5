/**
 * The world's edge on this machine: a mail server, Twilio's Messages API, and a page on which one is the debtor.
 * The real clients run against it unchanged; docs/flows/sandbox.md shows what it does.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { createBackgroundJobs, type BackgroundJobs } from './background-jobs.ts';
import { createBehaviours, type SandboxBehaviour } from './behaviour.ts';
import { loadCredentials } from './credentials.ts';
import { giveAnswer, type DebtorAnswer, type DebtorPens } from './debtor-answers.ts';
import { openJournal, type SandboxMessage } from './journal.ts';
import { startMailServer } from './mail-server.ts';
import { openMessageBook } from './message-book.ts';
import type { Answered } from './outgoing-request.ts';
import { pageRoutes } from './page/page-routes.ts';
import type { SandboxClockPort, SandboxDirectory } from './sandbox-ports.ts';
import { twilioRoutes } from './twilio-api.ts';
import { API_VERSION } from './twilio-resource.ts';

export type SandboxOptions = {
  readonly host: string;
  /** Zero: any free port. */
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Where the journal is kept; null: in memory only. */
  readonly folder: string | null;
  /** The API that gets texts, e-mails and payments of debtors; null: nobody. */
  readonly apiUrl: string | null;
  readonly apiKey: string | null;
  readonly directory: SandboxDirectory | null;
  readonly clock: SandboxClockPort | null;
};

export type SandboxHandle = {
  readonly httpUrl: string;
  readonly smtpUrl: string;
  /** For the Twilio client, in place of Twilio's own address. */
  readonly twilioBaseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** The number that texts are sent from here. */
  readonly smsFrom: string;
  /** Everything that was sent and answered, oldest first. */
  readonly messages: () => readonly SandboxMessage[];
  readonly setBehaviour: (address: string, behaviour: SandboxBehaviour) => void;
  readonly answer: (answer: DebtorAnswer) => Promise<Answered>;
  /** Resolves when no receipt, report or answer is under way. */
  readonly idle: () => Promise<void>;
  /** Waits for that so many milliseconds at most; gives how many are under way then. Other processes ask for it by `GET /under-way`. */
  readonly untilIdle: (withinMs: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

const LONGEST_WAIT_MS = 60_000;
/** Twilio's own test number that may send. */
const SMS_FROM = '+15005550006';

/** Starts the sandbox. Throws JOURNAL_INVALID, or the system's error where a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<SandboxHandle> {
  const credentials = await loadCredentials(options.folder);
  const journal = await openJournal(options.folder);
  const jobs = createBackgroundJobs();
  const behaviours = createBehaviours();
  const book = openMessageBook(journal, options.clock);
  const api = options.apiUrl === null ? null : { url: options.apiUrl.replace(/\/$/, ''), key: options.apiKey };
  const pens: DebtorPens = { ...credentials, book, jobs, api, smsFrom: SMS_FROM };
  const inbox = api === null ? null : { url: `${api.url}/webhooks/email`, apiKey: api.key };
  const mail = await startOrUndo(startMailServer({ book, jobs, behaviours, inbox }, options.host, options.smtpPort), journal.close);
  const web = express().disable('x-powered-by').use(onlyOurNames(options.host))
    .use(`/${API_VERSION}/Accounts/:accountSid`, twilioRoutes({ ...credentials, book, jobs, behaviours }))
    .get('/under-way', underWay(jobs))
    .use(pageRoutes({ pens, directory: options.directory, clock: options.clock })).use(explainFailure);
  const http = await startOrUndo(startHttpServer(web, options), async () => {
    await mail.stop();
    await journal.close();
  });
  const host = options.host === '0.0.0.0' ? '127.0.0.1' : options.host;
  const httpUrl = `http://${host}:${http.port}`;
  return {
    ...credentials, httpUrl, twilioBaseUrl: httpUrl, smtpUrl: `smtp://${host}:${mail.port}`, smsFrom: SMS_FROM,
    messages: book.messages, setBehaviour: behaviours.set, answer: (answer) => giveAnswer(pens, answer), idle: jobs.idle, untilIdle: jobs.untilIdle,
    stop: async () => {
      await jobs.stop();
      await Promise.all([mail.stop(), http.stop()]);
      await journal.close();
    },
  };
}

/** On a loopback address only its own names are answered, so that no site can reach the page by a name of its own. */
function onlyOurNames(host: string): RequestHandler {
  const loopback = host === '127.0.0.1' || host === 'localhost' || host === '::1';
  return (request, response, next) => {
    if (!loopback || ['127.0.0.1', 'localhost', '[::1]'].includes(request.hostname)) next(); else response.status(421).type('text/plain').send('Not here.\n');
  };
}

/** `GET /under-way?withinMs=N`: how many receipts, reports and answers are under way, as soon as there are none or after so long. */
function underWay(jobs: BackgroundJobs): RequestHandler {
  return async ({ query }, response) => {
    response.json({ underWay: await jobs.untilIdle(Math.min(Number(query['withinMs'] ?? 0) || 0, LONGEST_WAIT_MS)) });
  };
}

const explainFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  response.status(status).type('text/plain').send(`The sandbox could not do this: ${error instanceof Error ? error.message : String(error)}\n`);
};

async function startOrUndo<Part>(starting: Promise<Part>, undo: () => Promise<void>): Promise<Part> {
  try {
    return await starting;
  } catch (error) {
    await undo();
    throw error;
  }
}

async function startHttpServer(web: express.Express, { host, httpPort }: SandboxOptions): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const server = createServer(web).listen(httpPort, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
