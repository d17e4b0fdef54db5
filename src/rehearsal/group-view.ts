/** What people outside can see of their accounts: messages that came, offers, promises, tasks on desks, holds that wait for somebody. */
import type { Database } from '#adapters/db/database.ts';
import type { PersonGroup } from './book-groups.ts';

export type SeenTouch = {
  readonly touchId: string; readonly accountId: string; readonly partyId: string; readonly stepId: string; readonly cycle: number; readonly attemptNo: number;
  readonly channel: 'sms' | 'email' | 'letter'; readonly status: string; readonly claimedAtMs: number; readonly provider: string | null; readonly providerId: string | null;
  readonly address: string;
};
export type SeenTask = { readonly taskId: string; readonly accountId: string; readonly partyId: string; readonly kind: string; readonly subject: string; readonly script: string; readonly openedAtMs: number; readonly notAfterMs: number };
export type SeenArrangement = {
  readonly arrangementId: string; readonly accountId: string; readonly partyId: string; readonly status: string;
  readonly instalments: readonly { readonly instalmentNo: number; readonly dueOn: string; readonly amountMinor: number }[];
};
export type SeenPromise = { readonly promiseId: string; readonly accountId: string; readonly partyId: string; readonly amountMinor: number; readonly promisedOn: string };
export type SeenHold = { readonly holdId: string; readonly code: string; readonly accountId: string; readonly partyId: string; readonly debtId: string | null };

export type GroupView = {
  readonly touches: readonly SeenTouch[]; readonly tasks: readonly SeenTask[]; readonly arrangements: readonly SeenArrangement[];
  readonly promises: readonly SeenPromise[]; readonly holds: readonly SeenHold[];
};

/** Everything that people of a group see now, in one statement; each list in a fixed order. */
export async function viewGroup(database: Database, { partyIds }: PersonGroup): Promise<GroupView> {
  const [row] = await database.$queryRaw<{ readonly view: GroupView }[]>`
    WITH own AS (SELECT id, party_id FROM account WHERE party_id = ANY(${[...partyIds]}))
    SELECT json_build_object(
      'touches', (SELECT COALESCE(json_agg(json_build_object('touchId', t.id, 'accountId', t.account_id, 'partyId', t.party_id, 'stepId', t.step_id, 'cycle', t.cycle, 'attemptNo', t.attempt_no,
          'channel', t.channel, 'status', t.status, 'claimedAtMs', (EXTRACT(EPOCH FROM t.claimed_at) * 1000)::bigint, 'provider', t.provider, 'providerId', t.provider_id, 'address', m.address)
        ORDER BY t.claimed_at, t.account_id), '[]') FROM touch t JOIN own ON own.id = t.account_id JOIN touch_message m ON m.touch_id = t.id),
      'tasks', (SELECT COALESCE(json_agg(json_build_object('taskId', k.id, 'accountId', k.account_id, 'partyId', own.party_id, 'kind', k.kind, 'subject', k.subject, 'script', k.script,
          'openedAtMs', (EXTRACT(EPOCH FROM k.opened_at) * 1000)::bigint, 'notAfterMs', (EXTRACT(EPOCH FROM k.not_after) * 1000)::bigint)
        ORDER BY k.opened_at, k.id), '[]') FROM task k JOIN own ON own.id = k.account_id WHERE k.status = 'open'),
      'arrangements', (SELECT COALESCE(json_agg(json_build_object('arrangementId', r.id, 'accountId', r.account_id, 'partyId', own.party_id, 'status', r.status, 'instalments',
          (SELECT COALESCE(json_agg(json_build_object('instalmentNo', i.instalment_no, 'dueOn', i.due_on, 'amountMinor', i.amount_minor) ORDER BY i.instalment_no), '[]') FROM instalment i WHERE i.arrangement_id = r.id))
        ORDER BY r.id), '[]') FROM arrangement r JOIN own ON own.id = r.account_id WHERE r.status IN ('proposed', 'active')),
      'promises', (SELECT COALESCE(json_agg(json_build_object('promiseId', p.id, 'accountId', p.account_id, 'partyId', own.party_id, 'amountMinor', p.amount_minor, 'promisedOn', p.promised_on)
        ORDER BY p.id), '[]') FROM promise p JOIN own ON own.id = p.account_id WHERE p.status = 'open'),
      'holds', (SELECT COALESCE(json_agg(json_build_object('holdId', h.id, 'code', h.code, 'accountId', COALESCE(h.account_id, d.account_id, (SELECT MIN(id) FROM own WHERE own.party_id = h.party_id)),
          'partyId', h.party_id, 'debtId', h.debt_id)
        ORDER BY h.id), '[]') FROM hold h LEFT JOIN debt d ON d.id = h.debt_id WHERE h.party_id = ANY(${[...partyIds]}) AND h.lifted_at IS NULL)) AS view`;
  return row?.view ?? { touches: [], tasks: [], arrangements: [], promises: [], holds: [] };
}

export type Standing = {
  readonly accountId: string; readonly partyId: string; readonly status: string; readonly currency: string;
  readonly balanceMinor: number;
};

/** What an account is and owes at this moment. */
export async function standingOf(database: Database, accountId: string): Promise<Standing> {
  const [row] = await database.$queryRaw<{ readonly party_id: string; readonly status: string; readonly currency: string; readonly balance_minor: bigint | null }[]>`
    SELECT a.party_id, a.status, a.currency, (SELECT SUM(p.amount_minor)::bigint FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
      WHERE e.account_id = a.id AND (p.ledger_account LIKE 'receivable:%' OR p.ledger_account = 'unapplied')) AS balance_minor
    FROM account a WHERE a.id = ${accountId}`;
  if (row === undefined) throw new Error(`There is no account ${accountId}`);
  return { accountId, partyId: row.party_id, status: row.status, currency: row.currency, balanceMinor: Number(row.balance_minor ?? 0n) };
}
