/**
 * Whether two records are one person. Rights and call counts follow the person, so a wrong merge takes rights away and a missed one
 * doubles the calls: only agreement on the full name and on date of birth or last four digits merges, the rest is for a person to look at.
 */

export type PersonRecord = {
  readonly kind: 'person' | 'business';
  readonly fullName: string;
  readonly dateOfBirth: string | null;
  readonly taxIdLast4: string | null;
  /** `phone +1…` and `email a@b`. */
  readonly contacts: ReadonlySet<string>;
};

export type PersonMatch = {
  readonly kind: 'same' | 'suspected' | 'different';
  /** Out of 100; from 50 on somebody should look. */
  readonly score: number;
  /** What agrees, by name; never the values. */
  readonly agreeing: readonly string[];
  /** Date of birth or digits differ. */
  readonly contradicts: boolean;
};

const POINTS = { full_name: 40, date_of_birth: 30, tax_id_last4: 30, phone: 15, email: 20 } as const;
/** Fathers and sons share name, address and number, never the day of birth. */
const CONTRADICTION = -60;
const SUSPECTED_FROM = 50;

export function matchPerson(left: PersonRecord, right: PersonRecord): PersonMatch {
  const contradicts = left.kind !== right.kind || differ(left.dateOfBirth, right.dateOfBirth) || differ(left.taxIdLast4, right.taxIdLast4);
  const agreeing = agreements(left, right);
  const score = Math.max(0, Math.min(100, agreeing.reduce((sum, name) => sum + POINTS[name], contradicts ? CONTRADICTION : 0)));
  const proven = !contradicts && agreeing.includes('full_name') && (agreeing.includes('date_of_birth') || agreeing.includes('tax_id_last4'));
  return { kind: proven ? 'same' : score >= SUSPECTED_FROM ? 'suspected' : 'different', score, agreeing, contradicts };
}

function agreements(left: PersonRecord, right: PersonRecord): readonly (keyof typeof POINTS)[] {
  const shares = (kind: string): boolean => [...left.contacts].some((contact) => contact.startsWith(`${kind} `) && right.contacts.has(contact));
  const agree: readonly [keyof typeof POINTS, boolean][] = [
    ['full_name', nameKey(left.fullName) === nameKey(right.fullName)],
    ['date_of_birth', left.dateOfBirth !== null && left.dateOfBirth === right.dateOfBirth],
    ['tax_id_last4', left.taxIdLast4 !== null && left.taxIdLast4 === right.taxIdLast4],
    ['phone', shares('phone')], ['email', shares('email')],
  ];
  return agree.flatMap(([name, agrees]) => (agrees ? [name] : []));
}

function differ(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && left !== right;
}

/** Names are the same whatever their capitals and spaces. */
export function nameKey(fullName: string): string {
  return fullName.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
