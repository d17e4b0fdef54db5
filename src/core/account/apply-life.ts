/** What enrolment, holds, people's orders and the end do to the state. */
import { closeEvent } from './apply-events.ts';
import type { AccountFact, FactBody } from './fact.ts';
import type { AccountState } from './state.ts';
import { addAlert, reenter } from './state-changes.ts';

/** All facts that the other three files do not take: the compiler checks that none is left over. */
export type LifeFact = Extract<FactBody, {
  kind: 'enrolled' | 'holdPlaced' | 'holdLifted' | 'disputeRaised' | 'disputeResolved' | 'legalIntentRecorded' | 'legalIntentDeclined'
    | 'recallAcknowledged' | 'recalledByCreditor' | 'eventClosed' | 'stageMoved' | 'accountParked' | 'cadenceMigrated' | 'accountClosed' | 'accountReopened';
}>;

export function applyLifeFact(state: AccountState, body: LifeFact, fact: AccountFact): AccountState {
  switch (body.kind) {
    case 'enrolled':
      return {
        ...state, status: 'open', role: body.role, placedOn: body.placedOn, enrolledAt: fact.occurredAt,
        cycleEnteredAt: fact.occurredAt,
      };
    case 'holdPlaced':
    case 'holdLifted':
    case 'disputeResolved':
      // Holds are rows that every gate reads; the fact wakes the run and puts the event into its history.
      return state;
    case 'disputeRaised':
      return { ...state, responded: true };
    case 'legalIntentRecorded':
      return { ...state, intent: { intentId: body.intentId, expiresOn: body.expiresOn, recordedAt: fact.occurredAt } };
    case 'legalIntentDeclined':
      return { ...state, intent: null };
    case 'recallAcknowledged':
      return applyRecallAcknowledged(state, body.placementId, fact.occurredAt);
    case 'recalledByCreditor':
      return { ...state, recalled: body.reason };
    case 'eventClosed':
      return closeEvent(state, body.eventNo);
    case 'stageMoved':
      return { ...reenter(state, body.stage, fact.occurredAt), stage: body.stage, stageEnteredAt: fact.occurredAt };
    case 'accountParked':
      return { ...state, parkedUntil: body.reviewOn };
    case 'cadenceMigrated':
      return { ...state, cadenceHash: body.cadenceHash };
    case 'accountClosed':
      return { ...state, status: 'closed', outcome: body.outcome, inProgress: [], events: [], promise: null, arrangement: null };
    case 'accountReopened':
      // Its age counts anew: otherwise age would close it again at once.
      return { ...reenter(state, null, fact.occurredAt), status: 'open', outcome: null, recalled: null, settlement: null, enrolledAt: fact.occurredAt };
  }
}

/** What comes back from a law firm or agency is in a person's hands first: the end of the cadence counts from here. */
function applyRecallAcknowledged(state: AccountState, placementId: string, at: string): AccountState {
  if (state.placedOut?.placementId !== placementId) return state;
  return addAlert({ ...state, placedOut: null, lastStepAt: at }, 'returned_from_placement');
}
