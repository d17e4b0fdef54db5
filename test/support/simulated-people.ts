/** People and accounts for simulated lives: a consumer in New York, a business in London or Riyadh, and what each test changes about them. */
import { loadCadences } from '#adapters/cadence-files/load-cadence.ts';
import { loadTemplates } from '#adapters/templates/template-catalogue.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import type { ContactPointView, ContractView } from '#core/compliance/circumstances.ts';
import type { SimulatedAccount, SimulatedPerson } from '#rehearsal/simulate/simulated-book.ts';

const templates = loadTemplates('templates');
const SHIPPED = loadCadences('cadences', templates.kind === 'catalogue' ? templates.catalogue.facts : []);

export function shippedPolicy(name: string): CadencePolicy {
  const found = SHIPPED.find((cadence) => cadence.kind === 'cadence' && cadence.policy.name === name);
  if (found?.kind !== 'cadence') throw new Error(`The cadence ${name} did not load`);
  return found.policy;
}

export const PHONE: ContactPointView = { contactPointId: 'phone', kind: 'phone', place: 'mobile', textable: true, electronicConsent: true, rank: 1 };
export const EMAIL: ContactPointView = { contactPointId: 'email', kind: 'email', place: 'home', textable: false, electronicConsent: true, rank: 1 };
export const POSTAL: ContactPointView = { contactPointId: 'postal', kind: 'postal', place: 'home', textable: false, electronicConsent: false, rank: 1 };

export function personOf(change: Partial<SimulatedPerson> = {}): SimulatedPerson {
  return {
    partyId: 'person', kind: 'person', countryCode: 'US', stateCode: 'NY', candidateZones: ['America/New_York'], language: 'en',
    contactPoints: [PHONE, EMAIL, POSTAL], ...change,
  };
}

export function contractOf(change: Partial<ContractView> = {}): ContractView {
  return {
    contractVersion: 1, channels: ['sms', 'email', 'letter', 'call'], furnishes: false, legalEnabled: true, lawFirm: 'law-firm',
    settlementFloorPercent: 60, calendar: { weekend: [6, 7], holidays: [] }, ...change,
  };
}

type AccountGiven = Partial<Omit<SimulatedAccount, 'debts'>> & { readonly dueOn: string; readonly amountMinor?: number; readonly debts?: readonly Partial<SimulatedAccount['debts'][number]>[] };

/** An account of one debt unless `debts` says otherwise; ids of debts follow the account's. */
export function accountOf({ dueOn, amountMinor = 250_00, debts = [{}], ...change }: AccountGiven): SimulatedAccount {
  const accountId = change.accountId ?? 'account';
  return {
    accountId, currency: 'USD', risk: 'medium', autopay: 'none', keyAccount: false, insured: false, role: 'first_party', placedOn: dueOn,
    policy: shippedPolicy('first-party-consumer-early'), contract: contractOf(), ...change,
    debts: debts.map((debt, index) => ({
      debtId: `${accountId}-debt-${index + 1}`, dueOn, amountMinor, limitation: 'running', missingValidationFields: [], ...debt,
    })),
  };
}
