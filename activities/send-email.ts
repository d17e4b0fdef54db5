import type { Activities } from '#contracts/activities.ts';
import { deliverMessage } from './deliver-message.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Sends one e-mail, at most once. */
export function sendEmail(dependencies: ActivityDependencies): Activities['sendEmail'] {
  return (request) => deliverMessage(dependencies, dependencies.senders.email, request);
}
