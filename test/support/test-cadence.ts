/** A compact cadence with every kind of step, for tests that are not about the shipped files. */
import type { CadencePolicy, CadenceStep, Channel, ChannelAttempt, MessagePurpose } from '#core/cadence/cadence-policy.ts';

export function attempt(channel: Channel, template = 'reminder', speaksOfLegalAction = false, purpose: MessagePurpose = 'chase'): ChannelAttempt {
  return { channel, template, purpose, speaksOfLegalAction };
}

type StepGiven = Pick<CadenceStep, 'id' | 'stage' | 'kind'> & Partial<CadenceStep> & { readonly day: number; readonly latestDays?: number };

export function step({ day, latestDays = 10, ...given }: StepGiven): CadenceStep {
  return {
    when: { from: 'due', offsetDays: day, dayKind: 'calendar', latestDays }, channels: [attempt('sms'), attempt('email'), attempt('letter')],
    conditions: [], summary: `step ${given.id}`, ...given,
  };
}

export const TEST_CADENCE: CadencePolicy = {
  name: 'test-cadence', version: '1.0.0', appliesTo: { role: 'first_party', partyKind: 'person', segments: [] }, languages: ['en'],
  minimumGapDays: 1, spreadMinutes: 60,
  promise: { maximumDaysAhead: 14, graceBusinessDays: 1, tolerancePercent: 90, maximumRenewals: 2 },
  arrangement: { graceDays: 3, maximumInstalments: 12, minimumInstalmentMinor: 10_00, revivals: 1, remindDaysBefore: 3 },
  partialPayment: { restartFromPercent: 50, restart: 'by_age' },
  steps: [
    step({ id: 'first-reminder', stage: 'reminder', kind: 'message', day: 1 }),
    step({ id: 'second-reminder', stage: 'reminder', kind: 'message', day: 5, channels: [attempt('email'), attempt('letter')] }),
    step({ id: 'call', stage: 'call', kind: 'call', day: 10, channels: [attempt('call', 'call-script'), attempt('letter')], openHours: 48 }),
    step({ id: 'offer', stage: 'negotiation', kind: 'offer', day: 20, channels: [attempt('email', 'offer'), attempt('letter', 'offer')] }),
    step({ id: 'legal-review', stage: 'negotiation', kind: 'legal_review', day: 40, channels: [attempt('task', 'legal-review')], openHours: 72 }),
    step({
      id: 'final-notice', stage: 'final_notice', kind: 'final_notice', day: 50, channels: [attempt('letter', 'final-reminder')],
      channelsWithIntent: [attempt('letter', 'final-notice', true)],
    }),
    step({ id: 'hand-over', stage: 'legal_escalation', kind: 'refer_to_legal', day: 65, channels: [attempt('task', 'hand-over')] }),
    step({
      id: 'after-broken-promise', stage: 'reminder', kind: 'message', day: 0,
      when: { from: 'event', event: 'promise_broken', offsetDays: 1, dayKind: 'business', latestDays: 5 },
    }),
  ],
  terminal: { outcome: 'written_off', afterDays: 20 },
  maximumAgeDays: 180,
};
