import { InvalidArgumentError, type Command } from 'commander';
import { explainAccount, type ExplainedDecision, type ExplainedReason, type Explanation } from '#adapters/db/read/explain-account.ts';
import { namedAccount } from './named-account.ts';
import { openOutput } from './output.ts';
import { withSession } from './session.ts';

export function addWhyCommand(program: Command): void {
  program.command('why')
    .description('why an account does what it does, or did at an instant: reasons, rules, facts and hashes')
    .argument('<account>', 'id, or CREDITOR/REFERENCE')
    .option('--at <time>', 'an instant such as 2026-12-01T17:00:00Z', instant)
    .action(async (account: string, { at }: { readonly at?: string }, command: Command) => {
      const output = openOutput(command.optsWithGlobals<{ json?: boolean }>().json === true);
      output.result(await withSession(({ database }) => explainAccount(database, { account: namedAccount(account), ...(at === undefined ? {} : { at }) })), show);
    });
}

function instant(text: string): string {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new InvalidArgumentError('Give an instant such as 2026-12-01T17:00:00Z.');
  return new Date(millis).toISOString();
}

function show({ accountId, at, decision, plan, lastFact }: Explanation): string {
  const when = at === null ? 'now' : `at ${at}`;
  if (decision === null) return `${accountId}: nothing was decided by then (${when}).`;
  return [
    `${accountId}, ${when}: ${headline(decision)}`,
    ...showDecision(decision, lastFact?.seq ?? 0),
    ...(plan === null ? [] : [`All the while: ${headline(plan)}`, ...showDecision(plan, lastFact?.seq ?? 0)]),
    ...(lastFact === null ? [] : [`Last fact: no. ${lastFact.seq} ${lastFact.kind}, accepted ${lastFact.acceptedAt}`]),
  ].join('\n');
}

function showDecision(decision: ExplainedDecision, lastSeq: number): readonly string[] {
  const { reasons, policy, verdict, ruleIds } = decision;
  return [
    ...reasons.map(showReason),
    ...showEnd(decision, lastSeq),
    ...(policy === null ? [] : [`Cadence ${policy.name ?? '?'} ${policy.version ?? ''} (${policy.hash.slice(0, 12)}), rules ${decision.rulesHash?.slice(0, 12) ?? '?'}, state ${decision.stateHash ?? '?'}, tzdb ${decision.tzdbVersion ?? '?'}`]),
    ...(verdict === 'allow' ? [`Allowed by every rule: ${ruleIds.filter((ruleId) => !reasons.some((reason) => reason.ruleId === ruleId)).join(', ')}`] : []),
  ];
}

function showEnd({ ends }: ExplainedDecision, lastSeq: number): readonly string[] {
  if (ends === null) return [];
  const unread = lastSeq > ends.afterFact ? `; no. ${lastSeq} was accepted and not yet taken in` : '';
  return [`${ends.at === null ? 'Ends' : `Ends at ${ends.at}, or`} with news after fact no. ${ends.afterFact}${unread}`];
}

function headline({ source, kind, decidedAt, decisionNo, step, verdict, until }: ExplainedDecision): string {
  const what = step.act === null ? step.kind : `${step.act.kind}${'channel' in step.act ? ` by ${step.act.channel}` : ''}`;
  const outcome = step.outcome === null ? '' : ` (${step.outcome})`;
  const time = step.at === null ? '' : ` at ${step.at}`;
  return `${source === 'plan' ? 'planned' : kind} ${what}${outcome}${time}${verdict === null || verdict === 'allow' ? '' : `, ${verdict}${until === null ? '' : ` until ${until}`}`}; decision no. ${decisionNo} of ${decidedAt}`;
}

function showReason({ ruleId, citation, sentence, facts }: ExplainedReason): string {
  const seen = Object.entries(facts).filter(([, value]) => value !== null).map(([name, value]) => `${name}=${String(value)}`).join(' ');
  return `  ${ruleId}: ${sentence}\n    ${citation}${seen === '' ? '' : `\n    ${seen}`}`;
}
