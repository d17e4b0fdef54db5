/** What a message is made of, read in the claim, so that no word of it is older than the claim. */
import type { MessageChannel } from '#core/cadence/cadence-policy.ts';
import type { Instalment } from '#core/account/fact.ts';
import type { Circumstances } from '#core/compliance/circumstances.ts';
import { localDateOf } from '#core/local-time.ts';
import type { Transaction } from '../database.ts';
import { DEBT_IN_QUESTION } from '../debt-in-question.ts';

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

/** The words of a task for an officer: a call's script in the debtor's language, an instruction in the office's. */
export type ScriptComposer = (request: { readonly template: string; readonly language: string; readonly facts: MessageFacts }) => string;

export type FactsRequest = {
  readonly accountId: string; readonly contactPointId: string; readonly arrangementId: string | null; readonly circumstances: Circumstances; readonly nowMs: number;
};

type MessageDocument = {
  readonly reference: string; readonly address: string; readonly debtorName: string; readonly debtorFirstName: string | null;
  readonly creditorName: string; readonly brandName: string; readonly callerName: string; readonly creditorPhone: string; readonly creditorAddress: string; readonly lawFirm: string | null;
  readonly postal: PostalAddress;
  /** What is chased, the oldest first. */
  readonly debts: MessageFacts['debts'];
  readonly instalments: readonly Instalment[];
  readonly promise: { readonly amountMinor: number; readonly promisedOn: string } | null;
};

/** Reads the words' facts and the address in the claim's own transaction; amounts are those that the gate has just looked at. */
export async function loadMessageFacts(transaction: Transaction, request: FactsRequest): Promise<{ readonly facts: MessageFacts; readonly address: string }> {
  const { account, person } = request.circumstances;
  const { reference, address, postal, ...words } = await readMessageDocument(transaction, request);
  const facts = {
    ...words, accountReference: reference, currency: account.currency, amountMinor: account.chaseableMinor, oldestDueOn: account.oldestDueOn,
    asOfOn: localDateOf(request.nowMs, person.candidateZones[0] ?? 'UTC'), postalLines: postalLines(postal),
  };
  return { facts, address };
}

async function readMessageDocument(transaction: Transaction, { accountId, contactPointId, arrangementId }: FactsRequest): Promise<MessageDocument> {
  const rows = await transaction.$queryRaw<{ readonly document: MessageDocument }[]>`
    SELECT json_build_object('reference', a.reference, 'address', c.value, 'debtorName', p.full_name, 'debtorFirstName', p.first_name, 'creditorName', r.name,
      'brandName', k.brand_name, 'callerName', k.caller_name, 'creditorPhone', k.phone, 'creditorAddress', k.address_line, 'lawFirm', k.law_firm,
      'postal', json_build_object('line1', c.line1, 'line2', c.line2, 'city', c.city, 'stateCode', c.state_code, 'postalCode', c.postal_code, 'countryCode', c.country_code),
      'debts', (SELECT COALESCE(json_agg(json_build_object('reference', o.reference, 'dueOn', o.due_on, 'residualMinor', o.residual_minor) ORDER BY o.due_on, o.id), '[]')
        FROM (SELECT d.id, d.reference, d.due_on, SUM(g.amount_minor) AS residual_minor FROM debt d JOIN ledger_posting g ON g.debt_id = d.id AND g.ledger_account LIKE 'receivable:%'
          WHERE d.account_id = a.id AND NOT ${DEBT_IN_QUESTION}
          GROUP BY d.id HAVING SUM(g.amount_minor) > 0) o),
      'instalments', (SELECT COALESCE(json_agg(json_build_object('instalmentNo', i.instalment_no, 'dueOn', i.due_on, 'amountMinor', i.amount_minor) ORDER BY i.instalment_no), '[]')
        FROM instalment i WHERE i.arrangement_id = ${arrangementId}),
      'promise', (SELECT json_build_object('amountMinor', o.amount_minor, 'promisedOn', o.promised_on) FROM promise o
        WHERE o.account_id = a.id AND o.status = 'open' ORDER BY o.made_at DESC LIMIT 1)) AS document
    FROM account a JOIN party p ON p.id = a.party_id JOIN creditor r ON r.id = a.creditor_id
      JOIN creditor_contract k ON k.creditor_id = a.creditor_id AND k.version = a.contract_version JOIN contact_point c ON c.id = ${contactPointId}
    WHERE a.id = ${accountId}`;
  const document = rows[0]?.document;
  if (document === undefined) throw new Error(`Account ${accountId} or its contact point ${contactPointId} has no row`);
  return document;
}

type PostalAddress = { readonly line1: string | null; readonly line2: string | null; readonly city: string | null; readonly stateCode: string | null; readonly postalCode: string | null; readonly countryCode: string | null };

function postalLines(address: PostalAddress): readonly string[] {
  const town = [address.city, [address.stateCode, address.postalCode].filter((part) => part !== null).join(' ')].filter((part) => part !== null && part !== '').join(', ');
  const country = address.countryCode === 'US' ? null : address.countryCode;
  return [address.line1, address.line2, town, country].filter((line): line is string => line !== null && line !== '');
}
