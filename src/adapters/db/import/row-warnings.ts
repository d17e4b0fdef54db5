/** What a person should know about a row that is taken over. */
import type { LocalDate } from '#core/local-time.ts';
import type { ImportRow } from '../../import/group-rows.ts';
import type { AccountPlan } from './plan-account.ts';

export function rowWarnings({ contract }: AccountPlan, row: ImportRow, today: LocalDate): readonly string[] {
  const sentences: string[] = [];
  const [debtor] = row.obligors;
  const placedOn = row.account.placed_on;
  if (debtor === undefined) return sentences;
  if (contract.role === 'third_party' && debtor.party_kind === 'person' && placedOn !== undefined && placedOn < today) {
    sentences.push(`Placed on ${placedOn}; its cadence counts from today, because the validation notice goes out from here.`);
  }
  if (debtor.legal_form === 'sole_trader' || debtor.legal_form === 'partnership') {
    sentences.push(`Worked as a business, though the law of some places gives a ${debtor.legal_form.replace('_', ' ')} the rights of a consumer.`);
  }
  for (const email of row.obligors.flatMap((obligor) => obligor.emails)) {
    if (contract.role === 'third_party' && email.notice_deadline_on !== undefined && email.notice_deadline_on >= today) {
      sentences.push(`The time to opt out of e-mail runs until ${email.notice_deadline_on}; until a consent is recorded after it the address is not used (12 CFR 1006.6(d)(4)(ii)(D)).`);
    }
  }
  return sentences;
}
