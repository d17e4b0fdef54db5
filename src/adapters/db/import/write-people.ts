/** The people of an account, their numbers, addresses and consents. What is in the book already stays as it is. */
import { addDays, type LocalDate } from '#core/local-time.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import type { EmailFields, ObligorFields, PhoneFields } from '../../import/row-schema.ts';
import { lockPersons, type Transaction } from '../database.ts';
import { contactPointsOf, type ContactPointDraft } from './contact-points.ts';
import { debtIdOf, partyIdOf, rowItemId } from './import-ids.ts';
import type { AccountPlan } from './plan-account.ts';
import { partyIdIn, type FilePerson, type People } from './resolve-people.ts';

export type WriteContext = { readonly people: People; readonly now: string; readonly today: LocalDate };

export type WrittenPeople = {
  /** The person behind an obligor of a row, after merges. */
  readonly partyIdFor: (row: ImportRow, obligor: ObligorFields) => string;
  readonly contactPointIdFor: (kind: 'phone' | 'email', value: string) => string;
};

/** Writes and locks the people of an account. */
export async function writePeople(transaction: Transaction, plan: AccountPlan, context: WriteContext): Promise<WrittenPeople> {
  const canonicalOf = (partyId: string): string => context.people.index.find(partyId)?.canonicalId ?? partyId;
  const partyIdFor = (row: ImportRow, obligor: ObligorFields): string => canonicalOf(partyIdIn(row, obligor));
  const obligors = plan.rows.flatMap((row) => row.obligors.map((obligor) => ({ row, obligor })));
  const needed = withRelatives(obligors.map(({ row, obligor }) => partyIdIn(row, obligor)), context.people);
  await transaction.party.createMany({ data: needed.map((person) => partyRow(person, canonicalOf, context.now)), skipDuplicates: true });
  await lockPersons(transaction, obligors.map(({ row, obligor }) => partyIdFor(row, obligor)));
  const drafts = obligors.flatMap(({ row, obligor }) => contactPointsOf(debtIdOf(plan.accountId, row.debt.debt_reference), obligor).map((draft) => ({ ...draft, partyId: partyIdFor(row, obligor) })));
  const pointIds = await writeContactPoints(transaction, drafts);
  const contactPointIdFor = (kind: 'phone' | 'email', value: string): string => idOf(pointIds, kind, value);
  const consents = obligors.flatMap(({ row, obligor }) => consentsOf(plan, row, obligor, { partyId: partyIdFor(row, obligor), contactPointIdFor, today: context.today }));
  if (consents.length > 0) await transaction.consent.createMany({ data: consents, skipDuplicates: true });
  const representatives = obligors.flatMap(({ row, obligor }) => representativeOf(partyIdFor(row, obligor), obligor));
  if (representatives.length > 0) await transaction.authorisedParty.createMany({ data: representatives, skipDuplicates: true });
  return { partyIdFor, contactPointIdFor };
}

/** With those whom their rows point at: a group's parent, and the record that a merged one goes into. */
function withRelatives(partyIds: readonly string[], { roster, index }: People): readonly FilePerson[] {
  const found = new Map<string, FilePerson>();
  const waiting = [...partyIds];
  for (let partyId = waiting.pop(); partyId !== undefined; partyId = waiting.pop()) {
    const person = roster.get(partyId);
    if (person === undefined || found.has(partyId)) continue;
    found.set(partyId, person);
    waiting.push(index.find(partyId)?.canonicalId ?? partyId, ...parentOf(person));
  }
  return [...found.values()].toSorted((left, right) => (left.partyId < right.partyId ? -1 : 1));
}

function parentOf({ row, obligor }: FilePerson): readonly string[] {
  return obligor.parent_reference === undefined ? [] : [partyIdOf(row.account.creditor_id, obligor.parent_reference)];
}

function partyRow(person: FilePerson, canonicalOf: (partyId: string) => string, now: string) {
  const { partyId, obligor } = person;
  const [parentId] = parentOf(person);
  const canonicalId = canonicalOf(partyId);
  return {
    id: partyId, kind: obligor.party_kind, fullName: obligor.full_name, firstName: obligor.first_name ?? null, language: obligor.language,
    dateOfBirth: obligor.date_of_birth ?? null, taxIdLast4: obligor.tax_id_last4 ?? null, countryCode: obligor.country ?? null, stateCode: obligor.state ?? null,
    timeZone: obligor.time_zone ?? null, mergedIntoId: canonicalId === partyId ? null : canonicalId, parentId: parentId === undefined ? null : canonicalOf(parentId), createdAt: new Date(now),
  };
}

