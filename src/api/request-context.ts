/** What every request and answer has: an id, the mode, headers that keep browsers from guessing, and one line in the log without anything personal. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { ApiDependencies } from './dependencies.ts';

const OWN_ID = /^[\w-]{8,64}$/;

const SECURITY_HEADERS = {
  'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'", 'Cross-Origin-Resource-Policy': 'same-origin', 'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY',
} as const;

export function requestContext({ mode, log }: Pick<ApiDependencies, 'mode' | 'log'>): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Request-Id');
    const requestId = given !== undefined && OWN_ID.test(given) ? given : randomUUID();
    response.locals['requestId'] = requestId;
    response.set({ ...SECURITY_HEADERS, 'X-Request-Id': requestId, 'Dunwell-Mode': mode });
    const startedMs = performance.now();
    response.on('finish', () => {
      // The pattern and not the address: addresses of lists may hold what somebody searched for.
      const route = request.route as { readonly path?: unknown } | undefined;
      log.info({ requestId, method: request.method, route: typeof route?.path === 'string' ? `${request.baseUrl}${route.path}` : null, status: response.statusCode, milliseconds: Math.round(performance.now() - startedMs) }, 'answered');
    });
    next();
  };
}
