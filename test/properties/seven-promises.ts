/**
 * The seven promises, checked on what providers really took and what the books say. Nothing here asks the gate or the core for its opinion:
 * hours, counts, stops and amounts are worked out anew from what happened.
 */
import { applyAll } from '#core/account/apply.ts';
import { initialState, stateHash } from '#core/account/state.ts';
import { sumOf } from '#core/ledger/entry.ts';
import type { Happening } from '#rehearsal/simulate/simulated-acceptance.ts';
import { balancesOf, type TouchRow } from '#rehearsal/simulate/simulated-book.ts';
import type { Life, LifeRecord } from '#rehearsal/simulate/simulate-person.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Crashes, retries and the relay together take less than this. */
const SLACK_MS = 15 * 60_000;

/** Every promise that was broken, in a sentence each; empty: all were kept. */
export function brokenPromises(life: Life, record: LifeRecord): readonly string[] {
  return [
    ...noContactTwice(record), ...noContactLost(record), ...noContactOutsideTheRules(life, record), ...noFalseWord(life, record),
    ...aStopIsAStop(life, record), ...nothingUnexplained(record), ...everyAccountEnds(life, record), ...booksBalance(record),
  ];
}

function name(touch: TouchRow): string {
  const { stepId, cycle, attemptNo } = touch.reference;
  return `${touch.channel} of ${touch.accountId} ${stepId} cycle ${cycle} attempt ${attemptNo} at ${touch.claimedAt}`;
}

/** One effective contact per (account, step, cycle); a further channel only after the last one's typed failure. */
function noContactTwice({ book, delivered }: LifeRecord): readonly string[] {
  const broken: string[] = [];
  const taken = delivered.map((touch) => touch.touchId);
  if (new Set(taken).size !== taken.length) broken.push('1: a provider was given the same touch twice');
  const before = new Map<string, TouchRow>();
  for (const touch of delivered) {
    const key = `${touch.accountId}/${touch.reference.stepId}/${touch.reference.cycle}`;
    const earlier = before.get(key);
    const failed = earlier !== undefined && book.accounts.get(touch.accountId)?.facts.some(({ body, occurredAt }) =>
      body.kind === 'touchFailed' && body.touchId === earlier.touchId && occurredAt <= touch.claimedAt);
    if (earlier !== undefined && failed !== true) broken.push(`1: ${name(touch)} follows ${name(earlier)}, which had not failed`);
    before.set(key, touch);
  }
  return broken;
}

/** A planned message goes out at its time, is refused with reasons, or is overtaken by news; every fact is folded and every claim has its outcome. */
function noContactLost({ book, decisions, runs }: LifeRecord): readonly string[] {
  const broken: string[] = [];
  for (const [index, { accountId, step, at }] of decisions.entries()) {
    if (step.kind !== 'act' || step.act.kind !== 'sendMessage') continue;
    const { reference } = step.act;
    const lastMs = Date.parse(step.notBefore) + SLACK_MS;
    const replanned = decisions.slice(index + 1).find((later) => later.accountId === accountId);
    const tried = book.touches.some((touch) => touch.accountId === accountId && touch.reference.stepId === reference.stepId
      && touch.reference.cycle === reference.cycle && touch.reference.attemptNo === reference.attemptNo);
    if (!tried && (replanned === undefined || Date.parse(replanned.at) > lastMs)) broken.push(`2: ${reference.stepId} of ${accountId}, decided at ${at}, was neither sent nor decided anew`);
  }
  for (const touch of book.touches) {
    if (touch.status === 'claimed') broken.push(`2: ${name(touch)} has no outcome`);
    if (touch.status === 'unknown' && !book.tasks.some((task) => task.taskId === `unknown:${touch.touchId}`)) broken.push(`2: nobody is asked about ${name(touch)}`);
  }
  for (const [accountId, { facts, status }] of book.accounts) {
    const run = runs.get(accountId);
    const unread = facts.slice(run?.state.cursor).filter((fact) => fact.body.kind !== 'accountClosed');
    if (unread.length > 0) broken.push(`2: ${unread.length} facts of ${accountId} (${status}) were never read`);
    const folded = applyAll(initialState(accountId), facts.slice(0, run?.state.cursor));
    if (run !== undefined && stateHash(folded) !== stateHash(run.state)) broken.push(`2: the state of ${accountId} is not the fold of its facts`);
  }
  return broken;
}

const CLOCKS = new Map<string, { readonly hour: Intl.DateTimeFormat; readonly date: Intl.DateTimeFormat }>();

