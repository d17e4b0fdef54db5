/** What waits for people, the most urgent first. */
import type { Database } from '../database.ts';

/** What a task can be, as its row says it. */
export const TASK_KINDS: readonly string[] = ['call', 'manual_contact', 'review', 'legal_review', 'gate_review', 'unknown_outcome', 'inbound', 'alert', 'suspense'];

export type TaskFilter = {
  readonly status?: 'open' | 'done' | 'expired' | 'cancelled';
  readonly kind?: string;
  readonly accountId?: string;
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
};

export type TaskRow = {
  readonly taskId: string;
  readonly kind: string;
  readonly accountId: string | null;
  readonly reference: string | null;
  readonly subject: string;
  readonly script: string;
  readonly status: string;
  readonly openedAt: string;
  readonly notAfter: string;
  readonly overdue: boolean;
  readonly claimedBy: string | null;
  readonly result: string | null;
};

export type TaskPage = { readonly tasks: readonly TaskRow[]; readonly nextCursor: string | null };

const LONGEST_PAGE = 200;

/** Tasks by the instant after which they are overdue. A cursor whose task is gone begins at the first page. */
export async function listTasks(database: Database, filter: TaskFilter, now: string): Promise<TaskPage> {
  const limit = Math.min(Math.max(1, filter.limit), LONGEST_PAGE);
  const after = filter.cursor === undefined ? null : await database.task.findUnique({ where: { id: filter.cursor }, select: { notAfter: true, id: true } });
  const rows = await database.task.findMany({
    where: {
      status: filter.status ?? 'open', ...(filter.kind === undefined ? {} : { kind: filter.kind }), ...(filter.accountId === undefined ? {} : { accountId: filter.accountId }),
      ...(after === null ? {} : { notAfter: { gte: after.notAfter }, OR: [{ notAfter: { gt: after.notAfter } }, { id: { gt: after.id } }] }),
    },
    include: { account: { select: { reference: true } } }, orderBy: [{ notAfter: 'asc' }, { id: 'asc' }], take: limit + 1,
  });
  const tasks = rows.slice(0, limit).map(({ id, account, openedAt, notAfter, kind, accountId, subject, script, status, claimedBy, result }): TaskRow => ({
    taskId: id, kind, accountId, reference: account?.reference ?? null, subject, script, status, claimedBy, result, openedAt: openedAt.toISOString(), notAfter: notAfter.toISOString(),
    overdue: status === 'open' && notAfter.toISOString() < now,
  }));
  return { tasks, nextCursor: rows.length > limit ? tasks.at(-1)?.taskId ?? null : null };
}
