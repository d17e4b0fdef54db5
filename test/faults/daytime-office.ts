/** Where it is daytime now: messages go out from 8:00 to 21:00 of the debtor only, and tests run at any hour. */
import { localMinuteOf } from '#core/local-time.ts';

export type Office = {
  readonly zone: string;
  readonly address: Readonly<Record<'country' | 'city' | 'postal_code', string>> & { readonly state?: string };
  /** Mobile numbers of that country: a number is a sign of where somebody is, too. */
  readonly phoneFrom: number;
};

/**
 * The gate wants the hour right in every place that anything indicates, so address and number agree. These three are a third of a day apart:
 * the one nearest to 14:00 is always between 9:00 and 19:00, and no test lasts until 21:00. They are businesses, because consumers may be
 * contacted in the United States only, where there are hours at which it is day nowhere.
 */
const OFFICES: readonly Office[] = [
  { zone: 'Asia/Tokyo', address: { country: 'JP', city: 'Tokyo', postal_code: '100-0001' }, phoneFrom: 819_012_345_000 },
  { zone: 'Europe/London', address: { country: 'GB', city: 'London', postal_code: 'EC1A 1BB' }, phoneFrom: 447_400_123_000 },
  { zone: 'America/Los_Angeles', address: { country: 'US', state: 'CA', city: 'Los Angeles', postal_code: '90012' }, phoneFrom: 12_135_550_000 },
];

const MIDDAY_MINUTE = 14 * 60;

export function daytimeOffice(nowMs: number): Office {
  const fromMidday = ({ zone }: Office): number => Math.abs(localMinuteOf(nowMs, zone) - MIDDAY_MINUTE);
  return OFFICES.toSorted((left, right) => fromMidday(left) - fromMidday(right))[0]!;
}
