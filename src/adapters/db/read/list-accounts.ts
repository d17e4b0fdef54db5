/** The list of accounts, page by page, in one statement however many debts, holds and tasks they have. */
import type { Step } from '#core/account/step.ts';
import type { Database } from '../database.ts';
import { Prisma } from '../generated/client.ts';
import { searchSql } from './search-accounts.ts';

export type AccountFilter = {
  readonly status?: 'open' | 'closed';
  readonly stage?: string;
  readonly creditorId?: string;
  /** The beginning or end of the account's reference or a debt's, words of the debtor's name, a telephone number of his, or the account's id. */
  readonly text?: string;
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
};

export type AccountRow = {
  readonly accountId: string;
  readonly reference: string;
  readonly creditorId: string;
  readonly creditorName: string;
  readonly debtorName: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly stage: string | null;
  readonly currency: string;
  readonly balanceMinor: number;
  readonly oldestDueOn: string | null;
  readonly nextActionAt: string | null;
  readonly next: { readonly kind: string; readonly act: string | null; readonly sentence: string | null } | null;
  readonly holds: readonly string[];
  readonly openTasks: number;
};

export type AccountPage = { readonly accounts: readonly AccountRow[]; readonly nextCursor: string | null };

type Row = Omit<AccountRow, 'balanceMinor' | 'nextActionAt' | 'next' | 'openTasks'> & { readonly balanceMinor: bigint; readonly nextActionAt: Date | null; readonly step: Step | null; readonly openTasks: bigint };

const LONGEST_PAGE = 200;

/** Accounts in the order of their ids. */
export async function listAccounts(database: Database, filter: AccountFilter): Promise<AccountPage> {
  const limit = Math.min(Math.max(1, filter.limit), LONGEST_PAGE);
  const rows = await database.$queryRaw<Row[]>`
    -- The page first: sums are taken of the accounts that are shown and of no others.
    WITH page AS MATERIALIZED (${pageSql(filter, limit + 1)})
    SELECT a.id AS "accountId", a.reference, a.creditor_id AS "creditorId", c.name AS "creditorName", p.full_name AS "debtorName", a.status, a.outcome, n.stage, a.currency,
      n.next_action_at AS "nextActionAt", n.step, d.oldest_due_on AS "oldestDueOn", (COALESCE(d.owed, 0) - COALESCE(u.unapplied, 0))::bigint AS "balanceMinor",
      COALESCE(h.codes, ARRAY[]::text[]) AS holds, COALESCE(t.open_tasks, 0) AS "openTasks"
    FROM page JOIN account a ON a.id = page.id JOIN creditor c ON c.id = a.creditor_id JOIN party p ON p.id = a.party_id LEFT JOIN account_next n ON n.account_id = a.id
    LEFT JOIN LATERAL (SELECT SUM(o.owed) AS owed, MIN(o.due_on) FILTER (WHERE o.owed > 0) AS oldest_due_on
      FROM (SELECT b.due_on, SUM(g.amount_minor) AS owed FROM debt b JOIN ledger_posting g ON g.debt_id = b.id AND g.ledger_account LIKE 'receivable:%' WHERE b.account_id = a.id GROUP BY b.id) o) d ON TRUE
    LEFT JOIN LATERAL (SELECT -SUM(g.amount_minor) AS unapplied FROM ledger_entry e JOIN ledger_posting g ON g.entry_id = e.id AND g.ledger_account = 'unapplied' WHERE e.account_id = a.id) u ON TRUE
    LEFT JOIN LATERAL (SELECT ARRAY_AGG(DISTINCT o.code ORDER BY o.code) AS codes FROM hold o WHERE o.lifted_at IS NULL AND o.party_id = a.party_id
      AND ((o.account_id IS NULL AND o.debt_id IS NULL) OR o.account_id = a.id OR o.debt_id IN (SELECT b.id FROM debt b WHERE b.account_id = a.id))) h ON TRUE
    LEFT JOIN LATERAL (SELECT COUNT(*) AS open_tasks FROM task k WHERE k.account_id = a.id AND k.status = 'open') t ON TRUE
    ORDER BY a.id`;
  const page = rows.slice(0, limit).map(accountRow);
  return { accounts: page, nextCursor: rows.length > limit ? page.at(-1)?.accountId ?? null : null };
}

/** The ids of one page. By stage it goes along the read model, whose index has the ids of each stage in order. */
function pageSql({ status, stage, creditorId, text, cursor }: AccountFilter, limit: number): Prisma.Sql {
  const search = text?.trim() ?? '';
  const ofAccount = [
    ...(status === undefined ? [] : [Prisma.sql`a.status = ${status}`]),
    ...(creditorId === undefined ? [] : [Prisma.sql`a.creditor_id = ${creditorId}`]),
    ...(cursor === undefined ? [] : [Prisma.sql`a.id > ${cursor}`]),
  ];
  const found = search === '' ? [] : [Prisma.sql`IN (${searchSql(search)})`];
  if (stage === undefined) return Prisma.sql`SELECT a.id FROM account a ${where([...ofAccount, ...found.map((some) => Prisma.sql`a.id ${some}`)])} ORDER BY a.id LIMIT ${limit}`;
  const joined = status === undefined && creditorId === undefined ? [] : ofAccount;
  const ofStage = [
    Prisma.sql`n.stage = ${stage}`, ...(cursor === undefined ? [] : [Prisma.sql`n.account_id > ${cursor}`]), ...found.map((some) => Prisma.sql`n.account_id ${some}`),
  ];
  return Prisma.sql`SELECT n.account_id AS id FROM account_next n ${joined.length === 0 ? Prisma.empty : Prisma.sql`JOIN account a ON a.id = n.account_id`}
    ${where([...ofStage, ...joined])} ORDER BY n.account_id LIMIT ${limit}`;
}

function where(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...conditions], ' AND ')}`;
}

function accountRow({ balanceMinor, nextActionAt, step, openTasks, ...row }: Row): AccountRow {
  return {
    ...row, balanceMinor: Number(balanceMinor), nextActionAt: nextActionAt?.toISOString() ?? null, openTasks: Number(openTasks),
    next: step === null ? null : { kind: step.kind, act: step.kind === 'act' ? step.act.kind : null, sentence: step.reasons[0]?.sentence ?? null },
  };
}
