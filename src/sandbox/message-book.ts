/** The sandbox's memory: every message with its last status, payments made, and who told Twilio to stop. */
import { optOutKeyword } from '#adapters/sms/opt-out-keywords.ts';
import { wallNow } from '#adapters/clock.ts';
import type { Journal, JournalEntry, SandboxMessage, SandboxPayment } from './journal.ts';
import type { SandboxClockPort } from './sandbox-ports.ts';

type Times = { readonly wallAt: string; readonly businessAt: string | null };
type NewMessage = Omit<SandboxMessage, keyof Times | 'statusAt' | 'errorCode' | 'errorMessage'>;
export type NewStatus = { readonly id: string; readonly status: string; readonly errorCode: number | null; readonly errorMessage: string | null };

export type MessageBook = {
  /** Oldest first. */
  readonly messages: () => readonly SandboxMessage[];
  readonly payments: () => readonly SandboxPayment[];
  readonly find: (id: string) => SandboxMessage | null;
  /** Whether this number told this sender to stop, and did not take it back. */
  readonly hasOptedOut: (number: string, sender: string) => boolean;
  readonly addMessage: (message: NewMessage) => Promise<SandboxMessage>;
  readonly addStatus: (status: NewStatus) => Promise<SandboxMessage>;
  readonly addPayment: (payment: Omit<SandboxPayment, keyof Times | 'kind'>) => Promise<void>;
};

type State = { readonly messages: Map<string, SandboxMessage>; readonly payments: SandboxPayment[]; readonly optedOut: Set<string> };

export function openMessageBook(journal: Journal, clock: SandboxClockPort | null): MessageBook {
  const state: State = { messages: new Map(), payments: [], optedOut: new Set() };
  for (const entry of journal.entries) apply(state, entry);
  const record = async (entry: JournalEntry): Promise<void> => {
    await journal.append(entry);
    apply(state, entry);
  };
  const times = async (): Promise<Times> => ({ wallAt: wallNow().toISOString(), businessAt: await businessTime(clock) });
  return {
    messages: () => [...state.messages.values()],
    payments: () => state.payments,
    find: (id) => state.messages.get(id) ?? null,
    hasOptedOut: (number, sender) => state.optedOut.has(optOutKey(number, sender)),
    addMessage: async (given) => {
      const at = await times();
      const message = { ...given, errorCode: null, errorMessage: null, statusAt: at.wallAt, ...at };
      await record({ kind: 'message', message });
      return message;
    },
    addStatus: async (status) => {
      await record({ kind: 'status', ...status, ...await times() });
      return messageIn(state, status.id);
    },
    addPayment: async (payment) => record({ kind: 'payment', ...payment, ...await times() }),
  };
}

/** The clock may be out of reach for a while; what happened is written down all the same. */
async function businessTime(clock: SandboxClockPort | null): Promise<string | null> {
  try {
    return clock === null ? null : await clock.now();
  } catch {
    return null;
  }
}

function apply(state: State, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'message':
      state.messages.set(entry.message.id, entry.message);
      return applyKeyword(state, entry.message);
    case 'status': {
      const { id, status, errorCode, errorMessage, wallAt } = entry;
      state.messages.set(id, { ...messageIn(state, id), status, errorCode, errorMessage, statusAt: wallAt });
      return;
    }
    case 'payment':
      state.payments.push(entry);
  }
}

function applyKeyword(state: State, { medium, direction, text, address, ourAddress }: SandboxMessage): void {
  if (medium !== 'sms' || direction !== 'inbound') return;
  const keyword = optOutKeyword(text);
  if (keyword === 'stop') state.optedOut.add(optOutKey(address, ourAddress));
  if (keyword === 'start') state.optedOut.delete(optOutKey(address, ourAddress));
}

function optOutKey(number: string, sender: string): string {
  return `${number} ${sender}`;
}

function messageIn(state: State, id: string): SandboxMessage {
  const message = state.messages.get(id);
  if (message === undefined) throw new Error(`No message ${id} in the journal`);
  return message;
}
