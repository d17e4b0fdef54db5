/** What commands print: tables for people, JSON for programs, sentences on stderr when something is wrong. */
import Table from 'cli-table3';
import { DunwellError } from '#contracts/failures.ts';

/** Exit codes, the same for every command; docs/cli.md lists them. */
export const EXIT = { done: 0, failed: 1, invalidInput: 2, refused: 3, unavailable: 4, promiseBroken: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type Output = {
  readonly json: boolean;
  /** The result: as JSON where it was asked for, otherwise as the text that `show` makes of it. */
  readonly result: <T>(value: T, show: (value: T) => string) => void;
  /** Progress for people; never on stdout, so that a pipe gets results only. */
  readonly note: (sentence: string) => void;
};

export function openOutput(json: boolean): Output {
  return {
    json,
    result: (value, show) => { process.stdout.write(`${json ? JSON.stringify(value, null, 2) : show(value)}\n`); },
    note: (sentence) => { process.stderr.write(`${sentence}\n`); },
  };
}

/** `1 debt`, `2 debts`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** A plain table without colours, so that it reads the same in a file. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [] }, chars: COMPACT });
  made.push(...rows.map((row) => row.map(String)));
  return made.toString();
}

const COMPACT = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
} as const;

/** Prints a failure in a sentence that says what to do, and gives the exit code that belongs to it. */
export function reportFailure(error: unknown, json: boolean): ExitCode {
  const known = error instanceof DunwellError ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(json ? `${JSON.stringify({ error: { code: known?.code ?? 'UNEXPECTED', message, ...known?.details } })}\n` : `${known === null ? 'Unexpected: ' : ''}${message}\n`);
  switch (known?.code) {
    case undefined: return EXIT.failed;
    case 'TEMPORAL_UNAVAILABLE':
    case 'DATABASE_UNAVAILABLE':
    case 'NOT_RUNNING': return EXIT.unavailable;
    case 'FACT_REFUSED':
    case 'FACT_CONFLICT':
    case 'FORWARD_REFUSED':
    case 'ALREADY_RUNNING': return EXIT.refused;
    default: return EXIT.invalidInput;
  }
}
