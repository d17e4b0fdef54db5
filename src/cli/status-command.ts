import type { Command } from 'commander';
import { accountStatus, type AccountStatus } from '#adapters/db/read/account-status.ts';
import { formatMoney } from '#core/money.ts';
import { namedAccount } from './named-account.ts';
import { openOutput, table } from './output.ts';
import { withSession } from './session.ts';

export function addStatusCommand(program: Command): void {
  program.command('status')
    .description('one account: what is owed, what holds it, what is agreed, what comes next')
    .argument('<account>', 'id, or CREDITOR/REFERENCE')
    .action(async (account: string, _options: unknown, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      output.result(await withSession(({ database }) => accountStatus(database, namedAccount(account))), show);
    });
}

function show(status: AccountStatus): string {
  const money = (amountMinor: number): string => formatMoney(amountMinor, status.currency, 'en');
  const { next, promise, arrangement } = status;
  return [
    `${status.accountId} (${status.creditor.creditorId}/${status.reference}) ${status.outcome ?? status.status}, ${status.stage ?? 'no stage yet'}`,
    `${status.debtor.fullName} owes ${status.creditor.name} ${money(status.balanceMinor)}${status.pendingMinor > 0 ? `, ${money(status.pendingMinor)} announced` : ''}; ${status.cadence.name} ${status.cadence.version}`,
    table(['debt', 'due', 'residual', ''], status.debts.map((debt) => [debt.reference, debt.dueOn, money(debt.residualMinor), [debt.disputed ? 'disputed' : '', debt.missingFields.length > 0 ? `missing ${debt.missingFields.join(', ')}` : ''].join(' ').trim()])),
    ...(next === null ? ['Nothing decided yet.'] : [next.kind === 'end' ? 'Ended:' : `Next: ${next.act?.kind ?? next.kind}${next.at === null ? '' : ` at ${next.at}`}`, ...next.reasons.map((reason) => `  ${reason.ruleId}: ${reason.sentence}`)]),
    ...(promise === null ? [] : [`Promise: ${money(promise.amountMinor)} by ${promise.promisedOn} (${promise.method}); kept ${status.promisesKept}, broken ${status.promisesBroken} before`]),
    ...(arrangement === null ? [] : [`${arrangement.kind} ${arrangement.arrangementId}, ${arrangement.status}: ${arrangement.instalments.map((row) => `${row.dueOn} ${money(row.amountMinor)}`).join(', ')}`]),
    ...status.holds.map((hold) => `Hold ${hold.code} on ${hold.scope} (${hold.holdId}), review on ${hold.reviewOn}`),
    ...status.openTasks.map((task) => `Task ${task.kind} ${task.taskId}, not after ${task.notAfter}: ${task.subject}`),
    ...(status.lastTouches.length === 0 ? ['No touches yet.'] : [table(['sent', 'channel', 'step', 'status', 'amount', 'receipt'], status.lastTouches.map((touch) => [touch.claimedAt, touch.channel, touch.stepId, touch.status, money(touch.balanceMinor), touch.receiptStatus ?? touch.failureCode ?? '']))]),
  ].join('\n');
}
