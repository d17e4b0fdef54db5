/** Finding accounts by what people know of them. Every way has its index, so that a search costs by what it finds and not by the size of the book. */
import { Prisma } from '../generated/client.ts';

/** Fewer digits than these are no telephone number to anybody. */
const PHONE_DIGITS_MIN = 4;

/**
 * A query for the ids of the accounts that a text may mean: the account's own id; the beginning or the end of its reference or of a debt's;
 * words of the debtor's name, each at least begun; a telephone number of his as it is written in his country or in full, or its last digits.
 */
export function searchSql(text: string): Prisma.Sql {
  const begins = `${escapeLike(text.toLowerCase())}%`;
  const ends = `${escapeLike(reversed(text.toLowerCase()))}%`;
  const ways = [
    Prisma.sql`SELECT s.id FROM account s WHERE s.id = ${text}`,
    Prisma.sql`SELECT s.id FROM account s WHERE lower(s.reference) LIKE ${begins}`,
    Prisma.sql`SELECT s.id FROM account s WHERE reverse(lower(s.reference)) LIKE ${ends}`,
    Prisma.sql`SELECT b.account_id FROM debt b WHERE lower(b.reference) LIKE ${begins}`,
    Prisma.sql`SELECT b.account_id FROM debt b WHERE reverse(lower(b.reference)) LIKE ${ends}`,
  ];
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu);
  if (words !== null) ways.push(Prisma.sql`SELECT s.id FROM party q JOIN account s ON s.party_id = q.id WHERE name_words(q.full_name) @@ to_tsquery('pg_catalog.simple', ${words.map((word) => `'${word}':*`).join(' & ')})`);
  const digits = phoneDigits(text);
  if (digits !== null) {
    ways.push(Prisma.sql`SELECT s.id FROM contact_point c JOIN party_contact_point l ON l.contact_point_id = c.id JOIN account s ON s.party_id = l.party_id
      WHERE c.kind = 'phone' AND reverse(c.value) LIKE ${`${reversed(digits)}%`}`);
  }
  return Prisma.join(ways, ' UNION ');
}

/** The digits that end the number in E.164, however it was written: without what is dialled only at home or only from abroad. Null: no number. */
function phoneDigits(text: string): string | null {
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return null;
  const digits = text.replaceAll('(0)', '').replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits.length < PHONE_DIGITS_MIN ? null : digits;
}

function reversed(text: string): string {
  return [...text].toReversed().join('');
}

/** What the person typed is a text and no pattern. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
