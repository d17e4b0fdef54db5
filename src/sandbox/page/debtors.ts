/** Who got what: the journal's messages, letters and payments, sorted by the people behind the addresses. */
import type { SandboxMessage, SandboxPayment } from '../journal.ts';
import type { MessageBook } from '../message-book.ts';
import type { SandboxDirectory, SandboxLetter, SandboxPerson } from '../sandbox-ports.ts';

export type ConversationItem =
  | { readonly kind: 'message'; readonly at: string; readonly message: SandboxMessage }
  | { readonly kind: 'letter'; readonly at: string; readonly letter: SandboxLetter }
  | { readonly kind: 'payment'; readonly at: string; readonly payment: SandboxPayment; readonly accountReference: string };

export type Debtor = {
  /** The part of the page's address that names the debtor. */
  readonly path: string;
  readonly name: string;
  /** Null for an address that nobody is known to use. */
  readonly person: SandboxPerson | null;
  /** From which the debtor can write. */
  readonly addresses: readonly string[];
  /** In the order in which it happened. */
  readonly conversation: readonly ConversationItem[];
};

/** Everybody who got or wrote something, the latest first. */
export async function listDebtors(book: MessageBook, directory: SandboxDirectory | null): Promise<readonly Debtor[]> {
  const messages = await withBusinessTimes(book.messages(), directory);
  const byAddress = messagesByAddress(messages);
  const people = new Map<string, SandboxPerson>();
  const strangers: string[] = [];
  for (const address of byAddress.keys()) {
    const found = await directory?.findByAddress(address) ?? [];
    for (const person of found) people.set(person.partyId, person);
    if (found.length === 0) strangers.push(address);
  }
  for (const person of await directory?.peopleWithLetters() ?? []) people.set(person.partyId, person);
  const known = await Promise.all([...people.values()].map((person) => knownDebtor(book, directory, messages, person)));
  const unknown = strangers.map((address) => strangerOf(address, byAddress.get(address) ?? []));
  return [...known, ...unknown].sort((one, other) => lastAt(other).localeCompare(lastAt(one)));
}

/** The sender's own business time for what it gave out: the sandbox sees only the book's, which stands still while a forward is under way. */
async function withBusinessTimes(messages: readonly SandboxMessage[], directory: SandboxDirectory | null): Promise<readonly SandboxMessage[]> {
  const sentAt = await directory?.sentAt(messages.filter((message) => message.direction === 'outbound').map((message) => message.messageId));
  return messages.map((message) => ({ ...message, businessAt: sentAt?.get(message.messageId) ?? message.businessAt }));
}

function messagesByAddress(messages: readonly SandboxMessage[]): ReadonlyMap<string, readonly SandboxMessage[]> {
  const byAddress = new Map<string, SandboxMessage[]>();
  for (const message of messages) {
    const same = byAddress.get(message.address);
    if (same === undefined) byAddress.set(message.address, [message]); else same.push(message);
  }
  return byAddress;
}

export function lastAt({ conversation }: Debtor): string {
  return conversation.at(-1)?.at ?? '';
}

async function knownDebtor(
  book: MessageBook, directory: SandboxDirectory | null, messages: readonly SandboxMessage[], person: SandboxPerson,
): Promise<Debtor> {
  const letters = await directory?.letters(person.partyId) ?? [];
  const references = new Map(person.accounts.map(({ accountId, reference }) => [accountId, reference]));
  const payments = book.payments().filter((payment) => references.has(payment.accountId));
  const conversation: readonly ConversationItem[] = [
    ...messages.filter((message) => person.addresses.includes(message.address)).map(messageItem),
    ...letters.map((letter): ConversationItem => ({ kind: 'letter', at: letter.wallAt, letter })),
    ...payments.map((payment): ConversationItem => ({ kind: 'payment', at: payment.wallAt, payment, accountReference: references.get(payment.accountId) ?? '' })),
  ];
  return { path: `people/${encodeURIComponent(person.partyId)}`, name: person.name, person, addresses: person.addresses, conversation: inOrder(conversation) };
}

function strangerOf(address: string, messages: readonly SandboxMessage[]): Debtor {
  return { path: `addresses/${encodeURIComponent(address)}`, name: address, person: null, addresses: [address], conversation: inOrder(messages.map(messageItem)) };
}

function messageItem(message: SandboxMessage): ConversationItem {
  return { kind: 'message', at: message.wallAt, message };
}

function inOrder(items: readonly ConversationItem[]): readonly ConversationItem[] {
  return items.toSorted((one, other) => one.at.localeCompare(other.at));
}
