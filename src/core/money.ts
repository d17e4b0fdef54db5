/**
 * Money is integer minor units with an ISO 4217 code, never floating point.
 * Which currencies exist the platform knows; how many decimals each has stands here, for the platform's own numbers are those of
 * everyday cash (HUF, IQD, PKR without decimals) and change with its release.
 */

export type Currency = string;

/** ISO 4217 minor units other than two, by their number. */
const UNUSUAL_DIGITS: Readonly<Record<number, readonly string[]>> = {
  0: ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
  4: ['CLF', 'UYW'],
};
const DIGITS: ReadonlyMap<string, number> = new Map(Object.entries(UNUSUAL_DIGITS).flatMap(([digits, codes]) => codes.map((code) => [code, Number(digits)] as const)));
const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Decimals of a currency, or null when the code is not a currency that the platform knows. */
export function minorUnitDigits(currency: Currency): number | null {
  return KNOWN.has(currency) ? DIGITS.get(currency) ?? 2 : null;
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
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
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
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language === 'en' ? 'en-US' : language, { style: 'currency', currency, ...decimals })
    .format(decimalText(amountMinor, digits) as unknown as number);
}

/** Minor units as a plain decimal text, exact: 123450 with 2 decimals → "1234.50". */
export function decimalText(amountMinor: number, digits: number): string {
  const magnitude = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - digits);
  const sign = amountMinor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${magnitude}` : `${sign}${whole}.${magnitude.slice(magnitude.length - digits)}`;
}
