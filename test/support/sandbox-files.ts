/** What the sandbox of a home folder was really given, read from what it wrote down. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry, SandboxMessage } from '#sandbox/journal.ts';

/** Texts and e-mails to debtors, oldest first; one that was given out twice is there twice. */
export async function readSent(home: string): Promise<readonly SandboxMessage[]> {
  const text = await readFile(join(home, 'sandbox', 'messages.jsonl'), 'utf8').catch(() => '');
  // What stands behind the last end of a line is being written just now.
  const entries = text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  return entries.flatMap((entry) => entry.kind === 'message' && entry.message.direction === 'outbound' ? [entry.message] : []);
}

/** Ids of the letters that the print vendor has. */
export async function readLetters(home: string): Promise<readonly string[]> {
  const names = await readdir(join(home, 'letters')).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}
