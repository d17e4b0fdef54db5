/**
 * Promise 4: no false word. The amount of each message is computed again from the postings and holds of its own instant, to the cent; every sum
 * that its text names is one of this account's; words of legal action stand only under a live recorded intent.
 */
import { legalWordsIn } from '#core/cadence/legal-words.ts';
import { groupBy, type Evidence, type HoldRow, type PostingRow, type TouchRow, type Violation } from './evidence.ts';
import { clockIn } from './judge-clock.ts';

const IN_QUESTION: readonly string[] = ['dispute', 'query', 'identity_theft'];

export function noFalseWord(evidence: Evidence): readonly Violation[] {
  const postings = groupBy(evidence.postings, (posting) => posting.accountId);
  const currencies = new Map(evidence.accounts.map((account) => [account.accountId, account.currency]));
  return evidence.touches.flatMap((touch) => {
    const owed = owedAt(postings.get(touch.accountId) ?? [], evidence.holds, touch.claimedAt);
    const found = [...wrongBalance(touch, owed.chaseableMinor), ...strangeSums(touch, currencies.get(touch.accountId) ?? '', [...owed.sums, ...agreedSums(evidence, touch.accountId)]), ...legalWords(evidence, touch)];
    return found.map((sentence) => ({ accountId: touch.accountId, sentence: `Touch ${touch.touchId} ${sentence}` }));
  });
}

type Owed = { readonly chaseableMinor: number; readonly sums: readonly number[] };

/** What could be chased at an instant: open debts that are not in question, less money that no debt took. */
function owedAt(postings: readonly PostingRow[], holds: readonly HoldRow[], at: string): Owed {
  const until = postings.filter((posting) => posting.postedAt <= at);
  const sum = (list: readonly PostingRow[]) => list.reduce((total, posting) => total + posting.amountMinor, 0);
  const residuals = [...groupBy(until.filter((posting) => posting.ledgerAccount.startsWith('receivable:')), (posting) => posting.debtId ?? '')]
    .map(([debtId, list]) => ({ debtId, residualMinor: sum(list) })).filter((debt) => debt.residualMinor > 0);
  const inQuestion = (debtId: string) => holds.some((hold) => hold.debtId === debtId && IN_QUESTION.includes(hold.code) && hold.placedAt <= at && (hold.liftedAt === null || hold.liftedAt > at));
  const chased = residuals.filter((debt) => !inQuestion(debt.debtId)).map((debt) => debt.residualMinor);
  const unappliedMinor = -sum(until.filter((posting) => posting.ledgerAccount === 'unapplied'));
  const chaseableMinor = Math.max(0, chased.reduce((total, residual) => total + residual, 0) - unappliedMinor);
  return { chaseableMinor, sums: [chaseableMinor, ...chased, unappliedMinor] };
}

function wrongBalance({ balanceMinor, claimedAt }: TouchRow, chaseableMinor: number): readonly string[] {
  return balanceMinor === chaseableMinor ? [] : [`speaks of ${balanceMinor} minor units; the books say ${chaseableMinor} at ${claimedAt}.`];
}

function agreedSums({ agreedAmounts }: Evidence, accountId: string): readonly number[] {
  return agreedAmounts.filter((row) => row.accountId === accountId).map((row) => row.amountMinor);
}

/** Every sum of money in the text, read as its reader reads it: a currency sign or code and digits. */
function strangeSums({ text }: TouchRow, currency: string, known: readonly number[]): readonly string[] {
  const sums = [...text.matchAll(new RegExp(`(?:[$€£¥₹]|\\b${currency})\\s?(\\d[\\d.,]*)`, 'gu'))].map((match) => Number((match[1] ?? '').replace(/\D/g, '')));
  return [...new Set(sums)].filter((sum) => !known.includes(sum)).map((sum) => `names the sum ${sum}, which is no amount of this account at that instant.`);
}

function legalWords({ intents }: Evidence, { accountId, claimedAt, text, language, address, speaksOfLegalAction }: TouchRow): readonly string[] {
  // Somebody may live in a street called Court.
  const said = text.split('\n').filter((line) => line.trim() === '' || !address.toUpperCase().includes(line.trim().toUpperCase())).join('\n');
  const [word] = legalWordsIn(said, language);
  if (!speaksOfLegalAction && word === undefined) return [];
  const today = clockIn('UTC', claimedAt).date;
  const live = intents.some((intent) => intent.accountId === accountId && intent.recordedAt <= claimedAt && intent.expiresOn >= today);
  return live ? [] : ['speaks of legal action without a live intent.'];
}
