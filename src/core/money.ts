/**
 * Money is integer minor units with an ISO 4217 code, never floating point.
 * The number of decimals of a currency comes from the platform's ISO data (JPY 0, USD 2, KWD 3).
 */

export type Currency = string;

/** Decimals of a currency, or null when the code is not a currency that the platform knows. */
export function minorUnitDigits(currency: Currency): number | null {
  if (!/^[A-Z]{3}$/.test(currency) || !knownCurrencies().has(currency)) return null;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return options.maximumFractionDigits ?? null;
}

export type ParsedAmount =
  | { readonly kind: 'amount'; readonly amountMinor: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Reads a decimal such as "1234.50" into minor units.
 * Refuses what would need rounding ("10.005" USD), thousands separators, signs other than a leading minus, and sums beyond the safe integers.
 */
export function parseAmount(text: string, currency: Currency): ParsedAmount {
  const digits = minorUnitDigits(currency);
  if (digits === null) return { kind: 'invalid', reason: `"${currency}" is not a known ISO 4217 currency` };
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) return { kind: 'invalid', reason: `"${text}" is not a plain decimal amount such as 1234.50` };
  const fraction = match[3] ?? '';
  if (fraction.length > digits) {
    return { kind: 'invalid', reason: `"${text}" has ${fraction.length} decimals, ${currency} has ${digits}` };
  }
  const magnitude = Number(`${match[2] ?? ''}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(magnitude)) return { kind: 'invalid', reason: `"${text}" is too large` };
  return { kind: 'amount', amountMinor: match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude };
}

/** Minor units as the debtor reads them, in a language: 123450 USD, en → "$1,234.50". */
export function formatMoney(amountMinor: number, currency: Currency, language: string): string {
  const digits = minorUnitDigits(currency);
  if (digits === null) throw new Error(`Unknown currency ${currency}`);
  return new Intl.NumberFormat(language === 'en' ? 'en-US' : language, { style: 'currency', currency })
    .format(decimalText(amountMinor, digits) as unknown as number);
}

/** Minor units as a plain decimal text, exact: 123450 with 2 decimals → "1234.50". */
export function decimalText(amountMinor: number, digits: number): string {
  const magnitude = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - digits);
  const sign = amountMinor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${magnitude}` : `${sign}${whole}.${magnitude.slice(magnitude.length - digits)}`;
}

function knownCurrencies(): ReadonlySet<string> {
  return KNOWN;
}

const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
