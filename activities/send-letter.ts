import type { Activities } from '#contracts/activities.ts';
import { deliverMessage } from './deliver-message.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Sends one letter through the print vendor, at most once. */
export function sendLetter(dependencies: ActivityDependencies): Activities['sendLetter'] {
  return (request) => deliverMessage(dependencies, dependencies.senders.letter, request);
}
