/** The file that a law firm got, or is to get, about an account. */
import { createHash } from 'node:crypto';
import { DunwellError } from '#contracts/failures.ts';
import type { Database } from '../database.ts';
import { findAccountId, type AccountName } from './find-account.ts';

export type HandOver = {
  readonly placementId: string; readonly accountId: string; readonly lawFirm: string; readonly placedAt: string; readonly sha256: string;
  /** JSON in UTF-8, as it was written when the account was placed. */
  readonly bytes: Uint8Array;
};

/** The latest file of an account. Throws ACCOUNT_UNKNOWN, HAND_OVER_ABSENT for one that was never handed over, HAND_OVER_ALTERED when the bytes are not those that were written. */
export async function loadHandOver(database: Database, account: AccountName): Promise<HandOver> {
  const accountId = await findAccountId(database, account);
  const row = await database.placement.findFirst({ where: { accountId, direction: 'out', handOver: { not: null } }, orderBy: { placedAt: 'desc' } });
  if (row === null || row.handOver === null) throw new DunwellError('HAND_OVER_ABSENT', `Account ${accountId} was not handed over.`);
  const sha256 = createHash('sha256').update(row.handOver).digest('hex');
  if (sha256 !== row.handOverSha256) throw new DunwellError('HAND_OVER_ALTERED', `The hand-over file of ${row.id} is not the one that was written: its hash differs.`);
  return { placementId: row.id, accountId, lawFirm: row.counterparty, placedAt: row.placedAt.toISOString(), sha256, bytes: row.handOver };
}
