/**
 * Promise 3: no contact outside the rules. Each touch and each dial is judged again, at its own instant, by arithmetic of its own:
 * the hour in every zone where the person may be, how often he was contacted, what held him then, and his consent.
 */
import { clockIn, daysApart } from './judge-clock.ts';
import { EFFECTIVE, groupBy, type CallRow, type ConsentRow, type Evidence, type HoldRow, type TouchRow, type Violation } from './evidence.ts';

type Contact = {
  readonly id: string; readonly accountId: string; readonly accountIds: readonly string[]; readonly partyId: string; readonly medium: 'sms' | 'email' | 'letter' | 'call'; readonly purpose: string;
  readonly contactPointId: string | null; readonly at: string; readonly zones: readonly string[]; readonly consented: boolean; readonly connected: boolean; readonly conversation: boolean; readonly debtIds: readonly string[];
  /** Ours; calls of the person himself only tell when he was last spoken with. */
  readonly isOurs: boolean;
};

const FROM_MINUTE = 8 * 60;
const TO_MINUTE = 21 * 60;
const LIMITS = { chasesADay: 1, chasesInWeek: 3, attemptsADay: 3, attemptsInWeek: 10, callsInWeek: 7 } as const;

export function noContactOutsideRules(evidence: Evidence): readonly Violation[] {
  const contacts = contactsOf(evidence);
  const byPerson = groupBy(contacts, (contact) => contact.partyId);
  const persons = new Map(evidence.accounts.map((account) => [account.partyId, account]));
  return [...wrongPurposes(evidence), ...contacts.filter((contact) => contact.isOurs).flatMap((contact) => {
    const others = (byPerson.get(contact.partyId) ?? []).filter((other) => other !== contact && other.at <= contact.at);
    const found = [
      ...outsideHours(contact), ...tooOften(contact, others, persons.get(contact.partyId)?.partyKind === 'person'), ...held(contact, evidence.holds),
      ...withoutConsent(contact, evidence.consents, persons.get(contact.partyId)),
    ];
    return found.map((what) => ({ accountId: contact.accountId, sentence: `${contact.medium} ${contact.id} at ${contact.at}: ${what}` }));
  })];
}

/** Limits count by purpose, so a message must be what its template says. */
function wrongPurposes({ touches }: Evidence): readonly Violation[] {
  return touches.filter((touch) => touch.purpose !== touch.templatePurpose)
    .map((touch) => ({ accountId: touch.accountId, sentence: `${touch.channel} ${touch.touchId} counted as ${touch.purpose}; its template ${touch.template} is for ${touch.templatePurpose ?? 'nothing known'}.` }));
}

