/** Accounts whose run does not keep up: facts that nobody took in, and times that passed. Asked all the time, and so along indexes and only as far back as something waits. */
import type { Instant } from '#core/local-time.ts';
import type { Database } from '../database.ts';
import { Prisma } from '../generated/client.ts';

export type LaggingAccount = { readonly accountId: string; readonly tries: number };

/** What makes a fact unread: it lies beyond the cursor, and it is not the closing, which no run has to take in. An account that used up its tries is with a person. */
function unreadSql(tries: number): Prisma.Sql {
  return Prisma.sql`f.kind <> 'accountClosed' AND f.seq > COALESCE(n.cursor, 0) AND COALESCE(n.relay_tries, 0) <= ${tries}::int`;
}

/** A fact is dated when its transaction begins and seen when that commits: longer than any of ours lasts. */
const COMMITTED_WITHIN = Prisma.sql`INTERVAL '2 minutes'`;

/** The wall time from which unread facts have to be looked for, found by one look through the whole book. */
export async function oldestUnread(database: Database, tries: number): Promise<Date> {
  const [row] = await database.$queryRaw<readonly { readonly since: Date }[]>`
    SELECT LEAST(now() - ${COMMITTED_WITHIN}, MIN(u.wall_at)) AS since FROM account a LEFT JOIN account_next n ON n.account_id = a.id
    CROSS JOIN LATERAL (SELECT MIN(f.wall_at) AS wall_at FROM fact f WHERE f.account_id = a.id AND ${unreadSql(tries)}) u
    WHERE a.last_seq > COALESCE(n.cursor, 0)`;
  return row?.since ?? new Date(0);
}

/** The same from an earlier answer on: as far back as a fact still waits, or as one may still come to light. */
export async function unreadFrom(database: Database, since: Date, tries: number): Promise<Date> {
  const [row] = await database.$queryRaw<readonly { readonly since: Date }[]>`
    SELECT LEAST(now() - ${COMMITTED_WITHIN}, (SELECT f.wall_at FROM fact f LEFT JOIN account_next n ON n.account_id = f.account_id
      WHERE f.wall_at >= ${since}::timestamptz AND ${unreadSql(tries)} ORDER BY f.wall_at LIMIT 1)) AS since`;
  return row?.since ?? since;
}

export type LaggingQuestion = {
  /** Unread facts are looked for from this wall time on. */
  readonly since: Date;
  readonly now: Date;
  readonly businessNow: Instant;
  /** Accounts that were tried more often are passed over. */
  readonly tries: number;
  readonly limit: number;
};

/**
 * Accounts with a fact that nobody took in for five seconds, and open ones that should have stirred ten minutes of business time ago. A run of
 * which a person knows that its act fails tries once an hour: to wake it in between would hammer what fails.
 */
export function findLagging(database: Database, { since, now, businessNow, tries, limit }: LaggingQuestion): Promise<readonly LaggingAccount[]> {
  const isDue = Prisma.sql`(n.relay_at IS NULL OR n.relay_at <= ${now}::timestamptz)`;
  return database.$queryRaw<LaggingAccount[]>`
    (SELECT n.account_id AS "accountId", n.relay_tries AS tries FROM account_next n JOIN account a ON a.id = n.account_id
      WHERE n.next_action_at < ${businessNow}::timestamptz - INTERVAL '10 minutes' AND a.status = 'open' AND (n.next_action_at < ${businessNow}::timestamptz - INTERVAL '90 minutes'
        OR NOT EXISTS (SELECT 1 FROM task t WHERE t.account_id = a.id AND t.subject = 'act_failing' AND t.status = 'open'))
      AND n.relay_tries <= ${tries}::int AND ${isDue}
      ORDER BY n.next_action_at LIMIT ${limit}::int)
    UNION
    (SELECT f.account_id, COALESCE(n.relay_tries, 0) FROM fact f LEFT JOIN account_next n ON n.account_id = f.account_id
      WHERE f.wall_at >= ${since}::timestamptz AND f.wall_at < ${now}::timestamptz - INTERVAL '5 seconds' AND ${unreadSql(tries)} AND ${isDue}
      ORDER BY f.wall_at LIMIT ${limit}::int)
    ORDER BY "accountId" LIMIT ${limit}::int`;
}
