/** The channel, the address and the lawful instant of a contact; a later channel only when the one before cannot be used. */
import { stageRank, type CadenceStep, type ChannelAttempt, type MessageChannel } from '../cadence/cadence-policy.ts';
import { contactPointsFor, earliestLawful } from '../compliance/gate.ts';
import type { ProposedContact } from '../compliance/contact.ts';
import type { Medium, PacketAccountView } from '../compliance/circumstances.ts';
import { EARLIEST_MINUTE, LATEST_MINUTE } from '../compliance/rules/hours.ts';
import type { Reason } from '../compliance/verdict.ts';
import { addDays, instantAt, isBusinessDay, localDateOf, localMinuteOf, MINUTE_MS, toInstant, toMillis, weekdayOf, type LocalDate } from '../local-time.ts';
import { actAt, actNow, because, type DecisionContext } from './decision-context.ts';
import type { StepReference } from './fact.ts';
import { stableSlot } from './stable-hash.ts';
import { standBlocked } from './stand-blocked.ts';
import { progressOf } from './state.ts';
import { liveIntentId } from './step-conditions.ts';
import type { Act, Step, StepReason } from './step.ts';
import { taskDeadline } from './task-deadline.ts';

export type ChannelPlan = {
  readonly stepId: string;
  readonly dueOn: LocalDate;
  readonly reference: StepReference;
  readonly channels: readonly ChannelAttempt[];
  readonly arrangementId: string | null;
  /** Nothing happens before this instant: now, or the opening of a day ahead. */
  readonly earliestMs: number;
};

/** Planners keep off the edges of the lawful window, so that a queue does not carry a message over it. */
const EDGE_MINUTES = 5;
const MAXIMUM_SHIFTS = 40;

type ChannelAnswer =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'next'; readonly reasons: readonly StepReason[] };

export function planChannel(context: DecisionContext, step: CadenceStep, plan: ChannelPlan): Step | null {
  const skipped: StepReason[] = [];
  for (let index = plan.reference.channelIndex; index < plan.channels.length; index += 1) {
    const attempt = plan.channels[index];
    if (attempt === undefined) break;
    const answer = tryChannel(context, step, { ...plan, reference: { ...plan.reference, channelIndex: index } }, attempt);
    if (answer.kind === 'step') return withReasons(answer.step, skipped);
    skipped.push(...answer.reasons);
  }
  return null;
}

function tryChannel(context: DecisionContext, step: CadenceStep, plan: ChannelPlan, attempt: ChannelAttempt): ChannelAnswer {
  if (attempt.channel === 'task') return { kind: 'step', step: openTask(context, step, plan, attempt, 'manual_contact', plan.earliestMs) };
  const medium: Medium = attempt.channel;
  const points = contactPointsFor(context.circumstances, medium);
  if (points.length === 0) {
    return { kind: 'next', reasons: [because('usable-address', `There is no living ${medium} address.`, { medium })] };
  }
  const reasons: StepReason[] = [];
  for (const point of points) {
    const contact = proposedContact(context, attempt, medium, point.contactPointId);
    const lawful = preferredInstant(context, step, plan, contact);
    if (lawful.kind === 'at') return { kind: 'step', step: contactAt(context, step, plan, attempt, point.contactPointId, lawful) };
    if (lawful.kind === 'hold_human') return { kind: 'step', step: askPerson(context, step, plan, lawful.reasons) };
    if (!lawful.channelLost) return { kind: 'step', step: standBlocked(context, standing(lawful.reasons)) };
    reasons.push(...lawful.reasons.filter((reason) => reason.answer === 'channel_lost').map(asStepReason));
  }
  return { kind: 'next', reasons };
}