function contactsOf({ touches, calls, decisions, postings }: Evidence): readonly Contact[] {
  const zonesOf = new Map(decisions.map((decision) => [decision.decisionId, decision.candidateZones]));
  const debtsOf = groupBy(postings.filter((posting) => posting.debtId !== null), (posting) => posting.accountId);
  const debtIds = (accountId: string) => [...new Set((debtsOf.get(accountId) ?? []).map((posting) => posting.debtId ?? ''))];
  const sent = touches.filter((touch) => EFFECTIVE.includes(touch.status)).map((touch: TouchRow): Contact => ({
    id: touch.touchId, accountId: touch.accountId, accountIds: [touch.accountId], partyId: touch.partyId, medium: touch.channel, purpose: touch.purpose, contactPointId: touch.contactPointId,
    at: touch.claimedAt, zones: zonesOf.get(touch.decisionId) ?? [], consented: false, connected: false, conversation: false, debtIds: debtIds(touch.accountId), isOurs: true,
  }));
  const called = calls.map((call: CallRow): Contact => ({
    id: call.callId, accountId: call.accountIds[0] ?? '', accountIds: call.accountIds, partyId: call.partyId, medium: 'call', purpose: 'chase', contactPointId: call.contactPointId, at: call.dialedAt,
    zones: call.candidateZones, consented: call.consented, connected: call.connected, conversation: call.conversation, debtIds: debtIds(call.accountIds[0] ?? ''),
    isOurs: call.direction === 'outbound',
  }));
  return [...sent, ...called].toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

/** 12 CFR 1006.6(b)(1)(i). A letter has no hour. */
function outsideHours({ medium, purpose, zones, at }: Contact): readonly string[] {
  if (medium === 'letter' || purpose === 'reply') return [];
  if (zones.length === 0) return ['nothing tells where the person is.'];
  return zones.filter((zone) => { const { minute } = clockIn(zone, at); return minute < FROM_MINUTE || minute >= TO_MINUTE; }).map((zone) => `outside of 8:00 to 21:00 in ${zone}.`);
}

/** 12 CFR 1006.14(b)(2) for calls, the table of contact limits for everything; a day is the person's local date, in any of his zones. */
function tooOften(contact: Contact, others: readonly Contact[], isConsumer: boolean): readonly string[] {
  if (contact.consented || contact.purpose === 'reply') return [];
  const zone = contact.zones[0] ?? 'UTC';
  const today = clockIn(zone, contact.at).date;
  const near = (days: number) => others.filter((other) => { const age = daysApart(clockIn(zone, other.at).date, today); return age >= 0 && age < days; });
  const within = (days: number) => near(days).filter((other) => other.isOurs);
  const chases = (list: readonly Contact[], purposes: readonly string[]) => list.filter((other) => purposes.includes(other.purpose) && !other.consented && (other.medium !== 'call' || other.connected)).length;
  const calls = within(7).filter((other) => other.medium === 'call' && other.connected && !other.consented && other.accountIds.includes(contact.accountId)).length;
  const spoken = near(7).some((other) => other.conversation && other.accountIds.includes(contact.accountId));
  const found: string[] = [];
  // States and cities that count tell a consumer's chases and reminders not apart.
  const weekly = isConsumer ? ['chase', 'service', 'notice'] : ['chase'];
  if (contact.purpose === 'chase' && chases(within(1), ['chase']) >= LIMITS.chasesADay) found.push('a second chase of the person on one day.');
  if (contact.purpose !== 'notice' && weekly.includes(contact.purpose) && chases(within(7), weekly) >= LIMITS.chasesInWeek) found.push('a fourth contact of the person in seven days.');
  if (contact.purpose !== 'notice' && within(1).length >= LIMITS.attemptsADay) found.push('a fourth contact of the person on one day.');
  if (contact.purpose !== 'notice' && within(7).length >= LIMITS.attemptsInWeek) found.push('an eleventh contact of the person in seven days.');
  if (contact.medium === 'call' && calls >= LIMITS.callsInWeek) found.push('an eighth call about the account in seven days.');
  if (contact.medium === 'call' && spoken) found.push('a call within seven days after a conversation.');
  return found;
}

function held(contact: Contact, holds: readonly HoldRow[]): readonly string[] {
  return holds.filter((hold) => standsAt(hold, contact) && forbids(hold, contact)).map((hold) => `hold ${hold.code} of ${hold.placedAt} forbids it.`);
}

/** A hold with a last day counts through it, wherever the person may be. */
function standsAt({ placedAt, liftedAt, expiresOn }: HoldRow, { at, zones }: Contact): boolean {
  if (placedAt > at || (liftedAt !== null && liftedAt <= at)) return false;
  return expiresOn === null || zones.some((zone) => clockIn(zone, at).date <= expiresOn);
}

function forbids(hold: HoldRow, { medium, purpose, partyId, accountIds, contactPointId, debtIds }: Contact): boolean {
  const effect = medium === 'call' ? 'dial' : medium === 'letter' ? 'letter' : 'chase';
  if (!hold.effects.includes(effect)) return false;
  if (purpose === 'reply' && hold.code !== 'bankruptcy' && hold.code !== 'deceased') return false;
  switch (hold.scope) {
    // An opt-out acts on the number for everybody who uses it.
    case 'contact_point': return hold.contactPointId === contactPointId && (hold.code === 'opt_out' || hold.partyId === partyId);
    case 'medium': return hold.partyId === partyId && hold.medium === medium;
    case 'account': return hold.accountId !== null && accountIds.includes(hold.accountId);
    // One held debt leaves the sum; the words are judged elsewhere. It silences an account that has no other debt.
    case 'debt': return hold.debtId !== null && debtIds.length === 1 && debtIds.includes(hold.debtId);
    default: return hold.partyId === partyId && hold.code !== 'no_work_contact';
  }
}

/** Electronic messages to consumers need a consent that stands, given to us or to the creditor in whose name we write. */
function withoutConsent({ medium, purpose, contactPointId, at }: Contact, consents: readonly ConsentRow[], person: { readonly partyId: string; readonly partyKind: string; readonly role: string } | undefined): readonly string[] {
  if ((medium !== 'sms' && medium !== 'email') || purpose === 'reply' || person === undefined || person.partyKind === 'business') return [];
  const last = consents.filter((row) => row.partyId === person.partyId && row.contactPointId === contactPointId && row.recordedAt <= at && (row.action === 'revoked' || row.grantedTo === 'us' || person.role === 'first_party')).at(-1);
  return last?.action === 'granted' && (last.expiresAt === null || last.expiresAt > at) ? [] : ['no consent to electronic messages stands for this address.'];
}
