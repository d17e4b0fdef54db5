import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { loadConfig, type Config } from '#config';
import { bringUp, removeEverything, type RunningInstallation } from '#processes/up.ts';
import { untilStopped } from '#processes/until-stopped.ts';
import { counted, EXIT, openOutput, table, type Output } from './output.ts';
import { nextActions, untilDecided } from './next-actions.ts';

type UpFlags = { readonly reset?: boolean; readonly yes?: boolean };

export function addUpCommand(program: Command): void {
  program.command('up')
    .description('bring everything up and work the book; Ctrl-C stops it again')
    .option('--reset', 'first remove everything that this installation stored (asks)')
    .option('--yes', 'do not ask')
    .action(async (flags: UpFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const config = loadConfig();
      if (flags.reset === true && !(await reset(config, flags.yes === true, output))) return;
      await runUntilStopped(config, output);
    });
}

async function reset(config: Config, sure: boolean, output: Output): Promise<boolean> {
  if (!sure) {
    if (!process.stdin.isTTY) {
      output.note(`--reset removes everything in ${config.home}; say --yes as well where nobody can be asked.`);
      process.exitCode = EXIT.invalidInput;
      return false;
    }
    const ask = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await ask.question(`Remove every account, message and history in ${config.home}? [y/N] `);
    ask.close();
    if (!/^y(es)?$/i.test(answer.trim())) return false;
  }
  await removeEverything(config);
  return true;
}

async function runUntilStopped(config: Config, output: Output): Promise<void> {
  const onStep = (sentence: string): void => output.note(`· ${sentence}`);
  const onNotice = (sentence: string): void => output.note(`  ${sentence}`);
  let giveUp: (sentence: string) => void = () => undefined;
  const givenUp = new Promise<string>((resolve) => { giveUp = resolve; });
  // Null when somebody asked for it, otherwise what is wrong.
  const ended = Promise.race([untilStopped().then(() => null), givenUp]);
  const stopping = new AbortController();
  void ended.then(() => stopping.abort());
  const running = await bringUp({ config, onStep, onNotice, onGivenUp: giveUp, stopping: stopping.signal }).catch((error: unknown) => {
    if (stopping.signal.aborted) return null;
    throw error;
  });
  try {
    if (running !== null) await Promise.race([ended, tell(running, output, onStep)]);
    const wrong = await ended;
    if (wrong !== null) {
      output.note(wrong);
      process.exitCode = EXIT.failed;
    }
  } finally {
    await running?.stop(onStep);
  }
  output.note('· stopped; nothing is lost, `npm start` goes on where it was');
  process.exit();
}

async function tell(running: RunningInstallation, output: Output, onStep: (sentence: string) => void): Promise<void> {
  await untilDecided(running.database, running.seed.newAccountIds.length, onStep);
  output.result(await overview(running), show);
}

type Overview = Awaited<ReturnType<typeof overview>>;

async function overview({ record, seed, database }: RunningInstallation) {
  return {
    mode: record.mode, canForward: record.mode === 'sandbox' && record.temporal.startedByUs, api: record.api.url, apiKey: record.api.key, temporalUi: record.temporal.uiUrl, sandbox: record.sandbox?.httpUrl ?? null,
    book: { ...seed, newAccountIds: seed.newAccountIds.length }, next: await nextActions(database, 8),
  };
}

function show({ mode, canForward, api, apiKey, temporalUi, sandbox, book, next }: Overview): string {
  const urls = [
    ...(sandbox === null ? [] : [['Sandbox: every message, and answers as the debtor', sandbox]]),
    ['API (X-Api-Key below), health at /health', api],
    ...(temporalUi === null ? [] : [["Temporal's UI: each account is one workflow", temporalUi]]),
  ];
  return [
    '', `Dunwell is up in ${mode.toUpperCase()} mode. ${mode === 'sandbox' ? 'Nothing leaves this machine.' : 'Messages really go out.'}`, '',
    table(['what', 'where'], urls), `API key: ${apiKey}`, '',
    `${counted(book.openAccounts, 'open account')}${book.newAccountIds > 0 ? `, ${book.newAccountIds} of them new` : ''}${book.listed > 0 ? `; ${counted(book.listed, 'debt')} listed and not contacted` : ''}. Next:`,
    table(['account', 'stage', 'at', 'what', 'why'], next.map((row) => [row.accountId, row.stage ?? '-', row.at ?? '-', row.what, row.why])), '',
    'Try next, in another terminal:',
    ...(canForward ? ['  npx dunwell forward 7d            a week in seconds; then look at the sandbox page'] : []),
    '  npx dunwell accounts              the list',
    '  npx dunwell why <account>         why it does what it does',
    '  npx dunwell act <account> --help  pay, stop, dispute, record a call, agree a plan',
    '  npx dunwell rehearse --days 120   four months of this book on servers of its own',
    'Ctrl-C stops everything.', '',
  ].join('\n');
}
