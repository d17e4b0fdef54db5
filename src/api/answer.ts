/** How an acceptance is told over HTTP, and who is woken by it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import type { PaymentAcceptance } from '#adapters/db/accept/accept-payment.ts';
import type { ApiDependencies } from './dependencies.ts';
import { sendProblem } from './problem.ts';

/** Wakes the accounts and answers: 201 accepted, 200 the same again, 202 kept in suspense, 409 another content under the id, 422 refused with reasons. */
export async function answerAcceptance(dependencies: Pick<ApiDependencies, 'wake' | 'log'>, response: Response, acceptance: PaymentAcceptance): Promise<void> {
  switch (acceptance.kind) {
    case 'accepted':
      await wakeAccounts(dependencies, acceptance.accountIds);
      response.status(201).json({ accepted: true, duplicate: false, seq: acceptance.seq, accountIds: acceptance.accountIds });
      return;
    case 'duplicate':
      response.status(200).json({ accepted: true, duplicate: true, seq: acceptance.seq });
      return;
    case 'suspense':
      response.status(202).json({ accepted: true, suspense: true, taskId: acceptance.taskId, reasons: acceptance.reasons });
      return;
    case 'conflict':
      sendProblem(response, 'FACT_CONFLICT', acceptance.reasons.join(' '), { reasons: acceptance.reasons });
      return;
    case 'refused':
      sendProblem(response, 'FACT_REFUSED', acceptance.reasons.join(' '), { reasons: acceptance.reasons });
  }
}

/** Nobody waits longer for a wake-up than this: it is a hint, and the relay makes up for a lost one. */
const WAKE_WITHIN_MS = 2_000;

/** What was accepted stays accepted when nobody can be woken just now. */
export async function wakeAccounts({ wake, log }: Pick<ApiDependencies, 'wake' | 'log'>, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  const woken = wake(accountIds).catch((error: unknown) => {
    log.warn({ accountIds, error: error instanceof Error ? error.name : typeof error }, 'accounts could not be woken; the relay will');
  });
  await Promise.race([woken, delay(WAKE_WITHIN_MS, undefined, { ref: false })]);
}
