/** Files that stand in their folder whole or not at all: written beside it, then given their name. */
import { randomUUID } from 'node:crypto';
import { open, rename } from 'node:fs/promises';

/** Writes beside a file what is to take its name; returns where it stands. */
export async function writeBeside(file: string, bytes: Uint8Array | string): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  await rename(await writeBeside(file, bytes), file);
}
