/** What waits for a person has its time, and an alarm when that has passed: supervisors get one alert per task. */
import type { Database } from '#adapters/db/database.ts';

const ALERT_OPEN_DAYS = 5;

/**
 * One pass over what no run watches: tasks outside a step (messages to be understood, money without an account, callbacks, reviews) and touches of
 * unknown outcome. At an instant of business time; returns how many alerts were opened. A task that was told of is not told of again.
 */
export function alarmOverdueTasks(database: Database, now: string): Promise<number> {
  return database.$executeRaw`
    INSERT INTO task (id, account_id, kind, subject, script, status, opened_at, not_after)
    SELECT 'overdue:' || t.id, t.account_id, 'alert', t.kind || '_overdue', 'Nobody has done the task in time: ' || t.subject, 'open', ${now}::timestamptz, ${now}::timestamptz + make_interval(days => ${ALERT_OPEN_DAYS}::int)
    FROM task t WHERE t.status = 'open' AND (t.step_id IS NULL OR t.kind = 'unknown_outcome') AND t.kind <> 'alert' AND t.not_after < ${now}::timestamptz
    ON CONFLICT (id) DO NOTHING`;
}