/** The platform's own clock of a zone: not the one of the core. */
function clockOf(timeZone: string) {
  const clock = CLOCKS.get(timeZone) ?? { hour: new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hour12: false }), date: new Intl.DateTimeFormat('en-CA', { timeZone }) };
  CLOCKS.set(timeZone, clock);
  return clock;
}

function localHour(at: string, timeZone: string): number {
  return Number(clockOf(timeZone).hour.format(new Date(at))) % 24;
}

function localDay(at: string, timeZone: string): number {
  return Date.parse(clockOf(timeZone).date.format(new Date(at))) / DAY_MS;
}

function noContactOutsideTheRules({ person }: Life, { delivered, book }: LifeRecord): readonly string[] {
  const broken: string[] = [];
  const failedAt = new Map([...book.accounts.values()].flatMap(({ facts }) => facts.flatMap(({ body, occurredAt }) => (body.kind === 'touchFailed' ? [[body.touchId, occurredAt] as const] : []))));
  for (const touch of delivered) {
    const electronic = touch.channel !== 'letter';
    if (electronic && person.candidateZones.length === 0) broken.push(`3: ${name(touch)} to a person of unknown place`);
    for (const zone of electronic ? person.candidateZones : []) {
      const hour = localHour(touch.claimedAt, zone);
      if (hour < 8 || hour >= 21) broken.push(`3: ${name(touch)} at hour ${hour} in ${zone}`);
    }
    const point = person.contactPoints.find(({ contactPointId }) => contactPointId === touch.contactPointId);
    if (electronic && person.kind === 'person' && point?.electronicConsent !== true) broken.push(`3: ${name(touch)} without consent`);
    if (touch.channel === 'email' && person.kind === 'person' && point?.place === 'work') broken.push(`3: ${name(touch)} to an employer's address`);
    if (touch.channel === 'sms' && book.accounts.get(touch.accountId)?.role === 'third_party') broken.push(`3: ${name(touch)} collects for others by text`);
    if (touch.channel === 'letter' && person.kind === 'person' && person.stateCode === null) broken.push(`3: ${name(touch)} without knowing the state`);
    broken.push(...tooMany(touch, delivered.filter((other) => (failedAt.get(other.touchId) ?? '9999') > touch.claimedAt), person));
  }
  return broken;
}

/** One chase a day and three in seven days (of a consumer whatever we begin), three contacts a day and ten in seven days, over all accounts, of those that had not bounced by then. */
function tooMany(touch: TouchRow, arrived: readonly TouchRow[], { candidateZones: zones, kind }: Life['person']): readonly string[] {
  const weekly = kind === 'person' ? ['chase', 'service', 'notice'] : ['chase'];
  return (zones.length === 0 ? ['UTC'] : zones).flatMap((zone) => {
    const day = localDay(touch.claimedAt, zone);
    const age = (other: TouchRow): number => day - localDay(other.claimedAt, zone);
    const before = arrived.filter((other) => other.claimedAt <= touch.claimedAt);
    const counted = (days: number, purposes: readonly string[]): number => before.filter((other) => age(other) < days && purposes.includes(other.purpose)).length;
    const chased = (touch.purpose === 'chase' && counted(1, ['chase']) > 1) || (touch.purpose !== 'notice' && weekly.includes(touch.purpose) && counted(7, weekly) > 3);
    const contacted = touch.purpose !== 'notice' && (counted(1, ['chase', 'service', 'notice']) > 3 || counted(7, ['chase', 'service', 'notice']) > 10);
    return chased || contacted ? [`3: ${name(touch)} is one ${touch.purpose} too many in ${zone}`] : [];
  });
}

/** Debts that so much money has not paid in full, the oldest first: of what is paid nobody says that it could be sued on. */
function stillOwed(debts: Life['accounts'][number]['debts'], paidMinor: number): Life['accounts'][number]['debts'] {
  let leftMinor = paidMinor;
  return debts.toSorted((one, other) => `${one.dueOn} ${one.debtId}`.localeCompare(`${other.dueOn} ${other.debtId}`)).filter((debt) => {
    leftMinor -= debt.amountMinor;
    return leftMinor < 0;
  });
}

