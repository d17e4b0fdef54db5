/** The command line: one file per command; this one only says which there are. */
import { Command, CommanderError } from 'commander';
import { addActCommand } from './act-command.ts';
import { addAccountsCommand } from './accounts-command.ts';
import { addApiCommand } from './api-command.ts';
import { addCadenceCommand } from './cadence-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addForwardCommand } from './forward-command.ts';
import { addImportCommand } from './import-command.ts';
import { EXIT, reportFailure } from './output.ts';
import { addRehearseCommand } from './rehearse-command.ts';
import { addStatusCommand } from './status-command.ts';
import { addTasksCommand } from './tasks-command.ts';
import { addUpCommand } from './up-command.ts';
import { addWhyCommand } from './why-command.ts';
import { addWorkerCommand } from './worker-command.ts';

const COMMANDS = [
  addUpCommand, addWorkerCommand, addApiCommand, addDoctorCommand, addForwardCommand, addImportCommand, addAccountsCommand, addStatusCommand,
  addWhyCommand, addTasksCommand, addActCommand, addRehearseCommand, addCadenceCommand,
];

/** Runs one command line; the process's exit code tells how it went. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('dunwell')
    .description('Durable, provable collections: each delinquent account is one workflow.')
    .option('--json', 'print the result as JSON')
    .exitOverride()
    .showHelpAfterError()
    .addHelpText('after', '\nExit codes: 0 done, 1 unexpected failure, 2 invalid input, 3 refused, 4 not reachable, 5 a promise was broken (rehearse).');
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // Commander has printed help and usage errors itself.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? EXIT.done : EXIT.invalidInput) : reportFailure(error, program.opts<{ json?: boolean }>().json === true);
  }
}
