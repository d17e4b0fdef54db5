/** A promise suspends the chase until its date and grace; then it is kept or broken. */
import { addBusinessDays, addDays, instantAt, localDateOf, toMillis } from '../local-time.ts';
import { eventStep } from './decide-event.ts';
import { because, MONEY_ON_ITS_WAY_DAYS, nextMorning, recordNow, waitUntil, type DecisionContext } from './decision-context.ts';
import type { Step } from './step.ts';

/** Kept or broken when that is certain, otherwise the wait for its end; null without a promise. */
export function watchPromise(context: DecisionContext): Step | null {
  const { state: { promise }, policy, circumstances, nowMs } = context;
  if (promise === null) return null;
  const { promiseId, promisedOn, paidMinor } = promise;
  const neededMinor = Math.ceil((promise.amountMinor * policy.promise.tolerancePercent) / 100);
  const facts = { promiseId, promisedOn, paidMinor, neededMinor };
  if (paidMinor >= neededMinor) {
    return recordNow(context, `promiseKept:${promiseId}`, { kind: 'promiseKept', promiseId }, because('promise-kept', 'What was promised has been paid.', facts));
  }
  const lastDay = addBusinessDays(promisedOn, policy.promise.graceBusinessDays, circumstances.contract.calendar);
  const endsMs = instantAt(addDays(lastDay, 1), 0, context.zone);
  if (nowMs < endsMs) return waitUntil(endsMs, [because('promise', 'The person promised to pay; nothing chases him until then.', facts)]);
  const onItsWay = paidMinor + circumstances.account.pendingMinor >= neededMinor;
  if (onItsWay && context.today <= addDays(lastDay, MONEY_ON_ITS_WAY_DAYS)) {
    return waitUntil(nextMorning(context), [because('promise', 'The promised money is on its way and not cleared yet.', facts)]);
  }
  return recordNow(context, `promiseBroken:${promiseId}`, { kind: 'promiseBroken', promiseId, brokenOn: context.today },
    because('promise-broken', 'The promised day and its grace have passed without the money.', facts));
}

export function remindOfPromise(context: DecisionContext): Step | null {
  const { promise } = context.state;
  if (promise === null) return null;
  return eventStep(context, {
    event: 'promise_due_soon', eventKey: promise.promiseId, on: promise.promisedOn, sinceOn: localDateOf(toMillis(promise.madeAt), context.zone),
  });
}
