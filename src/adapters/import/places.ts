/** Countries and states that an address can name. */
import { isSupportedCountry } from 'libphonenumber-js';

const STATES: Readonly<Record<string, ReadonlySet<string>>> = {
  US: new Set([
    'AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO',
    'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY',
    'PR', 'VI', 'GU', 'AS', 'MP', 'AA', 'AE', 'AP',
  ]),
  CA: new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'QC', 'SK', 'YT']),
};
/** Postal codes whose form is known; elsewhere any text passes. */
const POSTAL_CODES: Readonly<Record<string, RegExp>> = { US: /^\d{5}(-\d{4})?$/, CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i };

export function isKnownCountry(countryCode: string): boolean {
  return isSupportedCountry(countryCode);
}

/** True as well for countries whose states are not listed here. */
export function isKnownState(countryCode: string, stateCode: string): boolean {
  return STATES[countryCode]?.has(stateCode) ?? true;
}

export function isPostalCode(countryCode: string, postalCode: string): boolean {
  return POSTAL_CODES[countryCode]?.test(postalCode) ?? true;
}

/** Countries where an address without a state is not complete. */
export function needsState(countryCode: string): boolean {
  return countryCode in STATES;
}
