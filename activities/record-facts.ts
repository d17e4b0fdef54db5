import type { Activities } from '#contracts/activities.ts';
import { recordAct } from '#adapters/db/acts/record-act.ts';
import { businessNow } from './business-now.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Records facts that the passing of time brought about: a promise broken, an arrangement completed, a task expired. */
export function recordFacts(dependencies: ActivityDependencies): Activities['recordFacts'] {
  return async (request) => {
    const result = await recordAct(dependencies.database, request, request.act.facts, businessNow(dependencies.timeSkipping));
    return { kind: result, note: request.act.facts.map((fact) => fact.body.kind).join(' ') };
  };
}