function proposedContact(context: DecisionContext, attempt: ChannelAttempt, medium: Medium, contactPointId: string): ProposedContact {
  return {
    medium, purpose: attempt.purpose, contactPointId, speaksOfLegalAction: attempt.speaksOfLegalAction,
    intentId: attempt.speaksOfLegalAction ? liveIntentId(context) : null, minimumGapDays: context.policy.minimumGapDays,
  };
}

function contactAt(
  context: DecisionContext, step: CadenceStep, plan: ChannelPlan, attempt: ChannelAttempt, contactPointId: string,
  lawful: { readonly atMs: number; readonly reasons: readonly StepReason[] },
): Step {
  const reasons = [because(`step:${step.id}`, step.summary, { stepId: step.id, dueOn: plan.dueOn, channel: attempt.channel }), ...lawful.reasons];
  if (attempt.channel === 'call') return withReasons(openTask(context, step, plan, attempt, 'call', lawful.atMs), lawful.reasons);
  const act: Act = {
    kind: 'sendMessage', channel: attempt.channel as MessageChannel, reference: plan.reference, purpose: attempt.purpose, template: attempt.template,
    contactPointId, speaksOfLegalAction: attempt.speaksOfLegalAction,
    intentId: attempt.speaksOfLegalAction ? liveIntentId(context) : null, minimumGapDays: context.policy.minimumGapDays, arrangementId: plan.arrangementId,
  };
  return lawful.atMs <= context.nowMs ? actNow(context, act, reasons) : actAt(lawful.atMs, act, reasons);
}

function openTask(
  context: DecisionContext, step: CadenceStep, plan: ChannelPlan, attempt: ChannelAttempt, taskKind: 'call' | 'manual_contact', atMs: number,
): Step {
  const notAfter = toInstant(taskDeadline(context, step, taskKind, Math.max(atMs, context.nowMs)));
  const act: Act = { kind: 'openTask', taskKind, reference: plan.reference, template: attempt.template, notAfter };
  const reasons = [because(`step:${step.id}`, step.summary, { stepId: step.id, dueOn: plan.dueOn, channel: attempt.channel })];
  return atMs <= context.nowMs ? actNow(context, act, reasons) : actAt(atMs, act, reasons);
}

function askPerson(context: DecisionContext, step: CadenceStep, plan: ChannelPlan, reasons: readonly Reason[]): Step {
  // An unread message has its own task; its classification is a fact that wakes the run.
  if (reasons.some((reason) => reason.ruleId === 'unread-inbound')) return standBlocked(context, standing(reasons));
  const notAfter = toInstant(taskDeadline(context, step, 'gate_review', context.nowMs));
  return actNow(context, { kind: 'openTask', taskKind: 'gate_review', reference: plan.reference, template: 'gate-review', notAfter }, standing(reasons));
}

/** What stands in the way of every channel; a late hour or a lost address beside it does not. */
function standing(reasons: readonly Reason[]): readonly StepReason[] {
  return reasons.filter((reason) => reason.answer === 'block' || reason.answer === 'hold_human').map(asStepReason);
}

type PreferredInstant =
  | { readonly kind: 'at'; readonly atMs: number; readonly reasons: readonly StepReason[] }
  | Exclude<ReturnType<typeof earliestLawful>, { kind: 'at' }>;

