/** Promise 6: every act, wait and refusal carries its reasons, its rule ids and the versions that it rested on. */
import type { Evidence, Violation } from './evidence.ts';

export function nothingUnexplained(evidence: Evidence): readonly Violation[] {
  return [...poorDecisions(evidence), ...touchesWithoutDecision(evidence), ...silentRefusals(evidence), ...silentWaits(evidence)];
}

function poorDecisions({ decisions, publishedHashes }: Evidence): readonly Violation[] {
  return decisions.flatMap(({ decisionId, accountId, kind, step, verdict, ...rested }) => {
    const found: string[] = [];
    // A dial is decided by its verdict alone; everything else by a step with reasons.
    if (step.kind !== 'dial' && step.reasons.length === 0) found.push('has no reasons');
    if (verdict.kind !== 'allow' && (verdict.reasons.length === 0 || verdict.reasons.some((reason) => reason.ruleId === ''))) found.push('refuses without rules');
    if ((kind === 'claim' || kind === 'permit') && (verdict.kind !== 'allow' || verdict.ruleIds.length === 0)) found.push('allows without naming the rules that were asked');
    if ([rested.stateHash, rested.rulesHash, rested.tzdbVersion].includes('') || !publishedHashes.includes(rested.policyHash)) found.push('does not name the state, policy, rules and zone data that it rested on');
    return found.map((what) => ({ accountId, sentence: `Decision ${decisionId} (${kind}) ${what}.` }));
  });
}

function touchesWithoutDecision({ touches, decisions }: Evidence): readonly Violation[] {
  const claims = new Set(decisions.filter((decision) => decision.kind === 'claim').map((decision) => decision.decisionId));
  return touches.filter((touch) => !claims.has(touch.decisionId)).map((touch) => ({ accountId: touch.accountId, sentence: `Touch ${touch.touchId} has no decision that allowed it.` }));
}

function silentRefusals({ facts }: Evidence): readonly Violation[] {
  return facts.filter(({ body }) => body.kind === 'touchDenied' && body.ruleIds.length === 0).map(({ accountId, factId }) => ({ accountId, sentence: `Refusal ${factId} names no rule.` }));
}

function silentWaits({ accounts }: Evidence): readonly Violation[] {
  return accounts.filter(({ status, next }) => status === 'open' && next !== null && next.step.reasons.length === 0)
    .map(({ accountId }) => ({ accountId, sentence: 'What it waits for is not said.' }));
}
