/** What happened in the sandbox, as JSON lines that are only ever added to: a second start shows all of it again. */
import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { DunwellError } from '#contracts/failures.ts';

/** Wall time is evidence; business time is there where somebody moves the clock. */
const times = { wallAt: z.string(), businessAt: z.string().nullable() };

const messageSchema = z.strictObject({
  /** Of this one transmission: the same e-mail given out twice is two messages. */
  id: z.string(),
  /** Twilio's SID, or the Message-ID with its brackets. */
  messageId: z.string(),
  medium: z.enum(['sms', 'email']),
  direction: z.enum(['outbound', 'inbound']),
  /** The debtor's number or address, and ours. */
  address: z.string(), ourAddress: z.string(),
  subject: z.string().nullable(), text: z.string(), html: z.string().nullable(),
  status: z.string(), errorCode: z.number().nullable(), errorMessage: z.string().nullable(),
  statusAt: z.string(),
  ...times,
});

const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), message: messageSchema }),
  z.strictObject({ kind: z.literal('status'), id: z.string(), status: z.string(), errorCode: z.number().nullable(), errorMessage: z.string().nullable(), ...times }),
  z.strictObject({ kind: z.literal('payment'), paymentId: z.string(), accountId: z.string(), amount: z.string(), currency: z.string(), ...times }),
]);

export type SandboxMessage = Readonly<z.infer<typeof messageSchema>>;
export type JournalEntry = Readonly<z.infer<typeof entrySchema>>;
export type SandboxPayment = Extract<JournalEntry, { kind: 'payment' }>;

export type Journal = {
  /** What was there when it was opened, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Resolves when the entry stands in the file. */
  readonly append: (entry: JournalEntry) => Promise<void>;
  readonly close: () => Promise<void>;
};

const FILE_NAME = 'messages.jsonl';

/** Opens the journal of a folder, or one in memory. Throws JOURNAL_INVALID when a whole line cannot be read. */
export async function openJournal(folder: string | null): Promise<Journal> {
  if (folder === null) return { entries: [], append: () => Promise.resolve(), close: () => Promise.resolve() };
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, FILE_NAME);
  const entries = await readEntries(file);
  return fileJournal(entries, await open(file, 'a'));
}

function fileJournal(entries: readonly JournalEntry[], handle: FileHandle): Journal {
  let last: Promise<unknown> = Promise.resolve();
  return {
    entries,
    append: (entry) => {
      const written = last.then(() => handle.appendFile(`${JSON.stringify(entry)}\n`));
      last = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await last;
      await handle.close();
    },
  };
}

/** A last line without its end was being written when the process died: nobody was told of it, and it goes. */
async function readEntries(file: string): Promise<readonly JournalEntry[]> {
  const text = await readText(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  return whole.split('\n').filter((line) => line !== '').map((line, index) => parseEntry(line, `${file}:${index + 1}`));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseEntry(line: string, place: string): JournalEntry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    throw new DunwellError('JOURNAL_INVALID', `Line ${place} cannot be read.`, { place });
  }
}
