/** Money: ISO 4217 minor units, exact in and out, refused rather than rounded. */
import { describe, expect, it } from 'vitest';
import { decimalText, formatMoney, minorUnitDigits, parseAmount } from '#core/money.ts';

describe('decimals are those of ISO 4217, whatever everyday cash does', () => {
  it.each([
    ['USD', 2], ['EUR', 2], ['GBP', 2], ['SAR', 2], ['INR', 2], ['JPY', 0], ['KRW', 0], ['CLP', 0], ['KWD', 3], ['BHD', 3], ['OMR', 3], ['JOD', 3],
    // The platform's own numbers say 0 for these.
    ['IQD', 3], ['HUF', 2], ['PKR', 2], ['COP', 2], ['IDR', 2], ['LBP', 2],
  ] as const)('%s has %i', (currency, digits) => {
    expect(minorUnitDigits(currency)).toBe(digits);
  });

  it.each(['usd', 'US', 'USDT', 'ZZZ', '', '840', '__proto__'])('"%s" is no currency', (text) => {
    expect(minorUnitDigits(text)).toBeNull();
  });
});

describe('reading amounts', () => {
  it.each([
    ['1234.50', 'USD', 123450], ['1234.5', 'USD', 123450], ['1234', 'USD', 123400], ['0.01', 'USD', 1], ['0', 'USD', 0], ['-5.25', 'USD', -525], ['-0', 'USD', 0],
    [' 10.00 ', 'USD', 1000], ['0010.00', 'USD', 1000],
    ['1234', 'JPY', 1234], ['1.234', 'KWD', 1234], ['1.2', 'KWD', 1200], ['1.234', 'IQD', 1234],
    // 2^53 − 1 is the largest safe integer.
    ['90071992547409.91', 'USD', 9007199254740991], ['9007199254740.991', 'KWD', 9007199254740991],
  ] as const)('"%s" %s is %i minor units', (text, currency, amountMinor) => {
    expect(parseAmount(text, currency)).toEqual({ kind: 'amount', amountMinor });
  });

  it.each([
    ['10.005', 'USD', 'decimals'], ['1.5', 'JPY', 'decimals'], ['1.2345', 'KWD', 'decimals'], ['1,234.50', 'USD', 'plain decimal'], ['+5', 'USD', 'plain decimal'],
    ['5.', 'USD', 'plain decimal'], ['.5', 'USD', 'plain decimal'], ['1e3', 'USD', 'plain decimal'], ['', 'USD', 'plain decimal'], ['ten', 'USD', 'plain decimal'],
    ['٣', 'USD', 'plain decimal'], ['5', 'XXB', 'not a known'], ['90071992547409.92', 'USD', 'too large'], ['9007199254740992', 'JPY', 'too large'],
    ['999999999999999', 'KWD', 'too large'],
  ] as const)('"%s" %s is refused: %s', (text, currency, because) => {
    const parsed = parseAmount(text, currency);
    expect(parsed.kind).toBe('invalid');
    expect(parsed.kind === 'invalid' && parsed.reason).toContain(because);
  });
});

describe('writing amounts', () => {
  it.each([[123450, 2, '1234.50'], [1, 2, '0.01'], [0, 2, '0.00'], [-525, 2, '-5.25'], [-1, 3, '-0.001'], [1234, 0, '1234'], [0, 0, '0'], [-7, 0, '-7'], [9007199254740991, 2, '90071992547409.91']] as const)(
    '%i with %i decimals is %s', (amountMinor, digits, text) => expect(decimalText(amountMinor, digits)).toBe(text),
  );

  it.each([
    [123450, 'USD', 'en', '$1,234.50'], [1234, 'JPY', 'en', '¥1,234'], [1234, 'KWD', 'en', 'KWD 1.234'], [1234, 'IQD', 'en', 'IQD 1.234'], [123456, 'HUF', 'en', 'HUF 1,234.56'],
    [-525, 'USD', 'en', '-$5.25'], [9007199254740991, 'USD', 'en', '$90,071,992,547,409.91'],
  ] as const)('%i %s in %s reads %s', (amountMinor, currency, language, text) => {
    // The space between code and number is a no-break space.
    expect(formatMoney(amountMinor, currency, language).replaceAll(/\s/g, ' ')).toBe(text);
  });

  it('never writes an amount in an unknown currency', () => {
    expect(() => formatMoney(100, 'ZZZ', 'en')).toThrow('Unknown currency ZZZ');
  });
});
