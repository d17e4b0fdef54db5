/**
 * A worker whose machine is suspended around a send, and that goes on where it was when everything is over. Tasks that the server had
 * handed to it while it slept take ten seconds each to come back, so this takes minutes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';
import { makeOneOfEachDue, type OneOfEach } from './one-of-each.ts';
import type { SeededAccount } from './one-step-book.ts';
import { openTouchGates, type Place, type TouchGates } from './touch-gates.ts';
import type { WorkerProcess } from './worker-process.ts';

const SETTLED_WITHIN_MS = 400_000;

describe('a worker that sleeps around a send', () => {
  let world: FaultWorld;
  let gates: TouchGates;

  beforeAll(async () => {
    world = await openFaultWorld();
    gates = await openTouchGates(world.databaseUrl);
  });

  afterAll(async () => {
    await gates.close();
    await world.close();
  });

  /** Suspends a worker with three sends at a place; there the database goes on by itself. */
  const suspendAt = async (place: Place): Promise<{ readonly due: OneOfEach; readonly sleeper: WorkerProcess }> => {
    const sleeper = await world.startWorker();
    await gates.shut(place);
    const due = await makeOneOfEachDue(world);
    await until(`three sends at the ${place}`, async () => (await gates.waiting(place)) === 3, 60_000);
    sleeper.suspend();
    await gates.open(place);
    return { due, sleeper };
  };

  const touchesOf = ({ accountId }: SeededAccount) => world.database.touch.findMany({ where: { accountId }, orderBy: { attemptNo: 'asc' } });
  const statusesOf = async (account: SeededAccount) => (await touchesOf(account)).map((touch) => touch.status).join(' ');
  const messagesTo = ({ address }: SeededAccount) => world.sent().filter((message) => message.address === address).length;
  const lettersOf = async (account: SeededAccount) => {
    const [touches, letters] = [await touchesOf(account), await world.letters()];
    return touches.filter((touch) => letters.includes(touch.id)).length;
  };
  const settledAs = ({ text, mail, letter }: OneOfEach, texts: string, letters: string) => until('another worker to settle them', async () =>
    (await statusesOf(text)) === texts && (await statusesOf(letter)) === letters && (await statusesOf(mail)) === 'unknown', SETTLED_WITHIN_MS);

  it('between claim and call leaves the sending to others, and sends nothing when it wakes', async () => {
    const { due, sleeper } = await suspendAt('claim');
    await until('the claims that it has not heard of', async () => (await world.database.touch.count({ where: { status: 'claimed' } })) === 3);
    const other = await world.startWorker();
    await settledAs(due, 'failed sent', 'failed sent');
    sleeper.resume();
    expect(await sleeper.stop()).toBe(0);
    expect([messagesTo(due.text), await lettersOf(due.letter), messagesTo(due.mail)]).toEqual([1, 1, 0]);
    await settledAs(due, 'failed sent', 'failed sent');
    expect(await other.stop()).toBe(0);
  });

  it('in an open transaction holds nobody up for more than half a minute, and changes nothing when it wakes', async () => {
    const { due, sleeper } = await suspendAt('outcome');
    const other = await world.startWorker();
    await settledAs(due, 'sent', 'sent');
    sleeper.resume();
    expect(await sleeper.stop()).toBe(0);
    expect([messagesTo(due.text), await lettersOf(due.letter), messagesTo(due.mail)]).toEqual([1, 1, 1]);
    await settledAs(due, 'sent', 'sent');
    expect(await other.stop()).toBe(0);
  });
});
