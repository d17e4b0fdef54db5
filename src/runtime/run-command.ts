/** Runs a program to its end and gives what it said. */
import { spawn } from 'node:child_process';

export type CommandOptions = {
  readonly uid?: number; readonly gid?: number; readonly timeoutMs?: number; readonly environment?: Readonly<Record<string, string>>;
  /** In a process group of its own: Ctrl-C does not reach it, and what it has begun is whole when we stop. */
  readonly detached?: boolean;
};
export type CommandResult = { readonly exitCode: number; readonly output: string };

/** Never throws for a program that fails or is missing: its exit code tells. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const { timeoutMs = 60_000, environment, ...identity } = options;
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, ...identity, ...(environment === undefined ? {} : { env: { ...environment } }) });
    let output = '';
    const take = (chunk: Buffer): void => { output += chunk.toString('utf8'); };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ exitCode: 127, output: error.message }));
    // `exit`, not `close`: a daemon that it leaves behind may hold the pipes open for ever.
    child.once('exit', (code) => setImmediate(() => { child.stdout.destroy(); child.stderr.destroy(); resolve({ exitCode: code ?? 1, output }); }));
  });
}
