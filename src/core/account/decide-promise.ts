/** A promise suspends the chase until its date and grace; then it is kept or broken. */
import { addBusinessDays, addDays, instantAt } from '../local-time.ts';
import { eventStep } from './decide-event.ts';
import { actNow, because, waitUntil, type DecisionContext } from './decision-context.ts';
import type { FactBody } from './fact.ts';
import type { Step } from './step.ts';

export function watchPromise(context: DecisionContext): Step | null {
  const { promise } = context.state;
  if (promise === null) return null;
  const { policy, circumstances } = context;
  const neededMinor = Math.ceil((promise.amountMinor * policy.promise.tolerancePercent) / 100);
  const facts = { promiseId: promise.promiseId, promisedOn: promise.promisedOn, paidMinor: promise.paidMinor, neededMinor };
  if (promise.paidMinor >= neededMinor) {
    return record(context, `promiseKept:${promise.promiseId}`, { kind: 'promiseKept', promiseId: promise.promiseId },
      because('promise-kept', 'What was promised has been paid.', facts));
  }
  const lastDay = addBusinessDays(promise.promisedOn, policy.promise.graceBusinessDays, circumstances.contract.calendar);
  const endsMs = instantAt(addDays(lastDay, 1), 0, context.zone);
  if (context.nowMs >= endsMs && circumstances.account.pendingMinor < neededMinor) {
    return record(context, `promiseBroken:${promise.promiseId}`, { kind: 'promiseBroken', promiseId: promise.promiseId, brokenOn: context.today },
      because('promise-broken', 'The promised day and its grace have passed without the money.', facts));
  }
  const reminder = eventStep(context, { event: 'promise_due_soon', eventKey: promise.promiseId, on: promise.promisedOn });
  const waiting = waitUntil(Math.max(endsMs, context.nowMs + 1), [because('promise', 'The person promised to pay; nothing chases him until then.', facts)]);
  return reminder === null ? waiting : earlier(reminder, waiting);
}

export function record(context: DecisionContext, factId: string, body: FactBody, reason: ReturnType<typeof because>): Step {
  return actNow(context, { kind: 'recordFacts', facts: [{ factId: `${context.state.accountId}:${factId}`, body }] }, [reason]);
}

/** Of two steps that both may come, the one that comes first. */
export function earlier(left: Step, right: Step): Step {
  const at = (step: Step): string => (step.kind === 'wait' ? step.until : step.kind === 'act' ? step.notBefore : '');
  return at(left) <= at(right) ? left : right;
}
