/** Where a rule comes from, for whoever asks why. */
import { RULES } from './gate.ts';
import { HOLD_CATALOGUE, isHoldCode } from './hold-catalogue.ts';

const CITATIONS: ReadonlyMap<string, string> = new Map(RULES.map((rule) => [rule.ruleId, rule.citation]));

/** The source of a rule id as reasons carry it; our own policy where no rule of law stands behind it. */
export function citationOf(ruleId: string): string {
  const holdCode = ruleId.startsWith('hold:') ? ruleId.slice('hold:'.length) : null;
  if (holdCode !== null && isHoldCode(holdCode)) return HOLD_CATALOGUE[holdCode].citation;
  return CITATIONS.get(ruleId) ?? 'cadence policy';
}
