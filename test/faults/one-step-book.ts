/** A book of accounts that are due now, each with one address and so with one channel, through the import that everybody uses. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '#adapters/db/database.ts';
import type { MessageChannel } from '#core/cadence/cadence-policy.ts';
import { importAccountFile, importCreditorFile, publishCadenceFiles } from '#processes/load-book.ts';
import { lockMode } from '#processes/mode-lock.ts';
import { openTemplates } from '#processes/worker-dependencies.ts';
import { daytimeOffice } from './daytime-office.ts';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export type SeededAccount = { readonly accountId: string; readonly channel: MessageChannel; readonly address: string };

export type OneStepBook = {
  /** Imports `count` accounts of a channel; their runs are the caller's to start. */
  readonly seed: (channel: MessageChannel, count: number, given?: Partial<SeedOptions>) => Promise<readonly SeededAccount[]>;
};

/** The message goes out a day after the due date; mail goes to this mailbox. */
export type SeedOptions = { readonly dueOn: string; readonly mailbox: string };

export async function openOneStepBook(database: Database, folder: string): Promise<OneStepBook> {
  const now = new Date();
  await lockMode(database, 'sandbox');
  const cadences = await publishCadenceFiles(database, [beside('one-step.yaml')], openTemplates().facts, now.toISOString());
  await importCreditorFile(database, beside('creditor.yaml'));
  const office = daytimeOffice(now.getTime());
  let seeded = 0;
  return {
    seed: async (channel, count, { dueOn = '-3d', mailbox = 'office' } = {}) => {
      const accounts = Array.from({ length: count }, () => {
        seeded += 1;
        return { reference: `A-${seeded}`, address: addressOf(channel, { phone: office.phoneFrom + seeded, no: seeded, mailbox }) };
      });
      const file = join(folder, `accounts-${seeded}.jsonl`);
      await writeFile(file, accounts.map(({ reference, address }) => JSON.stringify({
        creditor_id: 'example-works', account_reference: reference, debt_reference: `${reference}/1`, currency: 'USD', segment: 'one-step', product: 'invoice',
        due_on: dueOn, current_amount: '120.00', party_kind: 'business', full_name: `Sample Office ${reference}`, ...office.address, ...contactFields(channel, address),
      })).join('\n'));
      const report = await importAccountFile(database, { file, mapFile: null, dryRun: false, now: new Date().toISOString(), cadences, onProgress: () => undefined });
      if (report.accountIds.length !== count) throw new Error(`Not all accounts were taken over: ${JSON.stringify(report)}`);
      const rows = await database.account.findMany({ where: { id: { in: [...report.accountIds] } }, select: { id: true, reference: true } });
      const idOf = new Map(rows.map((row) => [row.reference, row.id]));
      return accounts.map(({ reference, address }) => ({ accountId: idOf.get(reference)!, channel, address }));
    },
  };
}

function addressOf(channel: MessageChannel, { phone, no, mailbox }: { readonly phone: number; readonly no: number; readonly mailbox: string }): string {
  return channel === 'sms' ? `+${phone}` : channel === 'email' ? `${mailbox}@office-${no}.example.com` : `${no} Sample Road`;
}

function contactFields(channel: MessageChannel, address: string): Readonly<Record<string, string>> {
  switch (channel) {
    case 'sms': return { phone_1: address, phone_1_place: 'mobile', phone_1_textable: 'yes' };
    case 'email': return { email_1: address, email_1_place: 'work' };
    case 'letter': return { address_line_1: address };
  }
}
