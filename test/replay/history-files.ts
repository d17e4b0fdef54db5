/** Histories as bytes: one file per run, named for the path it took. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';

export type History = proto.temporal.api.history.v1.IHistory;

/** Golden histories of each release; a change that cannot replay them needs `patched()`. Files are only ever added. */
export const GOLDEN = fileURLToPath(new URL('./histories', import.meta.url));

export function encodeHistory(history: History): Uint8Array {
  return proto.temporal.api.history.v1.History.encode(history).finish();
}

export async function readHistories(folder: string): Promise<readonly { readonly name: string; readonly history: History }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bin')).toSorted();
  return Promise.all(names.map(async (name) => ({ name, history: proto.temporal.api.history.v1.History.decode(await readFile(join(folder, name))) })));
}
