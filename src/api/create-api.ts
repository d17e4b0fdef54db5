/** The HTTP API: a door for facts and questions. Officers, payers, creditors and providers come in here; nothing goes out. */
import express, { type Express } from 'express';
import { requireApiKey } from './api-key.ts';
import type { ApiDependencies } from './dependencies.ts';
import { problemHandler, sendUnknownRoute } from './problem.ts';
import { requestContext } from './request-context.ts';
import { accountRoutes } from './routes/accounts.ts';
import { healthRoutes } from './routes/health.ts';
import { orderRoutes } from './routes/orders.ts';
import { payRoutes } from './routes/pay.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export function createApi(dependencies: ApiDependencies): Express {
  const api = express();
  const requireKey = requireApiKey(dependencies.apiKey);
  api.disable('x-powered-by');
  api.disable('etag');
  api.use(requestContext(dependencies));
  api.use(healthRoutes(dependencies), payRoutes(dependencies));
  api.use('/webhooks', webhookRoutes(dependencies, requireKey));
  // The key comes before the body: a stranger's bytes are not read.
  api.use('/v1', requireKey, accountRoutes(dependencies), orderRoutes(dependencies));
  api.use(sendUnknownRoute);
  api.use(problemHandler(dependencies.log));
  return api;
}
