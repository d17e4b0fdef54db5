/** Values that mean something only beside others: dates by the business date, amounts by their currency, numbers by their country. */
import { isSupportedCountry, parsePhoneNumberWithError, ParseError, type CountryCode } from 'libphonenumber-js';
import { addDays, type LocalDate } from '#core/local-time.ts';
import { minorUnitDigits, parseAmount } from '#core/money.ts';

export type RowValues = Readonly<Record<string, string>>;

export type ResolvedValues = {
  readonly values: RowValues;
  readonly reasons: readonly string[];
  /** Fields that are not in `values` because a reason speaks of them. */
  readonly failed: ReadonlySet<string>;
};

type Answer = { readonly value: string } | { readonly reason: string };

/** `-12d` and `+3d`: days from the business date. */
const RELATIVE_DATE = /^([+-]?)(\d{1,5})d$/;
const PHONE_FIELD = /^(obligor_[2-9]\.)?phone_[1-9]$/;

export function isDateField(name: string): boolean {
  return name.endsWith('_on') || name.endsWith('date_of_birth');
}

/** Resolves what the conventions name: `_on` is a date, `_amount` is money of the row's currency, `phone_N` is a number. */
export function resolveValues(fields: RowValues, today: LocalDate): ResolvedValues {
  const currency = fields['currency']?.toUpperCase();
  const values: [string, string][] = [];
  const reasons: string[] = [];
  const failed = new Set<string>();
  for (const [name, text] of Object.entries(fields)) {
    const answer = resolve(name, text, { fields, currency, today });
    if ('value' in answer) values.push([name, answer.value]);
    else {
      failed.add(name);
      if (answer.reason !== '') reasons.push(`${name}: ${answer.reason}.`);
    }
  }
  return { values: Object.fromEntries(values), reasons, failed };
}

type Context = { readonly fields: RowValues; readonly currency: string | undefined; readonly today: LocalDate };

function resolve(name: string, text: string, { fields, currency, today }: Context): Answer {
  if (name === 'currency') return minorUnitDigits(currency ?? '') === null ? { reason: `"${text}" is not a known ISO 4217 currency` } : { value: currency ?? '' };
  if (name.endsWith('_amount')) return resolveAmount(text, currency);
  if (isDateField(name)) return { value: resolveDate(text, today) };
  return PHONE_FIELD.test(name) ? resolvePhone(text, fields[`${name.includes('.') ? `${name.split('.')[0] ?? ''}.` : ''}country`]) : { value: text };
}

/** Without a currency nobody can say what an amount is; the reason about the currency says it once. */
function resolveAmount(text: string, currency: string | undefined): Answer {
  if (currency === undefined || minorUnitDigits(currency) === null) return { reason: '' };
  const parsed = parseAmount(text, currency);
  return parsed.kind === 'amount' ? { value: String(parsed.amountMinor) } : { reason: parsed.reason };
}

function resolveDate(text: string, today: LocalDate): string {
  const match = RELATIVE_DATE.exec(text);
  return match === null ? text : addDays(today, Number(`${match[1] ?? ''}${match[2] ?? ''}`));
}

/** E.164. The number itself stays out of the reason: reasons are printed and logged. */
function resolvePhone(text: string, country: string | undefined): Answer {
  const region = country?.toUpperCase() ?? '';
  try {
    const number = parsePhoneNumberWithError(text, { extract: false, ...(isSupportedCountry(region) ? { defaultCountry: region satisfies CountryCode } : {}) });
    if (number.ext !== undefined) return { reason: 'has an extension, which no automatic contact can dial: leave it out' };
    return number.isValid() ? { value: number.number } : { reason: `is not a number that can exist in ${number.country ?? 'any country'}` };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { reason: error.message === 'INVALID_COUNTRY' ? 'gives no country: begin with + and the country code, or fill in country' : `is not a telephone number (${error.message.toLowerCase().replaceAll('_', ' ')})` };
  }
}
