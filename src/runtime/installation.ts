/** What runs where: the record that `dunwell up` leaves for the other commands and for the processes it starts. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DunwellError } from '#contracts/failures.ts';
import type { Config } from '../config.ts';
import { runCommand } from './run-command.ts';

const recordSchema = z.object({
  /** The process that answers for all others. */
  pid: z.number().int(),
  mode: z.enum(['sandbox', 'live']),
  startedAt: z.string(),
  temporal: z.object({ address: z.string(), uiUrl: z.string().nullable(), startedByUs: z.boolean() }),
  databaseUrl: z.string(),
  api: z.object({ url: z.string(), port: z.number().int(), key: z.string() }),
  sandbox: z.object({
    httpUrl: z.string(), smtpUrl: z.string(), twilioBaseUrl: z.string(), accountSid: z.string(), authToken: z.string(), from: z.string(),
  }).nullable(),
});
export type InstallationRecord = z.infer<typeof recordSchema>;

const recordPath = (home: string): string => join(home, 'running.json');

/** The record of a running installation, or null when none runs from this folder. */
export async function readInstallation(home: string): Promise<InstallationRecord | null> {
  const text = await readFile(recordPath(home), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = recordSchema.safeParse(parseJson(text));
  return parsed.success && (await isAnother(parsed.data.pid)) ? parsed.data : null;
}

/** In a container every start has the same process id: a record with our own was left by an earlier life. */
async function isAnother(pid: number): Promise<boolean> {
  return pid !== process.pid && runsAs(pid, 'dunwell');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A torn record is one that nobody finished writing: as good as none.
    return null;
  }
}

/** Written by rename, readable by its owner alone: it holds the keys of the sandbox. */
export async function writeInstallation(home: string, record: InstallationRecord): Promise<void> {
  await mkdir(home, { recursive: true });
  const path = recordPath(home);
  await writeFile(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeInstallation(home: string): Promise<void> {
  await rm(recordPath(home), { force: true });
}

/** Whether a process of this id lives and its command line holds a word: ids are used again by strangers. */
export async function runsAs(pid: number, word: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command !== null) return command.replaceAll('\0', ' ').includes(word);
  const { exitCode, output } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)]);
  return exitCode === 0 && output.includes(word);
}

/**
 * Takes a home folder for this process, before anything in it is started; returns what gives it back. A killed process holds nothing.
 * Throws ALREADY_RUNNING while another one has it.
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  const [lock, own] = [join(home, 'up.pid'), join(home, `up.pid.${process.pid}`)];
  await writeFile(own, String(process.pid));
  try {
    while (!(await linkOnce(own, lock))) {
      const holder = await readPid(lock);
      if (await isAnother(holder)) throw new DunwellError('ALREADY_RUNNING', `Dunwell is being started or stopped in ${home} already (process ${holder}).`);
      await dropLock(lock, holder);
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(lock, { force: true });
}

async function readPid(path: string): Promise<number> {
  return Number(await readFile(path, 'utf8').catch(() => '0'));
}

/** A link, unlike a new file, has its content from its first moment on. */
async function linkOnce(from: string, to: string): Promise<boolean> {
  return link(from, to).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return false;
    throw error;
  });
}

/** Removes the lock of a process that is gone; one that somebody took in the meantime goes back. */
async function dropLock(lock: string, holder: number): Promise<void> {
  const aside = `${lock}.${process.pid}.left`;
  await rename(lock, aside).catch(() => undefined);
  if ((await readPid(aside)) !== holder) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}

/** The configured API key, or one made once for this installation. */
export async function installationKey(config: Config, name: string): Promise<string> {
  const path = join(config.home, name);
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null && known.trim() !== '') return known.trim();
  const key = randomBytes(24).toString('hex');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
}
