/** What a law firm gets about an account: who owes what to whom and since when, what was said and paid, what was objected, and who decided. */
import { residualOf } from '#core/ledger/entry.ts';
import { accountBalances } from '../ledger.ts';
import type { Transaction } from '../database.ts';

export type HandOverRequest = { readonly accountId: string; readonly intentId: string; readonly lawFirm: string; readonly now: string };

/** JSON-safe, from what is stored at one instant. Amounts are minor units of the cover's currency, days YYYY-MM-DD, instants ISO 8601. */
export async function handOverFile(transaction: Transaction, request: HandOverRequest) {
  const { accountId } = request;
  const account = await transaction.account.findUniqueOrThrow({ where: { id: accountId }, include: { creditor: true, contract: true } });
  return {
    cover: {
      accountId, reference: account.reference, creditor: account.creditor.name, role: account.contract.role, lawFirm: request.lawFirm,
      handedOverAt: request.now, placedWithUsOn: account.placedOn, currency: account.currency,
    },
    intent: await intentOf(transaction, request.intentId),
    debts: await debtsOf(transaction, accountId),
    obligors: await obligorsOf(transaction, accountId),
    money: await moneyOf(transaction, accountId),
    agreements: await agreementsOf(transaction, accountId),
    holds: await holdsOf(transaction, accountId, account.partyId),
    documents: await transaction.document.findMany({ where: { accountId }, select: { id: true, debtId: true, kind: true, sha256: true }, orderBy: { addedAt: 'asc' } }),
    messages: await messagesOf(transaction, accountId),
    calls: await callsOf(transaction, accountId, account.partyId),
    chronology: await chronologyOf(transaction, accountId),
  };
}

async function intentOf(transaction: Transaction, intentId: string) {
  const intent = await transaction.legalIntent.findUniqueOrThrow({ where: { id: intentId } });
  return { intentId, decidedBy: intent.decidedBy, recordedAt: intent.recordedAt.toISOString(), expiresOn: intent.expiresOn, grounds: intent.grounds };
}

/** Each debt with what a court asks: its origin, its dates, what the time bar is counted from, and what is owed of which part. */
async function debtsOf(transaction: Transaction, accountId: string) {
  const rows = await transaction.debt.findMany({ where: { accountId }, orderBy: [{ dueOn: 'asc' }, { id: 'asc' }] });
  const { debts: balances } = await accountBalances(transaction, accountId);
  return rows.map(({ id, accountId: _account, originalMinor, itemizationMinor, interestSinceMinor, feesSinceMinor, paymentsSinceMinor, creditsSinceMinor, ...debt }) => {
    const balance = balances.find((candidate) => candidate.debtId === id);
    return {
      debtId: id, ...debt, originalMinor: Number(originalMinor), itemizationMinor: amountOf(itemizationMinor), interestSinceMinor: amountOf(interestSinceMinor),
      feesSinceMinor: amountOf(feesSinceMinor), paymentsSinceMinor: amountOf(paymentsSinceMinor), creditsSinceMinor: amountOf(creditsSinceMinor),
      disputed: balance?.disputed ?? false, residualMinor: balance === undefined ? 0 : residualOf(balance), parts: balance?.parts ?? {},
    };
  });
}

function amountOf(minor: bigint | null): number | null {
  return minor === null ? null : Number(minor);
}

/** Who is liable for which debt and how far, with every address and number, those that are dead too: a process server asks. */
async function obligorsOf(transaction: Transaction, accountId: string) {
  const rows = await transaction.obligor.findMany({
    where: { debt: { accountId } }, orderBy: [{ partyId: 'asc' }, { debtId: 'asc' }],
    include: { party: { include: { contactPoints: { include: { contactPoint: true }, orderBy: { rank: 'asc' } }, thirdParties: true } } },
  });
  return rows.map(({ debtId, liability, capMinor, party }) => ({
    debtId, liability, capMinor: amountOf(capMinor), partyId: party.id, kind: party.kind, name: party.fullName, dateOfBirth: party.dateOfBirth,
    language: party.language, country: party.countryCode, state: party.stateCode,
    reachedBy: party.contactPoints.map((point) => ({ kind: point.contactPoint.kind, value: point.contactPoint.value, place: point.place, status: point.status, why: point.statusReason })),
    representatives: party.thirdParties.map(({ kind, name, scope, dealOnly, expiresOn }) => ({ kind, name, scope, dealOnly, expiresOn })),
  }));
}

