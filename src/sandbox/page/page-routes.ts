/** The sandbox's pages and their forms. Forms are taken only from our own pages: no other site can answer for a debtor or move the clock. */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { wallNow } from '#adapters/clock.ts';
import { parseAmount } from '#core/money.ts';
import { giveAnswer, type DebtorAnswer, type DebtorPens } from '../debtor-answers.ts';
import type { Answered } from '../outgoing-request.ts';
import type { SandboxClockPort, SandboxDirectory } from '../sandbox-ports.ts';
import { debtorPage } from './debtor-page.ts';
import { listDebtors, type Debtor } from './debtors.ts';
import { FORWARD_DAYS, type Frame, type Notice } from './layout.ts';
import { listPage } from './list-page.ts';

export type PageParts = { readonly pens: DebtorPens; readonly directory: SandboxDirectory | null; readonly clock: SandboxClockPort | null };

type Pages = PageParts & { readonly token: string };

const REFRESH_SECONDS = 15;
const DONE: Readonly<Record<string, string>> = { reply: 'The answer was taken.', pay: 'The payment was taken.', forward: 'The book moved ahead.' };

export function pageRoutes(parts: PageParts): Router {
  const pages: Pages = { ...parts, token: randomBytes(24).toString('base64url') };
  const routes = Router();
  routes.use(secure);
  routes.get('/', async (request, response) => { response.send(listPage(await frameOf(pages, request, 'Debtors', REFRESH_SECONDS), await listDebtors(pages.pens.book, pages.directory))); });
  routes.get('/letters/:letterId.pdf', (request, response) => sendLetter(pages, request.params.letterId, response));
  routes.get(['/people/:id', '/addresses/:id'], (request, response) => showDebtor(pages, request, response, null));
  const form = [express.urlencoded({ extended: false, limit: '16kb' }), sameOrigin(pages.token)];
  routes.post('/forward', ...form, (request, response) => forward(pages, request, response));
  routes.post(['/people/:id/reply', '/addresses/:id/reply'], ...form, (request, response) => reply(pages, request, response));
  routes.post('/people/:id/pay', ...form, (request, response) => pay(pages, request, response));
  return routes;
}

/** Nothing is loaded, run or framed; e-mails are shown in frames that may do nothing. */
const secure: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin', 'Cache-Control': 'no-store',
  });
  next();
};

const tokenSchema = z.object({ token: z.string() });

function sameOrigin(token: string): RequestHandler {
  const expected = Buffer.from(token);
  return (request, response, next) => {
    const origin = request.get('origin');
    const given = Buffer.from(tokenSchema.safeParse(request.body).data?.token ?? '');
    const ours = (origin === undefined || origin === `${request.protocol}://${request.get('host') ?? ''}`) && given.length === expected.length && timingSafeEqual(given, expected);
    if (ours) next(); else response.status(403).type('text/plain').send('This form did not come from a page of this sandbox as it runs now. Open the page again and repeat it.\n');
  };
}

async function frameOf({ clock, token }: Pages, request: Request, title: string, refreshSeconds: number | null): Promise<Frame> {
  const { done: what } = request.query;
  const done = typeof what === 'string' ? DONE[what] : undefined;
  return { title: `${title} – Dunwell sandbox`, businessNow: clock === null ? null : await clock.now(), notice: done === undefined ? null : { text: done, bad: false }, token, refreshSeconds };
}

async function sendLetter({ directory }: Pages, letterId: string, response: Response): Promise<void> {
  const pdf = await directory?.letterPdf(letterId) ?? null;
  if (pdf === null) return notFound(response, 'There is no such letter.');
  response.type('application/pdf').set('Content-Disposition', 'inline').send(Buffer.from(pdf));
}

function notFound(response: Response, text: string): void {
  response.status(404).type('text/plain').send(`${text}\n`);
}

