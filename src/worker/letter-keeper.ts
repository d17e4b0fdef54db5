/** Watches letters from the vendor's acceptance to the day of mailing: legal clocks run from mailed-on, so it is kept as a fact of the letter. */
import type { Logger } from 'pino';
import type { Database } from '#adapters/db/database.ts';
import type { LetterVendor } from '#adapters/letter/letter-port.ts';

const BATCH = 500;

export type LetterKeeperOptions = { readonly database: Database; readonly vendor: Pick<LetterVendor, 'status'>; readonly log: Logger };

/** What a pass found mailed, and the letter after which the next pass goes on; null: from the first again. */
export type LetterPass = { readonly mailed: number; readonly after: string | null };

/** One pass over the next letters that are not known to be mailed: every letter has its turn, however many are never mailed. */
export async function keepLetters({ database, vendor, log }: LetterKeeperOptions, after: string | null): Promise<LetterPass> {
  const waiting = await database.letter.findMany({
    where: { acceptedAt: { not: null }, mailedOn: null, recalledAt: null, touchId: { gt: after ?? '' } }, select: { touchId: true }, orderBy: { touchId: 'asc' }, take: BATCH,
  });
  let mailed = 0;
  for (const { touchId } of waiting) {
    const mailedOn = await askVendor(vendor, touchId, log);
    if (mailedOn === null) continue;
    await database.letter.updateMany({ where: { touchId, mailedOn: null }, data: { mailedOn } });
    mailed += 1;
  }
  return { mailed, after: waiting.length < BATCH ? null : waiting.at(-1)?.touchId ?? null };
}

/** The day of mailing, or null. One letter about which the vendor fails must not keep the others waiting. */
async function askVendor(vendor: LetterKeeperOptions['vendor'], touchId: string, log: Logger): Promise<string | null> {
  try {
    const status = await vendor.status(touchId);
    return status.kind === 'mailed' ? status.mailedOn : null;
  } catch (error) {
    log.warn({ touchId, error: error instanceof Error ? error.message : String(error) }, 'the vendor could not say what became of a letter');
    return null;
  }
}
