/** What a message is for stands on its touch, and the next claim counts by it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordOutcome } from '#adapters/db/touch/record-outcome.ts';
import type { SendAct } from '#adapters/db/touch/claim-touch.ts';
import { later, openAcceptWorld, type AcceptWorld } from './accept-world.ts';

let world: AcceptWorld;

beforeAll(async () => { world = await openAcceptWorld(); });
afterAll(() => world.close());

let steps = 0;

/** Claims a message, sends it if it may go, and says what became of the claim. */
async function send(accountId: string, purpose: SendAct['purpose'], minutes: number): Promise<string> {
  const claim = await world.claim(accountId, { purpose, stepId: `step-${(steps += 1)}`, now: later(minutes) });
  if (claim.kind !== 'claimed') return claim.kind === 'refused' ? claim.verdict.reasons.map((reason) => reason.ruleId).join(' ') : claim.kind;
  const { touchId, reference } = claim.touch;
  await recordOutcome(world.database, { touchId, accountId, reference, now: later(minutes), outcome: { kind: 'sent', provider: 'twilio', providerId: `SM-${touchId}` } });
  return (await world.database.touch.findUniqueOrThrow({ where: { id: touchId } })).purpose;
}

it('a service message goes out on the day of a chase, a second chase does not, and a fourth contact of the day or week neither, but for a notice', async () => {
  await world.one('counted');
  expect(await send('counted', 'chase', 1)).toBe('chase');
  expect(await send('counted', 'chase', 2)).toBe('one-chase-a-day');
  expect(await send('counted', 'service', 3)).toBe('service');
  expect(await send('counted', 'notice', 4)).toBe('notice');
  expect(await send('counted', 'service', 5)).toBe('three-attempts-a-day three-chases-in-seven-days');
  expect(await send('counted', 'notice', 6)).toBe('notice');
});

it('a service message takes the place of no chase', async () => {
  await world.one('reminded');
  expect(await send('reminded', 'service', 1)).toBe('service');
  expect(await send('reminded', 'chase', 2)).toBe('chase');
});
