/** Who has to be moved together: the accounts of one person share one arbiter, and people who share a number or address share its stops. */
import type { Database } from '#adapters/db/database.ts';

/** People who are moved together, named after the first of them, with their open accounts. */
export type PersonGroup = { readonly groupId: string; readonly partyIds: readonly string[]; readonly accountIds: readonly string[] };

/** All people with open accounts, grouped, in the order of their ids, so that every run of the driver sees the same groups. */
export async function loadGroups(database: Database): Promise<readonly PersonGroup[]> {
  const accounts = await database.account.findMany({ where: { status: 'open' }, select: { id: true, partyId: true }, orderBy: { id: 'asc' } });
  const partyIds = [...new Set(accounts.map((account) => account.partyId))].toSorted();
  const points = await database.partyContactPoint.findMany({ where: { partyId: { in: partyIds } }, select: { partyId: true, contactPointId: true }, orderBy: { partyId: 'asc' } });
  return groupByPoint(partyIds, points).map((ids) => ({
    groupId: ids[0] ?? '', partyIds: ids, accountIds: accounts.filter((account) => ids.includes(account.partyId)).map((account) => account.id),
  }));
}

/** People who share a contact point, directly or over others, in one group; each group's first id is its smallest. */
function groupByPoint(partyIds: readonly string[], points: readonly { readonly partyId: string; readonly contactPointId: string }[]): readonly (readonly string[])[] {
  const leader = new Map(partyIds.map((partyId) => [partyId, partyId]));
  const leaderOf = (partyId: string): string => {
    const next = leader.get(partyId) ?? partyId;
    return next === partyId ? partyId : leaderOf(next);
  };
  const firstAt = new Map<string, string>();
  for (const { partyId, contactPointId } of points) {
    const first = firstAt.get(contactPointId);
    if (first === undefined) firstAt.set(contactPointId, partyId);
    else join(leader, leaderOf(first), leaderOf(partyId));
  }
  const members = new Map<string, string[]>();
  for (const partyId of partyIds) members.set(leaderOf(partyId), [...(members.get(leaderOf(partyId)) ?? []), partyId]);
  return [...members.values()];
}

function join(leader: Map<string, string>, left: string, right: string): void {
  if (left < right) leader.set(right, left);
  else if (right < left) leader.set(left, right);
}

export type NextOfAccount = { readonly accountId: string; readonly nextActionAtMs: number | null };

type NextRow = { readonly account_id: string; readonly next_action_at: Date | null };

/** What each open account of a group does next by itself, in the order of the accounts' ids. */
export async function loadNextOfAccounts(database: Database, group: PersonGroup): Promise<readonly NextOfAccount[]> {
  const rows = await database.$queryRaw<NextRow[]>`
    SELECT a.id AS account_id, n.next_action_at FROM account a LEFT JOIN account_next n ON n.account_id = a.id
    WHERE a.party_id = ANY(${[...group.partyIds]}) AND a.status = 'open' ORDER BY a.id`;
  return rows.map((row) => ({ accountId: row.account_id, nextActionAtMs: row.next_action_at?.getTime() ?? null }));
}
