import { describe, expect, it } from 'vitest';
import type { Evidence, HoldRow } from '#rehearsal/promises/evidence.ts';
import { checkPromises } from '#rehearsal/promises/check-promises.ts';
import { ALLOWED, SOUND, TOUCH, withSecondTouch } from './promise-samples.ts';

/** Which promises the judge finds broken. */
const broken = (evidence: Evidence): readonly number[] => checkPromises(evidence).filter((check) => check.violations.length > 0).map((check) => check.promise);
const sentences = (evidence: Evidence): string => checkPromises(evidence).flatMap((check) => check.violations.map((violation) => violation.sentence)).join(' ');
const with_ = (change: Partial<Evidence>): Evidence => ({ ...SOUND, ...change });
const touched = (change: Partial<typeof TOUCH>): Evidence => with_({ touches: [{ ...TOUCH, ...change }] });
const account = (change: Partial<Evidence['accounts'][number]>): Evidence => with_({ accounts: [{ ...SOUND.accounts[0]!, ...change }] });
const NEXT = SOUND.accounts[0]!.next!;
const hold = (change: Partial<HoldRow>): HoldRow => ({
  holdId: 'hold-1', code: 'cease', scope: 'person', effects: ['chase', 'dial', 'letter'], partyId: 'party-1', accountId: null, debtId: null, contactPointId: null, medium: null,
  placedAt: '2027-01-12T10:00:00.000Z', liftedAt: null, expiresOn: null, ...change,
});
const call = (change: Partial<Evidence['calls'][number]>): Evidence['calls'][number] => ({
  callId: 'call-1', partyId: 'party-1', accountIds: ['acc-1'], contactPointId: 'phone-1', direction: 'outbound', dialedAt: '2027-01-14T18:00:00.000Z', connected: true, conversation: false, consented: false,
  candidateZones: ['America/New_York'], ...change,
});

