/** Promise 2: a due step happens in its first lawful window, or somebody is told why not. At the end of a rehearsal nothing due lies about undone. */
import { toMillis } from '#core/local-time.ts';
import type { AccountRow, Evidence, Violation } from './evidence.ts';

/** An act is carried out within so long of the instant that its decision named. */
const LATEST_MS = 60_000;

export function noContactLost(evidence: Evidence): readonly Violation[] {
  return [...evidence.accounts.flatMap((account) => undone(account, evidence.nowMs)), ...late(evidence), ...unsettled(evidence), ...forgottenRefusals(evidence)];
}

function undone(account: AccountRow, nowMs: number): readonly Violation[] {
  const { accountId, status, next, lastSeq, leftBehind } = account;
  if (status === 'closed') return [];
  if (leftBehind !== null) return [{ accountId, sentence: leftBehind === 'stuck' ? 'Its run did not go on.' : 'It is open and has no run.' }];
  if (next === null) return [{ accountId, sentence: 'Nothing was ever decided for it.' }];
  const found: Violation[] = [];
  if (next.cursor !== lastSeq) found.push({ accountId, sentence: `Its run has read facts up to ${next.cursor} of ${lastSeq}.` });
  if (next.nextActionAt !== null && toMillis(next.nextActionAt) < nowMs) found.push({ accountId, sentence: `What was due at ${next.nextActionAt} has not been done.` });
  return found;
}

/** A touch later than its own decision said went out at an instant that nobody had looked at. */
function late({ touches, decisions }: Evidence): readonly Violation[] {
  const byId = new Map(decisions.map((decision) => [decision.decisionId, decision]));
  return touches.flatMap((touch) => {
    const step = byId.get(touch.decisionId)?.step;
    if (step?.kind !== 'act') return [];
    const lateMs = toMillis(touch.claimedAt) - toMillis(step.notBefore);
    return lateMs >= 0 && lateMs <= LATEST_MS ? [] : [{ accountId: touch.accountId, sentence: `Touch ${touch.touchId} was due at ${step.notBefore} and claimed at ${touch.claimedAt}.` }];
  });
}

function unsettled({ touches, nowMs }: Evidence): readonly Violation[] {
  return touches.filter((touch) => touch.status === 'claimed' && toMillis(touch.claimedAt) + 10 * LATEST_MS < nowMs)
    .map((touch) => ({ accountId: touch.accountId, sentence: `Nobody found out what became of touch ${touch.touchId}, claimed at ${touch.claimedAt}.` }));
}

/** A refusal that named an instant is looked at again then. */
function forgottenRefusals({ facts, accounts, nowMs }: Evidence): readonly Violation[] {
  const open = new Map(accounts.filter((account) => account.status === 'open').map((account) => [account.accountId, account]));
  return facts.flatMap(({ accountId, body }) => {
    const decidedAt = open.get(accountId)?.next?.decidedAt;
    if (body.kind !== 'touchDenied' || body.retryAt === null || decidedAt === undefined || toMillis(body.retryAt) + LATEST_MS > nowMs) return [];
    return decidedAt >= body.retryAt || (open.get(accountId)?.next?.nextActionAt ?? '') >= body.retryAt ? [] : [{ accountId, sentence: `Step ${body.reference.stepId} was put off to ${body.retryAt} and never looked at again.` }];
  });
}
