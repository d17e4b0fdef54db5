import type { Command } from 'commander';
import { listTasks, TASK_KINDS, type TaskPage } from '#adapters/db/read/list-tasks.ts';
import { choiceOption, limitOption } from './options.ts';
import { counted, openOutput, table } from './output.ts';
import { withSession } from './session.ts';

type TasksFlags = { readonly kind?: string; readonly limit: number; readonly after?: string };

export function addTasksCommand(program: Command): void {
  program.command('tasks')
    .description('what waits for people, the most urgent first')
    .addOption(choiceOption('--kind <kind>', 'of one kind', TASK_KINDS))
    .addOption(limitOption(50))
    .option('--after <id>', 'go on after this task')
    .action(async (flags: TasksFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      output.result(await withSession(async ({ database, clock }) => listTasks(database, {
        limit: flags.limit, ...(flags.kind === undefined ? {} : { kind: flags.kind }), ...(flags.after === undefined ? {} : { cursor: flags.after }),
      }, await clock.now())), show);
    });
}

function show({ tasks, nextCursor }: TaskPage): string {
  const rows = table(['task', 'kind', 'account', 'not after', '', 'about'], tasks.map((task) => [task.taskId, task.kind, task.accountId ?? '-', task.notAfter.slice(0, 16), task.overdue ? 'overdue' : '', task.subject]));
  return nextCursor === null ? `${rows}\n${counted(tasks.length, 'task')}` : `${rows}\nMore: --after ${nextCursor}`;
}
