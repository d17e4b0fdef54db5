/** Whether the process lives, and whether it can do its work. */
import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import type { ApiDependencies } from '../dependencies.ts';

const ANSWERS_WITHIN_MS = 3_000;

export function healthRoutes({ database, mode, isTemporalHealthy }: Pick<ApiDependencies, 'database' | 'mode' | 'isTemporalHealthy'>): Router {
  const router = Router();
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok', mode });
  });
  router.get('/ready', async (_request, response) => {
    const [databaseReady, temporalReady] = await Promise.all([
      inTime(database.$queryRaw`SELECT 1`.then(() => true)), inTime(isTemporalHealthy()),
    ]);
    response.status(databaseReady && temporalReady ? 200 : 503).json({ ready: databaseReady && temporalReady, database: databaseReady, temporal: temporalReady, mode });
  });
  return router;
}

/** A part that errs or keeps silent is not ready. */
async function inTime(answer: Promise<boolean>): Promise<boolean> {
  return Promise.race([answer.catch(() => false), delay(ANSWERS_WITHIN_MS, false, { ref: false })]);
}
