/** Numbers and addresses of one person of a row, as rows of the book. */
import type { ObligorFields } from '../../import/row-schema.ts';
import { contactPointIdOf } from './import-ids.ts';

export type ContactPointDraft = {
  readonly point: {
    readonly id: string; readonly kind: 'phone' | 'email' | 'postal'; readonly value: string; readonly textable: boolean;
    readonly line1: string | null; readonly line2: string | null; readonly city: string | null; readonly stateCode: string | null; readonly postalCode: string | null; readonly countryCode: string | null;
  };
  readonly link: { readonly place: string; readonly role: string | null; readonly rank: number; readonly status: 'active' | 'dead'; readonly statusReason: string | null };
};

/** Behind everything that is in use. */
const FORMER_RANK = 9;

const NO_POSTAL = { line1: null, line2: null, city: null, stateCode: null, postalCode: null, countryCode: null } as const;

export function contactPointsOf(debtId: string, obligor: ObligorFields): readonly ContactPointDraft[] {
  const idOf = (kind: string, no: number): string => contactPointIdOf(debtId, obligor.no, kind, no);
  const phones = obligor.phones.map((phone): ContactPointDraft => ({
    point: { id: idOf('phone', phone.no), kind: 'phone', value: phone.number, textable: phone.textable, ...NO_POSTAL },
    link: linkOf(phone, phone.status === 'active' ? null : phone.status),
  }));
  const emails = obligor.emails.map((email): ContactPointDraft => ({
    point: { id: idOf('email', email.no), kind: 'email', value: email.address, textable: false, ...NO_POSTAL },
    link: linkOf(email, email.status === 'active' ? null : email.status),
  }));
  return [...phones, ...emails, ...postalDrafts(obligor, idOf)];
}

function linkOf({ place, role, no }: { readonly place: string; readonly role?: string | undefined; readonly no: number }, deadBecause: string | null): ContactPointDraft['link'] {
  return { place, role: role ?? null, rank: no, status: deadBecause === null ? 'active' : 'dead', statusReason: deadBecause };
}

type Address = Readonly<Record<'line1' | 'line2' | 'city' | 'state' | 'postalCode' | 'country', string | undefined>>;

function postalDrafts(obligor: ObligorFields, idOf: (kind: string, no: number) => string): readonly ContactPointDraft[] {
  const place = obligor.party_kind === 'business' ? 'billing' : 'home';
  const present: Address = { line1: obligor.address_line_1, line2: obligor.address_line_2, city: obligor.city, state: obligor.state, postalCode: obligor.postal_code, country: obligor.country };
  const former: Address = {
    line1: obligor.former_address_line_1, line2: obligor.former_address_line_2, city: obligor.former_city, state: obligor.former_state,
    postalCode: obligor.former_postal_code, country: obligor.former_country,
  };
  const draft = (address: Address, no: number, deadBecause: string | null): readonly ContactPointDraft[] => address.line1 === undefined ? [] : [{
    point: { id: idOf('postal', no), kind: 'postal', ...postalPoint(address) }, link: linkOf({ place, no: deadBecause === null ? no : FORMER_RANK }, deadBecause),
  }];
  return [...draft(present, 1, null), ...draft(former, 2, obligor.former_address_reason ?? 'moved')];
}

/** The one line is in capitals, so that one house written in two ways is one object; the lines keep the file's spelling. */
function postalPoint({ line1, line2, city, state, postalCode, country }: Address) {
  const line = [line1, line2, city, [state, postalCode].filter((part) => part !== undefined).join(' '), country].filter((part) => part !== undefined && part !== '').join(', ');
  return {
    value: line.toUpperCase(), textable: false, line1: line1 ?? null, line2: line2 ?? null, city: city ?? null, stateCode: state ?? null, postalCode: postalCode ?? null, countryCode: country ?? null,
  };
}
