/** Calls letters back from the vendor while they are not mailed: a stop that came after the hand-over, or the last payment, still counts. */
import type { Logger } from 'pino';
import { acceptLetterRecall } from '#adapters/db/accept/accept-receipt.ts';
import { lettersToRecall, type RecallQuestion } from '#adapters/db/read/letters-to-recall.ts';
import type { LetterVendor } from '#adapters/letter/letter-port.ts';

export type LetterRecallerOptions = RecallQuestion & { readonly vendor: Pick<LetterVendor, 'recall'>; readonly log: Logger };

/** What a pass called back, and the letter after which the next one goes on. */
export type RecallPass = { readonly recalled: number; readonly after: string | null };

/** One pass. What is mailed already stays mailed, and the keeper of letters notes the day. */
export async function recallLetters({ vendor, log, ...question }: LetterRecallerOptions, after: string | null): Promise<RecallPass> {
  const looked = await lettersToRecall(question, after);
  let recalled = 0;
  for (const touchId of looked.touchIds) {
    try {
      const { kind } = await vendor.recall(touchId);
      // Asked again after a crash the vendor says the same, so what was not recorded then is recorded now.
      if (kind === 'recalled') await acceptLetterRecall(question.database, { touchId, now: question.now });
      if (kind === 'recalled') recalled += 1;
    } catch (error) {
      log.warn({ touchId, error: error instanceof Error ? error.message : String(error) }, 'a letter could not be called back');
    }
  }
  return { recalled, after: looked.after };
}
