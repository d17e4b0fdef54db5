/** The command line: one file per command; this one only says which there are. */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { DunwellError } from '#contracts/failures.ts';
import { EXIT, reportFailure, type ExitCode } from './output.ts';

/** In the order in which help lists them. Each brings much of the product along, so only the one that is named is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  up: async () => (await import('./up-command.ts')).addUpCommand,
  worker: async () => (await import('./worker-command.ts')).addWorkerCommand,
  api: async () => (await import('./api-command.ts')).addApiCommand,
  doctor: async () => (await import('./doctor-command.ts')).addDoctorCommand,
  forward: async () => (await import('./forward-command.ts')).addForwardCommand,
  import: async () => (await import('./import-command.ts')).addImportCommand,
  accounts: async () => (await import('./accounts-command.ts')).addAccountsCommand,
  status: async () => (await import('./status-command.ts')).addStatusCommand,
  why: async () => (await import('./why-command.ts')).addWhyCommand,
  tasks: async () => (await import('./tasks-command.ts')).addTasksCommand,
  handover: async () => (await import('./handover-command.ts')).addHandoverCommand,
  act: async () => (await import('./act-command.ts')).addActCommand,
  rehearse: async () => (await import('./rehearse-command.ts')).addRehearseCommand,
  cadence: async () => (await import('./cadence-command.ts')).addCadenceCommand,
};

/** The command that is named; for help and for mistakes all of them. */
async function commandsFor(argv: readonly string[]): Promise<readonly ((program: Command) => void)[]> {
  const named = argv.slice(2).find((argument) => !argument.startsWith('-'));
  const load = named !== undefined && Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined;
  return Promise.all((load === undefined ? Object.values(COMMANDS) : [load]).map((each) => each()));
}

/** Runs one command line; the process's exit code tells how it went. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('dunwell')
    .description('Durable, provable collections: each delinquent account is one workflow.')
    .option('--json', 'print the result as JSON')
    .version(manifest.version)
    .exitOverride()
    // What is wrong is said below, once, as every failure is.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', '\nExit codes: 0 done, 1 unexpected failure, 2 invalid input, 3 refused, 4 not reachable, 5 a promise was broken (rehearse).');
  for (const add of await commandsFor(argv)) add(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error, argv.includes('--json'));
  }
}

function exitCodeOf(error: unknown, json: boolean): ExitCode {
  if (!(error instanceof CommanderError)) return reportFailure(error, json);
  if (error.exitCode === 0) return EXIT.done;
  // No command at all: its help has been printed.
  if (error.code === 'commander.help') return EXIT.invalidInput;
  return reportFailure(new DunwellError('ARGUMENTS_INVALID', error.message.replace(/^error: /, '')), json);
}
