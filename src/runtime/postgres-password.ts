/** The embedded database's password: made with its data, for anybody on this machine may knock at its port. */
import { randomBytes } from 'node:crypto';
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from './postgres-binaries.ts';

/** Where the password of a data folder stands, readable by the user of the database alone. */
export function passwordFile(folder: string): string {
  return join(folder, 'password');
}

/** The password of existing data; null where they were made without one. */
export async function readPassword(folder: string): Promise<string | null> {
  const password = await readFile(passwordFile(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return password.trim() === '' ? null : password.trim();
}

/** A password for data that are about to be made; one that an interrupted start left is replaced. */
export async function makePassword(folder: string, { uid, gid }: Identity): Promise<string> {
  const [file, password] = [passwordFile(folder), randomBytes(24).toString('hex')];
  await rm(file, { force: true });
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
  return password;
}
