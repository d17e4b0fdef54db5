import { Argument, type Command } from 'commander';
import type { z } from 'zod';
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { findAccountId } from '#adapters/db/read/find-account.ts';
import { createReferenceData } from '#adapters/reference/create-reference-data.ts';
import { DunwellError } from '#contracts/failures.ts';
import { ACT_NAMES, draftAct, usageOfActs } from './act-draft.ts';
import { namedAccount } from './named-account.ts';
import { EXIT, openOutput, type Output } from './output.ts';
import { wakeAccounts, withSession } from './session.ts';

type ActFlags = { readonly officer: string; readonly id?: string };

export function addActCommand(program: Command): void {
  program.command('act')
    .description('do what an officer does: pay, stop, dispute, record a call, promise, plan, hold, and more')
    .argument('<account>', 'id, or CREDITOR/REFERENCE')
    .addArgument(new Argument('<kind>', 'what is done').choices(ACT_NAMES))
    .argument('[details...]', 'name=value, such as amount=120.50 paidOn=2026-12-01')
    .option('--officer <id>', 'who does it', 'cli')
    .option('--id <id>', 'id of the act: the same id again is the same act')
    .addHelpText('after', `\n${usageOfActs()}`)
    .action(async (account: string, kind: string, details: readonly string[], flags: ActFlags, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const answer = await act({ account, kind, details, flags, output });
      output.result(answer, ({ kind: outcome, reasons }) => `${outcome}${reasons.length > 0 ? `: ${reasons.join(' ')}` : ''}`);
      if (answer.kind !== 'accepted' && answer.kind !== 'duplicate') process.exitCode = EXIT.refused;
    });
}

type ActGiven = { readonly account: string; readonly kind: string; readonly details: readonly string[]; readonly flags: ActFlags; readonly output: Output };

/** Accepted by the database alone: a stop can be taken while Temporal is away. */
function act({ account, kind, details, flags, output }: ActGiven) {
  return withSession(async (session) => {
    const { database, endpoints, clock } = session;
    const accountId = await findAccountId(database, namedAccount(account));
    const { currency } = await database.account.findUniqueOrThrow({ where: { id: accountId }, select: { currency: true } });
    const now = await clock.now(accountId);
    const parsed = officerActSchema.safeParse(draftAct({ kind, details, accountId, currency, officer: flags.officer, actId: flags.id ?? null, today: now.slice(0, 10) }), { reportInput: true });
    if (!parsed.success) {
      const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, kind));
      throw new DunwellError('BODY_INVALID', `The act cannot be understood: ${problems.join('; ')}.`, { problems });
    }
    const accepted = await acceptOfficerAct(database, parsed.data, { referenceData: await createReferenceData(), mode: endpoints.mode, now }).catch((error: unknown) => {
      // The connection may have broken after the commit: only the same id again is the same act.
      output.note(`Nobody knows whether the act was accepted. Give it again with --id ${parsed.data.actId}`);
      throw error;
    });
    if (accepted.kind === 'accepted') {
      await wakeAccounts(session, accepted.accountIds).catch((error: unknown) => output.note(`Accepted as ${parsed.data.actId}; the accounts could not be woken and will look by themselves (${error instanceof Error ? error.message : String(error)})`));
    }
    return { kind: accepted.kind, actId: parsed.data.actId, reasons: 'reasons' in accepted ? accepted.reasons : [] };
  });
}

/** Details by the names under which they are typed. */
const TYPED: Readonly<Record<string, string>> = { amountMinor: 'amount', monthlyMinor: 'monthly', totalMinor: 'total', instalments: 'total, count and first' };

function problemsOf(issue: z.core.$ZodIssue, kind: string): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is no detail of ${kind}`);
  const path = issue.path.join('.');
  const name = TYPED[path] ?? (path === '' ? kind : path);
  if (issue.code === 'invalid_type' && issue.input === undefined) return [`${name} ${path === 'instalments' ? 'are' : 'is'} missing`];
  if (issue.code === 'too_small' && issue.minimum === 0) return [`${name} has to be more than 0`];
  return [`${name} ${issue.message}`];
}
