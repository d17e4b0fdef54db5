/** The list of accounts, page by page, in one statement however many debts, holds and tasks they have. */
import type { Step } from '#core/account/step.ts';
import type { Database } from '../database.ts';

export type AccountFilter = {
  readonly status?: 'open' | 'closed';
  readonly stage?: string;
  readonly creditorId?: string;
  /** Part of the account's reference, its id, a debt's reference or the debtor's name. */
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
  const [status, stage, creditorId, cursor] = [filter.status ?? null, filter.stage ?? null, filter.creditorId ?? null, filter.cursor ?? null];
  const like = filter.text === undefined || filter.text.trim() === '' ? null : `%${escapeLike(filter.text.trim())}%`;
  const rows = await database.$queryRaw<Row[]>`
    SELECT a.id AS "accountId", a.reference, a.creditor_id AS "creditorId", c.name AS "creditorName", p.full_name AS "debtorName", a.status, a.outcome, n.stage, a.currency,
      n.next_action_at AS "nextActionAt", n.step, d.oldest_due_on AS "oldestDueOn", (COALESCE(d.owed, 0) - COALESCE(u.unapplied, 0))::bigint AS "balanceMinor",
      COALESCE(h.codes, ARRAY[]::text[]) AS holds, COALESCE(t.open_tasks, 0) AS "openTasks"
    FROM account a JOIN creditor c ON c.id = a.creditor_id JOIN party p ON p.id = a.party_id LEFT JOIN account_next n ON n.account_id = a.id
    LEFT JOIN LATERAL (SELECT SUM(g.amount_minor) AS owed, MIN(b.due_on) FILTER (WHERE g.amount_minor <> 0) AS oldest_due_on
      FROM debt b LEFT JOIN ledger_posting g ON g.debt_id = b.id AND g.ledger_account LIKE 'receivable:%' WHERE b.account_id = a.id) d ON TRUE
    LEFT JOIN LATERAL (SELECT -SUM(g.amount_minor) AS unapplied FROM ledger_entry e JOIN ledger_posting g ON g.entry_id = e.id AND g.ledger_account = 'unapplied' WHERE e.account_id = a.id) u ON TRUE
    LEFT JOIN LATERAL (SELECT ARRAY_AGG(DISTINCT o.code ORDER BY o.code) AS codes FROM hold o WHERE o.lifted_at IS NULL AND o.party_id = a.party_id
      AND ((o.account_id IS NULL AND o.debt_id IS NULL) OR o.account_id = a.id OR o.debt_id IN (SELECT b.id FROM debt b WHERE b.account_id = a.id))) h ON TRUE
    LEFT JOIN LATERAL (SELECT COUNT(*) AS open_tasks FROM task k WHERE k.account_id = a.id AND k.status = 'open') t ON TRUE
    WHERE (${status}::text IS NULL OR a.status = ${status}) AND (${stage}::text IS NULL OR n.stage = ${stage}) AND (${creditorId}::text IS NULL OR a.creditor_id = ${creditorId})
      AND (${cursor}::text IS NULL OR a.id > ${cursor})
      AND (${like}::text IS NULL OR a.reference ILIKE ${like} OR a.id ILIKE ${like} OR p.full_name ILIKE ${like} OR EXISTS (SELECT 1 FROM debt b WHERE b.account_id = a.id AND b.reference ILIKE ${like}))
    ORDER BY a.id LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit).map(accountRow);
  return { accounts: page, nextCursor: rows.length > limit ? page.at(-1)?.accountId ?? null : null };
}

function accountRow({ balanceMinor, nextActionAt, step, openTasks, ...row }: Row): AccountRow {
  return {
    ...row, balanceMinor: Number(balanceMinor), nextActionAt: nextActionAt?.toISOString() ?? null, openTasks: Number(openTasks),
    next: step === null ? null : { kind: step.kind, act: step.kind === 'act' ? step.act.kind : null, sentence: step.reasons[0]?.sentence ?? null },
  };
}

/** What the person typed is a text and no pattern. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
