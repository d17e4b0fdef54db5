/** The people of the portfolio, each with a drawn character, and the sandbox taught how their numbers and mailboxes behave. */
import type { Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import type { Segment } from './debtor-behaviour.ts';
import { drawDebtor } from './debtor-model.ts';
import { DESK_ZONE } from './officer-model.ts';
import type { Person } from './plan-outside.ts';

export type PeopleOptions = { readonly database: Database; readonly referenceData: ReferenceData; readonly sandbox: SandboxHandle; readonly seed: string; readonly days: number };

export async function loadPeople({ database, referenceData, sandbox, seed, days }: PeopleOptions): Promise<ReadonlyMap<string, Person>> {
  const parties = await database.party.findMany({
    where: { accounts: { some: { status: 'open' } } }, orderBy: { id: 'asc' },
    include: { accounts: { orderBy: { id: 'asc' }, include: { contract: { select: { role: true } } } }, contactPoints: { where: { status: 'active' }, orderBy: [{ rank: 'asc' }, { contactPointId: 'asc' }], include: { contactPoint: true } } },
  });
  const people = new Map<string, Person>();
  for (const party of parties) {
    const points = party.contactPoints.map((link) => link.contactPoint);
    const ofKind = (kind: string) => points.filter((point) => point.kind === kind);
    const [zone] = referenceData.candidateZones({
      countryCode: party.countryCode, statedZone: party.timeZone, stateCodes: [...new Set([party.stateCode, ...points.map((point) => point.stateCode)].filter((state) => state !== null))],
      phones: ofKind('phone').map((point) => point.value),
    });
    const debtor = drawDebtor(seed, party.id, segmentOf(party.kind, party.accounts[0]?.contract.role), days);
    for (const { value } of ofKind('phone')) if (debtor.textBehaviour !== 'deliver') sandbox.setBehaviour(value, debtor.textBehaviour);
    for (const { value } of ofKind('email')) if (debtor.emailBehaviour !== 'accept') sandbox.setBehaviour(value, debtor.emailBehaviour);
    people.set(party.id, {
      debtor, zone: zone ?? DESK_ZONE, accountIds: party.accounts.filter((account) => account.status === 'open').map((account) => account.id),
      phones: ofKind('phone').map((point) => ({ contactPointId: point.id, number: point.value })), emails: ofKind('email').map((point) => point.value),
    });
  }
  return people;
}

function segmentOf(kind: string, role: string | undefined): Segment {
  if (kind === 'business') return 'business';
  return role === 'third_party' ? 'third_party_consumer' : 'first_party_consumer';
}
