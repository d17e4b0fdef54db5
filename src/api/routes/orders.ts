/** What happens to accounts: payments, ceases, orders of officers, dials. Each is accepted in one transaction, answered by the core, and then wakes the run. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { requestDialPermit } from '#adapters/db/accept/dial-permit.ts';
import { idSchema } from '#adapters/db/accept/id-schema.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import type { AcceptanceContext } from '#adapters/db/accept/accept-facts.ts';
import { parseAmount } from '#core/money.ts';
import { answerAcceptance } from '../answer.ts';
import { jsonBody, read } from '../body.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { accountId, localDate } from '../fields.ts';
import { InvalidFields, sendProblem } from '../problem.ts';

const payment = z.strictObject({
  paymentId: idSchema, amount: z.string().max(40).exactOptional(), amountMinor: z.int().positive().exactOptional(), currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD'),
  paidOn: localDate, status: z.enum(['pending', 'cleared']).default('cleared'), debtId: idSchema.exactOptional(),
}).refine((given) => (given.amount === undefined) !== (given.amountMinor === undefined), { path: ['amount'], error: 'give either amount, a decimal such as "120.50", or amountMinor' });

const cease = z.strictObject({ ceaseId: idSchema, evidence: z.string().trim().min(1).max(2_000) });
const dial = z.strictObject({ permitId: idSchema, contactPointId: idSchema, taskId: idSchema.nullable().default(null), officer: idSchema });

/** Orders about a task or about everybody, which name no account. */
const WITHOUT_ACCOUNT: readonly unknown[] = ['complete_task', 'set_stop', 'lift_stop'];

export function orderRoutes(dependencies: ApiDependencies): Router {
  const router = Router();
  router.post('/accounts/:accountId/payments', jsonBody(), (request: Request, response: Response) => postPayment(dependencies, request, response));
  router.post('/accounts/:accountId/cease', jsonBody(), (request: Request, response: Response) => postCease(dependencies, request, response));
  router.post('/accounts/:accountId/acts', jsonBody(), async (request: Request, response: Response) => {
    const { accountId: named } = read(accountId, request.params);
    await carryOut(dependencies, response, named, onAccount(request.body, named));
  });
  router.post('/accounts/:accountId/dial-permits', jsonBody(), (request: Request, response: Response) => postDial(dependencies, request, response));
  router.post('/acts', jsonBody(), (request: Request, response: Response) => carryOut(dependencies, response, undefined, request.body));
  return router;
}

async function contextOf({ referenceData, mode, clock }: ApiDependencies, named: string | undefined): Promise<AcceptanceContext> {
  return { referenceData, mode, now: await clock.now(named) };
}

async function postPayment(dependencies: ApiDependencies, request: Request, response: Response): Promise<void> {
  const { accountId: named } = read(accountId, request.params);
  const { amount, amountMinor, ...given } = read(payment, request.body);
  const { now } = await contextOf(dependencies, named);
  await answerAcceptance(dependencies, response, await acceptPayment(dependencies.database, { ...given, accountId: named, amountMinor: amountMinor ?? minorUnits(amount ?? '', given.currency), source: 'api', now }));
}

function minorUnits(amount: string, currency: string): number {
  const parsed = parseAmount(amount, currency);
  if (parsed.kind === 'invalid') throw new InvalidFields([{ path: 'amount', message: parsed.reason }]);
  return parsed.amountMinor;
}

async function postCease(dependencies: ApiDependencies, request: Request, response: Response): Promise<void> {
  const { accountId: named } = read(accountId, request.params);
  const { ceaseId, evidence } = read(cease, request.body);
  const { now } = await contextOf(dependencies, named);
  await answerAcceptance(dependencies, response, await acceptHold(dependencies.database, { holdId: ceaseId, code: 'cease', accountId: named, evidence, source: 'api', now }));
}

/** The account of the address belongs to the order; another one in the body is a mistake. */
function onAccount(body: unknown, named: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const given = body as Readonly<Record<string, unknown>>;
  if ('accountId' in given && given['accountId'] !== named) throw new InvalidFields([{ path: 'accountId', message: 'is another account than that of the address' }]);
  return WITHOUT_ACCOUNT.includes(given['kind']) ? given : { ...given, accountId: named };
}

async function carryOut(dependencies: ApiDependencies, response: Response, named: string | undefined, body: unknown): Promise<void> {
  const act = read(officerActSchema, body);
  const context = await contextOf(dependencies, named ?? ('accountId' in act ? act.accountId : undefined));
  await answerAcceptance(dependencies, response, await acceptOfficerAct(dependencies.database, act, context));
}

async function postDial(dependencies: ApiDependencies, request: Request, response: Response): Promise<void> {
  const { accountId: named } = read(accountId, request.params);
  const permit = await requestDialPermit(dependencies.database, { ...read(dial, request.body), accountId: named }, await contextOf(dependencies, named));
  switch (permit.kind) {
    case 'permit':
      response.status(201).json({ permitted: true, callId: permit.callId, expiresAt: permit.expiresAt, consented: permit.consented });
      return;
    case 'conflict':
      sendProblem(response, 'FACT_CONFLICT', permit.reasons.join(' '), { reasons: permit.reasons });
      return;
    case 'refused':
      sendProblem(response, 'CONTACT_REFUSED', permit.reasons.map((reason) => reason.sentence).join(' '), { reasons: permit.reasons, nextLawfulAt: permit.nextLawfulAt });
  }
}
