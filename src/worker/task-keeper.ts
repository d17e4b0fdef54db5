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

/** The run of an account that a hold silences tells of its review in the morning; what no run tells of is told here on the next day. */
const REVIEW_GRACE_DAYS = 1;
const HOLDS_A_PASS = 500;

/** One alert per hold whose review has come and of which nobody was told: those of one debt, address or medium silence no account. Returns how many. */
export function alarmHoldReviews(database: Database, now: string): Promise<number> {
  return database.$executeRaw`
    INSERT INTO task (id, account_id, kind, subject, script, status, opened_at, not_after)
    SELECT 'hold-review:' || h.id, a.id, 'alert', 'hold_review:' || h.id, 'The review of a hold (' || h.code || ') was due on ' || h.review_on || ': lift it, answer it, or say until when it stands.',
      'open', ${now}::timestamptz, ${now}::timestamptz + make_interval(days => ${ALERT_OPEN_DAYS}::int)
    FROM hold h CROSS JOIN LATERAL (SELECT id FROM account WHERE party_id = h.party_id AND status = 'open' AND (h.account_id IS NULL OR id = h.account_id)
      AND (h.debt_id IS NULL OR id = (SELECT account_id FROM debt WHERE debt.id = h.debt_id)) ORDER BY id LIMIT 1) a
    WHERE h.lifted_at IS NULL AND h.expires_on IS NULL AND h.review_on < to_char((${now}::timestamptz - make_interval(days => ${REVIEW_GRACE_DAYS}::int)) AT TIME ZONE 'UTC', 'YYYY-MM-DD')
      AND NOT EXISTS (SELECT 1 FROM task t WHERE t.subject = 'hold_review:' || h.id AND t.subject LIKE 'hold_review:%')
    ORDER BY h.review_on LIMIT ${HOLDS_A_PASS} ON CONFLICT (id) DO NOTHING`;
}
