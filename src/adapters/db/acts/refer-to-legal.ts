/** The hand-over to a law firm: one file with what the firm needs, and the placement that silences the account. */
import { createHash } from 'node:crypto';
import type { ActRequest, ActResult } from '#contracts/activities.ts';
import { canonicalJson } from '#core/account/stable-hash.ts';
import type { Act } from '#core/account/step.ts';
import type { Database } from '../database.ts';
import { handOverFile } from './hand-over-file.ts';
import { recordAct } from './record-act.ts';

type ReferAct = Extract<Act, { kind: 'referToLegal' }>;

export async function referToLegal(database: Database, request: ActRequest<ReferAct>, now: string): Promise<ActResult> {
  const { accountId, act } = request;
  const placementId = `${accountId}:legal:${act.reference.cycle}`;
  const body = { kind: 'referredOut', placementId, to: act.lawFirm, reference: act.reference } as const;
  const result = await recordAct(database, request, [{ factId: `referredOut:${placementId}`, body }], now, async (transaction) => {
    const handOver = Buffer.from(canonicalJson(await handOverFile(transaction, { accountId, intentId: act.intentId, lawFirm: act.lawFirm, now })));
    await transaction.placement.create({
      data: { id: placementId, accountId, direction: 'out', counterparty: act.lawFirm, placedAt: new Date(now), handOver, handOverSha256: createHash('sha256').update(handOver).digest('hex') },
    });
  });
  return { kind: result, note: placementId };
}
