import type { Activities } from '#contracts/activities.ts';
import { referToLegal as refer } from '#adapters/db/acts/refer-to-legal.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes the hand-over file, places the account with the law firm and falls silent. */
export function referToLegal(dependencies: ActivityDependencies): Activities['referToLegal'] {
  return (request) => refer(dependencies.database, request, businessNow(dependencies.timeSkipping));
}
