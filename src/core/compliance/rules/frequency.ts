/**
 * How often. Calls: 12 CFR 1006.14(b)(2): at most seven within seven consecutive days about a debt, none within seven days after a
 * conversation, the day of the conversation being day one. Everything: the cumulative standard of 1006.14(a), as our table of limits.
 * Ambiguity A2: a day is the consumer's local date; with several candidate zones the strictest counts.
 */
import type { CallView, Circumstances, ContactPurpose } from '../circumstances.ts';
import type { RuleContext } from '../contact.ts';
import { PASS, type RuleResult } from '../verdict.ts';
import { addDays, daysBetween, instantAt, localDateOf, toMillis, type LocalDate, type Zone } from '../../local-time.ts';
import type { Rule } from './rule.ts';

/**
 * The one table of contact limits over all media, per person. One a day counts chases. Three in seven days counts chases and, of a consumer,
 * everything that we begin: states and cities that count tell no purposes apart. The hard limits count everything of everybody.
 * A reply is neither limited nor counted; a required notice is counted and not limited: the law wants it sent.
 */
export const CONTACT_LIMITS = {
  chasesADay: 1, chasesInSevenDays: 3, attemptsADay: 3, attemptsInSevenDays: 10, callsInSevenDays: 7, daysAfterConversation: 7,
} as const;

export const callFrequencyRule: Rule = {
  ruleId: 'calls-seven-in-seven',
  citation: '12 CFR 1006.14(b)(2)(i)(A)',
  sentence: 'Not more than seven calls within seven consecutive days about a debt.',
  evaluate: (context) => {
    if (context.contact.medium !== 'call') return PASS;
    const counted = callsOnAccount(context.circumstances).filter((call) => call.counted);
    return limited(context, counted.map((call) => toMillis(call.at)), CONTACT_LIMITS.callsInSevenDays, 7);
  },
};

export const conversationRule: Rule = {
  ruleId: 'calls-after-conversation',
  citation: '12 CFR 1006.14(b)(2)(i)(B)',
  sentence: 'No call within seven consecutive days after a telephone conversation about the debt.',
  evaluate: (context) => {
    if (context.contact.medium !== 'call') return PASS;
    const spoken = callsOnAccount(context.circumstances).filter((call) => call.conversation).map((call) => toMillis(call.at));
    return limited(context, spoken, 1, CONTACT_LIMITS.daysAfterConversation);
  },
};

export const chasesADayRule: Rule = {
  ruleId: 'one-chase-a-day',
  citation: '12 CFR 1006.14(a); policy table of contact limits',
  sentence: 'One chase a day per person, whatever the account or medium.',
  evaluate: (context) => chaseLimited(context, CONTACT_LIMITS.chasesADay, 1, ['chase']),
};

export const chasesInSevenDaysRule: Rule = {
  ruleId: 'three-chases-in-seven-days',
  citation: '12 CFR 1006.14(a); policy table of contact limits',
  sentence: 'Three chases in seven days per person, whatever the account or medium; of a consumer everything that we begin counts.',
  evaluate: (context) => chaseLimited(context, CONTACT_LIMITS.chasesInSevenDays, 7, context.circumstances.person.kind === 'person' ? ['chase', 'service', 'notice'] : ['chase']),
};

export const attemptsADayRule: Rule = {
  ruleId: 'three-attempts-a-day',
  citation: '12 CFR 1006.14(a), comment 14(a)-1; policy table of contact limits',
  sentence: 'Hard limit: three contacts or attempts a day per person over all media.',
  evaluate: (context) => attemptLimited(context, CONTACT_LIMITS.attemptsADay, 1),
};

export const attemptsInSevenDaysRule: Rule = {
  ruleId: 'ten-attempts-in-seven-days',
  citation: '12 CFR 1006.14(a), comment 14(a)-1; policy table of contact limits',
  sentence: 'Hard limit: ten contacts or attempts in seven days per person over all media.',
  evaluate: (context) => attemptLimited(context, CONTACT_LIMITS.attemptsInSevenDays, 7),
};

export const minimumGapRule: Rule = {
  ruleId: 'minimum-gap',
  citation: 'cadence policy',
  sentence: 'The cadence keeps a gap of whole days between two chases of one account.',
  evaluate: (context) => {
    if (context.contact.purpose !== 'chase' || context.contact.minimumGapDays <= 1) return PASS;
    const own = context.circumstances.touches.filter((touch) => touch.own && touch.purpose === 'chase').map((touch) => toMillis(touch.at));
    return limited(context, own, 1, context.contact.minimumGapDays);
  },
};

function chaseLimited(context: RuleContext, limit: number, days: number, counted: readonly ContactPurpose[]): RuleResult {
  const { purpose } = context.contact;
  if (purpose === 'notice' || !counted.includes(purpose)) return PASS;
  const chases = context.circumstances.touches.filter((touch) => counted.includes(touch.purpose)).map((touch) => toMillis(touch.at));
  const calls = context.circumstances.calls.filter((call) => call.counted).map((call) => toMillis(call.at));
  return limited(context, [...chases, ...calls], limit, days);
}

function attemptLimited(context: RuleContext, limit: number, days: number): RuleResult {
  if (context.contact.purpose === 'reply' || context.contact.purpose === 'notice') return PASS;
  const { touches, calls } = context.circumstances;
  const attempts = touches.filter((touch) => touch.purpose !== 'reply').map((touch) => toMillis(touch.at));
  return limited(context, [...attempts, ...calls.map((call) => toMillis(call.at))], limit, days);
}

/** A call about several accounts counts to each: 1006.14(b)(4), comment 14(b)(4)-1. */
function callsOnAccount(circumstances: Circumstances): readonly CallView[] {
  return circumstances.calls.filter((call) => call.own);
}

/** Defers to the first day of which the window of `days` days holds fewer than `limit` of the instants, in every zone. */
function limited(context: RuleContext, instantsMs: readonly number[], limit: number, days: number): RuleResult {
  const zones = context.circumstances.person.candidateZones;
  const untilMs = Math.max(...(zones.length === 0 ? ['UTC'] : zones).map((zone) => freeFrom(context.nowMs, instantsMs, limit, days, zone)));
  if (untilMs <= context.nowMs) return PASS;
  const last = instantsMs.length === 0 ? context.nowMs : Math.max(...instantsMs);
  return { kind: 'defer', untilMs, facts: { limit, days, counted: instantsMs.length, lastOn: localDateOf(last, zones[0] ?? 'UTC') } };
}

function freeFrom(nowMs: number, instantsMs: readonly number[], limit: number, days: number, zone: Zone): number {
  const today = localDateOf(nowMs, zone);
  const dates = instantsMs.map((instant) => localDateOf(instant, zone));
  for (let ahead = 0; ahead <= days; ahead += 1) {
    const day = addDays(today, ahead);
    if (countInWindow(dates, day, days) < limit) return ahead === 0 ? nowMs : instantAt(day, 0, zone);
  }
  return instantAt(addDays(today, days), 0, zone);
}

function countInWindow(dates: readonly LocalDate[], day: LocalDate, days: number): number {
  return dates.filter((date) => { const age = daysBetween(date, day); return age >= 0 && age < days; }).length;
}
