/** `dunwell up` whose API can be put to sleep, so that the sandbox's receipts are late, over a book that writes tomorrow and in six days. */
import { runDunwell } from '../support/dunwell-program.ts';
import type { ForwardResult } from '#rehearsal/forward-book.ts';
import { makeHome, startUp, type TemporaryHome, type UpProcess } from '../support/up-process.ts';
import type { SeededAccount } from './one-step-book.ts';
import type { ObservedBook } from './sent-once.ts';
import { seedBook, withBook } from './up-book.ts';

export type SleepyApi = {
  readonly home: string;
  /** Written to tomorrow: its mail is taken and comes back. */
  readonly bounced: SeededAccount;
  /** Gets a text tomorrow. */
  readonly text: SeededAccount;
  /** Gets a text in six days. */
  readonly later: SeededAccount;
  /** `dunwell forward`; throws unless it ended well. */
  readonly forward: (duration: string) => Promise<ForwardResult>;
  /** Runs while nobody takes receipts; `wake` lets them be taken again. */
  readonly whileAsleep: <T>(run: (wake: () => void) => Promise<T>) => Promise<T>;
  readonly look: <T>(look: (book: ObservedBook) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

export async function openSleepyApi(): Promise<SleepyApi> {
  const home = await makeHome();
  // One message a day after the due date.
  const [bounced, text, later] = await seedBook(home, async ({ seed }) => [
    ...await seed('email', 1, { dueOn: '+0d', mailbox: 'bounce-later' }), ...await seed('sms', 1, { dueOn: '+0d' }), ...await seed('sms', 1, { dueOn: '+5d' }),
  ]);
  const up = await startUp(home).catch(async (error: unknown) => {
    await home.remove();
    throw error;
  });
  return {
    home: home.home, bounced: bounced!, text: text!, later: later!, forward: (duration) => forward(home, duration), whileAsleep: (run) => whileAsleep(up, run),
    look: (look) => withBook(home, up, look),
    close: async () => {
      await up.stop();
      await home.remove();
    },
  };
}

async function forward({ settings }: TemporaryHome, duration: string): Promise<ForwardResult> {
  const { exitCode, stdout, stderr } = await runDunwell(['--json', 'forward', duration], settings);
  if (exitCode !== 0 || stderr !== '') throw new Error(`dunwell forward ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as ForwardResult;
}

async function whileAsleep<T>(up: UpProcess, run: (wake: () => void) => Promise<T>): Promise<T> {
  const api = await up.pidOf('api');
  process.kill(api, 'SIGSTOP');
  const wake = (): void => { process.kill(api, 'SIGCONT'); };
  return run(wake).finally(wake);
}
