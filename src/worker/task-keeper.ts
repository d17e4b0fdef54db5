/** What waits for a person has its time, and an alarm when that has passed: supervisors get one alert per task. */
import type { Database } from '#adapters/db/database.ts';

/** Tasks whose overdue end no run watches: messages to be understood, touches of unknown outcome, money without an account. */
const WATCHED: readonly string[] = ['inbound', 'unknown_outcome', 'suspense'];
const ALERT_OPEN_DAYS = 5;

/** One pass at an instant of business time; returns how many alerts were opened. A task that was told of is not told of again. */
export function alarmOverdueTasks(database: Database, now: string): Promise<number> {
  return database.$executeRaw`
    INSERT INTO task (id, account_id, kind, subject, script, status, opened_at, not_after)
    SELECT 'overdue:' || t.id, t.account_id, 'alert', t.kind || '_overdue', 'Nobody has done the task in time: ' || t.subject, 'open', ${now}::timestamptz, ${now}::timestamptz + make_interval(days => ${ALERT_OPEN_DAYS}::int)
    FROM task t WHERE t.status = 'open' AND t.kind = ANY(${[...WATCHED]}) AND t.not_after < ${now}::timestamptz
    ON CONFLICT (id) DO NOTHING`;
}
