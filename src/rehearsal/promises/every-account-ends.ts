/** Promise 7: every account has ended, or is visibly on its way: one open run with one instant ahead at which it stirs, or a person who is asked. */
import { toMillis } from '#core/local-time.ts';
import type { Evidence, Violation } from './evidence.ts';

export function everyAccountEnds({ accounts, tasks, nowMs }: Evidence): readonly Violation[] {
  return accounts.flatMap(({ accountId, status, outcome, hasOpenRun, next }) => {
    const found: string[] = [];
    const asked = tasks.some((task) => task.accountId === accountId && task.status === 'open');
    if (status === 'closed' && outcome === null) found.push('It is closed without an outcome.');
    if (status === 'closed' && hasOpenRun) found.push('It is closed and its run goes on.');
    if (status === 'open' && !hasOpenRun) found.push('It is open and nothing runs for it.');
    if (status === 'open' && !asked && (next?.nextActionAt == null || toMillis(next.nextActionAt) < nowMs)) found.push('It waits for nothing and nobody.');
    return found.map((sentence) => ({ accountId, sentence }));
  });
}
