/** A plain contact, person and account for tables over the core: each test says what differs. */
import { applyAll } from '#core/account/apply.ts';
import { decide } from '#core/account/decide.ts';
import type { AccountFact, FactBody, StepReference } from '#core/account/fact.ts';
import { initialState, type AccountState } from '#core/account/state.ts';
import type { Act, Step } from '#core/account/step.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import type { CallView, Circumstances, HoldView, TouchView } from '#core/compliance/circumstances.ts';
import { totalDebts, type DebtView } from '#core/compliance/debt-totals.ts';
import type { ProposedContact } from '#core/compliance/contact.ts';
import { decideContact } from '#core/compliance/gate.ts';
import type { HoldCode } from '#core/compliance/hold-catalogue.ts';
import type { Verdict } from '#core/compliance/verdict.ts';
import { contractOf, EMAIL, PHONE, POSTAL } from '../support/simulated-people.ts';
import { TEST_CADENCE } from '../support/test-cadence.ts';

/** Noon in New York on Tuesday 12 January 2027. */
export const NOON = '2027-01-12T17:00:00.000Z';

export function debtOf(change: Partial<DebtView> = {}): DebtView {
  return { debtId: 'debt-1', residualMinor: 250_00, dueOn: '2027-01-01', disputed: false, limitation: 'running', missingValidationFields: [], ...change };
}

type CircumstancesGiven = Partial<Omit<Circumstances, 'account' | 'person' | 'contract'>> & {
  readonly account?: Partial<Omit<Circumstances['account'], 'debts'>> & { readonly debts?: readonly DebtView[] };
  readonly person?: Partial<Circumstances['person']>;
  readonly contract?: Partial<Circumstances['contract']>;
};

/** A first-party consumer in New York who owes 250.00 and can be reached by everything. */
export function circumstancesOf({ account: { debts: given = [debtOf()], ...account } = {}, person, contract, ...change }: CircumstancesGiven = {}): Circumstances {
  const debts = given.filter((debt) => debt.residualMinor > 0);
  return {
    mode: 'sandbox', role: 'first_party', smsProvider: 'twilio',
    account: {
      accountId: 'account', currency: 'USD', ...totalDebts(debts, 0), balanceMinor: debts.reduce((sum, debt) => sum + debt.residualMinor, 0), pendingMinor: 0,
      risk: 'medium', autopay: 'none', keyAccount: false, insured: false, ...account,
    },
    contract: contractOf(contract), contactPoints: [PHONE, EMAIL, POSTAL], holds: [], stops: [], touches: [], calls: [], packet: [],
    person: { partyId: 'person', kind: 'person', countryCode: 'US', stateCode: 'NY', candidateZones: ['America/New_York'], language: 'en', ...person },
    unclassifiedInbound: 0, openTouch: null, tzdbVersion: 'test', ...change,
  };
}

const POINTS = { sms: 'phone', call: 'phone', email: 'email', letter: 'postal' } as const;

export function contactOf(medium: ProposedContact['medium'], change: Partial<ProposedContact> = {}): ProposedContact {
  return { medium, purpose: 'chase', contactPointId: POINTS[medium], speaksOfLegalAction: false, intentId: null, minimumGapDays: 1, ...change };
}

export function holdOf(code: HoldCode, change: Partial<HoldView> = {}): HoldView {
  return { holdId: `hold-${code}`, code, reviewOn: '2027-02-11', ...change };
}

export function touchOf(at: string, change: Partial<TouchView> = {}): TouchView {
  return { own: true, purpose: 'chase', at, ...change };
}

type CallGiven = Partial<CallView> & { readonly connected?: boolean; readonly consented?: boolean };

/** A call that rang out, unless told otherwise. */
export function callOf(at: string, { connected = true, consented = false, ...change }: CallGiven = {}): CallView {
  return { own: true, at, counted: connected && !consented, conversation: false, ...change };
}

export function ask(contact: ProposedContact, circumstances: Circumstances, at = NOON): Verdict {
  return decideContact(contact, circumstances, Date.parse(at));
}

/** `allow`, or the kind of refusal with the rules that refused, as one readable line. */
export function told(verdict: Verdict): string {
  return verdict.kind === 'allow' ? 'allow' : `${verdict.kind}: ${verdict.reasons.map((reason) => reason.ruleId).join(' ')}`;
}

// --- States and decisions ---

let facts = 0;

export type Told = { readonly at?: string; readonly body: FactBody };

/** Facts in the account's own order, on top of a state. */
export function fold(state: AccountState, ...bodies: readonly (FactBody | Told)[]): AccountState {
  return applyAll(state, bodies.map((given, index): AccountFact => {
    const { at = NOON, body } = 'body' in given ? given : { body: given };
    facts += 1;
    return { factId: `fact-${facts}`, seq: state.cursor + index + 1, occurredAt: at, body };
  }));
}

/** An account enrolled on 1 January 2027, the day on which it was due. */
export function openState(change: Partial<AccountState> = {}): AccountState {
  const enrolled = fold(initialState('account'), { at: '2027-01-01T15:00:00.000Z', body: { kind: 'enrolled', role: 'first_party', placedOn: '2027-01-01' } });
  return { ...enrolled, ...change };
}

export function referenceOf(stepId: string, change: Partial<StepReference> = {}): StepReference {
  return { stepId, stage: 'reminder', cycle: 1, attemptNo: 1, channelIndex: 0, ...change };
}

export function sent(stepId: string, change: Partial<StepReference> = {}, sentAt = NOON): FactBody {
  return { kind: 'touchSent', touchId: `touch-${stepId}`, reference: referenceOf(stepId, change), channel: 'sms', sentAt };
}

/** The test cadence without its spread over the window, so that minutes can be told in advance: messages go out at 8:05. */
export const CADENCE: CadencePolicy = { ...TEST_CADENCE, spreadMinutes: 0 };

export function decideAt(at: string, state: AccountState, circumstances: Circumstances = circumstancesOf(), policy: CadencePolicy = CADENCE): Step {
  return decide(state, policy, circumstances, Date.parse(at));
}

/** A step as one readable line: what, by which channel, of which step, when. */
export function line(step: Step): string {
  if (step.kind === 'end') return `end ${step.outcome}`;
  if (step.kind === 'wait') return `wait ${step.until}`;
  return `${actLine(step.act)} at ${step.notBefore}`;
}

function actLine(act: Act): string {
  switch (act.kind) {
    case 'sendMessage': return `send ${act.channel} ${act.reference.stepId}/${act.reference.attemptNo}`;
    case 'settleTouch': return `settle ${act.channel} ${act.reference.stepId}/${act.reference.attemptNo}`;
    case 'openTask': return `task ${act.taskKind} ${act.reference.stepId}/${act.reference.attemptNo}`;
    case 'proposeArrangement': return `propose ${act.totalMinor}`;
    case 'recordFacts': return `record ${act.facts.map((fact) => fact.body.kind).join(' ')}`;
    case 'alertSupervisor': return `alert ${act.reason}`;
    case 'referToLegal': return `refer ${act.lawFirm}`;
  }
}

export function rulesOf(step: Step): readonly string[] {
  return step.reasons.map((reason) => reason.ruleId);
}
