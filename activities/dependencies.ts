/** What activities are given: real adapters in production, the same adapters pointed at the sandbox elsewhere. */
import type { ChannelSender } from '#adapters/channel-sender.ts';
import type { Database } from '#adapters/db/database.ts';
import type { ReferenceData } from '#adapters/db/decision/reference-data.ts';
import type { MessageComposer, ScriptComposer } from '#adapters/db/touch/compose-message.ts';
import type { HandOverFolder } from '#adapters/legal/hand-over-folder.ts';

export type HistorySource = { readonly fetch: (workflowId: string, runId: string) => Promise<{ readonly bytes: Uint8Array; readonly events: number }> };

export type ActivityDependencies = {
  readonly database: Database;
  readonly referenceData: ReferenceData;
  readonly mode: 'sandbox' | 'live';
  /** True on servers whose clock we move: business time then comes from the schedule of the attempt. */
  readonly timeSkipping: boolean;
  readonly compose: MessageComposer;
  readonly composeScript: ScriptComposer;
  readonly senders: { readonly sms: ChannelSender; readonly email: ChannelSender; readonly letter: ChannelSender };
  readonly histories: HistorySource;
  /** Where the files for law firms are laid down; null: they wait in the database for a person. */
  readonly handOvers: HandOverFolder | null;
};