/** The amount is the residual of that instant; no legal word without a live intent, none about what cannot be sued on. */
function noFalseWord({ accounts }: Life, { book, delivered }: LifeRecord): readonly string[] {
  const broken: string[] = [];
  for (const touch of delivered) {
    const account = accounts.find(({ accountId }) => accountId === touch.accountId)!;
    const facts = book.accounts.get(touch.accountId)!.facts.filter((fact) => fact.occurredAt <= touch.claimedAt);
    const paidMinor = facts.reduce((sum, { body }) => sum + (body.kind === 'paymentReceived' ? body.amountMinor : body.kind === 'paymentReturned' ? -body.amountMinor : 0), 0);
    const owedMinor = account.debts.reduce((sum, debt) => sum + debt.amountMinor, 0) - paidMinor;
    const exact = account.debts.length === 1 ? touch.amountMinor === owedMinor : touch.amountMinor > 0 && touch.amountMinor <= owedMinor;
    if (!exact) broken.push(`4: ${name(touch)} asks for ${touch.amountMinor}, owed are ${owedMinor}`);
    if (!touch.speaksOfLegalAction) continue;
    const intent = facts.map((fact) => fact.body).findLast((body) => body.kind === 'legalIntentRecorded' || body.kind === 'legalIntentDeclined');
    if (intent?.kind !== 'legalIntentRecorded' || intent.expiresOn < touch.claimedAt.slice(0, 10)) broken.push(`4: ${name(touch)} speaks of legal action without an intent`);
    if (stillOwed(account.debts, paidMinor).some((debt) => debt.limitation !== 'running')) broken.push(`4: ${name(touch)} speaks of legal action about a debt that cannot be sued on`);
  }
  return broken;
}

type Span = { readonly happening: Happening; readonly fromAt: string; readonly toAt: string };

function spans(life: Life, begins: Happening['kind'], ends: Happening['kind'], idOf: (happening: Happening) => string | null): readonly Span[] {
  const sorted = life.happenings.toSorted((left, right) => (left.at < right.at ? -1 : 1));
  return sorted.filter(({ happening }) => happening.kind === begins).map(({ at, happening }) => ({
    happening, fromAt: at, toAt: sorted.find((end) => end.happening.kind === ends && end.at >= at && idOf(end.happening) === idOf(happening))?.at ?? '9999',
  }));
}

const SILENCES_PERSON: readonly string[] = ['cease', 'attorney', 'bankruptcy', 'deceased', 'active_duty', 'hardship'];

function aStopIsAStop(life: Life, { delivered, book }: LifeRecord): readonly string[] {
  const during = (span: Span): readonly TouchRow[] => delivered.filter((touch) => touch.claimedAt >= span.fromAt && touch.claimedAt < span.toAt);
  const holds = spans(life, 'hold', 'holdLifted', (one) => ('holdId' in one ? one.holdId : null)).flatMap((span) =>
    during(span).filter((touch) => span.happening.kind === 'hold' && holdForbids(span.happening, touch, life)).map((touch) => `5: ${name(touch)} during ${JSON.stringify(span.happening)}`));
  const stops = spans(life, 'stop', 'stopLifted', (one) => ('stopId' in one ? one.stopId : 'stop' in one ? one.stop.stopId : null)).flatMap((span) =>
    during(span).filter((touch) => span.happening.kind === 'stop' && (span.happening.stop.scope === 'all' || span.happening.stop.channel === touch.channel)).map((touch) => `5: ${name(touch)} against the kill switch`));
  const unread = spans(life, 'messageReceived', 'messageUnderstood', (one) => ('messageId' in one ? one.messageId : null)).flatMap((span) =>
    during(span).map((touch) => `5: ${name(touch)} while a message was unread`));
  return [...holds, ...stops, ...unread, ...silentOnceOver(delivered, book), ...silentWhileAgreed(delivered, book)];
}

function holdForbids(hold: Extract<Happening, { kind: 'hold' }>, touch: TouchRow, { person, accounts }: Life): boolean {
  if (SILENCES_PERSON.includes(hold.code)) return true;
  if (hold.code === 'no_work_contact') return person.contactPoints.some((point) => point.contactPointId === touch.contactPointId && point.place === 'work');
  if (hold.code === 'medium_refused') return hold.medium === touch.channel;
  if (hold.contactPointId !== undefined) return hold.contactPointId === touch.contactPointId;
  const account = accounts.find(({ accountId }) => accountId === touch.accountId);
  // A disputed debt leaves the sum that is asked for, and silences an account that has no other.
  return hold.debtId !== undefined && account?.debts.some((debt) => debt.debtId === hold.debtId) === true
    && touch.amountMinor > account.debts.filter((debt) => debt.debtId !== hold.debtId).reduce((sum, debt) => sum + debt.amountMinor, 0);
}

