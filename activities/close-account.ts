import type { Activities } from '#contracts/activities.ts';
import { closeAccount as close } from '#adapters/db/acts/close-account.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Ends an account, unless a fact lies beyond the decision that says so. */
export function closeAccount(dependencies: ActivityDependencies): Activities['closeAccount'] {
  return (request) => close(dependencies.database, request, businessNow(dependencies.timeSkipping));
}
