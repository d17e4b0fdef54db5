/** The names of all canonical fields, as columns spell them. */
import { BROKEN_PROMISES_MAX, CONTACTS_MAX, OBLIGORS_MAX, SECTIONS } from './row-schema.ts';

export type FieldGroup = { readonly title: string; readonly fields: readonly { readonly name: string; readonly required: boolean; readonly description: string }[] };

type Shape = Readonly<Record<string, { readonly description?: string | undefined; safeParse: (value: unknown) => { readonly success: boolean } }>>;

const PERSON_SHAPE: Shape = Object.fromEntries(Object.entries(SECTIONS.obligor).filter(([name]) => !['no', 'phones', 'emails'].includes(name)));
const ACCOUNT_SHAPE: Shape = Object.fromEntries(Object.entries(SECTIONS.account).filter(([name]) => name !== 'broken_promises'));

/** The fields in the order in which the page lists them; N stands for a number from 1 on. */
export function fieldGroups(): readonly FieldGroup[] {
  const contact = (kind: string, shape: Shape, first: string) => Object.entries(shape).filter(([name]) => name !== 'no')
    .map(([name, field]) => describe(name === first ? `${kind}_N` : `${kind}_N_${name}`, field, false));
  return [
    { title: 'Account', fields: Object.entries(ACCOUNT_SHAPE).map(([name, field]) => describe(name, field)) },
    { title: 'Debt', fields: Object.entries(SECTIONS.debt).map(([name, field]) => describe(name, field)) },
    { title: 'Person', fields: Object.entries(PERSON_SHAPE).map(([name, field]) => describe(name, field, name === 'full_name')) },
    { title: 'Telephone numbers', fields: contact('phone', SECTIONS.phone, 'number') },
    { title: 'E-mail addresses', fields: contact('email', SECTIONS.email, 'address') },
    { title: 'Broken promises', fields: [
      { name: 'broken_promise_N_on', required: false, description: 'Day that was promised and passed.' }, { name: 'broken_promise_N_amount', required: false, description: 'What was promised.' },
    ] },
  ];
}

function describe(name: string, field: Shape[string], required = !field.safeParse(undefined).success): FieldGroup['fields'][number] {
  return { name, required, description: field.description ?? '' };
}

const CANONICAL: ReadonlySet<string> = new Set(spelledOut());

export function isCanonicalField(name: string): boolean {
  return CANONICAL.has(name);
}

function spelledOut(): readonly string[] {
  const [account, debt, person, phones, emails, promises] = fieldGroups().map((group) => group.fields.map((field) => field.name));
  const numbered = (names: readonly string[] = [], most: number) => names.flatMap((name) => upTo(most).map((no) => name.replace('_N', `_${no}`)));
  const ofPerson = [...(person ?? []), ...numbered(phones, CONTACTS_MAX), ...numbered(emails, CONTACTS_MAX)];
  const others = upTo(OBLIGORS_MAX).slice(1).flatMap((no) => ofPerson.map((name) => `obligor_${no}.${name}`));
  return [...(account ?? []), ...(debt ?? []), ...numbered(promises, BROKEN_PROMISES_MAX), ...ofPerson, ...others];
}

function upTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_unused, index) => index + 1);
}
