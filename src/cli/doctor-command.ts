import type { Command } from 'commander';
import { loadConfig } from '#config';
import { examine, type Finding } from '#processes/doctor.ts';
import { EXIT, openOutput, table } from './output.ts';

export function addDoctorCommand(program: Command): void {
  program.command('doctor')
    .description('say what is missing on this machine and how to get it')
    .action(async (_options: unknown, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const findings = await examine(loadConfig());
      output.result(findings, show);
      if (findings.some((finding) => finding.state === 'missing')) process.exitCode = EXIT.unavailable;
    });
}

function show(findings: readonly Finding[]): string {
  return table(['', 'what', 'found', 'what to do'], findings.map(({ state, what, found, advice }) => [state, what, found, advice ?? '']));
}
