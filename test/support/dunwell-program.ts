/** The real program, as a user runs it: in a process of its own, with settings of its own and none of the host's. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/dunwell.mjs', import.meta.url));
/** What a program needs of its host; our own settings, which somebody may have set for his work, stay outside. */
const HOST_SETTINGS = ['PATH', 'HOME', 'TMPDIR', 'NODE_OPTIONS', 'TEMPORAL_CLI_PATH'];

export type Settings = Readonly<Record<string, string>>;
export type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** Starts `dunwell ARGS`; output goes to the pipes or, where a file descriptor is given, there. It ends when this process does. */
export function startDunwell(args: readonly string[], settings: Settings, output: number | 'pipe' = 'pipe'): ChildProcess {
  const host = Object.fromEntries(HOST_SETTINGS.flatMap((name) => process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return fork(PROGRAM, args, { env: { ...host, ...settings }, execArgv: [], stdio: ['ignore', output, output, 'ipc'] });
}

/** Runs `dunwell ARGS` to its end. */
export async function runDunwell(args: readonly string[], settings: Settings): Promise<Ended> {
  const child = startDunwell(args, settings);
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, text(child.stdout!), text(child.stderr!)]);
  return { exitCode, stdout, stderr };
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
