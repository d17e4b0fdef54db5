import type { Command } from 'commander';
import { listAccounts, type AccountFilter, type AccountPage, type AccountRow } from '#adapters/db/read/list-accounts.ts';
import { STAGE_IDS } from '#core/cadence/cadence-policy.ts';
import { formatMoney } from '#core/money.ts';
import { choiceOption, limitOption } from './options.ts';
import { counted, openOutput, table } from './output.ts';
import { withSession } from './session.ts';

type AccountsFlags = { readonly status?: 'open' | 'closed'; readonly stage?: string; readonly creditor?: string; readonly search?: string; readonly limit: number; readonly after?: string };

export function addAccountsCommand(program: Command): void {
  program.command('accounts')
    .description('list accounts')
    .addOption(choiceOption('--status <status>', 'open or closed ones', ['open', 'closed']))
    .addOption(choiceOption('--stage <stage>', 'in one stage', STAGE_IDS))
    .option('--creditor <id>', 'of one creditor')
    .option('--search <text>', 'a name or its beginning, a reference or invoice number or either end of it, a telephone number, or an id')
    .addOption(limitOption(100))
    .option('--after <id>', 'go on after this account')
    .action(async (flags: AccountsFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      output.result(await withSession(({ database }) => listAccounts(database, filterOf(flags))), show);
    });
}

function filterOf({ status, stage, creditor, search, limit, after }: AccountsFlags): AccountFilter {
  return {
    limit, ...(status === undefined ? {} : { status }), ...(stage === undefined ? {} : { stage }), ...(creditor === undefined ? {} : { creditorId: creditor }),
    ...(search === undefined ? {} : { text: search }), ...(after === undefined ? {} : { cursor: after }),
  };
}

function show({ accounts, nextCursor }: AccountPage): string {
  const rows = table(['account', 'reference', 'debtor', 'balance', 'stage', 'next', 'at', 'holds'], accounts.map(rowOf));
  return nextCursor === null ? `${rows}\n${counted(accounts.length, 'account')}` : `${rows}\nMore: --after ${nextCursor}`;
}

function rowOf(account: AccountRow): readonly string[] {
  return [
    account.accountId, `${account.creditorId}/${account.reference}`, account.debtorName, formatMoney(account.balanceMinor, account.currency, 'en'),
    account.outcome ?? account.stage ?? '-', account.next?.act ?? account.next?.kind ?? '-', account.nextActionAt?.slice(0, 16) ?? '-', account.holds.join(' '),
  ];
}
