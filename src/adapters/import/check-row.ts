/** What the fields of one row have to be to each other. Each finding is a sentence for whoever mends the file. */
import { addDays, daysBetween, type LocalDate } from '#core/local-time.ts';
import { decimalText, minorUnitDigits } from '#core/money.ts';
import { isDateField, type RowValues } from './resolve-values.ts';
import { isKnownCountry, isKnownState, isPostalCode, needsState } from './places.ts';

/** 12 CFR 1006.6(d)(4)(ii)(C)(5). */
const NOTICE_DAYS = 35;
const OLDEST_DATE = '1900-01-01';
const DAYS_AHEAD_MAX = 3_660;
/** Everything else that a file tells has happened already. */
const MAY_LIE_AHEAD: ReadonlySet<string> = new Set(['due_on', 'plan_next_due_on', 'promised_on', 'insurer_deadline_on', 'notice_deadline_on', 'representative_expires_on']);
/** Sizes without a sign; only what is owed today can be below zero. */
const MAY_BE_NEGATIVE: ReadonlySet<string> = new Set(['current_amount']);
const PARTS = ['principal_amount', 'interest_amount', 'fees_amount', 'costs_amount'];
const ITEMIZATION = ['itemization_amount', 'interest_since_amount', 'fees_since_amount', 'payments_since_amount', 'credits_since_amount'];
const PREFIX = /^((?:obligor_[2-9]\.)?(?:(?:phone|email|broken_promise)_[1-9]_)?)(.+)$/;

/** Pairs within one person, number or row of which neither says anything alone. */
const TOGETHER: readonly (readonly [string, string])[] = [
  ['sms_consent_on', 'sms_consent_to'], ['consent_on', 'consent_to'], ['notice_sent_on', 'notice_deadline_on'], ['plan_instalments', 'plan_next_due_on'],
  ['promise_amount', 'promised_on'], ['query_on', 'query_code'], ['representative_kind', 'representative_name'], ['former_address_line_1', 'former_address_reason'],
  ['cease_on', 'cease_to'],
];

type Row = { readonly values: RowValues; readonly today: LocalDate };

/** All reasons against a row that its own fields give. */
export function rowReasons(values: RowValues, today: LocalDate): readonly string[] {
  const row: Row = { values, today };
  return [
    ...dateReasons(row), ...amountReasons(row), ...itemizationReasons(row), ...partReasons(row), ...itemizationDateReasons(row), ...pairReasons(row),
    ...noticeReasons(row), ...personPrefixes(values).flatMap((prefix) => [...addressReasons(row, prefix, ''), ...addressReasons(row, prefix, 'former_'), ...liabilityReasons(row, prefix)]),
    ...standingReasons(row),
  ];
}

function personPrefixes(values: RowValues): readonly string[] {
  return [...new Set(['', ...Object.keys(values).map((name) => /^obligor_[2-9]\./.exec(name)?.[0] ?? '')])];
}

function ownName(name: string): { readonly prefix: string; readonly own: string } {
  const match = PREFIX.exec(name);
  return { prefix: match?.[1] ?? '', own: match?.[2] ?? name };
}

function dateReasons({ values, today }: Row): readonly string[] {
  return Object.entries(values).filter(([name]) => isDateField(name)).flatMap(([name, date]) => {
    if (date < OLDEST_DATE) return [`${name} lies before ${OLDEST_DATE}.`];
    if (date > today && !MAY_LIE_AHEAD.has(ownName(name).own)) return [`${name} lies ahead of today (${today}), but tells what has happened.`];
    return date > addDays(today, DAYS_AHEAD_MAX) ? [`${name} lies more than ten years ahead.`] : [];
  });
}

function amountReasons({ values }: Row): readonly string[] {
  return Object.entries(values).filter(([name, minor]) => name.endsWith('_amount') && !MAY_BE_NEGATIVE.has(name) && minor.startsWith('-'))
    .map(([name]) => `${name} is below zero: write its size without a sign.`);
}

/** The amount then, with everything since, is the amount today: 12 CFR 1006.34(c)(2)(vii) to (ix). */
function itemizationReasons({ values }: Row): readonly string[] {
  const now = minorOf(values, 'current_amount');
  const amounts = ITEMIZATION.map((name) => minorOf(values, name)).filter((minor) => minor !== null);
  if (now === null || amounts.length < ITEMIZATION.length) return [];
  const [then = 0, interest = 0, fees = 0, payments = 0, credits = 0] = amounts;
  const sum = then + interest + fees - payments - credits;
  if (sum === now) return [];
  const text = (minor: number): string => decimalText(minor, minorUnitDigits(values['currency'] ?? '') ?? 0);
  const off = sum > now ? `${text(sum - now)} more than` : `${text(now - sum)} less than`;
  const sumText = `${text(then)} + ${text(interest)} interest + ${text(fees)} fees - ${text(payments)} payments - ${text(credits)} credits`;
  return [`The itemization does not sum: ${sumText} = ${text(sum)}, which is ${off} current_amount ${text(now)}.`];
}

function partReasons({ values }: Row): readonly string[] {
  const parts = PARTS.map((name) => minorOf(values, name)).filter((minor) => minor !== null);
  const now = minorOf(values, 'current_amount');
  if (parts.length === 0 || now === null) return [];
  const sum = parts.reduce((total, minor) => total + minor, 0);
  const text = (minor: number): string => decimalText(minor, minorUnitDigits(values['currency'] ?? '') ?? 0);
  return sum === now ? [] : [`principal, interest, fees and costs sum to ${text(sum)}, current_amount is ${text(now)}.`];
}

