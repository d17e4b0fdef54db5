/** Whether this medium and this number or address may be used. */
import type { ContactPointView, Medium } from '../circumstances.ts';
import { PASS } from '../verdict.ts';
import type { Rule } from './rule.ts';

export const channelContractRule: Rule = {
  ruleId: 'creditor-channels',
  citation: 'creditor contract',
  sentence: 'The creditor has not allowed this medium.',
  evaluate: ({ contact, circumstances }) => circumstances.contract.channels.includes(contact.medium) ? PASS
    : { kind: 'block', facts: { medium: contact.medium, contractVersion: circumstances.contract.contractVersion }, channelLost: true },
};

export const addressRule: Rule = {
  ruleId: 'usable-address',
  citation: '12 CFR 1006.6(d)(3)-(5); 1006.42(a)',
  sentence: 'There is no living number or address of the person for this medium.',
  evaluate: ({ contact, contactPoint }) => {
    const facts = { medium: contact.medium, contactPointId: contact.contactPointId };
    return contactPoint !== null && serves(contactPoint, contact.medium) ? PASS : { kind: 'block', facts, channelLost: true };
  },
};

export const electronicConsentRule: Rule = {
  ruleId: 'electronic-consent',
  citation: '12 CFR 1006.6(d)(4)-(5); 47 USC 227(b)(1)(A)(iii)',
  sentence: 'The person has not consented to electronic messages at this number or address.',
  evaluate: ({ contact, contactPoint, circumstances }) => {
    if (contact.medium !== 'sms' && contact.medium !== 'email') return PASS;
    if (contact.purpose === 'reply' || circumstances.person.kind === 'business' || contactPoint?.electronicConsent === true) return PASS;
    return { kind: 'block', facts: { medium: contact.medium, contactPointId: contact.contactPointId }, channelLost: true };
  },
};

export const workEmailRule: Rule = {
  ruleId: 'employer-address',
  citation: '12 CFR 1006.22(f)(3)',
  sentence: 'A consumer is not written to at an address that his employer provides.',
  evaluate: ({ contact, contactPoint, circumstances }) =>
    contact.medium === 'email' && circumstances.person.kind === 'person' && contactPoint?.place === 'work'
      ? { kind: 'block', facts: { contactPointId: contactPoint.contactPointId }, channelLost: true } : PASS,
};

export const providerPolicyRule: Rule = {
  ruleId: 'provider-policy',
  citation: 'twilio.com/docs/api/errors/30863, 30460',
  sentence: 'The text provider forbids third-party debt collection.',
  evaluate: ({ contact, circumstances }) => contact.medium === 'sms' && circumstances.role === 'third_party'
    ? { kind: 'block', facts: { provider: circumstances.smsProvider }, channelLost: true } : PASS,
};

/** True when a contact point is of the kind that the medium needs. */
export function serves(contactPoint: ContactPointView, medium: Medium): boolean {
  if (medium === 'sms') return contactPoint.kind === 'phone' && contactPoint.textable;
  if (medium === 'call') return contactPoint.kind === 'phone';
  return contactPoint.kind === (medium === 'letter' ? 'postal' : 'email');
}