/** Nothing follows a payment in full, a hand-over or the end. */
function silentOnceOver(delivered: readonly TouchRow[], book: LifeRecord['book']): readonly string[] {
  return [...book.accounts].flatMap(([accountId, { facts }]) => {
    const own = delivered.filter((touch) => touch.accountId === accountId);
    const over = facts.find(({ body }) => body.kind === 'accountClosed' || body.kind === 'referredOut');
    return over === undefined ? [] : own.filter((touch) => touch.claimedAt > over.occurredAt).map((touch) => `5: ${name(touch)} after ${over.body.kind} at ${over.occurredAt}`);
  });
}

const REMINDERS = /^(promise-reminder|instalment-reminder|plan-broken-call)#/;

/** While a promise or a plan stands nothing chases the person: only what reminds of it, or answers its break, goes out. */
function silentWhileAgreed(delivered: readonly TouchRow[], book: LifeRecord['book']): readonly string[] {
  return delivered.filter((touch) => !REMINDERS.test(touch.reference.stepId)).flatMap((touch) => {
    const facts = book.accounts.get(touch.accountId)!.facts.filter((fact) => fact.occurredAt <= touch.claimedAt).map((fact) => fact.body);
    const begun = facts.findLastIndex((body) => body.kind === 'promiseMade' || body.kind === 'arrangementAgreed' || body.kind === 'arrangementRevived');
    const over = facts.slice(begun + 1).some(({ kind }) => kind === 'promiseKept' || kind === 'promiseBroken' || kind === 'promiseCancelled' || kind === 'arrangementBroken' || kind === 'arrangementCompleted' || kind === 'arrangementCancelled');
    return begun === -1 || over ? [] : [`5: ${name(touch)} although ${facts[begun]!.kind}`];
  });
}

function nothingUnexplained({ decisions, book }: LifeRecord): readonly string[] {
  const mute = decisions.filter(({ step }) => step.reasons.length === 0 || step.reasons.some((reason) => reason.ruleId === '' || reason.sentence === ''))
    .map(({ accountId, at }) => `6: the decision of ${accountId} at ${at} gives no reason`);
  const denied = [...book.accounts.values()].flatMap((account) => account.facts).filter(({ body }) => body.kind === 'touchDenied' && body.ruleIds.length === 0).map(({ factId }) => `6: ${factId} names no rule`);
  return [...mute, ...denied];
}

const DECISIONS_MAX = 700;

/** Every account ends, is with somebody else, or is parked with its review ahead; none polls for ever, and none is handed over unwarned. */
function everyAccountEnds({ accounts, endsAt }: Life, { book, decisions }: LifeRecord): readonly string[] {
  return accounts.flatMap(({ accountId }) => {
    const broken: string[] = [];
    const { facts, status } = book.accounts.get(accountId)!;
    const referredAt = facts.find(({ body }) => body.kind === 'referredOut');
    if (status !== 'closed' && referredAt === undefined) broken.push(`7: ${accountId} has not ended by ${endsAt}`);
    const own = decisions.filter((decision) => decision.accountId === accountId);
    if (own.length > DECISIONS_MAX) broken.push(`7: ${accountId} made ${own.length} decisions`);
    broken.push(...own.filter(({ step, at }) => step.kind === 'wait' && step.until <= at).map(({ at }) => `7: ${accountId} waits for the past at ${at}`));
    const notice = book.touches.findLast((touch) => touch.accountId === accountId && touch.speaksOfLegalAction && touch.status === 'sent' && touch.claimedAt < (referredAt?.occurredAt ?? ''));
    const byHand = book.tasks.some((task) => task.accountId === accountId && task.kind === 'manual_contact' && task.stepId === 'final-notice' && task.status === 'done');
    const noticeMs = Date.parse(notice?.claimedAt ?? '');
    if (referredAt !== undefined && !byHand && !(Date.parse(referredAt.occurredAt) - noticeMs >= 14 * DAY_MS - SLACK_MS)) broken.push(`7: ${accountId} was handed over at ${referredAt.occurredAt} without fourteen days' notice`);
    return broken;
  });
}

function booksBalance({ book }: LifeRecord): readonly string[] {
  const unbalanced = [...book.entries].filter(([, { lines }]) => sumOf(lines) !== 0).map(([id]) => `books: ${id} does not sum to zero`);
  const negative = [...book.accounts.keys()].flatMap((accountId) => balancesOf(book, accountId).debts
    .filter((debt) => Object.values(debt.parts).some((part) => part < 0)).map((debt) => `books: ${debt.debtId} is below zero`));
  return [...unbalanced, ...negative];
}
