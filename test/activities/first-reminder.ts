/** The request that a run makes when an account's first reminder is due, without a run. */
import { decideStep } from '#adapters/db/decision/decide-step.ts';
import type { ActRequest } from '#contracts/activities.ts';
import { initialState } from '#core/account/state.ts';
import type { Act } from '#core/account/step.ts';
import { addDays, instantAt, localDateOf } from '#core/local-time.ts';
import type { World } from '../support/account-world.ts';

const ZONE = 'America/New_York';
const today = localDateOf(Date.now(), ZONE);
/** The day after the debt's, on which its first reminder is due, in the middle of the debtor's afternoon. */
export const DUE_MS = instantAt(addDays(today, 1), 15 * 60, ZONE);

export async function firstReminder(world: World, accountId: string): Promise<ActRequest<Extract<Act, { kind: 'sendMessage' }>>> {
  await world.seed({ accountId, dueOn: today });
  const { newFacts, more: _more, ...decision } = await decideStep(world.dependencies, { accountId, state: initialState(accountId), decisionNo: 1, now: new Date(DUE_MS).toISOString() });
  if (decision.step.kind !== 'act' || decision.step.act.kind !== 'sendMessage') throw new Error(`No reminder is due: ${JSON.stringify(decision.step)}`);
  return { accountId, cursor: newFacts.at(-1)!.seq, act: decision.step.act, decision };
}
