/** What follows from what people see: debtors react, desks take tasks up, offers are taken, promises kept, letters come back. */
import { addDays, DAY_MS, instantAt, localDateOf, MINUTE_MS, type Zone } from '#core/local-time.ts';
import type { SandboxMessage } from '#sandbox/journal.ts';
import { drawOfferTaken, drawPromise, paysInstalment, reactToMessage, type Debtor } from './debtor-model.ts';
import type { GroupView, SeenArrangement, SeenHold, SeenPromise, SeenTask, SeenTouch } from './group-view.ts';
import { daysUntilSettled, DESK_ZONE, nextDeskMinute, takenUpAt } from './officer-model.ts';
import type { EventQueue } from './outside-events.ts';

export type Person = {
  readonly debtor: Debtor;
  readonly zone: Zone;
  readonly accountIds: readonly string[];
  readonly phones: readonly { readonly contactPointId: string; readonly number: string }[];
  readonly emails: readonly string[];
};

export type Planning = {
  readonly queue: EventQueue;
  readonly people: ReadonlyMap<string, Person>;
  readonly seed: string;
  /** What became of a message at its provider. */
  readonly messageOf: (providerId: string) => SandboxMessage | null;
};

const HOUR_MS = 3_600_000;
const LETTER_BACK_AFTER_DAYS = 9;
const RECEIPT_AFTER_MS = 30 * MINUTE_MS;
/** What nobody took up and nothing ends is found a week later. */
const FOUND_AFTER_DAYS = 7;
const SETTLED_BY_US: readonly string[] = ['dispute', 'query', 'identity_theft', 'complaint', 'hardship', 'officer'];
const FAILED: readonly string[] = ['undelivered', 'failed', 'bounced'];

/** Lays down, once, what each person's life holds by itself. */
export function planLife({ queue }: Planning, person: Person, startMs: number): void {
  const { debtor, accountIds, zone } = person;
  const { partyId, paysByItselfAfterDays, lifeEvent } = debtor;
  const noonAfter = (days: number): number => instantAt(addDays(localDateOf(startMs, zone), days), 12 * 60, zone);
  for (const accountId of paysByItselfAfterDays === null ? [] : accountIds) {
    queue.add({ kind: 'pays', accountId, share: 1, partyId, key: `itself:${accountId}`, atMs: noonAfter(paysByItselfAfterDays ?? 0) });
  }
  const [accountId] = accountIds;
  if (lifeEvent === null || accountId === undefined) return;
  queue.add({ kind: 'says', accountId, meaning: lifeEvent.kind, medium: 'call', address: '', partyId, key: `life:${partyId}`, atMs: nextDeskMinute(noonAfter(lifeEvent.afterDays)) });
}

/** Plans what has not been planned yet. */
export function planOutside(planning: Planning, view: GroupView, nowMs: number): void {
  for (const touch of view.touches) if (touch.status === 'sent') planTouch(planning, touch, view.touches);
  for (const task of view.tasks) planTask(planning, task, view.touches, nowMs);
  for (const arrangement of view.arrangements) if (arrangement.status === 'proposed') planOffer(planning, arrangement, nowMs); else planInstalments(planning, arrangement, nowMs);
  for (const promise of view.promises) planPromise(planning, promise, nowMs);
  for (const hold of view.holds) planHold(planning, hold, nowMs);
}

function keyOfTouch({ accountId, stepId, cycle, attemptNo }: Pick<SeenTouch, 'accountId' | 'stepId' | 'cycle' | 'attemptNo'>): string {
  return `touch:${accountId}:${stepId}:${cycle}:${attemptNo}`;
}

function planTouch({ queue, people, messageOf }: Planning, touch: SeenTouch, touches: readonly SeenTouch[]): void {
  const key = keyOfTouch(touch);
  const person = people.get(touch.partyId);
  if (person === undefined || !queue.isNew(key)) return;
  const { debtor } = person;
  const { accountId, partyId, touchId, channel, claimedAtMs, provider, providerId } = touch;
  const message = providerId === null || channel === 'letter' ? null : messageOf(providerId);
  if (message !== null && provider !== null && providerId !== null && FAILED.includes(message.status)) {
    queue.add({ kind: 'bounces', touchId, provider, providerId, status: message.status, errorCode: message.errorCode, partyId, key: `${key}:bounce`, atMs: wholeMinute(claimedAtMs + RECEIPT_AFTER_MS) });
    return;
  }
  if (channel === 'letter' && debtor.letterReturned) {
    queue.add({ kind: 'comesBack', accountId, touchId, partyId, key: `${key}:back`, atMs: nextDeskMinute(claimedAtMs + LETTER_BACK_AFTER_DAYS * DAY_MS) });
    return;
  }
  const messagesInWeek = touches.filter((other) => other.partyId === partyId && other.claimedAtMs <= claimedAtMs && other.claimedAtMs > claimedAtMs - 7 * DAY_MS).length;
  planReaction(queue, person, touch, reactToMessage(debtor, { key, channel, messagesInWeek }));
}