/** Everything that was posted, in order, and money that is announced and not here yet. */
async function moneyOf(transaction: Transaction, accountId: string) {
  const entries = await transaction.ledgerEntry.findMany({ where: { accountId }, orderBy: [{ postedAt: 'asc' }, { id: 'asc' }], include: { postings: { orderBy: { lineNo: 'asc' } } } });
  const pending = await transaction.pendingPayment.findMany({ where: { accountId, settledAt: null }, orderBy: { initiatedAt: 'asc' } });
  return {
    entries: entries.map((entry) => ({
      kind: entry.kind, sourceId: entry.sourceId, effectiveOn: entry.effectiveOn, postedAt: entry.postedAt.toISOString(),
      lines: entry.postings.map((line) => ({ ledgerAccount: line.ledgerAccount, debtId: line.debtId, amountMinor: Number(line.amountMinor) })),
    })),
    pending: pending.map(({ id, amountMinor, initiatedAt }) => ({ paymentId: id, amountMinor: Number(amountMinor), initiatedAt: initiatedAt.toISOString() })),
  };
}

async function agreementsOf(transaction: Transaction, accountId: string) {
  const promises = await transaction.promise.findMany({ where: { accountId }, orderBy: { madeAt: 'asc' } });
  const arrangements = await transaction.arrangement.findMany({ where: { accountId }, orderBy: { createdAt: 'asc' }, include: { instalments: { orderBy: { instalmentNo: 'asc' } } } });
  return {
    promises: promises.map(({ id, amountMinor, promisedOn, method, madeAt, status }) => ({ promiseId: id, amountMinor: Number(amountMinor), promisedOn, method, madeAt: madeAt.toISOString(), status })),
    arrangements: arrangements.map(({ id, kind, status, totalMinor, proposedBy, createdAt, instalments }) => ({
      arrangementId: id, kind, status, totalMinor: Number(totalMinor), proposedBy, createdAt: createdAt.toISOString(),
      instalments: instalments.map(({ instalmentNo, dueOn, amountMinor }) => ({ instalmentNo, dueOn, amountMinor: Number(amountMinor) })),
    })),
  };
}

/** Lifted ones too: a dispute that was answered is what the other side will plead. */
async function holdsOf(transaction: Transaction, accountId: string, partyId: string) {
  const holds = await transaction.hold.findMany({ where: { partyId, OR: [{ accountId }, { debt: { accountId } }, { accountId: null, debtId: null }] }, orderBy: { placedAt: 'asc' } });
  return holds.map(({ code, scope, debtId, placedAt, evidence, liftedAt, liftEvidence }) => ({
    code, scope, debtId, placedAt: placedAt.toISOString(), evidence, liftedAt: liftedAt?.toISOString() ?? null, liftEvidence,
  }));
}

async function messagesOf(transaction: Transaction, accountId: string) {
  const sent = await transaction.touch.findMany({ where: { accountId }, orderBy: { claimedAt: 'asc' }, include: { message: true, letter: { select: { mailedOn: true, returnedOn: true } } } });
  const received = await transaction.inboundMessage.findMany({ where: { accountId }, orderBy: { receivedAt: 'asc' } });
  return {
    sent: sent.map((touch) => ({
      at: touch.claimedAt.toISOString(), channel: touch.channel, status: touch.status, receipt: touch.receiptStatus, address: touch.message?.address ?? null,
      subject: touch.message?.subject ?? null, text: touch.message?.text ?? null, mailedOn: touch.letter?.mailedOn ?? null, returnedOn: touch.letter?.returnedOn ?? null,
    })),
    received: received.map(({ medium, fromAddress, body, receivedAt, classification }) => ({ at: receivedAt.toISOString(), medium, from: fromAddress, text: body, classification })),
  };
}

async function callsOf(transaction: Transaction, accountId: string, partyId: string) {
  const calls = await transaction.call.findMany({ where: { partyId }, orderBy: { dialedAt: 'asc' } });
  return calls.filter((call) => call.accountIds.split(' ').includes(accountId)).map(({ direction, dialedAt, disposition, conversation, rightParty }) => (
    { at: dialedAt.toISOString(), direction, disposition, conversation, rightParty }));
}

async function chronologyOf(transaction: Transaction, accountId: string) {
  const facts = await transaction.fact.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  return facts.map((fact) => ({ seq: fact.seq, at: fact.occurredAt.toISOString(), source: fact.source, body: fact.body }));
}
