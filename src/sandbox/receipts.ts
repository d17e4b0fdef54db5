/** What becomes of a text after it was created: its states, and the signed callback for each. */
import type { BackgroundJobs } from './background-jobs.ts';
import type { SmsBehaviour } from './behaviour.ts';
import type { SandboxMessage } from './journal.ts';
import type { MessageBook, NewStatus } from './message-book.ts';
import { postUntilTaken, signedForm } from './outgoing-request.ts';

export type ReceiptSender = { readonly accountSid: string; readonly authToken: string; readonly book: MessageBook; readonly jobs: BackgroundJobs };

/** Lets a created text run its course; `callbackUrl` is what the sender of the text gave, or null. */
export function letTextRun(sender: ReceiptSender, message: SandboxMessage, behaviour: SmsBehaviour, callbackUrl: string | null): void {
  const url = behaviour.kind === 'sendNoReceipts' ? null : callbackUrl;
  sender.jobs.start(async () => {
    await tell(sender, message, url);
    for (const next of statesAfterQueued(behaviour)) await tell(sender, await sender.book.addStatus({ id: message.id, ...next }), url);
  });
}

function statesAfterQueued(behaviour: SmsBehaviour): readonly Omit<NewStatus, 'id'>[] {
  const sent = { status: 'sent', errorCode: null, errorMessage: null };
  if (behaviour.kind === 'sendNoReceipts') return [sent];
  return behaviour.kind === 'failLater'
    ? [sent, { status: 'undelivered', errorCode: behaviour.code, errorMessage: behaviour.message }]
    : [sent, { status: 'delivered', errorCode: null, errorMessage: null }];
}

async function tell({ accountSid, authToken, jobs }: ReceiptSender, message: SandboxMessage, url: string | null): Promise<void> {
  if (url === null) return;
  const { messageId, status, errorCode, address, ourAddress } = message;
  await postUntilTaken(signedForm(url, {
    AccountSid: accountSid, ApiVersion: '2010-04-01', From: ourAddress, To: address, MessageSid: messageId, MessageStatus: status, SmsSid: messageId, SmsStatus: status,
    ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
  }, authToken), jobs.signal);
}
