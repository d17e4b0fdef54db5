import type { FaultWorld } from './fault-world.ts';
import type { SeededAccount } from './one-step-book.ts';

export type OneOfEach = Readonly<Record<'text' | 'mail' | 'letter', SeededAccount>>;

/** Makes one account of each channel due. They are seeded when they are wanted: the relay starts those that nobody wakes. */
export async function makeOneOfEachDue(world: FaultWorld): Promise<OneOfEach> {
  const [text, mail, letter] = [await world.seed('sms', 1), await world.seed('email', 1), await world.seed('letter', 1)].flat();
  await world.wake([text!, mail!, letter!]);
  return { text: text!, mail: mail!, letter: letter! };
}