async function debtorOf({ pens, directory }: Pages, request: Request): Promise<Debtor | null> {
  const path = request.path.replace(/^\//, '').replace(/\/(reply|pay)$/, '');
  return (await listDebtors(pens.book, directory)).find((debtor) => debtor.path === path) ?? null;
}

async function showDebtor(pages: Pages, request: Request, response: Response, notice: Notice | null): Promise<void> {
  const debtor = await debtorOf(pages, request);
  if (debtor === null) return notFound(response, 'Nobody here got or wrote anything under that name.');
  const frame = await frameOf(pages, request, debtor.name, null);
  response.send(debtorPage({ ...frame, notice: notice ?? frame.notice }, { debtor, paymentId: `sandbox-${randomUUID()}`, hasApi: pages.pens.api !== null }));
}

/** A form that did what it should leads back to its page, so that loading that again repeats nothing. */
async function answerForm(pages: Pages, request: Request, response: Response, answered: Answered): Promise<void> {
  const [, path = '', what = ''] = /^\/(.*)\/(reply|pay)$/.exec(request.path) ?? [];
  switch (answered.kind) {
    case 'accepted': return response.redirect(303, `/${path}?done=${what}`);
    case 'refused': return showDebtor(pages, request, response.status(409), { bad: true, text: `Refused (${answered.status}): ${answered.reason}` });
    case 'unreachable': return showDebtor(pages, request, response.status(502), { bad: true, text: `The API does not answer: ${answered.reason}` });
  }
}

const replySchema = z.object({ address: z.string().min(1), text: z.string().default(''), quick: z.string().default('') });

async function reply(pages: Pages, request: Request, response: Response): Promise<void> {
  const fields = replySchema.safeParse(request.body);
  const debtor = await debtorOf(pages, request);
  const text = fields.success ? (fields.data.quick || fields.data.text).trim() : '';
  if (!fields.success || debtor === null || text === '' || !debtor.addresses.includes(fields.data.address)) {
    return showDebtor(pages, request, response.status(400), { bad: true, text: 'Choose an address of this person and write some words.' });
  }
  const from = fields.data.address;
  const answer: DebtorAnswer = from.includes('@') ? { kind: 'email', from, subject: null, text } : { kind: 'sms', from, text };
  return answerForm(pages, request, response, await giveAnswer(pages.pens, answer));
}

const paySchema = z.object({ accountId: z.string().min(1), amount: z.string().trim(), paymentId: z.string().regex(/^sandbox-[0-9a-f-]{36}$/) });

async function pay(pages: Pages, request: Request, response: Response): Promise<void> {
  const fields = paySchema.safeParse(request.body);
  const account = (await debtorOf(pages, request))?.person?.accounts.find(({ accountId }) => accountId === (fields.success ? fields.data.accountId : null));
  if (!fields.success || account === undefined) return showDebtor(pages, request, response.status(400), { bad: true, text: 'Choose an account of this person.' });
  const { amount, paymentId } = fields.data;
  const parsed = parseAmount(amount, account.currency);
  if (parsed.kind === 'invalid' || parsed.amountMinor <= 0) {
    return showDebtor(pages, request, response.status(400), { bad: true, text: parsed.kind === 'invalid' ? `The amount ${parsed.reason}.` : 'The amount has to be more than nothing.' });
  }
  const paidOn = (pages.clock === null ? wallNow().toISOString() : await pages.clock.now()).slice(0, 10);
  return answerForm(pages, request, response, await giveAnswer(pages.pens, { kind: 'payment', paymentId, accountId: account.accountId, amount, currency: account.currency, paidOn }));
}

async function forward(pages: Pages, request: Request, response: Response): Promise<void> {
  const days = FORWARD_DAYS.find((each) => String(each) === (request.body as { days?: unknown }).days);
  if (pages.clock === null || days === undefined) return notFound(response, 'The clock moves by 1, 7 or 30 days, where there is one to move.');
  const moved = await pages.clock.forward(days);
  if (moved.kind === 'moved') return response.redirect(303, '/?done=forward');
  const frame = await frameOf(pages, request, 'Debtors', null);
  response.status(409).send(listPage({ ...frame, notice: { bad: true, text: `The clock was not moved: ${moved.reason}` } }, await listDebtors(pages.pens.book, pages.directory)));
}
