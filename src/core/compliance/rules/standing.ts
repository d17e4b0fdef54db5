/** Whether this person, account or debt may be contacted at all as things stand. */
import type { Circumstances } from '../circumstances.ts';
import { PASS } from '../verdict.ts';
import type { Rule } from './rule.ts';

const EU = ['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'];
/** Countries in which a business may be contacted; consumers only where a full pack of law is loaded. */
const BUSINESS_COUNTRIES: ReadonlySet<string> = new Set(['US', 'GB', 'CA', 'IN', 'SA', 'AE', 'JP', 'KW', ...EU]);
const CONSUMER_COUNTRIES: ReadonlySet<string> = new Set(['US']);

export const killSwitchRule: Rule = {
  ruleId: 'kill-switch',
  citation: 'policy',
  sentence: 'A supervisor stopped all contact of this kind.',
  evaluate: ({ contact, circumstances }) => {
    const stop = circumstances.stops.find((row) => row.scope !== 'channel' || row.channel === contact.medium);
    return stop === undefined ? PASS : { kind: 'block', facts: { stopId: stop.stopId, scope: stop.scope }, channelLost: false };
  },
};

export const jurisdictionRule: Rule = {
  ruleId: 'jurisdiction-pack',
  citation: 'policy: no pack, no contact',
  sentence: 'No rules are loaded for this country, so nobody there is contacted.',
  evaluate: ({ circumstances }) => {
    const { countryCode, kind } = circumstances.person;
    const facts = { country: countryCode, kind };
    if (countryCode === null) return { kind: 'hold_human', facts, sentence: 'The country of the person is unknown; a person has to find out.' };
    const covered = kind === 'person' ? CONSUMER_COUNTRIES : BUSINESS_COUNTRIES;
    return covered.has(countryCode) ? PASS : { kind: 'block', facts, channelLost: false };
  },
};

export const letterNeedsStateRule: Rule = {
  ruleId: 'letter-needs-state',
  citation: '12 CFR 1006.104; policy',
  sentence: 'A letter to a consumer needs his state, because state law may be stricter.',
  evaluate: ({ contact, circumstances }) => {
    const { countryCode, kind, stateCode } = circumstances.person;
    if (contact.medium !== 'letter' || kind === 'business' || countryCode !== 'US' || stateCode !== null) return PASS;
    return { kind: 'hold_human', facts: { state: stateCode } };
  },
};

export const unreadMessageRule: Rule = {
  ruleId: 'unread-inbound',
  citation: '47 CFR 64.1200(a)(10); 12 CFR 1006.6(c)',
  sentence: 'A message of this person has not been understood yet; it may be a stop.',
  evaluate: ({ circumstances }) => circumstances.unclassifiedInbound === 0 ? PASS
    : { kind: 'hold_human', facts: { messages: circumstances.unclassifiedInbound } },
};

export const thirdPartyLiveRule: Rule = {
  ruleId: 'third-party-live',
  citation: 'policy: third-party work stays in the sandbox until its law is proven',
  sentence: 'Third-party accounts are not contacted for real: their rules are not complete yet.',
  evaluate: ({ circumstances }) => circumstances.mode === 'live' && circumstances.role === 'third_party'
    ? { kind: 'block', facts: { mode: 'live', role: 'third_party' }, channelLost: false } : PASS,
};

export const validationFieldsRule: Rule = {
  ruleId: 'validation-fields',
  citation: '12 CFR 1006.34(c)',
  sentence: 'The creditor did not deliver all validation information, so the debt is not collected yet.',
  evaluate: ({ circumstances }) => {
    if (circumstances.role !== 'third_party' || circumstances.person.kind !== 'person') return PASS;
    const missing = circumstances.account.debts.missingValidationFields;
    return missing.length === 0 ? PASS : { kind: 'block', facts: { missing: missing.join(' ') }, channelLost: false };
  },
};

export const nothingOwedRule: Rule = {
  ruleId: 'nothing-to-chase',
  citation: '15 USC 1692e(2)(A)',
  sentence: 'Nothing is owed that may be chased now.',
  evaluate: ({ contact, circumstances }) => {
    const { chaseableMinor, pendingMinor } = circumstances.account;
    if (contact.purpose === 'reply' || chaseableMinor > pendingMinor) return PASS;
    return { kind: 'block', facts: { chaseableMinor, pendingMinor }, channelLost: false };
  },
};

export const extinguishedRule: Rule = {
  ruleId: 'debt-extinguished',
  citation: 'state limitation law (WI, MS): the lapse of time extinguishes the debt',
  sentence: 'The lapse of time has extinguished the debt.',
  evaluate: ({ circumstances }) => {
    const { extinguished } = circumstances.account.debts.limitation;
    return extinguished === 0 ? PASS : { kind: 'block', facts: { extinguished }, channelLost: false };
  },
};

export const legalWordsRule: Rule = {
  ruleId: 'legal-words',
  citation: '15 USC 1692e(5); 12 CFR 1006.26(b)',
  sentence: 'A text may speak of legal action only under a recorded live intent and never about a time-barred debt.',
  evaluate: ({ contact, circumstances }) => {
    if (!contact.speaksOfLegalAction) return PASS;
    if (contact.intentId !== null && isSuable(circumstances)) return PASS;
    const { barred, extinguished, unknown } = circumstances.account.debts.limitation;
    return { kind: 'block', channelLost: false, facts: { intentId: contact.intentId, barred, extinguished, unknown } };
  },
};

/** True when every debt still owed can be sued on: one that is barred, extinguished or of unknown limitation stands against all. */
export function isSuable(circumstances: Circumstances): boolean {
  const { owed, limitation } = circumstances.account.debts;
  return limitation.running === owed;
}
