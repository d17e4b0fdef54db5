/** Changes that facts of several kinds share. */
import type { AccountState } from './state.ts';

/** Supervisors are still to be told; the same reason twice is one alert. */
export function addAlert(state: AccountState, reason: string): AccountState {
  return state.alertsDue.includes(reason) ? state : { ...state, alertsDue: [...state.alertsDue, reason] };
}

/** A new pass through the cadence, by age or in an ordered stage. Only the position moves: what was sent stays sent. */
export function reenter(state: AccountState, stage: string | null, at: string): AccountState {
  return {
    ...state, cycle: state.cycle + 1, cycleStage: stage, cycleEnteredAt: at, closedStepIds: [], inProgress: [], parkedUntil: null,
    closedBeforeStepIds: [...new Set([...state.closedBeforeStepIds, ...state.closedStepIds])],
  };
}
