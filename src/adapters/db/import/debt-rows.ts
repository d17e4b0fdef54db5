/** Rows of the book for one debt of a file. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/account/stable-hash.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import { inTransaction, lockPersons, type Database } from '../database.ts';
import type { DebtDraft } from './debt-drafts.ts';
import { importRecordId } from './import-ids.ts';
import { missingOf, type AccountPlan, type Completion } from './plan-account.ts';

const minorOrNull = (value: number | undefined): bigint | null => (value === undefined ? null : BigInt(value));

export function debtRow({ accountId, contract }: AccountPlan, { debtId, reference, row, originalMinor }: DebtDraft) {
  const { debt } = row;
  return {
    id: debtId, accountId, reference, product: debt.product, dueOn: debt.due_on, originalMinor: BigInt(originalMinor), ...validationColumns(row, contract.role),
    lastPaymentOn: debt.last_payment_on ?? null, defaultOn: debt.default_on ?? null, chargeOffOn: debt.charge_off_on ?? null,
    delinquencyOn: debt.delinquency_on ?? null, limitationState: debt.limitation_state ?? null,
    limitationDebtType: debt.limitation_debt_type ?? (debt.judgment_on === undefined ? null : 'judgment'),
  };
}

function validationColumns(row: ImportRow, role: string) {
  const { debt } = row;
  return {
    originalCreditor: debt.original_creditor ?? null, itemizationOn: debt.itemization_on ?? null, itemizationKind: debt.itemization_kind ?? null,
    itemizationMinor: minorOrNull(debt.itemization_amount), interestSinceMinor: minorOrNull(debt.interest_since_amount), feesSinceMinor: minorOrNull(debt.fees_since_amount),
    paymentsSinceMinor: minorOrNull(debt.payments_since_amount), creditsSinceMinor: minorOrNull(debt.credits_since_amount), missingFields: missingOf(row, role).join(' '),
  };
}

/** What the file said about a debt, to be compared with what it says next time. */
export function importRecord(row: ImportRow): { readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const text = canonicalJson(row.source);
  return { sha256: createHash('sha256').update(text).digest('hex'), bytes: new Uint8Array(Buffer.from(text, 'utf8')) };
}

/** Fills in what a debt lacked for its validation notice; nothing that was there is changed. Its run looks again by itself, for it was blocked. */
export function completeDebt(database: Database, { row, debtId, partyId, role }: Completion): Promise<void> {
  return inTransaction(database, async (transaction) => {
    await lockPersons(transaction, [partyId]);
    await transaction.debt.update({ where: { id: debtId }, data: validationColumns(row, role) });
    await transaction.document.update({ where: { id: importRecordId(debtId) }, data: importRecord(row) });
  });
}