/** The first instant that is lawful, inside the step's own window and weekdays, and not another account's turn. */
function preferredInstant(context: DecisionContext, step: CadenceStep, plan: ChannelPlan, contact: ProposedContact): PreferredInstant {
  const retryAt = progressOf(context.state, plan.stepId)?.retryAt ?? null;
  // Rounded up before it is judged: an act on the next whole minute must not lie behind the hour.
  let fromMs = Math.max(plan.earliestMs, retryAt === null ? 0 : Math.ceil(toMillis(retryAt) / MINUTE_MS) * MINUTE_MS);
  const reasons: StepReason[] = retryAt !== null && fromMs > plan.earliestMs ? [because('retry-at', 'The last try asked to wait.', { retryAt })] : [];
  for (let shift = 0; shift < MAXIMUM_SHIFTS; shift += 1) {
    const lawful = earliestLawful(contact, context.circumstances, fromMs);
    if (lawful.kind !== 'at') return lawful;
    reasons.push(...lawful.deferredBy.map(asStepReason));
    const atMs = toMillis(lawful.at);
    const preferredMs = afterPreference(context, step, plan, atMs);
    const wantedMs = contact.purpose === 'chase' ? afterPacketTurn(context, preferredMs, plan, reasons) : preferredMs;
    if (wantedMs === atMs) return { kind: 'at', atMs, reasons: distinct(reasons) };
    fromMs = wantedMs;
  }
  return { kind: 'hold_human', reasons: [{ ruleId: 'no-window', answer: 'hold_human', citation: 'cadence policy', sentence: 'The step finds no lawful time inside its own window.', facts: { stepId: step.id } }] };
}

/** Moves an instant into the step's window, spread by the account's own slot, and onto one of its weekdays or business days. */
function afterPreference(context: DecisionContext, step: CadenceStep, plan: ChannelPlan, atMs: number): number {
  const { zone, policy, state } = context;
  const date = localDateOf(atMs, zone);
  const fromMinute = step.when.window?.fromMinute ?? EARLIEST_MINUTE + EDGE_MINUTES;
  const toMinute = step.when.window?.toMinute ?? LATEST_MINUTE - EDGE_MINUTES;
  const spread = Math.min(policy.spreadMinutes, Math.max(0, toMinute - fromMinute - 1));
  const opensMinute = fromMinute + stableSlot(`${state.accountId}:${plan.stepId}`, spread);
  const minute = localMinuteOf(atMs, zone);
  const { weekdays, dayKind } = step.when;
  const resting = dayKind === 'business' && !isBusinessDay(date, context.circumstances.contract.calendar);
  if (resting || (weekdays !== undefined && !weekdays.includes(weekdayOf(date)))) return instantAt(addDays(date, 1), opensMinute, zone);
  if (minute < opensMinute) return instantAt(date, opensMinute, zone);
  return minute < toMinute ? atMs : instantAt(addDays(date, 1), opensMinute, zone);
}

/** One person's accounts share one arbiter: the further stage, then the older debt, then the id goes first; the others take the next day. */
function afterPacketTurn(context: DecisionContext, atMs: number, plan: ChannelPlan, reasons: StepReason[]): number {
  const date = localDateOf(atMs, context.zone);
  const before = context.circumstances.packet.find((other) =>
    localDateOf(toMillis(other.nextChaseAt), context.zone) === date && goesBefore(other, context, plan));
  if (before === undefined) return atMs;
  reasons.push(because('packet-turn', 'Another account of the same person has its turn on that day.', { accountId: before.accountId }));
  return instantAt(addDays(date, 1), 0, context.zone);
}

function goesBefore(other: PacketAccountView, context: DecisionContext, plan: ChannelPlan): boolean {
  const own = { rank: stageRank(plan.reference.stage ?? context.state.stage), due: context.circumstances.account.oldestDueOn ?? '9999-12-31', id: context.state.accountId };
  if (other.stageRank !== own.rank) return other.stageRank > own.rank;
  const otherDue = other.oldestDueOn ?? '9999-12-31';
  return otherDue === own.due ? other.accountId < own.id : otherDue < own.due;
}

function asStepReason(reason: Reason): StepReason {
  return { ruleId: reason.ruleId, sentence: reason.sentence, facts: reason.facts };
}

function distinct(reasons: readonly StepReason[]): readonly StepReason[] {
  return reasons.filter((reason, index) => reasons.findIndex((other) => other.ruleId === reason.ruleId) === index);
}

function withReasons(step: Step, reasons: readonly StepReason[]): Step {
  return reasons.length === 0 ? step : { ...step, reasons: [...step.reasons, ...reasons] };
}