describe('the judge of the seven promises', () => {
  it('finds nothing where all is well', () => {
    expect(sentences(SOUND)).toBe('');
    expect(sentences(withSecondTouch(SOUND, { claimedAt: '2027-01-14T18:00:00.000Z' }))).toBe('');
  });

  it.each<[string, Evidence]>([
    ['two contacts of one step', withSecondTouch(SOUND, { stepId: 'first', attemptNo: 2, claimedAt: '2027-01-14T18:00:00.000Z' })],
    ['a second channel before the first had failed', withSecondTouch(touched({ status: 'failed' }), { stepId: 'first', attemptNo: 2, claimedAt: '2027-01-14T18:00:00.000Z' })],
    ['a message that the provider got twice', with_({ sent: [...SOUND.sent, SOUND.sent[0]!] })],
    ['a message that no touch knows', with_({ sent: [...SOUND.sent, { ...SOUND.sent[0]!, messageId: 'SM9' }] })],
    ['a touch that the provider never got', with_({ sent: [] })],
    ['a letter that nobody claimed', with_({ printedLetterIds: ['letter-9'] })],
  ])('promise 1: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(1);
  });

  it.each<[string, Evidence]>([
    ['something due lies undone', account({ next: { ...NEXT, nextActionAt: '2027-01-19T15:00:00.000Z' } })],
    ['facts that nobody read', account({ lastSeq: 3 })],
    ['a run that did not go on', account({ leftBehind: 'stuck' })],
    ['a touch later than decided', touched({ claimedAt: '2027-01-12T20:05:00.000Z' })],
    ['a claim without an outcome', touched({ status: 'claimed' })],
    ['a refusal that was never looked at again', with_({ facts: [...SOUND.facts, { factId: 'denied', accountId: 'acc-1', seq: 2, acceptedAt: '2027-01-12T20:00:00.000Z', body: { kind: 'touchDenied', decisionId: 'd', reference: { stepId: 'first', stage: null, cycle: 1, attemptNo: 1, channelIndex: 0 }, channel: 'sms', verdict: 'defer', ruleIds: ['contact-hours'], retryAt: '2027-01-13T15:00:00.000Z', channelLost: false } }], accounts: [{ ...SOUND.accounts[0]!, next: { ...NEXT, nextActionAt: null } }] })],
  ])('promise 2: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(2);
  });

  it.each<[string, Evidence]>([
    // 20:30 in New York is fine and 17:30 in Los Angeles too; 21:00 in New York is not, although it is 18:00 in Los Angeles.
    ['nine in the evening in one of the zones', touched({ claimedAt: '2027-01-13T02:00:00.000Z' })],
    ['half past seven in the morning in one of the zones', touched({ claimedAt: '2027-01-12T15:30:00.000Z' })],
    ['a place that nobody knows', with_({ decisions: [{ ...ALLOWED, candidateZones: [] }] })],
    ['a second chase on one day', withSecondTouch(SOUND, { claimedAt: '2027-01-12T22:00:00.000Z' })],
    ['a cease that stood', with_({ holds: [hold({})] })],
    ['an opt-out of the number by another person who uses it', with_({ holds: [hold({ code: 'opt_out', scope: 'contact_point', partyId: 'party-2', contactPointId: 'phone-1' })] })],
    ['a consent that was taken back', with_({ consents: [...SOUND.consents, { ...SOUND.consents[0]!, action: 'revoked', recordedAt: '2027-01-12T00:00:00.000Z' }] })],
    ['a call within seven days after a conversation', with_({ calls: [call({ conversation: true }), call({ callId: 'call-2', dialedAt: '2027-01-20T18:00:00.000Z' })] })],
  ])('promise 3: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(3);
  });

  it('promise 3: counts three chases in seven days, not four', () => {
    const at = (day: number) => `2027-01-${day}T18:00:00.000Z`;
    const three = with_({ touches: [{ ...TOUCH, claimedAt: at(12) }], calls: [call({ dialedAt: at(14) }), call({ callId: 'call-2', dialedAt: at(16) })] });
    expect(sentences({ ...three, decisions: [{ ...ALLOWED, step: { ...ALLOWED.step, notBefore: at(12) } as typeof ALLOWED.step }] })).toBe('');
    expect(broken({ ...three, calls: [...three.calls, call({ callId: 'call-3', dialedAt: at(18) })] })).toContain(3);
    // The eighteenth is the seventh day with the twelfth as the first; the nineteenth is a week later.
    expect(sentences({ ...three, decisions: [{ ...ALLOWED, step: { ...ALLOWED.step, notBefore: at(12) } as typeof ALLOWED.step }], calls: [...three.calls, call({ callId: 'call-3', dialedAt: at(19) })] })).toBe('');
  });

  it('promise 3: a hold that was lifted, or whose last day is over, forbids nothing', () => {
    expect(broken(with_({ holds: [hold({ liftedAt: '2027-01-12T15:00:00.000Z' })] }))).toEqual([]);
    expect(broken(with_({ holds: [hold({ expiresOn: '2027-01-11' })] }))).toEqual([]);
    expect(broken(with_({ holds: [hold({ expiresOn: '2027-01-12' })] }))).toContain(3);
  });

  it.each<[string, Evidence]>([
    ['a balance that the books do not have', touched({ balanceMinor: 249_99 })],
    ['a sum in the text that is none of the account', touched({ text: 'You owe $251.00.' })],
    ['a payment before the message that it does not know of', with_({ postings: [...SOUND.postings, { ...SOUND.postings[0]!, amountMinor: -50_00, postedAt: '2027-01-12T19:59:59.000Z' }] })],
    ['words of legal action without an intent', touched({ text: 'You owe $250.00. We will see you in court.' })],
    ['a template of legal action under an intent that has expired', { ...touched({ speaksOfLegalAction: true }), intents: [{ intentId: 'i', accountId: 'acc-1', recordedAt: '2026-12-01T00:00:00.000Z', expiresOn: '2027-01-11' }] }],
  ])('promise 4: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(4);
  });

  it('promise 4: reads sums as people write them, and takes no street for a court', () => {
    expect(broken(touched({ text: 'You owe $250.00 (USD 250.00).', address: '18 MOCK COURT, PORTLAND, OR' }))).toEqual([]);
    expect(broken(touched({ text: '18 Mock Court\nYou owe $250.00.', address: '18 MOCK COURT, PORTLAND, OR' }))).toEqual([]);
    expect(broken(with_({ touches: [{ ...TOUCH, text: 'Your plan: $125.00 a month, $250.00 in all.' }], agreedAmounts: [{ accountId: 'acc-1', amountMinor: 125_00 }] }))).toEqual([]);
  });

  it.each<[string, Evidence]>([
    ['a message after a cease was accepted', with_({ facts: [{ factId: 'cease', accountId: 'acc-1', seq: 1, body: { kind: 'holdPlaced', holdId: 'hold-1', code: 'cease' }, acceptedAt: '2027-01-12T19:00:00.000Z' }, ...SOUND.facts] })],
    ['a chase although everything is paid', with_({ postings: [...SOUND.postings, { ...SOUND.postings[0]!, amountMinor: -250_00, postedAt: '2027-01-12T10:00:00.000Z' }] })],
    ['a text after STOP, in the order of the provider', with_({ sent: [{ medium: 'sms', direction: 'inbound', messageId: 'IN1', address: '+12125550101', text: 'STOP' }, ...SOUND.sent] })],
  ])('promise 5: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(5);
  });

  it.each<[string, Evidence]>([
    ['a decision without reasons', with_({ decisions: [{ ...ALLOWED, step: { ...ALLOWED.step, reasons: [] } }] })],
    ['a permission that names no rules', with_({ decisions: [{ ...ALLOWED, verdict: { kind: 'allow', ruleIds: [] } }] })],
    ['a policy that was never published', with_({ publishedHashes: ['another'] })],
    ['a touch without a decision', with_({ decisions: [] })],
    ['a wait that says nothing', account({ next: { ...NEXT, step: { kind: 'wait', until: '2027-01-21T15:00:00.000Z', reasons: [] } } })],
  ])('promise 6: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(6);
  });

  it.each<[string, Evidence]>([
    ['an open account that waits for nothing', account({ next: { ...NEXT, nextActionAt: null } })],
    ['an open account without a run', account({ hasOpenRun: false })],
    ['a closed account whose run goes on', account({ status: 'closed', outcome: 'paid' })],
    ['an account that ended without an outcome', account({ status: 'closed', hasOpenRun: false })],
  ])('promise 7: %s', (_name, evidence) => {
    expect(broken(evidence)).toContain(7);
  });
});
