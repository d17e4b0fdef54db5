/** From what somebody types to an order: amounts in the account's currency, plans from a number of instalments, ids where none is given. */
import { randomUUID } from 'node:crypto';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { DunwellError } from '#contracts/failures.ts';
import { proposeLevelPlan } from '#core/arrangement/propose.ts';
import { parseAmount } from '#core/money.ts';

/** Short names for what is typed most. */
const SHORT: Readonly<Record<string, string>> = { call: 'call_outcome', plan: 'agree_arrangement', settle: 'agree_arrangement', lift: 'lift_hold', task: 'complete_task', budget: 'affordability' };

const USAGES: readonly (readonly [string, string])[] = [
  ['payment', 'amount=120.50 [paidOn=DATE] [status=pending] [debtId=ID]'],
  ['cease', 'evidence="letter of 3 December"'],
  ['dispute', 'evidence=TEXT [debtId=ID] [code=dispute]'],
  ['call', 'disposition=CODE [taskId=ID] [direction=inbound] [contactPointId=ID] [identifiers=\'["date_of_birth","postal_address"]\']'],
  ['promise', 'amount=50 promisedOn=DATE method=card'],
  ['budget', 'monthly=40 firstPaymentOn=DATE'],
  ['plan', 'total=300 count=6 first=DATE'],
  ['settle', 'total=180 count=1 first=DATE'],
  ['hold', 'code=hardship evidence=TEXT [reviewOn=DATE] [expiresOn=DATE]'],
  ['lift', 'holdId=ID evidence=TEXT'],
  ['task', 'taskId=ID answer=done'],
  ['park', 'reviewOn=DATE reason=probate'],
  ['recall', 'reason=creditor_request'],
];

export const ACT_NAMES: readonly string[] = [...Object.keys(SHORT), ...officerActSchema.options.flatMap((option) => [...option.shape.kind.values])];

export function usageOfActs(): string {
  return ['Kinds and their details:', ...USAGES.map(([kind, details]) => `  ${kind.padEnd(9)} ${details}`), '  Others take the fields of docs/flows/officer-actions.md; a value may be JSON.'].join('\n');
}

export type Draft = {
  readonly kind: string; readonly details: readonly string[]; readonly accountId: string; readonly currency: string; readonly officer: string;
  readonly actId: string | null; readonly today: string;
};

/** An order that the schema has still to judge. Throws BODY_INVALID for a detail that is no name=value or no amount. */
export function draftAct(draft: Draft): Record<string, unknown> {
  const details = Object.fromEntries(draft.details.map(nameAndValue));
  const kind = SHORT[draft.kind] ?? draft.kind;
  const base = { kind, actId: draft.actId ?? randomUUID(), officer: draft.officer, ...(withoutAccount(kind) ? {} : { accountId: draft.accountId }) };
  return { ...base, ...DEFAULTS[kind]?.(draft), ...spelledOut(details, draft) };
}

/** Orders about a task or everybody name no account. */
function withoutAccount(kind: string): boolean {
  return ['complete_task', 'set_stop', 'lift_stop'].includes(kind);
}

const DEFAULTS: Readonly<Record<string, (draft: Draft) => Record<string, unknown>>> = {
  payment: ({ currency, today }) => ({ currency, paidOn: today }),
  call_outcome: () => ({ direction: 'outbound' }),
};

function nameAndValue(text: string): readonly [string, unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw new DunwellError('BODY_INVALID', `"${text}" is not name=value.`);
  const value = text.slice(at + 1);
  if (!/^[[{"]/.test(value)) return [text.slice(0, at), value === 'true' ? true : value === 'false' ? false : value];
  try {
    return [text.slice(0, at), JSON.parse(value) as unknown];
  } catch {
    throw new DunwellError('BODY_INVALID', `The value of ${text.slice(0, at)} begins like JSON and is none.`);
  }
}

/** Amounts become minor units; a plan of so many instalments becomes its rows. */
function spelledOut({ amount, monthly, total, count, first, answer, ...rest }: Record<string, unknown>, draft: Draft): Record<string, unknown> {
  const minor = (name: string, value: unknown): Record<string, number> => (value === undefined ? {} : { [name]: amountIn(value, draft.currency) });
  return {
    ...rest, ...minor('amountMinor', amount), ...minor('monthlyMinor', monthly), ...minor('totalMinor', total),
    ...(answer === undefined ? {} : { answer: typeof answer === 'string' ? { kind: answer } : answer }),
    ...(count === undefined || total === undefined || first === undefined ? {} : { instalments: instalmentsOf(amountIn(total, draft.currency), Number(count), textOf(first)), settles: draft.kind === 'settle' }),
  };
}

function amountIn(value: unknown, currency: string): number {
  const parsed = parseAmount(textOf(value), currency);
  if (parsed.kind === 'invalid') throw new DunwellError('BODY_INVALID', `${parsed.reason}.`);
  return parsed.amountMinor;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function instalmentsOf(totalMinor: number, count: number, firstDueOn: string) {
  if (!Number.isInteger(count) || count < 1 || count > 120) throw new DunwellError('BODY_INVALID', 'count must be a whole number from 1 to 120.');
  const plan = proposeLevelPlan({ totalMinor, monthlyMinor: null, firstDueOn, maximumInstalments: count, minimumInstalmentMinor: 1 });
  if (plan.kind === 'unaffordable') throw new DunwellError('BODY_INVALID', plan.reason);
  return plan.instalments;
}
