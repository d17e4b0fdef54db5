/** The books: every entry sums to zero, a payment goes where the law and the debtor want it, and back exactly as it came. */
import { describe, expect, it } from 'vitest';
import { adjustmentLines, openingLines, paymentLines, residualOf, reversedLines, sumOf, writeOffLines, type DebtBalance, type PostingLine } from '#core/ledger/entry.ts';

function debt(debtId: string, dueOn: string, parts: DebtBalance['parts'], disputed = false): DebtBalance {
  return { debtId, dueOn, disputed, parts };
}

/** Lines as "account debt amount". */
const told = (lines: readonly PostingLine[]): readonly string[] => lines.map((line) => `${line.ledgerAccount} ${line.debtId ?? '-'} ${line.amountMinor}`);

const OLD = debt('old', '2026-11-01', { principal: 100_00, interest: 5_00, fees: 2_00, costs: 1_00 });
const NEW = debt('new', '2026-12-01', { principal: 50_00 });

describe('a payment', () => {
  it('goes to the oldest debt first, there to costs, fees, interest and principal', () => {
    expect(told(paymentLines(10_00, [NEW, OLD], null))).toEqual(['cash - 1000', 'receivable:costs old -100', 'receivable:fees old -200', 'receivable:interest old -500', 'receivable:principal old -200']);
  });

  it('goes on to the next debt, and what none takes is unapplied', () => {
    expect(told(paymentLines(160_00, [OLD, NEW], null)).slice(4)).toEqual(['receivable:principal old -10000', 'receivable:principal new -5000', 'unapplied - -200']);
  });

  it('follows the debtor\'s direction, then the order: 12 CFR 1006.30(c)(2)', () => {
    expect(told(paymentLines(60_00, [OLD, NEW], 'new'))).toEqual(['cash - 6000', 'receivable:principal new -5000', 'receivable:costs old -100', 'receivable:fees old -200', 'receivable:interest old -500', 'receivable:principal old -200']);
  });

  it('never goes to a disputed debt: 12 CFR 1006.30(c)(1)', () => {
    const disputed = { ...OLD, disputed: true };
    expect(told(paymentLines(60_00, [disputed, NEW], null))).toEqual(['cash - 6000', 'receivable:principal new -5000', 'unapplied - -1000']);
    expect(told(paymentLines(60_00, [disputed], null))).toEqual(['cash - 6000', 'unapplied - -6000']);
  });

  it('directed to a disputed debt it waits: neither there nor against the direction', () => {
    expect(told(paymentLines(60_00, [{ ...OLD, disputed: true }, NEW], 'old'))).toEqual(['cash - 6000', 'unapplied - -6000']);
  });

  it('directed to a debt that is unknown here, it keeps the order', () => {
    expect(told(paymentLines(1_00, [NEW, OLD], 'elsewhere'))).toEqual(['cash - 100', 'receivable:costs old -100']);
  });

  it('breaks ties of date by id', () => {
    expect(told(paymentLines(1_00, [debt('b', '2026-11-01', { principal: 5_00 }), debt('a', '2026-11-01', { principal: 5_00 })], null))[1]).toBe('receivable:principal a -100');
  });
});

describe('every entry balances', () => {
  const entries: readonly (readonly [string, readonly PostingLine[]])[] = [
    ['opening', openingLines('d', { principal: 100_00, interest: 1 })], ['payment', paymentLines(160_01, [OLD, NEW], 'new')], ['write-off', writeOffLines([OLD, NEW])],
    ['adjustment up', adjustmentLines('d', 7)], ['adjustment down', adjustmentLines('d', -7)], ['return', reversedLines(paymentLines(160_01, [OLD, NEW], null))],
  ];
  it.each(entries)('%s', (_name, lines) => expect(sumOf(lines)).toBe(0));

  it('where nothing is owed nothing is posted', () => {
    expect(openingLines('d', {})).toEqual([]);
    expect(openingLines('d', { principal: 0 })).toEqual([]);
    expect(writeOffLines([debt('d', '2026-11-01', { principal: 0 })])).toEqual([]);
  });
});

describe('a return', () => {
  it('reopens exactly what the payment had closed', () => {
    const paid = paymentLines(108_00, [OLD, NEW], null);
    const back = reversedLines(paid);
    for (const [index, line] of paid.entries()) expect(back[index]).toEqual({ ...line, amountMinor: -line.amountMinor });
    expect(reversedLines([{ ledgerAccount: 'cash', debtId: null, amountMinor: 0 }])[0]?.amountMinor).toBe(0);
  });
});

it('the residual of a debt is the sum of its parts; a write-off takes all of it', () => {
  expect(residualOf(OLD)).toBe(108_00);
  expect(residualOf(debt('d', '2026-11-01', {}))).toBe(0);
  expect(writeOffLines([OLD]).filter((line) => line.debtId === 'old').reduce((sum, line) => sum + line.amountMinor, 0)).toBe(-108_00);
});