function planReaction(queue: EventQueue, { debtor: { partyId } }: Person, touch: SeenTouch, reaction: ReturnType<typeof reactToMessage>): void {
  if (reaction.kind === 'nothing') return;
  const { accountId, channel, claimedAtMs, address } = touch;
  const key = `${keyOfTouch(touch)}:reaction`;
  const atMs = wholeMinute(claimedAtMs + reaction.afterMinutes * MINUTE_MS);
  if (reaction.kind === 'pays') queue.add({ kind: 'pays', accountId, share: reaction.share, partyId, key, atMs });
  else if (channel === 'letter') queue.add({ kind: 'says', accountId, meaning: reaction.meaning, medium: 'call', address: '', partyId, key, atMs: nextDeskMinute(atMs) });
  else queue.add({ kind: 'says', accountId, meaning: reaction.meaning, medium: channel, address, partyId, key, atMs });
}

function planTask({ queue, seed }: Planning, task: SeenTask, touches: readonly SeenTouch[], nowMs: number): void {
  if (!queue.isNew(`task:${task.taskId}`)) return;
  const { taskId, accountId, partyId, kind: taskKind, subject, script, openedAtMs, notAfterMs } = task;
  // The id of a touch is different in every rehearsal, its place in the cadence is not.
  const asked = touches.find((touch) => taskId === `unknown:${touch.touchId}`);
  const key = asked === undefined ? `task:${taskId}` : `unknown:${keyOfTouch(asked)}`;
  const callbackAt = /^callback:(.+)$/.exec(subject)?.[1];
  if (taskKind === 'call' && callbackAt !== undefined) {
    queue.add({ kind: 'dials', accountId, taskId, tryNo: 1, isCallback: true, notAfterMs, partyId, key, atMs: wholeMinute(Date.parse(callbackAt)) });
    return;
  }
  const takenUpMs = takenUpAt(seed, key, Math.max(openedAtMs, nowMs));
  if (taskKind === 'call') {
    if (takenUpMs !== null && takenUpMs < notAfterMs) queue.add({ kind: 'dials', accountId, taskId, tryNo: 1, isCallback: false, notAfterMs, partyId, key, atMs: takenUpMs });
    return;
  }
  const endsByItself = ['review', 'legal_review', 'gate_review', 'manual_contact'].includes(taskKind);
  const atMs = takenUpMs ?? (endsByItself ? null : nextDeskMinute(openedAtMs + FOUND_AFTER_DAYS * DAY_MS));
  if (atMs !== null) queue.add({ kind: 'answers', accountId, taskId, taskKind, script, partyId, key, atMs });
}

function planOffer({ queue, people }: Planning, { arrangementId, accountId, partyId }: SeenArrangement, nowMs: number): void {
  const key = `offer:${arrangementId}`;
  const person = people.get(partyId);
  if (person === undefined || !queue.isNew(key)) return;
  const afterMinutes = drawOfferTaken(person.debtor, key);
  if (afterMinutes !== null) queue.add({ kind: 'takesOffer', accountId, arrangementId, partyId, key, atMs: wholeMinute(nowMs + afterMinutes * MINUTE_MS) });
}

/** Pays until the first instalment that he misses; after that one he pays nothing more of this plan. */
function planInstalments({ queue, people }: Planning, { arrangementId, accountId, partyId, instalments }: SeenArrangement, nowMs: number): void {
  const person = people.get(partyId);
  if (person === undefined || !queue.isNew(`plan:${arrangementId}:${instalments[0]?.dueOn}`)) return;
  for (const { instalmentNo, dueOn, amountMinor } of instalments) {
    if (!paysInstalment(person.debtor, arrangementId, instalmentNo)) return;
    const atMs = Math.max(instantAt(dueOn, 11 * 60, person.zone), wholeMinute(nowMs + HOUR_MS));
    queue.add({ kind: 'paysAmount', accountId, amountMinor, partyId, key: `instalment:${arrangementId}:${instalmentNo}:${dueOn}`, atMs });
  }
}

function planPromise({ queue, people }: Planning, { promiseId, accountId, partyId, amountMinor, promisedOn }: SeenPromise, nowMs: number): void {
  const key = `promise:${promiseId}`;
  const person = people.get(partyId);
  if (person === undefined || !queue.isNew(key)) return;
  const { isKept, paysHour } = drawPromise(person.debtor, key);
  if (isKept) queue.add({ kind: 'paysAmount', accountId, amountMinor, partyId, key, atMs: Math.max(instantAt(promisedOn, paysHour * 60, person.zone), wholeMinute(nowMs + HOUR_MS)) });
}

/** Counted from when it is first seen: a hold that came with the portfolio is as new to the desk as any other. */
function planHold({ queue, seed }: Planning, { holdId, code, accountId, partyId, debtId }: SeenHold, nowMs: number): void {
  const key = `hold:${holdId}`;
  if (!SETTLED_BY_US.includes(code) || !queue.isNew(key)) return;
  const atMs = nextDeskMinute(instantAt(addDays(localDateOf(nowMs, DESK_ZONE), daysUntilSettled(seed, key)), 10 * 60, DESK_ZONE));
  queue.add({ kind: 'settlesHold', accountId, holdId, code, debtId, partyId, key, atMs });
}

function wholeMinute(millis: number): number {
  return Math.ceil(millis / MINUTE_MS) * MINUTE_MS;
}
