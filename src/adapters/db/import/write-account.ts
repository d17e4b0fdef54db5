/** Takes over one account, or further debts of one, in one transaction: everything that belongs together, or nothing. */
import type { FactBody } from '#core/account/fact.ts';
import { insertWithRows } from '../accept/accept-facts.ts';
import { inTransaction, type Database, type Transaction } from '../database.ts';
import { postEntry } from '../ledger.ts';
import { debtsOfRow, overpaidMinorOf, takeOverLines, type DebtDraft } from './debt-drafts.ts';
import { debtRow, importRecord } from './debt-rows.ts';
import { debtIdOf, importRecordId, rowItemId } from './import-ids.ts';
import { placementKeyOf } from './placed-debts.ts';
import type { AccountPlan } from './plan-account.ts';
import { writeAgreements } from './write-agreements.ts';
import { writeStops } from './write-stops.ts';
import { writePeople, type WriteContext, type WrittenPeople } from './write-people.ts';

/** A thousand debts, each with a dispute of its own, are written in some seconds; a slow database takes several times as long. */
const WRITTEN_WITHIN_MS = 60_000;

/** Writes a planned account. A unique key that somebody else took meanwhile makes the database refuse all of it. */
export function writeAccount(database: Database, plan: AccountPlan, context: WriteContext): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const people = await writePeople(transaction, plan, context);
    const debts = plan.rows.flatMap((row) => debtsOfRow(plan.accountId, row));
    if (plan.target.kind === 'new') await writeAccountRow(transaction, plan, people, context);
    await writeDebts(transaction, plan, debts, people, context);
    await postOpening(transaction, plan, debts, context);
    await insertWithRows(transaction, { accountId: plan.accountId, ...openingFact(plan, context), source: 'import', occurredAt: context.now }, context);
    if (plan.target.kind === 'new') await writeAgreements(transaction, plan, context);
    await writeStops(transaction, plan, debts, people, context);
  }, WRITTEN_WITHIN_MS);
}

async function writeAccountRow(transaction: Transaction, { accountId, first, contract, target }: AccountPlan, people: WrittenPeople, { now, today }: WriteContext): Promise<void> {
  const { account, obligors: [debtor] } = first;
  if (debtor === undefined || target.kind !== 'new') throw new Error(`Account ${accountId} has no debtor.`);
  await transaction.account.create({
    data: {
      id: accountId, reference: account.account_reference, creditorId: account.creditor_id, contractVersion: contract.version, partyId: people.partyIdFor(first, debtor),
      currency: account.currency, cadenceHash: target.cadenceHash, risk: account.risk, autopay: account.autopay, keyAccount: account.key_account, insured: account.insured,
      placedOn: account.placed_on ?? today, createdAt: new Date(now),
    },
  });
}

async function writeDebts(transaction: Transaction, plan: AccountPlan, debts: readonly DebtDraft[], people: WrittenPeople, { now, today }: WriteContext): Promise<void> {
  const addedAt = new Date(now);
  await transaction.debt.createMany({ data: debts.map((draft) => debtRow(plan, draft)) });
  await transaction.obligor.createMany({
    data: debts.flatMap(({ debtId, row }) => row.obligors.map((obligor) => ({
      debtId, partyId: people.partyIdFor(row, obligor), liability: obligor.liability, capMinor: obligor.cap_amount === undefined ? null : BigInt(obligor.cap_amount),
    }))),
    // Two records of one person on one debt are one obligor.
    skipDuplicates: true,
  });
  await transaction.document.createMany({
    data: plan.rows.map((row) => {
      const debtId = debtIdOf(plan.accountId, row.debt.debt_reference);
      return { id: importRecordId(debtId), accountId: plan.accountId, debtId, kind: 'import_record', addedAt, ...importRecord(row) };
    }),
  });
  if (plan.contract.role === 'third_party') await writePlacements(transaction, plan, today);
}

/** A placement in, by the number of the debt at its first creditor; a second placement of the same debt gets a number of its own. */
async function writePlacements(transaction: Transaction, { accountId, rows }: AccountPlan, today: string): Promise<void> {
  for (const row of rows) {
    const { account, debt } = row;
    const own = rowItemId('placed', accountId, debt.debt_reference);
    const id = placementKeyOf(row) ?? own;
    const taken = await transaction.placement.findUnique({ where: { id }, select: { id: true } });
    await transaction.placement.create({
      data: { id: taken === null ? id : own, accountId, direction: 'in', counterparty: account.creditor_id, placedAt: new Date(`${account.placed_on ?? today}T00:00:00Z`) },
    });
  }
}

async function postOpening(transaction: Transaction, { accountId, first, rows, target }: AccountPlan, debts: readonly DebtDraft[], { now, today }: WriteContext): Promise<void> {
  const { account } = first;
  const ofAccount = target.kind === 'new' ? account.unapplied_cash_amount + account.credit_notes_amount : 0;
  await postEntry(transaction, {
    kind: 'opening', sourceId: target.kind === 'new' ? accountId : rowItemId('grow', accountId, ...rows.map((row) => row.debt.debt_reference)), accountId,
    currency: account.currency, postedAt: new Date(now), effectiveOn: today, lines: takeOverLines(debts, overpaidMinorOf(rows) + ofAccount),
  });
}

/** The fact that starts the account, or tells its run that more is owed. */
function openingFact({ accountId, first, rows, contract, target }: AccountPlan, { today }: WriteContext): { readonly factId: string; readonly body: FactBody } {
  if (target.kind === 'new') {
    const placedOn = first.account.placed_on ?? today;
    // The validation notice goes out from here, whenever the creditor placed: its period, and so the cadence of a consumer, counts from today.
    const startsOn = contract.role === 'third_party' && first.obligors[0]?.party_kind === 'person' ? today : placedOn;
    return { factId: `enrolled:${accountId}`, body: { kind: 'enrolled', role: contract.role, placedOn: startsOn } };
  }
  const adjustmentId = rowItemId('grow', accountId, ...rows.map((row) => row.debt.debt_reference));
  const amountMinor = rows.reduce((sum, { debt }) => sum + debt.current_amount, 0);
  return { factId: `adjusted:${adjustmentId}`, body: { kind: 'adjustmentPosted', adjustmentId, amountMinor, reason: 'further debts from the creditor\'s file' } };
}
