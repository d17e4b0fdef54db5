/** Where the data of the embedded PostgreSQL stand: in the home folder, or where its user can get at them. */
import { chown, mkdir, mkdtemp, realpath, rm, rmdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DunwellError } from '#contracts/failures.ts';
import { OPEN_FOLDER, type Identity } from './postgres-binaries.ts';
import { runCommand } from './run-command.ts';

/** The real folder behind a wanted one, made where there is none; a link leads there where it had to be another. Throws DATABASE_UNAVAILABLE. */
export async function openFolder(wanted: string, identity: Identity): Promise<string> {
  await mkdir(wanted, { recursive: true });
  const folder = await realpath(wanted);
  if (await belongsTo(identity, folder)) return folder;
  try {
    await mkdir(OPEN_FOLDER, { recursive: true, mode: 0o755 });
    const elsewhere = await mkdtemp(join(OPEN_FOLDER, 'postgres-'));
    await rmdir(wanted);
    await symlink(elsewhere, wanted);
    if (await belongsTo(identity, elsewhere)) return elsewhere;
  } catch (error) {
    throw new DunwellError('DATABASE_UNAVAILABLE', `The user of the database cannot enter ${wanted}, and no other place could be made for it: ${error instanceof Error ? error.message : String(error)}.`);
  }
  throw new DunwellError('DATABASE_UNAVAILABLE', `The user of the database can enter neither ${wanted} nor ${OPEN_FOLDER}.`);
}

async function belongsTo(identity: Identity, folder: string): Promise<boolean> {
  if (identity.uid === undefined || identity.gid === undefined) return true;
  await chown(folder, identity.uid, identity.gid);
  return (await runCommand('ls', ['-d', join(folder, '.')], identity)).exitCode === 0;
}

/** Removes a folder and what its link leads to. */
export async function removeFolder(wanted: string): Promise<void> {
  await rm(await realpath(wanted).catch(() => wanted), { recursive: true, force: true });
  await rm(wanted, { recursive: true, force: true });
}
