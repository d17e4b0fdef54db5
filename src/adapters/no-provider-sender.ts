/** The channel of an installation without a provider for it: nothing goes out, and the step's next channel has its turn. */
import type { ChannelSender } from './channel-sender.ts';

export function noProviderSender(channel: string): ChannelSender {
  return {
    provider: `no-${channel}-provider`, settleAfterMs: 0,
    deliver: () => Promise.resolve({ kind: 'rejected', code: 'NO_PROVIDER', addressDead: false, optedOut: false }),
    find: () => Promise.resolve({ kind: 'absent' }),
  };
}
