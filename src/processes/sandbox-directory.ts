/** Who is behind the numbers and addresses that the sandbox plays, from the book's own database. */
import type { Database } from '#adapters/db/database.ts';
import type { SandboxDirectory, SandboxLetter, SandboxPerson } from '#sandbox/sandbox-ports.ts';

const PEOPLE_SHOWN = 500;
const LETTERS_SHOWN = 100;

export function sandboxDirectory(database: Database): SandboxDirectory {
  return {
    findByAddress: async (address) => {
      const points = await database.partyContactPoint.findMany({ where: { contactPoint: { value: address } }, select: { partyId: true } });
      return loadPeople(database, points.map((point) => point.partyId));
    },
    peopleWithLetters: async () => {
      const rows = await database.touch.findMany({ where: { channel: 'letter', letter: { isNot: null } }, distinct: ['partyId'], select: { partyId: true }, take: PEOPLE_SHOWN });
      return loadPeople(database, rows.map((row) => row.partyId));
    },
    letters: (partyId) => loadLetters(database, partyId),
    sentAt: async (messageIds) => {
      const touches = await database.touch.findMany({ where: { providerId: { in: [...messageIds] } }, select: { providerId: true, claimedAt: true } });
      return new Map(touches.flatMap(({ providerId, claimedAt }) => (providerId === null ? [] : [[providerId, claimedAt.toISOString()] as const])));
    },
    letterPdf: async (letterId) => (await database.letter.findUnique({ where: { touchId: letterId }, select: { pdf: true } }))?.pdf ?? null,
  };
}

async function loadPeople(database: Database, partyIds: readonly string[]): Promise<readonly SandboxPerson[]> {
  const people = await database.party.findMany({
    where: { id: { in: [...partyIds] } }, orderBy: { id: 'asc' },
    include: { contactPoints: { include: { contactPoint: true } }, accounts: { select: { id: true, reference: true, currency: true }, orderBy: { id: 'asc' } } },
  });
  const balances = await loadBalances(database, people.flatMap((person) => person.accounts.map((account) => account.id)));
  return people.map((person) => ({
    partyId: person.id, name: person.fullName,
    addresses: person.contactPoints.filter(({ contactPoint }) => contactPoint.kind !== 'postal').map(({ contactPoint }) => contactPoint.value),
    accounts: person.accounts.map(({ id, reference, currency }) => ({ accountId: id, reference, currency, balanceMinor: balances.get(id) ?? null })),
  }));
}

/** What each account owes: its receivables less what no debt took. */
async function loadBalances(database: Database, accountIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await database.$queryRaw<{ readonly account_id: string; readonly balance: bigint }[]>`
    SELECT e.account_id, SUM(p.amount_minor)::bigint AS balance FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE e.account_id = ANY(${[...accountIds]}) AND (p.ledger_account LIKE 'receivable:%' OR p.ledger_account = 'unapplied') GROUP BY e.account_id`;
  return new Map(rows.map((row) => [row.account_id, Number(row.balance)]));
}

async function loadLetters(database: Database, partyId: string): Promise<readonly SandboxLetter[]> {
  const touches = await database.touch.findMany({
    where: { partyId, channel: 'letter', letter: { isNot: null } }, orderBy: { claimedAt: 'asc' }, take: LETTERS_SHOWN,
    select: { id: true, claimedAt: true, claimedWallAt: true, message: { select: { subject: true } }, account: { select: { reference: true } } },
  });
  return touches.map((touch) => ({
    letterId: touch.id, subject: touch.message?.subject ?? '', accountReference: touch.account.reference,
    wallAt: touch.claimedWallAt.toISOString(), businessAt: touch.claimedAt.toISOString(),
  }));
}
