import type { Activities } from '#contracts/activities.ts';
import { deliverMessage } from './deliver-message.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Sends one text, at most once. */
export function sendSms(dependencies: ActivityDependencies): Activities['sendSms'] {
  return (request) => deliverMessage(dependencies, dependencies.senders.sms, request);
}
