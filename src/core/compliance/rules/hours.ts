/**
 * 12 CFR 1006.6(b)(1)(i); 15 USC 1692c(a)(1): no communication before 8:00 and after 21:00 local time at the consumer's location.
 * Comment 6(b)(1)(i)-2: where the information is ambiguous, the time must be convenient in every place it indicates.
 * Ambiguity A1: 08:00:00.000 is allowed, 21:00:00.000 is not. A letter has no hour (comment 6(b)(1)(i)-1 speaks of when a message is sent).
 */
import type { RuleContext } from '../contact.ts';
import { PASS, type RuleResult } from '../verdict.ts';
import { addDays, instantAt, localDateOf, toInstant, type Zone } from '../../local-time.ts';
import type { Rule } from './rule.ts';

export const EARLIEST_MINUTE = 8 * 60;
export const LATEST_MINUTE = 21 * 60;

export const hoursRule: Rule = {
  ruleId: 'contact-hours',
  citation: '12 CFR 1006.6(b)(1)(i); 15 USC 1692c(a)(1)',
  sentence: 'Calls and messages go out only from 8:00 to 21:00 in every place where the person may be.',
  evaluate: (context) => {
    if (context.contact.medium === 'letter' || context.contact.purpose === 'reply') return PASS;
    const zones = context.circumstances.person.candidateZones;
    if (zones.length === 0) return unknownPlace(context);
    const opensAtMs = nextCommonOpening(context.nowMs, zones);
    if (!Number.isFinite(opensAtMs)) return noCommonHour(context);
    return opensAtMs <= context.nowMs ? PASS : {
      kind: 'defer', untilMs: opensAtMs, facts: { zones: zones.join(' '), at: toInstant(context.nowMs) },
    };
  },
};

function unknownPlace(context: RuleContext): RuleResult {
  return {
    kind: 'hold_human', facts: { medium: context.contact.medium, zones: 'none' },
    sentence: 'Nothing tells where the person is, so no lawful hour can be named; a person has to find out.',
  };
}

/** The first instant at or after `fromMs` that lies between 8:00 and 21:00 in all zones; they may share as little as an hour. */
export function nextCommonOpening(fromMs: number, zones: readonly Zone[]): number {
  let candidateMs = fromMs;
  // Each round moves past at least one closed stretch; zones overlap again within two days, whatever their offsets.
  for (let round = 0; round < 8 * zones.length + 8; round += 1) {
    const laterMs = Math.max(...zones.map((zone) => nextOpening(candidateMs, zone)));
    if (laterMs === candidateMs) return candidateMs;
    candidateMs = laterMs;
  }
  return Number.POSITIVE_INFINITY;
}

function nextOpening(fromMs: number, zone: Zone): number {
  const today = localDateOf(fromMs, zone);
  const opensMs = instantAt(today, EARLIEST_MINUTE, zone);
  if (fromMs < opensMs) return opensMs;
  return fromMs < instantAt(today, LATEST_MINUTE, zone) ? fromMs : instantAt(addDays(today, 1), EARLIEST_MINUTE, zone);
}

function noCommonHour(context: RuleContext): RuleResult {
  return {
    kind: 'hold_human', facts: { zones: context.circumstances.person.candidateZones.join(' ') },
    sentence: 'The places where the person may be share no lawful hour; a person has to find out where he is.',
  };
}
