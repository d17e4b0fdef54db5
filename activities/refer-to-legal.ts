import type { Activities } from '#contracts/activities.ts';
import { openTask } from '#adapters/db/accept/open-task.ts';
import { referToLegal as refer } from '#adapters/db/acts/refer-to-legal.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { loadHandOver } from '#adapters/db/read/hand-over.ts';
import { PERSON_ANSWERS_WITHIN_MS } from '#core/account/task-deadline.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes the hand-over file, places the account with the law firm, falls silent, and lays the file down for the firm. */
export function referToLegal(dependencies: ActivityDependencies): Activities['referToLegal'] {
  return async (request) => {
    const now = businessNow(dependencies.timeSkipping);
    const result = await refer(dependencies.database, request, now);
    // What was recorded is done: a file that cannot be laid down waits for a person, and nothing is undone.
    if (result.kind === 'recorded') await layDown(dependencies, request.accountId, now);
    return result;
  };
}

async function layDown({ database, handOvers }: ActivityDependencies, accountId: string, now: string): Promise<void> {
  const { placementId, bytes } = await loadHandOver(database, { accountId });
  const reason = handOvers === null ? 'no HANDOVER_FOLDER is set' : await handOvers.save(placementId, bytes).then(() => null, codeOf);
  if (reason === null) return;
  await inTransaction(database, (transaction) => openTask(transaction, {
    taskId: `handover:${placementId}`, accountId, kind: 'alert', subject: 'hand_over_waits',
    script: `The law firm has not got its file (${reason}). \`dunwell handover ${accountId} --out FILE\` writes it: give it to the firm.`, now, withinMs: PERSON_ANSWERS_WITHIN_MS,
  }));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
