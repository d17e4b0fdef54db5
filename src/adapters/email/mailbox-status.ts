/** Enhanced mail status codes (RFC 3463), as servers give them in answers and in delivery reports. */

/** Bad mailbox, bad domain, bad syntax, moved without a forward, no mail at this domain, mailbox disabled. */
const DEAD_MAILBOX = /^5\.(1\.([1236]|10)|2\.1)$/;

/** Whether a status says that nothing will ever arrive at this address. */
export function isDeadMailbox(status: string | null): boolean {
  return status !== null && DEAD_MAILBOX.test(status);
}

/** The first enhanced status code in a text, or null. */
export function enhancedStatusIn(text: string): string | null {
  return /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
}
