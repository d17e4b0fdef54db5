/** One account that was written to once, with everything that proves it: the least that the judge can look at. */
import type { DecisionRow, Evidence, TouchRow } from '#rehearsal/promises/evidence.ts';

export const ALLOWED: DecisionRow = {
  decisionId: 'decision-1', accountId: 'acc-1', kind: 'claim', verdict: { kind: 'allow', ruleIds: ['contact-hours'] }, candidateZones: ['America/New_York', 'America/Los_Angeles'],
  step: {
    kind: 'act', notBefore: '2027-01-12T20:00:00.000Z', ruleIds: [], reasons: [{ ruleId: 'step:first', sentence: 'The first reminder.' }],
    act: { kind: 'sendMessage', channel: 'sms', reference: { stepId: 'first', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, purpose: 'chase', template: 'reminder', contactPointId: 'phone-1', speaksOfLegalAction: false, intentId: null, minimumGapDays: 1, arrangementId: null },
  },
  stateHash: 'state', policyHash: 'policy', rulesHash: 'rules', tzdbVersion: '2025c', decidedAt: '2027-01-12T20:00:00.100Z',
};

/** At three in the afternoon in New York and noon in Los Angeles. */
export const TOUCH: TouchRow = {
  touchId: 'touch-1', accountId: 'acc-1', partyId: 'party-1', stepId: 'first', cycle: 1, attemptNo: 1, channel: 'sms', purpose: 'chase', contactPointId: 'phone-1', template: 'reminder', language: 'en',
  status: 'sent', balanceMinor: 250_00, decisionId: 'decision-1', providerId: 'SM1', claimedAt: '2027-01-12T20:00:00.100Z', address: '+12125550101', text: 'You owe $250.00.', speaksOfLegalAction: false, templatePurpose: 'chase',
};

export const SOUND: Evidence = {
  nowMs: Date.parse('2027-01-20T12:00:00Z'),
  accounts: [{
    accountId: 'acc-1', partyId: 'party-1', partyKind: 'person', role: 'first_party', currency: 'USD', status: 'open', outcome: null, lastSeq: 2, cadenceHash: 'policy', hasOpenRun: true, leftBehind: null,
    next: { cursor: 2, nextActionAt: '2027-01-21T15:00:00.000Z', decidedAt: '2027-01-12T20:00:00.200Z', step: { kind: 'wait', until: '2027-01-21T15:00:00.000Z', reasons: [{ ruleId: 'step:second', sentence: 'The next step has its date.' }] } },
  }],
  decisions: [ALLOWED], touches: [TOUCH], calls: [], holds: [], tasks: [], intents: [], agreedAmounts: [], publishedHashes: ['policy'], printedLetterIds: [],
  facts: [
    { factId: 'enrolled', accountId: 'acc-1', seq: 1, body: { kind: 'enrolled', role: 'first_party', placedOn: '2027-01-11' }, acceptedAt: '2027-01-11T12:00:00.000Z' },
    { factId: 'sent', accountId: 'acc-1', seq: 2, body: { kind: 'touchSent', touchId: 'touch-1', reference: { stepId: 'first', stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'sms', sentAt: '2027-01-12T20:00:00.100Z' }, acceptedAt: '2027-01-12T20:00:00.150Z' },
  ],
  postings: [{ accountId: 'acc-1', ledgerAccount: 'receivable:principal', debtId: 'debt-1', amountMinor: 250_00, postedAt: '2027-01-11T12:00:00.000Z' }],
  consents: [{ partyId: 'party-1', contactPointId: 'phone-1', action: 'granted', grantedTo: 'creditor', recordedAt: '2026-01-01T00:00:00.000Z', expiresAt: null }],
  sent: [{ medium: 'sms', direction: 'outbound', messageId: 'SM1', address: '+12125550101', text: 'You owe $250.00.' }],
};

/** A second message of the account, in all the places where one leaves a trace. */
export function withSecondTouch(evidence: Evidence, touch: Partial<TouchRow>): Evidence {
  const second: TouchRow = { ...TOUCH, touchId: 'touch-2', stepId: 'second', decisionId: 'decision-2', providerId: 'SM2', ...touch };
  const decision: DecisionRow = { ...ALLOWED, decisionId: 'decision-2', decidedAt: second.claimedAt, step: { ...(ALLOWED.step as Extract<DecisionRow['step'], { kind: 'act' }>), notBefore: second.claimedAt } };
  return { ...evidence, touches: [...evidence.touches, second], decisions: [...evidence.decisions, decision], sent: [...evidence.sent, { medium: 'sms', direction: 'outbound', messageId: 'SM2', address: second.address, text: second.text }] };
}