type OwnedDraft = ContactPointDraft & { readonly partyId: string };

/** A number or address is one object for all who use it: whoever brought it first gave it its id. */
async function writeContactPoints(transaction: Transaction, drafts: readonly OwnedDraft[]): Promise<ReadonlyMap<string, string>> {
  if (drafts.length === 0) return new Map();
  const keyOf = ({ kind, value }: { readonly kind: string; readonly value: string }): string => `${kind} ${value}`;
  const wanted = [...new Map(drafts.map(({ point }) => [keyOf(point), point])).values()].toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  await transaction.contactPoint.createMany({ data: wanted, skipDuplicates: true });
  // Nobody says that a line takes texts who does not know; who says nothing takes nothing back.
  const textable = drafts.flatMap(({ point }) => (point.textable ? [point.value] : []));
  if (textable.length > 0) await transaction.contactPoint.updateMany({ where: { kind: 'phone', value: { in: textable }, textable: false }, data: { textable: true } });
  const stored = await transaction.contactPoint.findMany({ where: { OR: wanted.map(({ kind, value }) => ({ kind, value })) }, select: { id: true, kind: true, value: true } });
  const ids = new Map(stored.map((point) => [keyOf(point), point.id]));
  await transaction.partyContactPoint.createMany({
    data: drafts.map(({ partyId, point, link }) => ({ partyId, contactPointId: idOf(ids, point.kind, point.value), ...link })), skipDuplicates: true,
  });
  return ids;
}

function idOf(ids: ReadonlyMap<string, string>, kind: string, value: string): string {
  const id = ids.get(`${kind} ${value}`);
  if (id === undefined) throw new Error(`A ${kind} of the row was not written.`);
  return id;
}

type ConsentContext = { readonly partyId: string; readonly contactPointIdFor: WrittenPeople['contactPointIdFor']; readonly today: LocalDate };

function consentsOf(plan: AccountPlan, row: ImportRow, obligor: ObligorFields, { partyId, contactPointIdFor, today }: ConsentContext) {
  const debtId = debtIdOf(plan.accountId, row.debt.debt_reference);
  const granted = (kind: 'phone' | 'email', value: string, no: number, given: { readonly on: LocalDate; readonly to: string; readonly basis: string }) => ({
    id: rowItemId('consent', debtId, obligor.no, kind, no, given.basis), partyId, contactPointId: contactPointIdFor(kind, value), medium: kind === 'phone' ? 'sms' : 'email',
    action: 'granted', grantedTo: given.to, basis: given.basis, recordedAt: new Date(`${given.on}T00:00:00Z`),
  });
  return [
    ...obligor.phones.flatMap((phone) => smsConsent(phone).map((given) => granted('phone', phone.number, phone.no, given))),
    ...obligor.emails.flatMap((email) => [...emailConsent(email), ...emailNotice(email, plan.contract.role, today)].map((given) => granted('email', email.address, email.no, given))),
  ];
}

function smsConsent({ sms_consent_on: on, sms_consent_to: to }: PhoneFields) {
  return on === undefined || to === undefined ? [] : [{ on, to, basis: 'told by the creditor' }];
}

function emailConsent({ consent_on: on, consent_to: to }: EmailFields) {
  return on === undefined || to === undefined ? [] : [{ on, to, basis: 'told by the creditor' }];
}

/** 12 CFR 1006.6(d)(4)(ii): once the time to opt out has passed a third party may use the address, unless the employer provides it. */
function emailNotice({ notice_sent_on: sentOn, notice_deadline_on: deadlineOn, opted_out_on: optedOutOn, place }: EmailFields, role: string, today: LocalDate) {
  if (role !== 'third_party' || sentOn === undefined || deadlineOn === undefined || deadlineOn >= today || optedOutOn !== undefined || place === 'work') return [];
  return [{ on: addDays(deadlineOn, 1), to: 'us', basis: `12 CFR 1006.6(d)(4)(ii): notice of ${sentOn}, time to opt out until ${deadlineOn}` }];
}

function representativeOf(partyId: string, { representative_kind: kind, representative_name: name, ...obligor }: ObligorFields) {
  if (kind === undefined || name === undefined) return [];
  return [{
    id: rowItemId('representative', partyId, kind), partyId, kind, name, scope: obligor.representative_scope ?? 'all debts of the file', dealOnly: obligor.representative_deal_only ?? kind === 'attorney',
    proof: obligor.representative_proof ?? null, expiresOn: obligor.representative_expires_on ?? null,
  }];
}
