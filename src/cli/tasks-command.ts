import type { Command } from 'commander';
import { listTasks, type TaskPage } from '#adapters/db/read/list-tasks.ts';
import { openOutput, table } from './output.ts';
import { withSession } from './session.ts';

type TasksFlags = { readonly kind?: string; readonly limit: string; readonly after?: string };

export function addTasksCommand(program: Command): void {
  program.command('tasks')
    .description('what waits for people, the most urgent first')
    .option('--kind <kind>', 'call, review, legal_review, gate_review, manual_contact, unknown_outcome, inbound, alert, suspense')
    .option('--limit <count>', 'at most so many', '50')
    .option('--after <id>', 'go on after this task')
    .action(async (flags: TasksFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      output.result(await withSession(async ({ database, clock }) => listTasks(database, {
        limit: Number(flags.limit) || 50, ...(flags.kind === undefined ? {} : { kind: flags.kind }), ...(flags.after === undefined ? {} : { cursor: flags.after }),
      }, await clock.now())), show);
    });
}

function show({ tasks, nextCursor }: TaskPage): string {
  const rows = table(['task', 'kind', 'account', 'not after', '', 'about'], tasks.map((task) => [task.taskId, task.kind, task.accountId ?? '-', task.notAfter.slice(0, 16), task.overdue ? 'overdue' : '', task.subject]));
  return nextCursor === null ? `${rows}\n${tasks.length} tasks` : `${rows}\nMore: --after ${nextCursor}`;
}
