import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

/** Lets only those through who know the key. Hashes of both have one length, so the time of the comparison tells nothing. */
export function requireApiKey(apiKey: string): RequestHandler {
  const expected = digest(apiKey);
  return (request, response, next) => {
    if (timingSafeEqual(digest(request.get('X-Api-Key') ?? ''), expected)) {
      next();
      return;
    }
    sendProblem(response, 'UNAUTHORISED', 'The request carries no valid API key.');
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
