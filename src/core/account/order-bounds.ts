/** How far ahead a person may put what suspends the chase: a day that nobody will live to see would end it without a decision. */
import { firstUnpaid, monthsLater } from '../arrangement/propose.ts';
import { addDays, isLocalDate } from '../local-time.ts';
import type { FactBody, Instalment } from './fact.ts';
import type { AcceptanceView } from './refuse.ts';

const FIRST_PAYMENT_WITHIN_DAYS = 60;
const LAST_PAYMENT_WITHIN_MONTHS = 60;
const PARKED_FOR_MONTHS = 24;

type Bounded = Pick<AcceptanceView, 'today'> & { readonly state: Pick<AcceptanceView['state'], 'arrangement'> };

/** Reasons against days too far ahead; a day that is none has its reason elsewhere. */
export function boundReasons(body: FactBody, { today, state }: Bounded): readonly string[] {
  switch (body.kind) {
    case 'arrangementProposed':
      return [...planReasons(body.instalments, 0, today), ...until(body.expiresOn, addDays(today, FIRST_PAYMENT_WITHIN_DAYS), 'The offer may stand until')];
    case 'arrangementAgreed':
      return planReasons(body.instalments, 0, today);
    case 'arrangementRevived':
      return planReasons(body.instalments, state.arrangement?.paidMinor ?? 0, today);
    case 'affordabilityStated':
      return until(body.firstPaymentOn, addDays(today, FIRST_PAYMENT_WITHIN_DAYS), 'The first payment may come until');
    case 'accountParked':
      return until(body.reviewOn, monthsLater(today, PARKED_FOR_MONTHS), 'An account may be parked until');
    default:
      return [];
  }
}

function planReasons(instalments: readonly Instalment[], paidMinor: number, today: string): readonly string[] {
  const first = firstUnpaid(instalments, paidMinor);
  const last = instalments.at(-1);
  return [
    ...(first === null ? [] : until(first.dueOn, addDays(today, FIRST_PAYMENT_WITHIN_DAYS), 'The first instalment may be due until')),
    ...(last === undefined ? [] : until(last.dueOn, monthsLater(today, LAST_PAYMENT_WITHIN_MONTHS), 'The last instalment may be due until')),
  ];
}

function until(date: string, furthest: string, sentence: string): readonly string[] {
  return isLocalDate(date) && date > furthest ? [`${sentence} ${furthest}.`] : [];
}
