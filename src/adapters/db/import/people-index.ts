/** Everybody whom an import may meet: the book's people that could match, and those of the file so far. */
import { matchPerson, nameKey, type PersonMatch, type PersonRecord } from '../../import/match-person.ts';
import type { Database } from '../database.ts';

export type KnownPerson = PersonRecord & {
  readonly partyId: string;
  /** Itself, or the person it was merged into. */
  readonly canonicalId: string;
  readonly inBook: boolean;
};

export type Candidate = { readonly canonicalId: string; readonly match: PersonMatch };

/** What more people than this share is a switchboard or a shelter: it identifies nobody. */
const SHARERS_MAX = 50;

export class PeopleIndex {
  readonly #byId = new Map<string, KnownPerson>();
  readonly #byKey = new Map<string, Set<string>>();

  find(partyId: string): KnownPerson | undefined {
    return this.#byId.get(partyId);
  }

  add(person: KnownPerson): void {
    this.#byId.set(person.partyId, person);
    for (const key of keysOf(person)) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(person.partyId));
  }

  /** Those who share a name, number or address, the likeliest first. A merged person counts with all of his records: one contradiction suffices. */
  candidates(person: PersonRecord): readonly Candidate[] {
    const sharers = keysOf(person).map((key) => this.#byKey.get(key) ?? new Set<string>()).filter((ids) => ids.size <= SHARERS_MAX);
    const ids = new Set(sharers.flatMap((each) => [...each]));
    const best = new Map<string, PersonMatch>();
    for (const id of ids) {
      const known = this.#byId.get(id);
      if (known === undefined) continue;
      const match = matchPerson(person, known);
      best.set(known.canonicalId, worseOf(best.get(known.canonicalId), match));
    }
    return [...best].map(([canonicalId, match]) => ({ canonicalId, match }))
      .toSorted((left, right) => right.match.score - left.match.score || (left.canonicalId < right.canonicalId ? -1 : 1));
  }
}

function worseOf(left: PersonMatch | undefined, right: PersonMatch): PersonMatch {
  if (left === undefined || right.contradicts) return right;
  if (left.contradicts) return left;
  return right.score > left.score ? right : left;
}

function keysOf(person: PersonRecord): readonly string[] {
  return [`name ${nameKey(person.fullName)}`, ...person.contacts];
}

/** Brings in the people of the book who have one of these ids, names, numbers or addresses. */
export async function loadKnownPeople(database: Database, index: PeopleIndex, wanted: readonly (PersonRecord & { readonly partyId: string })[]): Promise<void> {
  const values = [...new Set(wanted.flatMap((person) => [...person.contacts].map((contact) => contact.slice(contact.indexOf(' ') + 1))))];
  const names = [...new Set(wanted.flatMap((person) => spellings(person.fullName)))];
  const parties = await database.party.findMany({
    where: {
      OR: [
        { id: { in: wanted.map((person) => person.partyId) } }, { fullName: { in: names } },
        { contactPoints: { some: { contactPoint: { kind: { in: ['phone', 'email'] }, value: { in: values } } } } },
      ],
    },
    include: { contactPoints: { include: { contactPoint: { select: { kind: true, value: true } } } } },
  });
  for (const party of parties) {
    index.add({
      partyId: party.id, canonicalId: party.mergedIntoId ?? party.id, inBook: true, kind: party.kind as PersonRecord['kind'], fullName: party.fullName,
      dateOfBirth: party.dateOfBirth, taxIdLast4: party.taxIdLast4,
      contacts: new Set(party.contactPoints.map(({ contactPoint }) => `${contactPoint.kind} ${contactPoint.value}`)),
    });
  }
}

/** Files of other creditors write names in capitals; the database finds what it is asked for, letter by letter. */
function spellings(fullName: string): readonly string[] {
  const capitalised = fullName.toLowerCase().replace(/(^|[\s'-])(\p{L})/gu, (_match, before: string, letter: string) => before + letter.toUpperCase());
  return [fullName, fullName.toUpperCase(), capitalised];
}
