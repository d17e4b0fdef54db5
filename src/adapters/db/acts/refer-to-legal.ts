/** The hand-over to a law firm: one file with what the firm needs, and the placement that silences the account. */
import { createHash } from 'node:crypto';
import type { ActRequest, ActResult } from '#contracts/activities.ts';
import { canonicalJson } from '#core/account/stable-hash.ts';
import type { Act } from '#core/account/step.ts';
import type { Database, Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';
import { recordAct } from './record-act.ts';

type ReferAct = Extract<Act, { kind: 'referToLegal' }>;

export async function referToLegal(database: Database, request: ActRequest<ReferAct>, now: string): Promise<ActResult> {
  const { accountId, act } = request;
  const placementId = `${accountId}:legal:${act.reference.cycle}`;
  const body = { kind: 'referredOut', placementId, to: act.lawFirm, reference: act.reference } as const;
  const result = await recordAct(database, request, [{ factId: `referredOut:${placementId}`, body }], now, async (transaction) => {
    const handOver = Buffer.from(canonicalJson(await handOverFile(transaction, accountId, act, now)));
    await transaction.placement.create({
      data: { id: placementId, accountId, direction: 'out', counterparty: act.lawFirm, placedAt: new Date(now), handOver, handOverSha256: createHash('sha256').update(handOver).digest('hex') },
    });
  });
  return { kind: result, note: placementId };
}

/** Cover, parties, itemised balance, chronology, messages and the recorded intent, from what is stored. */
async function handOverFile(transaction: Transaction, accountId: string, act: ReferAct, now: string) {
  const account = await transaction.account.findUniqueOrThrow({ where: { id: accountId }, include: { party: true, creditor: true, contract: true, debts: { include: { obligors: { include: { party: true } } } } } });
  const facts = await transaction.fact.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  const touches = await transaction.touch.findMany({ where: { accountId }, include: { message: true }, orderBy: { claimedAt: 'asc' } });
  const intent = await transaction.legalIntent.findUniqueOrThrow({ where: { id: act.intentId } });
  const { debts } = await accountBalances(transaction, accountId);
  return {
    cover: { accountId, reference: account.reference, creditor: account.creditor.name, lawFirm: act.lawFirm, handedOverAt: now, currency: account.currency },
    intent: { intentId: intent.id, decidedBy: intent.decidedBy, recordedAt: intent.recordedAt.toISOString(), expiresOn: intent.expiresOn, grounds: intent.grounds },
    obligors: account.debts.flatMap((debt) => debt.obligors.map((obligor) => ({ debt: debt.reference, name: obligor.party.fullName, liability: obligor.liability }))),
    balance: debts,
    chronology: facts.map((fact) => ({ seq: fact.seq, at: fact.occurredAt.toISOString(), body: fact.body })),
    messages: touches.map((touch) => ({ at: touch.claimedAt.toISOString(), channel: touch.channel, status: touch.status, receipt: touch.receiptStatus, address: touch.message?.address ?? null, subject: touch.message?.subject ?? null, text: touch.message?.text ?? null })),
  };
}
