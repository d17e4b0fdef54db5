/** An arrangement offered from the stated budget: first it is recorded, then a message tells it. */
import type { CadenceStep } from '../cadence/cadence-policy.ts';
import { proposeLevelPlan } from '../arrangement/propose.ts';
import { addDays, type LocalDate } from '../local-time.ts';
import { actNow, because, type DecisionContext } from './decision-context.ts';
import type { StepReference } from './fact.ts';
import { planChannel } from './plan-channel.ts';
import type { Step } from './step.ts';

const PROPOSAL_VALID_DAYS = 14;

export type OfferOccasion = { readonly stepId: string; readonly dueOn: LocalDate; readonly reference: StepReference };

/**
 * The next act of an offer; null while a proposal of the debtor or an officer waits for its answer.
 * A debtor who can pay nothing is a case for supervisors.
 */
export function planOffer(context: DecisionContext, step: CadenceStep, occasion: OfferOccasion): Step | null {
  const { state: { arrangement }, circumstances: { account } } = context;
  if (arrangement !== null && arrangement.proposedBy !== 'dunwell') return null;
  // An offer names the balance of its day: one that a payment has overtaken is made anew.
  const stands = arrangement !== null && arrangement.totalMinor === account.chaseableMinor;
  const nothingToOffer = account.chaseableMinor <= account.pendingMinor;
  if (stands || nothingToOffer) {
    return planChannel(context, step, { ...occasion, channels: step.channels, arrangementId: arrangement?.arrangementId ?? null, earliestMs: context.nowMs });
  }
  return propose(context, step, occasion);
}

function propose(context: DecisionContext, step: CadenceStep, { stepId, reference }: OfferOccasion): Step {
  const { state, circumstances, policy } = context;
  const totalMinor = circumstances.account.chaseableMinor;
  const expiresOn = addDays(context.today, PROPOSAL_VALID_DAYS);
  const stated = state.affordability?.firstPaymentOn ?? expiresOn;
  const proposal = proposeLevelPlan({
    totalMinor, monthlyMinor: state.affordability?.monthlyMinor ?? null, firstDueOn: stated > expiresOn ? stated : expiresOn,
    maximumInstalments: policy.arrangement.maximumInstalments, minimumInstalmentMinor: policy.arrangement.minimumInstalmentMinor,
  });
  if (proposal.kind === 'unaffordable') {
    return actNow(context, { kind: 'alertSupervisor', reason: 'unable_to_pay', reference }, [because('unaffordable', proposal.reason)]);
  }
  const arrangementId = `${state.accountId}:${stepId}:${state.cycle}:${state.cursor}`;
  return actNow(context, { kind: 'proposeArrangement', reference, arrangementId, totalMinor, instalments: proposal.instalments, expiresOn },
    [because(`step:${step.id}`, 'A plan that fits the stated budget is offered.', { instalments: proposal.instalments.length })]);
}
