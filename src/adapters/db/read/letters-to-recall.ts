/** Letters that the vendor has not mailed yet and that must not go out any more. */
import type { Outcome } from '#core/account/fact.ts';
import type { Step } from '#core/account/step.ts';
import type { ContactPurpose } from '#core/compliance/circumstances.ts';
import { mustRecall, type UnmailedLetter } from '#core/compliance/recall.ts';
import type { Database } from '../database.ts';
import { loadCircumstances } from '../decision/load-circumstances.ts';
import type { ReferenceData } from '../decision/reference-data.ts';

export type RecallQuestion = { readonly database: Database; readonly referenceData: ReferenceData; readonly mode: 'sandbox' | 'live'; readonly now: string };

/** After any of these on the account, or after a kill switch, a letter that was lawful at its claim may not be so any more. */
const MAY_FORBID = ['holdPlaced', 'disputeRaised', 'paymentReceived', 'adjustmentPosted', 'recalledByCreditor', 'legalIntentDeclined', 'accountClosed'];
const BATCH = 200;

type Row = {
  readonly touch_id: string; readonly account_id: string; readonly contact_point_id: string; readonly purpose: ContactPurpose; readonly step: Step;
  readonly outcome: Outcome | null; readonly intent_declined: boolean; readonly debt_held: boolean;
};

/** The letters of one look, and the one after which the next look goes on; null: from the first again. */
export type LettersToRecall = { readonly touchIds: readonly string[]; readonly after: string | null };

/** One look at the next letters: every letter has its turn, however many stay lawful. The gate that allowed the letter is asked once more: whatever blocks it now calls it back; a mere limit of frequency does not. */
export async function lettersToRecall(question: RecallQuestion, after: string | null): Promise<LettersToRecall> {
  const rows = await question.database.$queryRaw<Row[]>`
    SELECT t.id AS touch_id, t.account_id, t.contact_point_id, t.purpose, d.step, CASE WHEN a.status = 'closed' THEN a.outcome END AS outcome,
      EXISTS (SELECT 1 FROM fact f WHERE f.account_id = t.account_id AND f.accepted_at >= t.claimed_at AND f.kind = 'legalIntentDeclined') AS intent_declined,
      EXISTS (SELECT 1 FROM hold h JOIN debt ON debt.id = h.debt_id WHERE debt.account_id = t.account_id AND h.placed_at >= t.claimed_at AND h.lifted_at IS NULL) AS debt_held
    FROM letter l JOIN touch t ON t.id = l.touch_id JOIN decision d ON d.id = t.decision_id JOIN account a ON a.id = t.account_id
    WHERE l.accepted_at IS NOT NULL AND l.mailed_on IS NULL AND l.recalled_at IS NULL AND t.status = 'sent' AND t.id > ${after ?? ''}
      AND (EXISTS (SELECT 1 FROM fact f WHERE f.account_id = t.account_id AND f.accepted_at >= t.claimed_at AND f.kind = ANY(${MAY_FORBID}))
        OR EXISTS (SELECT 1 FROM stop s WHERE s.placed_at >= t.claimed_at AND s.lifted_at IS NULL AND (s.creditor_id IS NULL OR s.creditor_id = a.creditor_id)))
    ORDER BY t.id LIMIT ${BATCH}`;
  const forbidden: string[] = [];
  for (const row of rows) {
    if (await isForbidden(question, row)) forbidden.push(row.touch_id);
  }
  return { touchIds: forbidden, after: rows.length < BATCH ? null : rows.at(-1)?.touch_id ?? null };
}

async function isForbidden({ database, referenceData, mode, now }: RecallQuestion, row: Row): Promise<boolean> {
  const { account_id: accountId, contact_point_id: contactPointId } = row;
  const act = row.step.kind === 'act' && row.step.act.kind === 'sendMessage' ? row.step.act : null;
  const letter: UnmailedLetter = {
    contact: { purpose: row.purpose, contactPointId, speaksOfLegalAction: act?.speaksOfLegalAction ?? false }, intentId: act?.intentId ?? null,
    intentDeclined: row.intent_declined, debtHeld: row.debt_held, outcome: row.outcome,
  };
  const nowMs = Date.parse(now);
  return mustRecall(letter, await loadCircumstances(database, { accountId, nowMs, mode, referenceData, contactPointId }), nowMs);
}
