/**
 * A worker that is killed between a claim and its outcome, where only the provider knows what happened. Whatever can be asked is asked; what
 * cannot be asked goes to a person; nothing is sent again on suspicion.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';
import { makeOneOfEachDue, type OneOfEach } from './one-of-each.ts';
import type { SeededAccount } from './one-step-book.ts';
import { openTouchGates } from './touch-gates.ts';

const DAY_MS = 86_400_000;
/** The server gives up a silent attempt after 10 s, and its touch is settled 8 s after the claim; the rest is for a busy machine. */
const SETTLED_WITHIN_MS = 90_000;

type Cases = Readonly<Record<'unsent' | 'taken', OneOfEach>>;

describe('a worker killed around a send', () => {
  let world: FaultWorld;
  let cases: Cases;

  beforeAll(async () => {
    world = await openFaultWorld();
    cases = await killAroundSends(world);
    await world.startWorker();
    await until('an outcome of each first attempt', async () => (await world.database.touch.count({ where: { attemptNo: 1, status: { not: 'claimed' } } })) === 6, SETTLED_WITHIN_MS);
    // A day for every second send that might still come, and for the next minute, at which what nobody had got is tried again.
    await world.forward(DAY_MS);
  });

  afterAll(() => world.close());

  const touchesOf = ({ accountId }: SeededAccount) => world.database.touch.findMany({ where: { accountId }, orderBy: { attemptNo: 'asc' } });
  const tasksOf = ({ accountId }: SeededAccount) => world.database.task.findMany({ where: { accountId } });
  const sentTo = ({ address }: SeededAccount) => world.sent().filter((message) => message.address === address);
  const lettersOf = async (account: SeededAccount) => {
    const [touches, letters] = [await touchesOf(account), await world.letters()];
    return touches.map((touch) => touch.id).filter((id) => letters.includes(id));
  };

  describe('after the claim and before the call', () => {
    it('finds a text absent, and the next attempt sends it once', async () => {
      const messages = sentTo(cases.unsent.text);
      expect(messages).toHaveLength(1);
      expect(await touchesOf(cases.unsent.text)).toMatchObject([
        { attemptNo: 1, status: 'failed', failureCode: 'NOT_ACCEPTED', providerId: null }, { attemptNo: 2, status: 'sent', providerId: messages[0]!.messageId },
      ]);
      expect(await tasksOf(cases.unsent.text)).toEqual([]);
    });

    it('finds a letter absent at the vendor, and the next attempt sends it once', async () => {
      const touches = await touchesOf(cases.unsent.letter);
      expect(touches).toMatchObject([{ attemptNo: 1, status: 'failed', failureCode: 'NOT_ACCEPTED' }, { attemptNo: 2, status: 'sent' }]);
      expect(await lettersOf(cases.unsent.letter)).toEqual([touches[1]!.id]);
      expect(await tasksOf(cases.unsent.letter)).toEqual([]);
    });

    it('flags an e-mail to one person, because a mail server cannot be asked, and never sends it', async () => {
      expect(sentTo(cases.unsent.mail)).toEqual([]);
      expect(await touchesOf(cases.unsent.mail)).toMatchObject([{ attemptNo: 1, status: 'unknown' }]);
      expect(await tasksOf(cases.unsent.mail)).toMatchObject([{ kind: 'unknown_outcome' }]);
    });
  });

  describe('after the provider took the message and before the record of it', () => {
    it('finds a text in the provider’s list and records it as sent, once', async () => {
      const messages = sentTo(cases.taken.text);
      expect(messages).toHaveLength(1);
      expect(await touchesOf(cases.taken.text)).toMatchObject([{ attemptNo: 1, status: 'sent', providerId: messages[0]!.messageId }]);
      expect(await tasksOf(cases.taken.text)).toEqual([]);
    });

    it('finds a letter with the vendor by its own id: one letter', async () => {
      const touches = await touchesOf(cases.taken.letter);
      expect(touches).toMatchObject([{ attemptNo: 1, status: 'sent' }]);
      expect(await lettersOf(cases.taken.letter)).toEqual([touches[0]!.id]);
      expect(await tasksOf(cases.taken.letter)).toEqual([]);
    });

    it('flags an e-mail to one person and never sends a second', async () => {
      expect(sentTo(cases.taken.mail)).toHaveLength(1);
      expect(await touchesOf(cases.taken.mail)).toMatchObject([{ attemptNo: 1, status: 'unknown' }]);
      expect(await tasksOf(cases.taken.mail)).toMatchObject([{ kind: 'unknown_outcome' }]);
    });
  });
});

async function killAroundSends(world: FaultWorld): Promise<Cases> {
  const gates = await openTouchGates(world.databaseUrl);
  const worker = await world.startWorker();
  await gates.shut('outcome');
  const taken = await makeOneOfEachDue(world);
  await until('three messages that were taken and are not recorded', async () => (await gates.waiting('outcome')) === 3 && world.sent().length === 2 && (await world.letters()).length === 1);
  await gates.shut('claim');
  const unsent = await makeOneOfEachDue(world);
  await until('three claims on their way', async () => (await gates.waiting('claim')) === 3);
  await worker.kill();
  await gates.open('claim');
  await gates.open('outcome');
  await until('the claims', async () => (await world.database.touch.count({ where: { status: 'claimed' } })) === 6);
  await gates.close();
  return { unsent, taken };
}
