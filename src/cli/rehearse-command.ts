import { DefaultLogger, Runtime } from '@temporalio/worker';
import { InvalidArgumentError, type Command } from 'commander';
import { loadConfig } from '#config';
import { EXAMPLE_CREDITORS, EXAMPLE_PORTFOLIO } from '#processes/load-book.ts';
import { printReport } from '#rehearsal/print-report.ts';
import { rehearse } from '#rehearsal/rehearse.ts';
import type { RehearsalReport } from '#rehearsal/rehearsal-report.ts';
import { EXIT, openOutput, type Output } from './output.ts';
import { openProgressBar } from './progress-bar.ts';

type RehearseFlags = {
  readonly portfolio: string; readonly creditors: string; readonly cadence?: readonly string[]; readonly days: number; readonly seed: string; readonly start?: string;
};

export function addRehearseCommand(program: Command): void {
  program.command('rehearse')
    .description('work a portfolio through months on servers of its own, and hold what was sent against the seven promises')
    .option('--portfolio <file>', 'accounts as for import', EXAMPLE_PORTFOLIO)
    .option('--creditors <file>', 'creditors and contracts', EXAMPLE_CREDITORS)
    .option('--cadence <files...>', 'cadence files instead of the shipped ones')
    .option('--days <number>', 'how many days', days, 120)
    .option('--seed <text>', 'the same seed and start give the same course', '1')
    .option('--start <time>', 'when the portfolio is taken over, ahead of now; absent: the next noon in UTC')
    .action(async (flags: RehearseFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const report = await run(flags, output);
      output.result(report, printReport);
      if (report.violations > 0) process.exitCode = EXIT.promiseBroken;
    });
}

async function run({ portfolio, creditors, cadence, days: many, seed, start }: RehearseFlags, output: Output): Promise<RehearsalReport> {
  // Workers tell of every state they go through; here only what fails is of interest.
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const bar = openProgressBar('rehearsing', 100, output.json);
  let said = '';
  try {
    return await rehearse({
      portfolioFile: portfolio, creditorsFile: creditors, cadenceFiles: cadence ?? null, days: many, seed, temporalCliPath: loadConfig().temporal.cliPath,
      ...(start === undefined ? {} : { startsAt: start }),
      onProgress: ({ step, share }) => {
        if (step !== said) output.note(`· ${step}`);
        said = step;
        bar.set(Math.round(share * 100));
      },
    });
  } finally {
    bar.stop();
  }
}

const MOST_DAYS = 400;

function days(text: string): number {
  const parsed = Number(text);
  if (!Number.isInteger(parsed) || parsed < 1 || parsed > MOST_DAYS) throw new InvalidArgumentError(`Give a whole number of days from 1 to ${MOST_DAYS}.`);
  return parsed;
}
