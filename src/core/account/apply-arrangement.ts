/** What proposals, agreements and broken instalments do to the state. */
import type { AccountFact, FactBody } from './fact.ts';
import type { AccountState, ArrangementState, SettlementState } from './state.ts';
import { addAlert } from './state-changes.ts';

const ARRANGEMENT_KINDS = [
  'affordabilityStated', 'arrangementProposed', 'arrangementAgreed', 'arrangementBroken', 'arrangementRevived',
  'arrangementCompleted', 'arrangementCancelled',
] as const;

type ArrangementFact = Extract<FactBody, { kind: (typeof ARRANGEMENT_KINDS)[number] }>;

export function isArrangementFact(body: FactBody): body is ArrangementFact {
  return (ARRANGEMENT_KINDS as readonly string[]).includes(body.kind);
}

export function applyArrangementFact(state: AccountState, body: ArrangementFact, fact: AccountFact): AccountState {
  switch (body.kind) {
    case 'affordabilityStated':
      return applyAffordability(state, body);
    case 'arrangementProposed':
      return applyProposal(state, body, fact);
    case 'arrangementAgreed':
      return { ...state, responded: true, promise: null, arrangement: agreement(state, body, fact) };
    case 'arrangementBroken':
      return applyBroken(state, body);
    case 'arrangementRevived':
      return ofArrangement(state, body.arrangementId, (current) => ({
        ...current, status: 'active', brokenOn: null, revivals: current.revivals + 1, instalments: body.instalments, since: fact.occurredAt,
      }));
    case 'arrangementCompleted':
      return state.arrangement?.arrangementId === body.arrangementId
        ? { ...state, arrangement: null, settlement: settlementOf(state.arrangement, fact.seq) } : state;
    case 'arrangementCancelled':
      return state.arrangement?.arrangementId === body.arrangementId ? { ...state, arrangement: null } : state;
  }
}

function applyAffordability(state: AccountState, body: Extract<ArrangementFact, { kind: 'affordabilityStated' }>): AccountState {
  const stated = {
    ...state, responded: true,
    affordability: { monthlyMinor: body.monthlyMinor, firstPaymentOn: body.firstPaymentOn },
  };
  return body.monthlyMinor <= 0 ? addAlert(stated, 'unable_to_pay') : stated;
}

/** The first break is answered by a call and one revival; a later one also goes to supervisors. */
function applyBroken(state: AccountState, body: Extract<ArrangementFact, { kind: 'arrangementBroken' }>): AccountState {
  if (state.arrangement?.arrangementId !== body.arrangementId) return state;
  const arrangement: ArrangementState = { ...state.arrangement, status: 'broken', brokenOn: body.brokenOn };
  return arrangement.revivals > 0 ? addAlert({ ...state, arrangement }, 'arrangement_broken_twice') : { ...state, arrangement };
}

/** What the debtor proposes waits for a person, who has to hear of it. */
function applyProposal(state: AccountState, body: Extract<ArrangementFact, { kind: 'arrangementProposed' }>, fact: AccountFact): AccountState {
  const arrangement: ArrangementState = {
    arrangementId: body.arrangementId, status: 'proposed', totalMinor: body.totalMinor, instalments: body.instalments,
    paidMinor: 0, settles: false, revivals: 0, brokenOn: null, expiresOn: body.expiresOn, proposedBy: body.proposedBy, since: fact.occurredAt, countsFromSeq: fact.seq,
  };
  if (body.proposedBy !== 'debtor') return { ...state, arrangement };
  return addAlert({ ...state, responded: true, arrangement }, 'arrangement_proposed_by_debtor');
}

function agreement(state: AccountState, body: Extract<ArrangementFact, { kind: 'arrangementAgreed' }>, fact: AccountFact): ArrangementState {
  return {
    arrangementId: body.arrangementId, status: 'active', totalMinor: body.totalMinor, instalments: body.instalments,
    paidMinor: 0, settles: body.settles, revivals: 0, brokenOn: null, expiresOn: null,
    proposedBy: state.arrangement?.arrangementId === body.arrangementId ? state.arrangement.proposedBy : 'officer', since: fact.occurredAt,
    countsFromSeq: fact.seq,
  };
}

/** A plan that was kept settles nothing: what it covered is paid. */
function settlementOf({ settles, arrangementId, totalMinor, paidMinor, countsFromSeq }: ArrangementState, completedSeq: number): SettlementState | null {
  return settles ? { arrangementId, totalMinor, paidMinor, countsFromSeq, completedSeq } : null;
}

function ofArrangement(
  state: AccountState, arrangementId: string, change: (current: ArrangementState) => ArrangementState,
): AccountState {
  return state.arrangement?.arrangementId === arrangementId ? { ...state, arrangement: change(state.arrangement) } : state;
}
