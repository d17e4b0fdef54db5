/** The letter channel: hands the printed pages of a claimed touch to the vendor, by the touch's own id. */
import { CALL_BEGINS_WITHIN_MS, type ChannelSender, type Delivery } from '../channel-sender.ts';
import type { ClaimedTouch } from '../db/touch/claim-touch.ts';
import type { LetterVendor } from './letter-port.ts';

const RETRY_AFTER_SECONDS = 300;

export function createLetterSender(vendor: LetterVendor): ChannelSender {
  return {
    provider: vendor.vendor,
    // The vendor takes a letter and answers about it at once; only a call that has not begun may still come.
    settleAfterMs: CALL_BEGINS_WITHIN_MS,
    deliver: (touch) => deliver(vendor, touch),
    find: async ({ touchId }) => {
      const status = await vendor.status(touchId);
      return status.kind === 'absent' ? { kind: 'absent' } : { kind: 'found', providerId: status.vendorLetterId };
    },
  };
}

async function deliver(vendor: LetterVendor, touch: ClaimedTouch): Promise<Delivery> {
  const { pdf } = touch.message;
  if (pdf === null) throw new Error(`Touch ${touch.touchId} goes by letter and has no pages`);
  const result = await vendor.submit({ letterId: touch.touchId, pdf, submittedOn: touch.claimedAt.slice(0, 10) });
  switch (result.kind) {
    case 'accepted': return { kind: 'accepted', providerId: result.vendorLetterId };
    // The first letter of this id went to print, and it is not this one: only a person can tell what the debtor will read.
    case 'conflict': return { kind: 'unknown', reason: result.reason };
    case 'notTaken': return { kind: 'notSent', code: `PRINT_${result.reason}`, retryAfterSeconds: RETRY_AFTER_SECONDS };
  }
}
