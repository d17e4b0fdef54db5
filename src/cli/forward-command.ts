import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { forwardBook } from '#rehearsal/forward-book.ts';
import type { AwaitProviders } from '#rehearsal/settle-book.ts';
import { openOutput } from './output.ts';
import { openProgressBar } from './progress-bar.ts';
import { withTemporal } from './session.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const LONGEST_DAYS = 400;

export function addForwardCommand(program: Command): void {
  program.command('forward')
    .description("move the sandbox's whole book ahead: every account lives through the time in between")
    .argument('<duration>', 'such as 36h, 7d or 2w', durationMs)
    .action(async (by: number, _options: unknown, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const bar = openProgressBar('moving the book', 100, output.json);
      const result = await withTemporal(({ database, client, endpoints }) => forwardBook({
        database, client, mode: endpoints.mode, startedByUs: endpoints.timeSkipping, by, onProgress: ({ share }) => bar.set(Math.round(share * 100)),
        ...(endpoints.sandbox === null ? {} : { awaitProviders: providersAt(endpoints.sandbox.httpUrl, output.note) }),
      })).finally(() => bar.stop());
      output.result(result, ({ bookStoodAt, bookStandsAt, groups, stuckAccountIds, runlessAccountIds, unsettled }) => [
        `The book stood at ${bookStoodAt} and stands at ${bookStandsAt}; ${groups} people or groups lived through it.`,
        ...(stuckAccountIds.length > 0 ? [`Waiting for a worker or a repair: ${stuckAccountIds.join(', ')}`] : []),
        ...(runlessAccountIds.length > 0 ? [`Without a run yet (the relay starts them): ${runlessAccountIds.join(', ')}`] : []),
        ...(unsettled.notices > 0 ? [`The sandbox's providers have not come through with ${unsettled.notices} of their notices; they are given again by themselves.`] : []),
        ...(unsettled.accountIds.length > 0 ? [`Still at work: ${unsettled.accountIds.join(', ')}`] : []),
      ].join('\n'));
    });
}

/** The providers live in the process of `dunwell up`; of one that does not answer it is said once that nothing could be waited for. */
function providersAt(sandboxUrl: string, note: (sentence: string) => void): AwaitProviders {
  let silent = false;
  return async (withinMs) => {
    const response = await fetch(`${sandboxUrl}/under-way?withinMs=${withinMs}`).catch(() => null);
    if (response?.ok === true) return ((await response.json()) as { readonly underWay: number }).underWay;
    if (!silent) note(`The sandbox's providers do not answer at ${sandboxUrl}: their notices are not waited for. Is \`dunwell up\` running?`);
    silent = true;
    return 0;
  };
}

/** Milliseconds of a duration such as 36h; refused with the forms that are taken. */
function durationMs(text: string): number {
  const match = /^(\d{1,5})([mhdw])$/.exec(text.trim());
  const milliseconds = match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN);
  if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0) throw new InvalidArgumentError('Give a number with m, h, d or w, such as 7d.');
  if (milliseconds > LONGEST_DAYS * 86_400_000) throw new InvalidArgumentError(`At most ${LONGEST_DAYS}d in one go.`);
  return milliseconds;
}
