/** Questions about accounts and tasks. */
import { Router } from 'express';
import { z } from 'zod';
import { idSchema } from '#adapters/db/accept/id-schema.ts';
import { accountStatus } from '#adapters/db/read/account-status.ts';
import { explainAccount } from '#adapters/db/read/explain-account.ts';
import { findAccountId } from '#adapters/db/read/find-account.ts';
import { listAccounts } from '#adapters/db/read/list-accounts.ts';
import { listTasks } from '#adapters/db/read/list-tasks.ts';
import { timeline } from '#adapters/db/read/timeline.ts';
import { STAGE_IDS } from '#core/cadence/cadence-policy.ts';
import { read } from '../body.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { accountId } from '../fields.ts';

const limit = z.coerce.number().int().min(1).max(200).default(50);

const accountsQuery = z.strictObject({
  status: z.enum(['open', 'closed']).exactOptional(), stage: z.enum(STAGE_IDS).exactOptional(), creditorId: idSchema.exactOptional(), text: z.string().max(200).exactOptional(), cursor: idSchema.exactOptional(), limit,
});
const tasksQuery = z.strictObject({ status: z.enum(['open', 'done', 'expired', 'cancelled']).exactOptional(), kind: idSchema.exactOptional(), accountId: idSchema.exactOptional(), cursor: idSchema.exactOptional(), limit });
const whyQuery = z.strictObject({ at: z.iso.datetime({ offset: true, error: 'must be an instant such as 2027-01-31T17:00:00Z' }).exactOptional() });
const timelineQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });
const referenceQuery = z.strictObject({ creditorId: idSchema, reference: z.string().min(1).max(200) });

export function accountRoutes({ database, clock }: Pick<ApiDependencies, 'database' | 'clock'>): Router {
  const router = Router();
  router.get('/accounts', async (request, response) => {
    response.json(await listAccounts(database, read(accountsQuery, request.query)));
  });
  router.get('/accounts/by-reference', async (request, response) => {
    response.json({ accountId: await findAccountId(database, read(referenceQuery, request.query)) });
  });
  router.get('/accounts/:accountId', async (request, response) => {
    response.json(await accountStatus(database, read(accountId, request.params)));
  });
  router.get('/accounts/:accountId/why', async (request, response) => {
    response.json(await explainAccount(database, { account: read(accountId, request.params), ...read(whyQuery, request.query) }));
  });
  router.get('/accounts/:accountId/timeline', async (request, response) => {
    response.json(await timeline(database, { account: read(accountId, request.params), ...read(timelineQuery, request.query) }));
  });
  router.get('/tasks', async (request, response) => {
    response.json(await listTasks(database, read(tasksQuery, request.query), await clock.now()));
  });
  return router;
}
