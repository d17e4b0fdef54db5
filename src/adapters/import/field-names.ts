/** Flat column names to the sections of a row, and back again for the reasons of a rejection. */
import { SECTIONS } from './row-schema.ts';

type Values = Readonly<Record<string, string>>;
type Node = Map<string, string | number | Node | readonly Node[]>;

const OF_OBLIGOR = /^obligor_([2-9])\.(.+)$/;
const OF_CONTACT = /^(phone|email)_([1-9])(?:_(.+))?$/;
const OF_BROKEN_PROMISE = /^broken_promise_([1-9])_(.+)$/;

/** `phone_1_place` → obligors[0].phones[0].place, `obligor_2.full_name` → obligors[1].full_name. Every name is a canonical one. */
export function nestFields(values: Values): unknown {
  const account: Node = new Map();
  const debt: Node = new Map();
  const people = new Map<number, Map<string, Node>>();
  const promises = new Map<string, Node>();
  for (const [name, value] of Object.entries(values)) {
    const ofObligor = OF_OBLIGOR.exec(name);
    const own = ofObligor?.[2] ?? name;
    const broken = ofObligor === null ? OF_BROKEN_PROMISE.exec(name) : null;
    if (broken !== null) numbered(promises, broken[1] ?? '').set(broken[2] ?? '', value);
    else if (ofObligor === null && Object.hasOwn(SECTIONS.account, name)) account.set(name, value);
    else if (ofObligor === null && Object.hasOwn(SECTIONS.debt, name)) debt.set(name, value);
    else setOfPerson(personOf(people, Number(ofObligor?.[1] ?? 1)), own, value);
  }
  personOf(people, 1);
  account.set('broken_promises', inOrder(promises));
  const obligors = [...people].toSorted(([left], [right]) => left - right).map(([no, parts]) => obligorNode(no, parts));
  return plain(new Map<string, Node | readonly Node[]>([['account', account], ['debt', debt], ['obligors', obligors]]));
}

/** Fields of the person himself under the empty key, his numbers and addresses under keys such as `phone 2`. */
function personOf(people: Map<number, Map<string, Node>>, no: number): Map<string, Node> {
  const known = people.get(no);
  if (known !== undefined) return known;
  const parts = new Map<string, Node>([['', new Map([['no', no]])]]);
  people.set(no, parts);
  return parts;
}

function setOfPerson(parts: Map<string, Node>, name: string, value: string): void {
  const contact = OF_CONTACT.exec(name);
  if (contact === null) {
    parts.get('')?.set(name, value);
    return;
  }
  const [, kind = '', no = '', rest] = contact;
  numbered(parts, no, `${kind} `).set(rest ?? (kind === 'phone' ? 'number' : 'address'), value);
}

function numbered(nodes: Map<string, Node>, no: string, prefix = ''): Node {
  const known = nodes.get(prefix + no);
  if (known !== undefined) return known;
  const node: Node = new Map([['no', Number(no)]]);
  nodes.set(prefix + no, node);
  return node;
}

function inOrder(nodes: ReadonlyMap<string, Node>, prefix = ''): readonly Node[] {
  return [...nodes].filter(([key]) => key !== '' && key.startsWith(prefix)).toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, node]) => node);
}

function obligorNode(no: number, parts: ReadonlyMap<string, Node>): Node {
  const own: Node = parts.get('') ?? new Map<string, string>();
  if (no === 1 && !own.has('liability')) own.set('liability', 'primary');
  return new Map([...own, ['phones', inOrder(parts, 'phone ')], ['emails', inOrder(parts, 'email ')]]);
}

function plain(node: Node): unknown {
  return Object.fromEntries([...node].map(([key, value]) => [key, value instanceof Map ? plain(value) : Array.isArray(value) ? value.map(plain) : value]));
}

/** The column that a place in the nested row came from: ['obligors', 1, 'phones', 0, 'place'] → `obligor_2.phone_1_place`. */
export function columnName(path: readonly PropertyKey[], nested: unknown): string {
  const [section, index, field, contactIndex, contactField] = path;
  if (section === 'account' && index === 'broken_promises') return `broken_promise_${numberAt(nested, [section, index, field])}_${String(contactIndex)}`;
  if (section !== 'obligors') return String(index);
  const no = numberAt(nested, [section, index]);
  const prefix = no === 1 ? '' : `obligor_${no}.`;
  if (field !== 'phones' && field !== 'emails') return `${prefix}${String(field)}`;
  const contact = `${prefix}${field === 'phones' ? 'phone' : 'email'}_${numberAt(nested, [section, index, field, contactIndex])}`;
  return contactField === undefined || contactField === 'number' || contactField === 'address' ? contact : `${contact}_${String(contactField)}`;
}

function numberAt(nested: unknown, path: readonly (PropertyKey | undefined)[]): number {
  const node = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key ?? ''], nested);
  return (node as { readonly no: number }).no;
}
