/** The folder from which a law firm collects the files of the accounts that it takes over. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../whole-file.ts';

export type HandOverFolder = {
  /** Lays a file down under the placement's id; the same one again changes nothing. */
  readonly save: (placementId: string, file: Uint8Array) => Promise<void>;
};

export async function openHandOverFolder(folder: string): Promise<HandOverFolder> {
  await mkdir(folder, { recursive: true });
  // Ids hold colons, which not every file system takes, and nothing in them may lead out of the folder.
  return { save: (placementId, file) => replaceFile(path.join(folder, `${encodeURIComponent(placementId)}.json`), file) };
}
