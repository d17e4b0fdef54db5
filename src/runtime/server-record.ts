/** Which process serves a folder: what the next start needs to take over a server that a killed process left behind. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ pid: z.number().int(), port: z.number().int(), uiPort: z.number().int().nullable() });
export type ServerRecord = z.infer<typeof schema>;

export async function readServerRecord(folder: string): Promise<ServerRecord | null> {
  const text = await readFile(join(folder, 'server.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Torn or foreign: it tells nothing that could be taken over.
    return null;
  }
}

export async function writeServerRecord(folder: string, record: ServerRecord): Promise<void> {
  await writeFile(join(folder, 'server.json'), JSON.stringify(record));
}
