/** What a message is made of, read in the claim, so that no word of it is older than the claim. */
import type { MessageChannel } from '#core/cadence/cadence-policy.ts';
import type { Instalment } from '#core/account/fact.ts';
import { residualOf } from '#core/ledger/entry.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { localDateOf } from '#core/local-time.ts';
import type { Transaction } from '../database.ts';
import { accountBalances } from '../ledger.ts';

export type MessageFacts = {
  readonly accountReference: string;
  readonly currency: string;
  /** The residual that may be chased, at the instant of the claim. */
  readonly amountMinor: number;
  readonly asOfOn: string;
  readonly oldestDueOn: string | null;
  readonly debtorName: string;
  readonly debtorFirstName: string | null;
  readonly postalLines: readonly string[];
  readonly creditorName: string;
  readonly brandName: string;
  readonly callerName: string;
  readonly creditorPhone: string;
  readonly creditorAddress: string;
  readonly lawFirm: string | null;
  readonly debts: readonly { readonly reference: string; readonly dueOn: string; readonly residualMinor: number }[];
  readonly instalments: readonly Instalment[];
  readonly promise: { readonly amountMinor: number; readonly promisedOn: string } | null;
};

export type ComposedMessage = {
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  /** The printed letter; only for letters. */
  readonly pdf: Uint8Array | null;
};

export type MessageComposer = (request: {
  readonly template: string; readonly channel: MessageChannel; readonly language: string; readonly touchId: string; readonly facts: MessageFacts;
}) => Promise<ComposedMessage>;

export type FactsRequest = { readonly accountId: string; readonly arrangementId: string | null; readonly circumstances: Circumstances; readonly nowMs: number };

/** Reads the words' facts in the claim's own transaction. */
export async function loadMessageFacts(transaction: Transaction, request: FactsRequest): Promise<MessageFacts> {
  const account = await transaction.account.findUniqueOrThrow({ where: { id: request.accountId }, include: { party: true, contract: true, creditor: true, debts: true } });
  const { debts } = await accountBalances(transaction, request.accountId);
  const instalments = request.arrangementId === null ? [] : await transaction.instalment.findMany({ where: { arrangementId: request.arrangementId }, orderBy: { instalmentNo: 'asc' } });
  const promise = await transaction.promise.findFirst({ where: { accountId: request.accountId, status: 'open' }, orderBy: { madeAt: 'desc' } });
  const postal = await transaction.partyContactPoint.findFirst({ where: { partyId: account.partyId, status: 'active', contactPoint: { kind: 'postal' } }, include: { contactPoint: true }, orderBy: { rank: 'asc' } });
  return {
    accountReference: account.reference, currency: account.currency, amountMinor: request.circumstances.account.chaseableMinor,
    asOfOn: localDateOf(request.nowMs, request.circumstances.person.candidateZones[0] ?? 'UTC'), oldestDueOn: request.circumstances.account.oldestDueOn,
    debtorName: account.party.fullName, debtorFirstName: account.party.firstName, postalLines: postalLines(postal?.contactPoint ?? null),
    creditorName: account.creditor.name, brandName: account.contract.brandName, callerName: account.contract.callerName, creditorPhone: account.contract.phone,
    creditorAddress: account.contract.addressLine, lawFirm: account.contract.lawFirm,
    debts: debts.filter((debt) => residualOf(debt) > 0 && !debt.disputed).map((debt) => ({
      reference: account.debts.find((row) => row.id === debt.debtId)?.reference ?? debt.debtId, dueOn: debt.dueOn, residualMinor: residualOf(debt),
    })),
    instalments: instalments.map((row) => ({ instalmentNo: row.instalmentNo, dueOn: row.dueOn, amountMinor: Number(row.amountMinor) })),
    promise: promise === null ? null : { amountMinor: Number(promise.amountMinor), promisedOn: promise.promisedOn },
  };
}

type PostalAddress = { readonly line1: string | null; readonly line2: string | null; readonly city: string | null; readonly stateCode: string | null; readonly postalCode: string | null; readonly countryCode: string | null };

function postalLines(address: PostalAddress | null): readonly string[] {
  if (address === null) return [];
  const town = [address.city, [address.stateCode, address.postalCode].filter((part) => part !== null).join(' ')].filter((part) => part !== null && part !== '').join(', ');
  const country = address.countryCode === 'US' ? null : address.countryCode;
  return [address.line1, address.line2, town, country].filter((line): line is string => line !== null && line !== '');
}
