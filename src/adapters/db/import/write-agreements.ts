/** Promises and plans that the creditor's file tells of, as the facts that they were. */
import { monthsLater } from '#core/arrangement/propose.ts';
import type { FactBody, Instalment } from '#core/account/fact.ts';
import { insertWithRows } from '../accept/accept-facts.ts';
import type { Transaction } from '../database.ts';
import { balanceMinorOf } from './debt-drafts.ts';
import { rowItemId } from './import-ids.ts';
import type { AccountPlan } from './plan-account.ts';
import type { WriteContext } from './write-people.ts';

type PastFact = { readonly factId: string; readonly body: FactBody; readonly occurredAt: string };

export async function writeAgreements(transaction: Transaction, plan: AccountPlan, { now }: WriteContext): Promise<void> {
  for (const fact of [...brokenPromises(plan), ...livingPlan(plan, now), ...openPromise(plan, now)]) {
    await insertWithRows(transaction, { accountId: plan.accountId, ...fact, source: 'import' }, { now });
  }
}

/** In the order of their days; each was made and broken before the account came here. */
function brokenPromises({ accountId, first }: AccountPlan): readonly PastFact[] {
  return first.account.broken_promises.toSorted((left, right) => (left.on < right.on ? -1 : 1)).flatMap(({ no, on, amount }) => {
    const promiseId = rowItemId('promise', accountId, no);
    const occurredAt = `${on}T00:00:00.000Z`;
    return [
      { factId: `promiseMade:${promiseId}`, occurredAt, body: { kind: 'promiseMade', promiseId, amountMinor: amount, promisedOn: on, method: 'unknown' } },
      { factId: `promiseBroken:${promiseId}`, occurredAt, body: { kind: 'promiseBroken', promiseId, brokenOn: on } },
    ] as const;
  });
}

function openPromise({ accountId, first }: AccountPlan, now: string): readonly PastFact[] {
  const { promise_amount: amountMinor, promised_on: promisedOn, promise_method: method } = first.account;
  if (amountMinor === undefined || promisedOn === undefined) return [];
  const promiseId = rowItemId('promise', accountId, 'open');
  return [{ factId: `promiseMade:${promiseId}`, occurredAt: now, body: { kind: 'promiseMade', promiseId, amountMinor, promisedOn, method: method ?? 'unknown' } }];
}

/** Level instalments over all that is owed; the last one takes the rest. */
function livingPlan({ accountId, first, rows }: AccountPlan, now: string): readonly PastFact[] {
  const { plan_instalments: count, plan_next_due_on: nextDueOn } = first.account;
  if (count === undefined || nextDueOn === undefined) return [];
  const totalMinor = balanceMinorOf(rows);
  const levelMinor = Math.floor(totalMinor / count);
  const instalments = Array.from({ length: count }, (_unused, index): Instalment => ({
    instalmentNo: index + 1, dueOn: monthsLater(nextDueOn, index), amountMinor: index === count - 1 ? totalMinor - levelMinor * (count - 1) : levelMinor,
  }));
  const arrangementId = rowItemId('plan', accountId);
  return [{ factId: `arrangementAgreed:${arrangementId}`, occurredAt: now, body: { kind: 'arrangementAgreed', arrangementId, totalMinor, instalments, settles: false } }];
}
