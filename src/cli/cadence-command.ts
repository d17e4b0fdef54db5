import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { CadenceProblem } from '#adapters/cadence-files/cadence-problem.ts';
import { loadCadence, loadCadences, type LoadedCadence } from '#adapters/cadence-files/load-cadence.ts';
import { CADENCES_FOLDER } from '#processes/load-book.ts';
import { openTemplates } from '#processes/worker-dependencies.ts';
import { counted, EXIT, openOutput } from './output.ts';

export function addCadenceCommand(program: Command): void {
  const cadence = program.command('cadence').description('work with cadence files');
  cadence.command('lint')
    .description('check cadence files and the templates they name; all findings at once')
    .argument('[path...]', 'files or folders', [CADENCES_FOLDER])
    .option('--templates <folder>', 'folder of the templates')
    .action((paths: readonly string[], options: { templates?: string }, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const templates = openTemplates(options.templates).facts;
      const loaded = paths.flatMap((path) => isFolder(path) ? loadCadences(path, templates) : [loadCadence(path, templates)]);
      output.result(loaded.map(summaryOf), () => loaded.map(show).join('\n'));
      if (loaded.some((each) => each.kind === 'invalid') || loaded.length === 0) process.exitCode = EXIT.invalidInput;
    });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function summaryOf(loaded: LoadedCadence) {
  return loaded.kind === 'cadence'
    ? { file: loaded.file, name: loaded.policy.name, version: loaded.policy.version, hash: loaded.hash, steps: loaded.policy.steps.length, findings: loaded.warnings }
    : { file: loaded.file, findings: loaded.problems };
}

function show(loaded: LoadedCadence): string {
  if (loaded.kind === 'invalid') return [`${loaded.file}: ${counted(loaded.problems.length, 'problem')}`, ...loaded.problems.map(showProblem)].join('\n');
  return [`${loaded.file}: ${loaded.policy.name} ${loaded.policy.version}, ${loaded.policy.steps.length} steps, ${loaded.hash.slice(0, 12)}`, ...loaded.warnings.map(showProblem)].join('\n');
}

function showProblem({ file, line, column, severity, rule, message }: CadenceProblem): string {
  return `  ${file}:${line}:${column} ${severity} ${rule}: ${message}`;
}
