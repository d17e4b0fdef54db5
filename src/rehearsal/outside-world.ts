/** Debtors, officers and providers of one rehearsal, as the driver asks for them: who acts next, and what the accounts have news of then. */
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { Database } from '#adapters/db/database.ts';
import { toInstant } from '#core/local-time.ts';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import type { PersonGroup } from './book-groups.ts';
import type { OutsideWorld } from './clock-driver.ts';
import { carryOutEvent } from './carry-out-event.ts';
import type { EventContext, RefusedAct } from './order-act.ts';
import { viewGroup } from './group-view.ts';
import { EventQueue } from './outside-events.ts';
import { planLife, planOutside, type Person } from './plan-outside.ts';

export type OutsideOptions = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly sandbox: SandboxHandle;
  readonly people: ReadonlyMap<string, Person>;
  readonly seed: string;
  readonly startMs: number;
  readonly wake: (accountIds: readonly string[]) => Promise<void>;
};

export type RehearsedWorld = OutsideWorld & {
  /** Orders that were not accepted, with the reasons that officers were given. */
  readonly refusedActs: readonly RefusedAct[];
};

export function createOutsideWorld(options: OutsideOptions): RehearsedWorld {
  const { database, sandbox, people, seed, startMs, wake } = options;
  const queues = new Map<string, EventQueue>();
  const meanings: EventContext['meanings'] = new Map();
  const refusedActs: RefusedAct[] = [];
  const queueOf = (group: PersonGroup): EventQueue => {
    const known = queues.get(group.groupId);
    if (known !== undefined) return known;
    const queue = new EventQueue();
    queues.set(group.groupId, queue);
    begin(queue, group, { people, seed, startMs });
    return queue;
  };
  return {
    refusedActs, wake,
    nextAt: async (group, nowMs) => {
      const queue = queueOf(group);
      planOutside({ queue, people, seed, messageOf: (providerId) => lastMessage(sandbox, providerId) }, await viewGroup(database, group), nowMs);
      return queue.nextAt();
    },
    act: async (group, nowMs) => {
      const news: string[] = [];
      const queue = queueOf(group);
      for (const event of queue.takeDue(nowMs)) {
        news.push(...await carryOutEvent({ ...options, queue, meanings, now: toInstant(nowMs), refusedActs }, event));
      }
      return [...new Set(news)].toSorted();
    },
  };
}

function begin(queue: EventQueue, group: PersonGroup, { people, seed, startMs }: Pick<OutsideOptions, 'people' | 'seed' | 'startMs'>): void {
  queue.add({ kind: 'begins', accountIds: group.accountIds, partyId: group.groupId, key: 'begins', atMs: startMs });
  for (const partyId of group.partyIds) {
    const person = people.get(partyId);
    if (person !== undefined) planLife({ queue, people, seed, messageOf: () => null }, person, startMs);
  }
}

function lastMessage(sandbox: SandboxHandle, providerId: string) {
  return sandbox.messages().findLast((message) => message.direction === 'outbound' && message.messageId === providerId) ?? null;
}
