/** Watches letters from the vendor's acceptance to the day of mailing: legal clocks run from mailed-on, so it is kept as a fact of the letter. */
import type { Database } from '#adapters/db/database.ts';
import type { LetterVendor } from '#adapters/letter/letter-port.ts';

const BATCH = 500;

/** One pass; returns how many letters were found mailed. */
export async function keepLetters(database: Database, vendor: Pick<LetterVendor, 'status'>): Promise<number> {
  const waiting = await database.letter.findMany({
    where: { acceptedAt: { not: null }, mailedOn: null, recalledAt: null }, select: { touchId: true }, orderBy: { acceptedAt: 'asc' }, take: BATCH,
  });
  let mailed = 0;
  for (const { touchId } of waiting) {
    const status = await vendor.status(touchId);
    if (status.kind !== 'mailed') continue;
    await database.letter.updateMany({ where: { touchId, mailedOn: null }, data: { mailedOn: status.mailedOn } });
    mailed += 1;
  }
  return mailed;
}
