/** Promise 1: one effective contact per account, step and cycle; a further channel only after the last one's typed failure; no message given out twice. */
import { EFFECTIVE, groupBy, type Evidence, type SentRow, type TouchRow, type Violation } from './evidence.ts';

export function noContactTwice(evidence: Evidence): readonly Violation[] {
  return [...oneEffective(evidence), ...oneAfterTheOther(evidence), ...sentOnce(evidence), ...printedOnce(evidence)];
}

function keyOf({ accountId, stepId, cycle }: { readonly accountId: string | null; readonly stepId: string | null; readonly cycle: number | null }): string {
  return `${accountId} ${stepId} ${cycle}`;
}

function oneEffective({ touches, tasks }: Evidence): readonly Violation[] {
  const spoken = tasks.filter((task) => task.kind === 'call' && task.status === 'done' && task.stepId !== null && task.result !== 'skip');
  const contacts = [...touches.filter((touch) => EFFECTIVE.includes(touch.status)), ...spoken];
  return [...groupBy(contacts, keyOf)].filter(([, group]) => group.length > 1).map(([key, group]) => ({
    accountId: group[0]?.accountId ?? null, sentence: `${group.length} effective contacts for one account, step and cycle: ${key}.`,
  }));
}

/** An attempt presupposes that the one before certainly failed, before it. */
function oneAfterTheOther({ touches, facts }: Evidence): readonly Violation[] {
  const failedAt = new Map(facts.flatMap(({ body, acceptedAt }) => (body.kind === 'touchFailed' ? [[body.touchId, acceptedAt] as const] : [])));
  return [...groupBy(touches, keyOf).values()].flatMap((group) => {
    const inOrder = group.toSorted((one, other) => one.attemptNo - other.attemptNo);
    return inOrder.slice(0, -1).flatMap((touch, index) => {
      const next = inOrder[index + 1];
      const failed = failedAt.get(touch.touchId);
      return next === undefined || (failed !== undefined && failed <= next.claimedAt) ? []
        : [{ accountId: touch.accountId, sentence: `Attempt ${next.attemptNo} of step ${touch.stepId} was made before attempt ${touch.attemptNo} had failed.` }];
    });
  });
}

/** The provider's own journal: every message belongs to one touch, every touch that was sent is there once. */
function sentOnce({ touches, sent }: Evidence): readonly Violation[] {
  const outbound = sent.filter((message) => message.direction === 'outbound');
  const electronic = touches.filter((touch) => touch.channel !== 'letter');
  const byId = groupBy(outbound, (message) => message.messageId);
  const missing = electronic.filter((touch) => touch.status === 'sent' && (byId.get(touch.providerId ?? '')?.length ?? 0) !== 1).map((touch) => ({
    accountId: touch.accountId, sentence: `The provider has ${byId.get(touch.providerId ?? '')?.length ?? 0} messages for touch ${touch.touchId}, which was sent once.`,
  }));
  const unknown = outbound.filter((message) => !electronic.some((touch) => belongs(touch, message))).map((message) => ({ accountId: null, sentence: `The provider has a message ${message.messageId} that no touch knows.` }));
  return [...missing, ...unknown];
}

/** By the provider's id; a touch whose answer got lost by its text. */
function belongs(touch: TouchRow, message: SentRow): boolean {
  if (touch.providerId !== null) return touch.providerId === message.messageId;
  return touch.channel === message.medium && touch.address === message.address && touch.text.replace(/\s+/g, ' ').trim() === message.text.replace(/\s+/g, ' ').trim();
}

function printedOnce({ touches, printedLetterIds }: Evidence): readonly Violation[] {
  const letters = touches.filter((touch) => touch.channel === 'letter');
  const missing = letters.filter((touch) => touch.status === 'sent' && printedLetterIds.filter((id) => id === touch.touchId).length !== 1)
    .map((touch) => ({ accountId: touch.accountId, sentence: `The print shop has not exactly one letter for touch ${touch.touchId}.` }));
  const unknown = printedLetterIds.filter((id) => !letters.some((touch) => touch.touchId === id)).map((id) => ({ accountId: null, sentence: `The print shop has a letter ${id} that no touch knows.` }));
  return [...missing, ...unknown];
}
