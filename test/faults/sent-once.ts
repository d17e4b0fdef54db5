/** What must hold for every account of a one-step book, whatever broke meanwhile: sent once, or flagged to one person; never lost, never doubled. */
import type { Client } from '@temporalio/client';
import { expect } from 'vitest';
import type { Database } from '#adapters/db/database.ts';
import { accountWorkflowId } from '#contracts/account-workflow.ts';
import type { SandboxMessage } from '#sandbox/journal.ts';
import { until } from '../support/until.ts';
import type { SeededAccount } from './one-step-book.ts';

export type ObservedBook = {
  readonly database: Database;
  readonly client: Client;
  readonly sent: () => readonly SandboxMessage[] | Promise<readonly SandboxMessage[]>;
  readonly letters: () => Promise<readonly string[]>;
};

/** A server gives up an attempt that it lost sight of after 10 s; back-offs may follow, and the machine may be busy. */
const GOES_ON_WITHIN_MS = 120_000;

type Ending = { readonly address: string; readonly messages: number; readonly outcome: string; readonly openTasks: number };

/** Waits until every account's run has taken in the outcome of its one touch and has nothing left to do but to wait; nobody wakes it. */
export async function untilAllWentOn({ database }: Pick<ObservedBook, 'database'>, accounts: readonly SeededAccount[], withinMs = GOES_ON_WITHIN_MS): Promise<void> {
  const ids = accounts.map((account) => account.accountId);
  await until('every run to go on', async () => {
    const [row] = await database.$queryRaw<{ readonly done: number }[]>`
      SELECT count(*)::int AS done FROM account a JOIN account_next n ON n.account_id = a.id
      WHERE a.id = ANY(${ids}) AND n.cursor = a.last_seq AND n.step->>'kind' = 'wait'
        AND EXISTS (SELECT 1 FROM touch t WHERE t.account_id = a.id AND t.status IN ('sent', 'unknown'))`;
    return row!.done === ids.length;
  }, withinMs);
}

/** How each account ended: the journal says what was sent, the book what we believe. */
async function endingsOf(book: ObservedBook, accounts: readonly SeededAccount[]): Promise<readonly Ending[]> {
  const [letters, sent] = await Promise.all([book.letters(), book.sent()]);
  return Promise.all(accounts.map(async ({ accountId, channel, address }) => {
    const touches = await book.database.touch.findMany({ where: { accountId, status: { not: 'failed' } } });
    const messages = channel === 'letter' ? letters.filter((id) => touches.some((touch) => touch.id === id)) : sent.filter((message) => message.address === address);
    const openTasks = await book.database.task.count({ where: { accountId } });
    return { address, messages: messages.length, outcome: touches.map((touch) => touch.status).join(' '), openTasks };
  }));
}

/** One message each, and the book knows it. A mail server cannot be asked, so an e-mail may be with a person instead. */
export async function expectSentOnce(book: ObservedBook, accounts: readonly SeededAccount[]): Promise<void> {
  const endings = await endingsOf(book, accounts);
  const wrong = endings.filter(({ address, messages, outcome, openTasks }) => {
    const known = messages === 1 && outcome === 'sent' && openTasks === 0;
    const flagged = address.includes('@') && messages <= 1 && outcome === 'unknown' && openTasks === 1;
    return !known && !flagged;
  });
  expect(wrong).toEqual([]);
  expect(await statusesOf(book, accounts)).toEqual(['RUNNING']);
}

async function statusesOf({ client }: ObservedBook, accounts: readonly SeededAccount[]): Promise<readonly string[]> {
  const runs = await Promise.all(accounts.map(({ accountId }) => client.workflow.getHandle(accountWorkflowId(accountId)).describe()));
  return [...new Set(runs.map((run) => run.status.name))];
}
