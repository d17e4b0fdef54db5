/**
 * A book is filled in one mode and worked in no other: live credentials over example people would write to strangers, and sandbox payments
 * would pass for money. The sandbox's clock row is its mark.
 */
import { wallNow } from '#adapters/clock.ts';
import type { Database } from '#adapters/db/database.ts';
import { DunwellError } from '#contracts/failures.ts';

/** Marks an empty book as the sandbox's, or finds it marked. Throws MODE_MIXED where the book was filled in the other mode. */
export async function lockMode(database: Database, mode: 'sandbox' | 'live'): Promise<void> {
  const isSandbox = (await database.sandboxClock.count({ where: { id: 1 } })) > 0;
  if (mode === 'live') {
    if (isSandbox) throw new DunwellError('MODE_MIXED', 'This database was filled by a sandbox, and Dunwell is set to live.');
    return;
  }
  if (isSandbox) return;
  if ((await database.account.count()) > 0) throw new DunwellError('MODE_MIXED', 'This database was filled in live mode, and Dunwell is set to the sandbox.');
  await database.sandboxClock.createMany({ data: { id: 1, offsetMs: 0n, movedAt: wallNow() }, skipDuplicates: true });
}
