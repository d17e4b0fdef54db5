/** Who the people of a file are: already in the book, the same as somebody of another creditor, or new. Read only. */
import { personReference, type ImportRow } from '../../import/group-rows.ts';
import { nameKey, type PersonRecord } from '../../import/match-person.ts';
import type { ObligorFields } from '../../import/row-schema.ts';
import type { Database } from '../database.ts';
import { partyIdOf } from './import-ids.ts';
import type { ReportDraft } from './import-report.ts';
import { loadKnownPeople, type PeopleIndex } from './people-index.ts';

export type FilePerson = { readonly partyId: string; readonly row: ImportRow; readonly obligor: ObligorFields };
/** Everybody in the file, by the party id that his creditor and reference give. */
export type Roster = ReadonlyMap<string, FilePerson>;

export function partyIdIn(row: ImportRow, obligor: ObligorFields): string {
  return partyIdOf(row.account.creditor_id, personReference(row, obligor));
}

/** The first row of a person stands for him: later ones have the same identity, or were rejected. */
export function rosterOf(rows: readonly ImportRow[]): Roster {
  const roster = new Map<string, FilePerson>();
  for (const row of rows) {
    for (const obligor of row.obligors) {
      const partyId = partyIdIn(row, obligor);
      if (!roster.has(partyId)) roster.set(partyId, { partyId, row, obligor });
    }
  }
  return roster;
}

function recordOf({ obligor }: FilePerson): PersonRecord {
  return {
    kind: obligor.party_kind, fullName: obligor.full_name, dateOfBirth: obligor.date_of_birth ?? null, taxIdLast4: obligor.tax_id_last4 ?? null,
    contacts: new Set([...obligor.phones.map((phone) => `phone ${phone.number}`), ...obligor.emails.map((email) => `email ${email.address}`)]),
  };
}

export type People = { readonly roster: Roster; readonly index: PeopleIndex };

/** Brings the people of some rows into the index, resolved; merges and doubts go into the report. */
export async function resolvePeople(database: Database, people: People, rows: readonly ImportRow[], report: ReportDraft): Promise<void> {
  const wanted = [...rosterOf(rows).keys()].flatMap((partyId) => people.roster.get(partyId) ?? []).filter(({ partyId }) => people.index.find(partyId) === undefined);
  await loadKnownPeople(database, people.index, wanted.map((person) => ({ ...recordOf(person), partyId: person.partyId })));
  for (const person of wanted) resolve(people.index, person, report);
}

function resolve(index: PeopleIndex, person: FilePerson, report: ReportDraft): void {
  const record = recordOf(person);
  const place = { row: person.row.rowNo, line: person.row.lineNo };
  const known = index.find(person.partyId);
  if (known !== undefined) {
    const differing = differingIdentity(record, known);
    if (differing.length > 0) report.warnings.push({ ...place, sentence: `The person is in the book with another ${differing.join(', ')}; the book keeps what it has.` });
    return;
  }
  const candidates = index.candidates(record);
  const same = candidates.find(({ match }) => match.kind === 'same');
  const canonicalId = same?.canonicalId ?? person.partyId;
  index.add({ ...record, partyId: person.partyId, canonicalId, inBook: false });
  if (same !== undefined) report.merged.push({ ...place, partyId: person.partyId, mergedIntoId: canonicalId });
  for (const { canonicalId: otherPartyId, match } of candidates) {
    if (match.kind === 'suspected' && otherPartyId !== canonicalId) {
      report.suspectedDuplicates.push({ ...place, partyId: person.partyId, otherPartyId, score: match.score, agreeing: match.agreeing });
    }
  }
}

function differingIdentity(record: PersonRecord, known: PersonRecord): readonly string[] {
  const pairs: readonly [string, string | null, string | null][] = [
    ['full_name', nameKey(record.fullName), nameKey(known.fullName)], ['date_of_birth', record.dateOfBirth, known.dateOfBirth], ['tax_id_last4', record.taxIdLast4, known.taxIdLast4],
  ];
  return pairs.filter(([, now, before]) => now !== null && now !== before).map(([name]) => name);
}
