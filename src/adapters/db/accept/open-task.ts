/** Tasks that wait for a person outside the steps of a cadence. */
import type { Transaction } from '../database.ts';

export type TaskRequest = {
  readonly taskId: string;
  /** Null where nobody knows yet whom it is about. */
  readonly accountId: string | null;
  readonly kind: string;
  /** Codes and ids; never a name, a number or a text. */
  readonly subject: string;
  readonly script: string;
  readonly now: string;
  /** After so long it is overdue. */
  readonly withinMs: number;
  readonly owner?: string;
};

/** Opens a task once; the same id again changes nothing. */
export async function openTask(transaction: Transaction, { taskId, now, withinMs, owner, ...row }: TaskRequest): Promise<void> {
  await transaction.task.upsert({
    where: { id: taskId }, update: {},
    create: { id: taskId, ...row, openedAt: new Date(now), notAfter: new Date(Date.parse(now) + withinMs), claimedBy: owner ?? null },
  });
}
