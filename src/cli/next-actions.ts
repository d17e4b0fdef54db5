/** What the book does next, from the read model of the runs' last decisions. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#adapters/db/database.ts';
import type { Step } from '#core/account/step.ts';

export type NextActionRow = { readonly accountId: string; readonly stage: string | null; readonly at: string | null; readonly what: string; readonly why: string };

/** The accounts that stir first. */
export async function nextActions(database: Database, limit: number): Promise<readonly NextActionRow[]> {
  const rows = await database.accountNext.findMany({ where: { nextActionAt: { not: null }, account: { status: 'open' } }, orderBy: [{ nextActionAt: 'asc' }, { accountId: 'asc' }], take: limit });
  return rows.map((row) => {
    const step = row.step as unknown as Step;
    return { accountId: row.accountId, stage: row.stage, at: row.nextActionAt?.toISOString() ?? null, what: whatOf(step), why: step.reasons[0]?.sentence ?? '' };
  });
}

/** One word or two for a list. */
function whatOf(step: Step): string {
  if (step.kind !== 'act') return step.kind;
  const { act } = step;
  return act.kind === 'sendMessage' ? `send ${act.channel}` : act.kind === 'openTask' ? `${act.taskKind} task` : act.kind;
}

const DECIDED_WITHIN_MS = 60_000;

/** Waits until new accounts have decided for the first time, so that the table tells something. */
export async function untilDecided(database: Database, newAccounts: number, onStep: (sentence: string) => void): Promise<void> {
  if (newAccounts === 0) return;
  onStep(`starting ${newAccounts} accounts`);
  const deadline = Date.now() + DECIDED_WITHIN_MS;
  while (Date.now() < deadline) {
    const undecided = await database.account.count({ where: { status: 'open', next: null } });
    if (undecided === 0) return;
    await delay(200);
  }
}