/** The date chosen is used for all that is told about it: comment 34(b)(3)-1. */
function itemizationDateReasons({ values }: Row): readonly string[] {
  const same: Readonly<Record<string, string>> = { charge_off: 'charge_off_on', last_payment: 'last_payment_on', judgment: 'judgment_on' };
  const other = same[values['itemization_kind'] ?? ''];
  const on = values['itemization_on'];
  if (other === undefined || on === undefined || values[other] === undefined || values[other] === on) return [];
  return [`itemization_on ${on} is said to be the ${values['itemization_kind'] ?? ''} date, but ${other} is ${values[other]}.`];
}

function pairReasons({ values }: Row): readonly string[] {
  const prefixes = new Set(Object.keys(values).map((name) => ownName(name).prefix));
  return [...prefixes].flatMap((prefix) => TOGETHER.flatMap(([one, other]) => {
    const given = [one, other].filter((name) => values[prefix + name] !== undefined);
    return given.length === 1 ? [`${prefix}${one} and ${prefix}${other} belong together; only ${prefix}${given[0] ?? ''} is there.`] : [];
  }));
}

function noticeReasons({ values }: Row): readonly string[] {
  return Object.entries(values).filter(([name]) => name.endsWith('notice_sent_on')).flatMap(([name, sentOn]) => {
    const deadline = values[name.replace('sent_on', 'deadline_on')];
    if (deadline === undefined || daysBetween(sentOn, deadline) >= NOTICE_DAYS) return [];
    return [`${name.replace('sent_on', 'deadline_on')} ${deadline} is not ${NOTICE_DAYS} days after ${sentOn}: 12 CFR 1006.6(d)(4)(ii)(C)(5).`];
  });
}

function addressReasons({ values }: Row, person: string, former: string): readonly string[] {
  const at = (name: string): string | undefined => values[`${person}${former}${name}`]?.toUpperCase();
  const named = (name: string): string => `${person}${former}${name}`;
  const country = at('country');
  const reasons: string[] = [];
  if (country !== undefined && !isKnownCountry(country)) reasons.push(`${named('country')} "${country}" is not a known country.`);
  const state = at('state');
  if (state !== undefined && country !== undefined && !isKnownState(country, state)) reasons.push(`${named('state')} "${state}" is not a state of ${country}.`);
  if (state !== undefined && country === undefined) reasons.push(`${named('state')} needs ${named('country')}.`);
  const postalCode = at('postal_code');
  if (postalCode !== undefined && country !== undefined && !isPostalCode(country, postalCode)) reasons.push(`${named('postal_code')} is not a postal code of ${country}.`);
  if (at('address_line_1') === undefined) return reasons;
  const wanted = ['city', 'country', ...(country !== undefined && needsState(country) ? ['state', 'postal_code'] : [])].filter((name) => at(name) === undefined);
  return wanted.length === 0 ? reasons : [...reasons, `The address ${named('address_line_1')} is not complete: ${wanted.map(named).join(', ')} missing.`];
}

function liabilityReasons({ values }: Row, person: string): readonly string[] {
  const liability = values[`${person}liability`] ?? (person === '' ? 'primary' : undefined);
  const reasons: string[] = [];
  if (person === '' && liability !== 'primary' && liability !== 'estate') reasons.push('liability: the first person of a row is the primary obligor or an estate.');
  if (person !== '' && liability === 'primary') reasons.push(`${person}liability: a debt has one primary obligor, the first person of the row.`);
  if (values[`${person}cap_amount`] !== undefined && liability !== 'guarantor') reasons.push(`${person}cap_amount: only a guarantor's liability has a cap.`);
  if (values[`${person}party_kind`] !== 'business' && values[`${person}legal_form`] !== undefined) reasons.push(`${person}legal_form: only a business has one.`);
  return reasons;
}

function standingReasons({ values }: Row): readonly string[] {
  const reasons: string[] = [];
  const now = minorOf(values, 'current_amount');
  const queried = minorOf(values, 'query_amount');
  if (values['query_on'] !== undefined && values['party_kind'] !== 'business') reasons.push('query_on: only a business queries an item; a consumer disputes it (dispute_on).');
  if (queried !== null && values['query_on'] === undefined) reasons.push('query_amount needs query_on and query_code.');
  if (queried !== null && now !== null && (queried === 0 || queried > now)) reasons.push('query_amount has to be more than zero and at most current_amount.');
  if (values['recalled_on'] !== undefined && values['plan_instalments'] === undefined) reasons.push('recalled_on: the creditor has recalled this account and no plan keeps it here; there is nothing to take over.');
  if (values['plan_instalments'] !== undefined && values['promise_amount'] !== undefined) reasons.push('An open promise and a living plan exclude each other.');
  if (queried !== null && queried > Number(values['principal_amount'] ?? queried)) reasons.push('query_amount has to be at most principal_amount.');
  if (values['promise_amount'] === '0') reasons.push('promise_amount has to be more than zero.');
  return reasons;
}

/** Null where the field is blank or was refused already. */
function minorOf(values: RowValues, name: string): number | null {
  const text = values[name];
  return text === undefined ? null : Number(text);
}
