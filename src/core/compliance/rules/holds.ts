/**
 * Holds of the person, the account, the debts, the medium or the address.
 * Citations stand in the hold catalogue, one per code. The three notices that a cease leaves open (1006.6(c)(2)) are a person's own work: no text of ours is one.
 */
import { HOLD_CATALOGUE, holdRuleOf, type HoldCode, type HoldEffect } from '../hold-catalogue.ts';
import type { HoldView, Medium } from '../circumstances.ts';
import type { RuleContext } from '../contact.ts';
import { PASS, type RuleResult } from '../verdict.ts';
import { toMillis } from '../../local-time.ts';
import type { Rule } from './rule.ts';

const EFFECT_OF_MEDIUM: Readonly<Record<Medium, HoldEffect>> = { sms: 'chase', email: 'chase', call: 'dial', letter: 'letter' };

/** Even an answer collects from the bankrupt and the dead, and at a wrong number it tells a stranger: 11 USC 362(a); 12 CFR 1006.6(a)(4), (d)(1). */
const FORBIDS_REPLIES: readonly HoldCode[] = ['bankruptcy', 'deceased', 'wrong_party'];

/** Holds that count at this instant for the medium and address of the contact. */
export function holdsAgainst(context: RuleContext): readonly HoldView[] {
  return context.circumstances.holds.filter((hold) => countsNow(hold, context.nowMs) && forbids(hold, context));
}

export const holdRule: Rule = {
  ruleId: 'hold',
  citation: 'hold catalogue, one citation per code',
  sentence: 'A hold forbids this contact.',
  evaluate: (context) => holdsAgainst(context).reduce<RuleResult>(worse, PASS),
};

export function countsNow(hold: HoldView, nowMs: number): boolean {
  return hold.endsAt === undefined || nowMs < toMillis(hold.endsAt);
}

function forbids(hold: HoldView, { contact, contactPoint, circumstances }: RuleContext): boolean {
  if (contact.purpose === 'reply' && !FORBIDS_REPLIES.includes(hold.code)) return false;
  const { effects, scope } = holdRuleOf(hold);
  if (contact.speaksOfLegalAction && effects.includes('legal') && coversAccount(hold, circumstances.account.debts.owed)) return true;
  if (!effects.includes(EFFECT_OF_MEDIUM[contact.medium])) return false;
  if (hold.code === 'no_work_contact') return contactPoint?.place === 'work';
  if (scope === 'contact_point') return hold.contactPointId === contact.contactPointId;
  if (scope === 'medium') return hold.medium === contact.medium;
  // A held debt leaves the sum that is chased; only when nothing else is left does it silence the account.
  if (scope === 'debt') return circumstances.account.chaseableMinor <= 0;
  return true;
}

function coversAccount(hold: HoldView, debtCount: number): boolean {
  const { scope } = holdRuleOf(hold);
  return scope === 'person' || scope === 'account' || (scope === 'debt' && debtCount === 1);
}

function worse(result: RuleResult, hold: HoldView): RuleResult {
  if (result.kind === 'block' && !result.channelLost) return result;
  const { citation, sentence, scope } = HOLD_CATALOGUE[hold.code];
  return {
    kind: 'block',
    facts: { holdId: hold.holdId, code: hold.code, reviewOn: hold.reviewOn, source: citation },
    sentence,
    channelLost: scope === 'contact_point' || scope === 'medium' || hold.code === 'no_work_contact',
  };
}
