/** A small sound cadence and its texts: each test breaks one thing of it. */
import type { CadencePolicy, CadenceStep, ChannelAttempt } from '#core/cadence/cadence-policy.ts';
import type { TemplateFacts } from '#core/cadence/template-facts.ts';

export function attempt(channel: ChannelAttempt['channel'], template: string, speaksOfLegalAction = false): ChannelAttempt {
  return { channel, template, purpose: 'chase', speaksOfLegalAction };
}

export function step(id: string, day: number, change: Partial<CadenceStep> = {}): CadenceStep {
  return {
    id, stage: 'reminder', kind: 'message', when: { from: 'due', offsetDays: day, dayKind: 'calendar', latestDays: 5 },
    channels: [attempt('letter', 'plain')], conditions: [], summary: 'A step of a test.', ...change,
  };
}

export const REVIEW = step('review', 30, { kind: 'legal_review', stage: 'final_notice', channels: [attempt('task', 'instruction')], openHours: 48 });
export const NOTICE = step('notice', 0, {
  kind: 'final_notice', stage: 'final_notice', when: { from: 'previous_step', offsetDays: 5, dayKind: 'calendar', latestDays: 365 },
  channelsWithIntent: [attempt('letter', 'legal', true)],
});
export const REFERRAL = step('referral', 0, {
  kind: 'refer_to_legal', stage: 'legal_escalation', channels: [], when: { from: 'previous_step', offsetDays: 17, dayKind: 'calendar', latestDays: 365 },
});

export function policyOf(steps: readonly CadenceStep[], change: Partial<CadencePolicy> = {}): CadencePolicy {
  return {
    name: 'sample', version: '1.0.0', appliesTo: { role: 'first_party', partyKind: 'person', segments: [] }, languages: ['en', 'es'],
    minimumGapDays: 2, spreadMinutes: 60,
    promise: { maximumDaysAhead: 14, graceBusinessDays: 3, tolerancePercent: 90, maximumRenewals: 2 },
    arrangement: { graceDays: 5, maximumInstalments: 12, minimumInstalmentMinor: 25_00, revivals: 1, remindDaysBefore: 3 },
    partialPayment: { restartFromPercent: 50, restart: 'by_age' }, steps, terminal: { outcome: 'written_off', afterDays: 10 }, maximumAgeDays: 365, ...change,
  };
}

export const THIRD_PARTY = { appliesTo: { role: 'third_party', partyKind: 'person', segments: [] } } as const;

export function placed(id: string, day: number, change: Partial<CadenceStep> = {}): CadenceStep {
  const plain = step(id, day, change);
  return { ...plain, when: { ...plain.when, from: 'placement' } };
}

function text(templateId: string, channel: TemplateFacts['channel'], language: string, change: Partial<TemplateFacts> = {}): TemplateFacts {
  return {
    templateId, channel, language, purpose: 'chase', speaksOfLegalAction: false, speaksOfFurnishing: false, offersDiscount: false, deadlineDays: null, ...change,
  };
}

const LANGUAGES = ['en', 'es'];
const both = (templateId: string, channel: TemplateFacts['channel'], change: Partial<TemplateFacts> = {}): readonly TemplateFacts[] =>
  LANGUAGES.map((language) => text(templateId, channel, language, change));

export const TEXTS: readonly TemplateFacts[] = [
  ...both('plain', 'letter'), ...both('plain', 'email'), ...both('plain', 'sms'), ...both('script', 'call'), text('instruction', 'task', 'en', { purpose: 'service' }),
  ...both('legal', 'letter', { speaksOfLegalAction: true, deadlineDays: 14 }), ...both('courtesy', 'email', { purpose: 'service' }),
  ...both('furnishing', 'letter', { speaksOfFurnishing: true }), ...both('discount', 'letter', { offersDiscount: true }),
  ...both('deadline', 'letter', { deadlineDays: 10 }), ...both('notice', 'letter', { purpose: 'notice' }), text('english-only', 'letter', 'en'),
];
