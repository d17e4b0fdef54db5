/** What stands against contact already: every stop that a file tells of becomes a hold, with its fact, in the transaction that takes the account over. */
import { DunwellError } from '#contracts/failures.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import type { ObligorFields } from '../../import/row-schema.ts';
import type { Acceptance } from '../accept/accept-facts.ts';
import { raiseDispute, type DisputeCode } from '../accept/accept-dispute.ts';
import { placePersonHold } from '../accept/accept-hold.ts';
import type { Transaction } from '../database.ts';
import { debtsOfRow, type DebtDraft } from './debt-drafts.ts';
import { rowItemId } from './import-ids.ts';
import type { AccountPlan } from './plan-account.ts';
import type { WriteContext, WrittenPeople } from './write-people.ts';

type Told = { readonly code: HoldCode; readonly on: string; readonly more: string; readonly expiresOn?: string };

export async function writeStops(transaction: Transaction, plan: AccountPlan, debts: readonly DebtDraft[], people: WrittenPeople, context: WriteContext): Promise<void> {
  const { now } = context;
  for (const { debtId, row, queried } of debts) {
    for (const { code, evidence } of disputesOf(row, queried)) {
      expectAccepted(await raiseDispute(transaction, { disputeId: rowItemId(code, debtId), code, accountId: plan.accountId, debtId, evidence, source: 'import', now }));
    }
  }
  for (const row of plan.rows) {
    for (const obligor of row.obligors) await stopPerson(transaction, plan, { row, obligor, partyId: people.partyIdFor(row, obligor) }, people, context);
  }
  const debtor = plan.first.obligors[0];
  if (plan.officerReasons.length > 0 && debtor !== undefined) {
    expectAccepted(await placePersonHold(transaction, {
      holdId: rowItemId('hold', plan.accountId, 'officer'), code: 'officer', partyId: people.partyIdFor(plan.first, debtor), accountId: plan.accountId, evidence: plan.officerReasons.join(' '), source: 'import', now,
    }));
  }
}

function disputesOf({ debt }: ImportRow, queried: boolean): readonly { readonly code: DisputeCode; readonly evidence: string }[] {
  const told: { code: DisputeCode; evidence: string }[] = [];
  if (debt.dispute_on !== undefined) told.push({ code: 'dispute', evidence: evidenceOf('disputed', debt.dispute_on, debt.dispute_reason) });
  if (debt.identity_theft_on !== undefined) told.push({ code: 'identity_theft', evidence: evidenceOf('identity theft reported', debt.identity_theft_on) });
  if (debt.query_on !== undefined && queried) told.push({ code: 'query', evidence: evidenceOf('queried', debt.query_on, debt.query_code) });
  return told;
}

function evidenceOf(what: string, on: string, more = ''): string {
  return `The creditor's file says: ${what} on ${on}${more === '' ? '' : `, ${more}`}.`;
}

type StoppedPerson = { readonly row: ImportRow; readonly obligor: ObligorFields; readonly partyId: string };

/** A stop that already stands for the person is not set twice: lifting one must not leave its double. */
async function stopPerson(transaction: Transaction, plan: AccountPlan, { row, obligor, partyId }: StoppedPerson, people: WrittenPeople, { now }: WriteContext): Promise<void> {
  for (const { code, on, more, ...end } of [...toldOf(obligor), ...dealtWithAlone(obligor, now.slice(0, 10))]) {
    if (await standsAsLong(transaction, { partyId, code, ...end })) continue;
    expectAccepted(await placePersonHold(transaction, {
      holdId: rowItemId('hold', plan.accountId, partyId, code), code, partyId, accountId: null, evidence: evidenceOf(code.replaceAll('_', ' '), on, more), source: 'import', now, ...end,
    }));
  }
  const optedOut = [
    ...obligor.phones.map((phone) => ({ contactPointId: people.contactPointIdFor('phone', phone.number), on: phone.opted_out_on })),
    ...obligor.emails.map((email) => ({ contactPointId: people.contactPointIdFor('email', email.address), on: email.opted_out_on })),
  ];
  for (const { contactPointId, on } of optedOut) {
    if (on === undefined || await transaction.hold.count({ where: { contactPointId, code: 'opt_out', liftedAt: null } }) > 0) continue;
    const [debt] = debtsOfRow(plan.accountId, row);
    expectAccepted(await placePersonHold(transaction, {
      holdId: rowItemId('hold', debt?.debtId ?? plan.accountId, contactPointId), code: 'opt_out', partyId, accountId: null, contactPointId, evidence: evidenceOf('opted out', on), source: 'import', now,
    }));
  }
}

function toldOf(obligor: ObligorFields): readonly Told[] {
  const attorneyOn = obligor.attorney_on ?? (obligor.representative_kind === 'attorney' ? 'an unknown day' : undefined);
  const told: readonly (readonly [HoldCode, string | undefined, (string | undefined)?])[] = [
    ['cease', obligor.cease_on, `told to ${obligor.cease_to ?? 'nobody named'}`], ['attorney', attorneyOn, obligor.representative_name],
    ['bankruptcy', obligor.bankruptcy_on, [obligor.bankruptcy_chapter, obligor.bankruptcy_case].filter((part) => part !== undefined).join(' ')],
    ['deceased', obligor.deceased_on], ['active_duty', obligor.active_duty_on], ['hardship', obligor.hardship_on], ['no_work_contact', obligor.work_contact_refused_on],
  ];
  return told.flatMap(([code, on, more]) => (on === undefined ? [] : [{ code, on, more: more ?? '' }]));
}

/** One that ends before the new one would leave a gap. */
async function standsAsLong(transaction: Transaction, { expiresOn, ...hold }: { readonly partyId: string; readonly code: HoldCode; readonly expiresOn?: string }): Promise<boolean> {
  const end = expiresOn === undefined ? [{ expiresOn: null }] : [{ expiresOn: null }, { expiresOn: { gte: expiresOn } }];
  return await transaction.hold.count({ where: { ...hold, liftedAt: null, OR: end } }) > 0;
}

/** Who asked that we deal with him alone silences us towards the person, as long as his authority lasts. An attorney has a hold of his own. */
function dealtWithAlone({ representative_kind: kind, representative_name: name, ...obligor }: ObligorFields, today: string): readonly Told[] {
  const expiresOn = obligor.representative_expires_on;
  if (kind === undefined || kind === 'attorney' || obligor.representative_deal_only !== true || (expiresOn !== undefined && expiresOn < today)) return [];
  return [{ code: 'deal_only_with', on: 'an unknown day', more: `${kind.replaceAll('_', ' ')} ${name ?? ''}`.trim(), ...(expiresOn === undefined ? {} : { expiresOn }) }];
}

/** A stop that is not accepted would let something out that it forbids: then nothing of the account is taken over. */
function expectAccepted(answer: Acceptance): void {
  if (answer.kind === 'accepted' || answer.kind === 'duplicate') return;
  throw new DunwellError('FACT_REFUSED', `A stop of the file was not accepted: ${answer.reasons.join(' ')}`);
}
