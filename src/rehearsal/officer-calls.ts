/** Officers at the telephone: a permit for each dial, its outcome, and what the person and they agree on. */
import { requestDialPermit } from '#adapters/db/accept/dial-permit.ts';
import { proposeLevelPlan } from '#core/arrangement/propose.ts';
import { addDays, localDateOf, MINUTE_MS } from '#core/local-time.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { answerDial, drawBudgetPercent, drawPromise, type DialOutcome, type Meaning } from './debtor-model.ts';
import { standingOf } from './group-view.ts';
import { nextDeskMinute } from './officer-model.ts';
import { idOf, OFFICER, order, type EventContext } from './order-act.ts';
import type { OutsideEvent } from './outside-events.ts';

type DialEvent = Extract<OutsideEvent, { kind: 'dials' }>;

const TRIES_PER_TASK = 3;
const TRY_AGAIN_AFTER_MS = 3 * 3_600_000;
const CALL_TAKES_MS = 4 * MINUTE_MS;
const CALLBACK_AFTER_MS = 26 * 3_600_000;
const FIRST_PAYMENT_AFTER_DAYS = 7;
const NOT_REACHED: readonly DialOutcome[] = ['NS', 'BZ', 'NA', 'VN', 'TP', 'WN'];
const MEANING_OF: Partial<Readonly<Record<DialOutcome, Meaning>>> = { PP: 'promises', PL: 'asksForPlan' };

/** One dial of a task that is still open, or a later try where the gate or nobody answers. */
export async function dial(context: EventContext, event: DialEvent): Promise<readonly string[]> {
  const { database, referenceData, people, now, queue } = context;
  const { accountId, taskId, partyId, tryNo, isCallback, key } = event;
  const task = await database.task.findUnique({ where: { id: taskId }, select: { status: true } });
  if (task?.status !== 'open') return [];
  const phone = await livingPhone(context, partyId);
  if (phone === null) return order(context, `${key}:no-number`, { kind: 'complete_task', taskId, answer: { kind: 'skip' } });
  const permitId = idOf(`dial:${key}:${tryNo}`);
  const permit = await requestDialPermit(database, { permitId, accountId, contactPointId: phone, taskId, officer: OFFICER }, { referenceData, mode: 'sandbox', now });
  if (permit.kind !== 'permit') {
    const lawfulMs = permit.kind === 'refused' && permit.nextLawfulAt !== null ? Date.parse(permit.nextLawfulAt) : null;
    if (lawfulMs !== null) tryAgain(context, event, lawfulMs);
    return [];
  }
  const person = people.get(partyId);
  const disposition = person === undefined ? 'NA' : answerDial(person.debtor, `${key}:${tryNo}`, isCallback);
  queue.add({ kind: 'hangsUp', accountId, taskId, tryNo, notAfterMs: event.notAfterMs, callId: permitId, contactPointId: phone, disposition, partyId, key, atMs: event.atMs + CALL_TAKES_MS });
  return [];
}

/** What came of the call is written down when it is over. */
export async function hangUp(context: EventContext, event: Extract<OutsideEvent, { kind: 'hangsUp' }>): Promise<readonly string[]> {
  const { accountId, taskId, partyId, tryNo, callId, contactPointId, disposition, notAfterMs, key, atMs } = event;
  const news = await order(context, `outcome:${key}:${tryNo}`, {
    kind: 'call_outcome', accountId, disposition, direction: 'outbound', callId, taskId, contactPointId, identifiers: ['full_name', 'date_of_birth'],
    callbackAt: disposition === 'CB' ? new Date(atMs + CALLBACK_AFTER_MS).toISOString() : null,
  });
  if (NOT_REACHED.includes(disposition)) tryAgain(context, { kind: 'dials', accountId, taskId, tryNo, isCallback: false, notAfterMs, partyId, key, atMs }, atMs + TRY_AGAIN_AFTER_MS);
  if (disposition === 'PM') context.queue.add({ kind: 'pays', accountId, share: 1, partyId, key: `${key}:${tryNo}:pays`, atMs: atMs + 2 * MINUTE_MS });
  const meaning = MEANING_OF[disposition];
  return meaning === undefined ? news : [...news, ...await followUp(context, { accountId, partyId, meaning, key: `${key}:${tryNo}` })];
}

/** The best number that nobody has found dead meanwhile. */
async function livingPhone({ database }: EventContext, partyId: string): Promise<string | null> {
  const link = await database.partyContactPoint.findFirst({ where: { partyId, status: 'active', contactPoint: { kind: 'phone' } }, orderBy: [{ rank: 'asc' }, { contactPointId: 'asc' }], select: { contactPointId: true } });
  return link?.contactPointId ?? null;
}

function tryAgain({ queue }: EventContext, event: DialEvent, fromMs: number): void {
  const atMs = nextDeskMinute(fromMs);
  if (event.tryNo < TRIES_PER_TASK && atMs < event.notAfterMs) queue.add({ ...event, tryNo: event.tryNo + 1, key: event.key, atMs });
}

type Wish = { readonly accountId: string; readonly partyId: string; readonly meaning: Meaning; readonly key: string };

/** What a person said is turned into what it means for his account: a promise, a plan, a hold. */
export async function followUp(context: EventContext, wish: Wish): Promise<readonly string[]> {
  switch (wish.meaning) {
    case 'promises': return takePromise(context, wish);
    case 'asksForPlan': return agreePlan(context, wish);
    default: return [];
  }
}

async function takePromise(context: EventContext, { accountId, partyId, key }: Wish): Promise<readonly string[]> {
  const person = context.people.get(partyId);
  const { balanceMinor } = await standingOf(context.database, accountId);
  if (person === undefined || balanceMinor <= 0) return [];
  const promisedOn = addDays(localDateOf(Date.parse(context.now), person.zone), drawPromise(person.debtor, `promise:${key}`).inDays);
  return order(context, `promise:${key}`, { kind: 'promise', accountId, amountMinor: balanceMinor, promisedOn, method: 'card' });
}

async function agreePlan(context: EventContext, { accountId, partyId, key }: Wish): Promise<readonly string[]> {
  const { database, people, now } = context;
  const person = people.get(partyId);
  const { balanceMinor } = await standingOf(database, accountId);
  if (person === undefined || balanceMinor <= 0) return [];
  const { cadence } = await database.account.findUniqueOrThrow({ where: { id: accountId }, select: { cadence: { select: { policy: true } } } });
  const { arrangement } = cadence.policy as unknown as CadencePolicy;
  const firstPaymentOn = addDays(localDateOf(Date.parse(now), person.zone), FIRST_PAYMENT_AFTER_DAYS);
  const monthlyMinor = Math.ceil((balanceMinor * drawBudgetPercent(person.debtor)) / 100);
  const news = await order(context, `budget:${key}`, { kind: 'affordability', accountId, monthlyMinor, firstPaymentOn });
  const proposal = proposeLevelPlan({ totalMinor: balanceMinor, monthlyMinor, firstDueOn: firstPaymentOn, maximumInstalments: arrangement.maximumInstalments, minimumInstalmentMinor: arrangement.minimumInstalmentMinor });
  if (proposal.kind === 'unaffordable') return news;
  return [...news, ...await order(context, `plan:${key}`, { kind: 'agree_arrangement', accountId, totalMinor: balanceMinor, instalments: [...proposal.instalments], settles: false })];
}
