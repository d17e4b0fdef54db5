/**
 * One touch, at most once: claim, one provider call, outcome. A retry finds the claim and asks what became of it; where nobody can say,
 * a person decides. "Sent, or flagged to a person" is the side to err on.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ActRequest, ActResult } from '#contracts/activities.ts';
import type { Act } from '#core/account/step.ts';
import { CALL_BEGINS_WITHIN_MS, type ChannelSender, type Delivery } from '#adapters/channel-sender.ts';
import { claimTouch, type ClaimedTouch, type SendAct } from '#adapters/db/touch/claim-touch.ts';
import { recordOutcome, type TouchOutcome } from '#adapters/db/touch/record-outcome.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { whileAlive } from './while-alive.ts';

type MessageRequest = ActRequest<Extract<Act, { kind: 'sendMessage' | 'settleTouch' }>>;

export function deliverMessage(dependencies: ActivityDependencies, sender: ChannelSender, request: MessageRequest): Promise<ActResult> {
  return whileAlive(() => claimAndSend(dependencies, sender, request));
}

async function claimAndSend(dependencies: ActivityDependencies, sender: ChannelSender, request: MessageRequest): Promise<ActResult> {
  const { act } = request;
  if (act.kind === 'settleTouch') return settleTouch(dependencies, sender, request, act.touchId);
  const claim = await claimTouch(dependencies, { ...request, act: act satisfies SendAct }, Date.parse(businessNow(dependencies.timeSkipping)));
  switch (claim.kind) {
    case 'stale': return { kind: 'stale', note: 'new facts' };
    case 'refused': return { kind: 'refused', note: claim.verdict.reasons.map((reason) => reason.ruleId).join(' ') };
    case 'existing': return claim.status === 'claimed' ? settleTouch(dependencies, sender, request, claim.touchId) : { kind: 'recorded', note: `${claim.touchId} ${claim.status}` };
    case 'claimed': return send(dependencies, sender, request, claim.touch);
  }
}

async function send(dependencies: ActivityDependencies, sender: ChannelSender, request: MessageRequest, touch: ClaimedTouch): Promise<ActResult> {
  if (wallAgeMs(new Date(touch.claimedWallAt)) > CALL_BEGINS_WITHIN_MS) return record(dependencies, request, touch.touchId, notSent('CALL_TOO_LATE', businessNow(dependencies.timeSkipping)));
  const delivery = await sender.deliver(touch);
  // A request that broke off may still be taken by the provider: only a look at its own records settles it.
  if (delivery.kind === 'unknown') return settleTouch(dependencies, sender, request, touch.touchId);
  return record(dependencies, request, touch.touchId, outcomeOf(delivery, sender.provider, businessNow(dependencies.timeSkipping)));
}

function outcomeOf(delivery: Exclude<Delivery, { kind: 'unknown' }>, provider: string, now: string): TouchOutcome {
  switch (delivery.kind) {
    case 'accepted': return { kind: 'sent', provider, providerId: delivery.providerId };
    case 'rejected': return { kind: 'failed', code: delivery.code, final: true, retryAt: null, addressDead: delivery.addressDead, optedOut: delivery.optedOut };
    case 'notSent': return notSent(delivery.code, new Date(Date.parse(now) + delivery.retryAfterSeconds * 1_000).toISOString());
  }
}

/** It certainly did not go out, and nobody judged the address: it may be tried again. */
function notSent(code: string, retryAt: string): TouchOutcome {
  return { kind: 'failed', code, final: false, retryAt, addressDead: false, optedOut: false };
}

function wallAgeMs(wallAt: Date): number {
  return Date.now() - wallAt.getTime();
}

/** An attempt waits no longer than this for the time at which silence counts: the next decision looks again, and others need its place. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Finds out what became of a claimed touch, without sending anything. That the provider has it counts at any time; that it has not, or that nobody
 * can say, only once it can take it no more. Until then the touch stays claimed, and nothing is sent in its place.
 */
async function settleTouch(dependencies: ActivityDependencies, sender: ChannelSender, request: MessageRequest, touchId: string): Promise<ActResult> {
  const touch = await dependencies.database.touch.findUniqueOrThrow({ where: { id: touchId }, include: { message: true } });
  if (touch.status !== 'claimed') return { kind: 'recorded', note: `${touchId} ${touch.status}` };
  const remainingMs = sender.settleAfterMs - wallAgeMs(touch.claimedWallAt);
  if (remainingMs > 0 && remainingMs <= LONGEST_WAIT_MS) await delay(remainingMs);
  const finding = await sender.find({ touchId, address: touch.message?.address ?? '', bodyHash: touch.bodyHash, claimedWallAt: touch.claimedWallAt.toISOString() });
  if (finding.kind === 'found') return record(dependencies, request, touchId, { kind: 'sent', provider: sender.provider, providerId: finding.providerId });
  if (remainingMs > LONGEST_WAIT_MS) return { kind: 'unsettled', note: touchId };
  switch (finding.kind) {
    case 'absent': return record(dependencies, request, touchId, notSent('NOT_ACCEPTED', businessNow(dependencies.timeSkipping)));
    case 'cannotSay': return record(dependencies, request, touchId, { kind: 'unknown', reason: finding.reason });
  }
}

/** The database may be away just now: the provider has the message, so the outcome is worth some patience within the attempt. */
const RECORD_TRIES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

async function record(dependencies: ActivityDependencies, request: MessageRequest, touchId: string, outcome: TouchOutcome): Promise<ActResult> {
  const { accountId, act } = request;
  for (const waitMs of [...RECORD_TRIES_MS, null]) {
    try {
      await recordOutcome(dependencies.database, { touchId, accountId, reference: act.reference, outcome, now: businessNow(dependencies.timeSkipping) });
      return { kind: outcome.kind, note: touchId };
    } catch (error) {
      if (waitMs === null) throw error;
      await delay(waitMs);
    }
  }
  throw new Error('unreachable: the last try returns or throws');
}
