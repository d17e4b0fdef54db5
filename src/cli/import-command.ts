import type { Command } from 'commander';
import type { ImportReport } from '#adapters/db/import/import-report.ts';
import { importAccountFile, importCreditorFile, publishedCadences } from '#processes/load-book.ts';
import { counted, EXIT, openOutput, table } from './output.ts';
import { openProgressBar } from './progress-bar.ts';
import { withTemporal } from './session.ts';

type ImportFlags = { readonly map?: string; readonly dryRun?: boolean; readonly creditors?: string };

export function addImportCommand(program: Command): void {
  program.command('import')
    .description('take accounts over from CSV or JSON lines; bad rows are named, good rows are kept, the same file again changes nothing')
    .argument('<file>', 'a .csv, or .jsonl with the same field names (docs/import-fields.md)')
    .option('--map <file>', 'YAML: canonical field to column or constant')
    .option('--dry-run', 'judge every row and write nothing')
    .option('--creditors <file>', 'first take over creditors and contracts from this file')
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const report = await importFile(file, flags, output.json);
      output.result(report, (each) => show(each, flags.dryRun === true));
      if (report.rejected.length > 0) process.exitCode = EXIT.invalidInput;
    });
}

function importFile(file: string, flags: ImportFlags, quiet: boolean): Promise<ImportReport> {
  return withTemporal(async ({ database, clock, starter }) => {
    if (flags.creditors !== undefined && flags.dryRun !== true) await importCreditorFile(database, flags.creditors);
    const bar = openProgressBar('accounts', 1, quiet);
    const report = await importAccountFile(database, {
      file, mapFile: flags.map ?? null, dryRun: flags.dryRun === true, now: await clock.now(), cadences: await publishedCadences(database),
      onProgress: ({ accountsDone, accountsTotal }) => bar.set(accountsDone, accountsTotal),
    }).finally(() => bar.stop());
    await starter.wake([...report.accountIds, ...report.grownAccountIds]);
    return report;
  });
}

function show(report: ImportReport, dryRun: boolean): string {
  const rows: (readonly (string | number)[])[] = [
    ...report.rejected.map((row) => [row.row, 'refused', row.reasons.join(' ')]),
    ...report.changed.map((row) => [row.row, 'changed', `${row.accountReference} ${row.debtReference} says something else than the book: ${row.fields.join(', ')}. The book was kept.`]),
    ...report.notContactable.map((row) => [row.row, 'listed', `${row.accountReference} ${row.debtReference} is not contacted: missing ${row.missing.join(', ')}.`]),
    ...report.completed.map((row) => [row.row, 'completed', `${row.accountReference} ${row.debtReference} has now ${row.fields.join(', ')}.`]),
    ...report.suspectedDuplicates.map((row) => [row.row, 'look', `${row.partyId} may be ${row.otherPartyId} (score ${row.score}: ${row.agreeing.join(', ')}).`]),
    ...report.warnings.map((row) => [row.row, 'note', row.sentence]),
  ];
  const summary = `${report.rows} rows: ${report.accepted} taken over, ${report.unchanged} known and unchanged, ${report.changed.length} changed, ${report.rejected.length} refused. ${counted(report.accountIds.length, 'new account')}.${dryRun ? ' Nothing was written: that is what an import would do.' : ''}`;
  return rows.length === 0 ? summary : `${table(['row', '', 'what'], rows.toSorted((left, right) => Number(left[0]) - Number(right[0])))}\n${summary}`;
}
