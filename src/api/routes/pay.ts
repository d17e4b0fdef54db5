/**
 * Where the link of a message leads. Whoever opens it has shown nothing of himself, so the page tells neither that there is a debt nor whose:
 * a name to ask for and a number to call, the same for every link of one creditor and without either for a link that nobody gave out.
 */
import { Router } from 'express';
import type { Database } from '#adapters/db/database.ts';
import type { ApiDependencies } from '../dependencies.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function payRoutes({ database }: Pick<ApiDependencies, 'database'>): Router {
  const router = Router();
  router.get('/pay/:link', async (request, response) => {
    const desk = await deskOf(database, String(request.params.link));
    response.set('Cache-Control', 'no-store').set('Referrer-Policy', 'no-referrer').set('X-Robots-Tag', 'noindex')
      .type('html').send(page(desk === null ? 'Please use the number in the message that you got.' : `Please call ${escapeHtml(desk.callerName)} on ${escapeHtml(desk.phone)}.`));
  });
  return router;
}

async function deskOf(database: Database, touchId: string): Promise<{ readonly callerName: string; readonly phone: string } | null> {
  const touch = await database.touch.findUnique({ where: { id: touchId.slice(0, 64) }, select: { account: { select: { contract: { select: { callerName: true, phone: true } } } } } });
  return touch?.account.contract ?? null;
}

function page(sentence: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How to reach us</title></head><body><main><h1>How to reach us</h1><p>${sentence}</p></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
