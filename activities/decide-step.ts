import type { Activities } from '#contracts/activities.ts';
import { decideStep as decide } from '#adapters/db/decision/decide-step.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** A local activity: the recorded result is the decision, and what it rested on. */
export function decideStep(dependencies: ActivityDependencies): Activities['decideStep'] {
  return (request) => decide(dependencies, request);
}
