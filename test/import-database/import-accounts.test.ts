/** Importing accounts: good rows are kept, bad ones named, and a second import changes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountBalances } from '#adapters/db/ledger.ts';
import { residualOf } from '#core/ledger/entry.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { BUSINESS_ROW, CARD_ROW, countAllRows, openImportWorld, PERSON_ROW, type FieldRow, type ImportWorld } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => { world = await openImportWorld(); });
afterAll(async () => { await world.close(); });

/** A row of an account that no other test has: references and contacts get the word in front. */
function row(name: string, changes: FieldRow = {}, base: FieldRow = PERSON_ROW): FieldRow {
  return { ...base, account_reference: name, debt_reference: `${name}/1`, full_name: `Person of ${name}`, ...(base === BUSINESS_ROW ? { email_1: `${name.toLowerCase()}@example.test` } : {}), ...changes };
}

function accountOf(reference: string) {
  return world.database.account.findFirstOrThrow({
    where: { reference }, include: { party: true, debts: { orderBy: { reference: 'asc' }, include: { obligors: true } }, holds: true, facts: { orderBy: { seq: 'asc' } }, placements: true, promises: true, arrangements: { include: { instalments: true } } },
  });
}

async function balanceOf(reference: string): Promise<number> {
  const { id } = await accountOf(reference);
  const { debts, unappliedMinor } = await inTransaction(world.database, (transaction) => accountBalances(transaction, id));
  return debts.reduce((sum, debt) => sum + residualOf(debt), 0) - unappliedMinor;
}

const holdsOf = async (reference: string): Promise<readonly string[]> => {
  const { partyId } = await accountOf(reference);
  return (await world.database.hold.findMany({ where: { partyId, liftedAt: null }, orderBy: { code: 'asc' } })).map((hold) => hold.code);
};

describe('the same file again', () => {
  const FILE = [row('again-1', { phone_1: '518-555-0101', email_1: 'again@example.com', email_1_consent_on: '-9d', email_1_consent_to: 'creditor', cease_on: '-3d', cease_to: 'creditor' }), row('again-2', { placed_on: '-1d' }), row('again-3', {}, BUSINESS_ROW)];

  it('changes nothing, in another order and on another day either', async () => {
    expect(await world.importRows(FILE)).toMatchObject({ rows: 3, accepted: 3, unchanged: 0, rejected: [] });
    const before = await countAllRows(world.database);
    expect(await world.importRows(FILE)).toMatchObject({ accepted: 0, unchanged: 3, changed: [], rejected: [], accountIds: [], grownAccountIds: [] });
    expect(await world.importRows(FILE.toReversed(), { today: '2026-12-24', now: '2026-12-24T15:00:00.000Z' })).toMatchObject({ accepted: 0, unchanged: 3, changed: [], rejected: [] });
    expect(await countAllRows(world.database)).toEqual(before);
  });

  it('that says something else is reported by field and overwrites nothing', async () => {
    const before = await countAllRows(world.database);
    const report = await world.importRows([row('again-2', { placed_on: '-1d', current_amount: '999.00', phone_1: '518-555-0102' })]);
    expect(report).toMatchObject({ accepted: 0, unchanged: 0, changed: [{ row: 1, accountReference: 'again-2', debtReference: 'again-2/1', fields: ['current_amount', 'phone_1'] }] });
    expect(await countAllRows(world.database)).toEqual(before);
    expect(await balanceOf('again-2')).toBe(120_50);
  });
});

describe('a half-broken file', () => {
  it('keeps its good rows and names the bad ones with every reason', async () => {
    const report = await world.importRows([
      row('half-1'), row('half-2', { due_on: '2026-02-30', currency: 'ZZQ' }), row('half-3', { creditor_id: 'nobody' }), row('half-4', { segment: 'unheard-of' }), row('half-1', { current_amount: '1.00' }), row('half-5'),
    ]);
    expect(report).toMatchObject({ rows: 6, accepted: 2 });
    expect(report.rejected.map((rejected) => [rejected.row, ...rejected.reasons])).toEqual([
      [2, 'currency: "ZZQ" is not a known ISO 4217 currency.', 'due_on is "2026-02-30", not a calendar date such as 2027-01-31.'],
      [3, 'Creditor "nobody" is not known: import it with the file of creditors first.'],
      [4, 'No published cadence works first_party accounts of a person in segment "unheard-of"; there are first-party-consumer-early (early).'],
      [5, 'Debt half-1/1 of account half-1 stands in row 1 already.'],
    ]);
    expect(report.accountIds).toEqual([(await accountOf('half-1')).id, (await accountOf('half-5')).id]);
  });

  it('takes a mended row of an open account over, and tells its run', async () => {
    const debts = (amount: string) => [row('mended'), row('mended', { debt_reference: 'mended/2', current_amount: amount })];
    expect(await world.importRows(debts('1.005'))).toMatchObject({ accepted: 1, rejected: [{ row: 2 }] });
    const report = await world.importRows(debts('30.00'));
    expect(report).toMatchObject({ accepted: 1, unchanged: 1, rejected: [], accountIds: [] });
    const account = await accountOf('mended');
    expect(report.grownAccountIds).toEqual([account.id]);
    expect(account.facts.map((fact) => [fact.seq, fact.kind])).toEqual([[1, 'enrolled'], [2, 'adjustmentPosted']]);
    expect(account.facts[1]?.body).toMatchObject({ amountMinor: 30_00 });
    expect(await balanceOf('mended')).toBe(150_50);
    expect(await world.importRows(debts('30.00'))).toMatchObject({ accepted: 0, unchanged: 2 });
  });

  it('waits with a consumer of a third party until the whole account is good, for one notice covers it', async () => {
    const debts = (amount: string) => [row('whole', {}, CARD_ROW), row('whole', { debt_reference: 'whole/2', current_amount: amount }, CARD_ROW)];
    const report = await world.importRows(debts('111.00'));
    expect(report.accepted).toBe(0);
    expect(report.rejected.map((rejected) => rejected.row)).toEqual([1, 2]);
    expect(await world.importRows(debts('110.00'))).toMatchObject({ accepted: 2, rejected: [] });
    const further = await world.importRows([row('whole', { debt_reference: 'whole/3' }, CARD_ROW)]);
    expect(further.rejected).toMatchObject([{ row: 1, reasons: ['Account whole has had its validation notice; a further debt needs a notice and so an account reference of its own.'] }]);
  });

  it('adds nothing to somebody else\'s account', async () => {
    await world.importRows([row('owned')]);
    const report = await world.importRows([row('owned', { debt_reference: 'owned/2', person_reference: 'stranger', full_name: 'Stranger Example' })]);
    expect(report).toMatchObject({ accepted: 0, rejected: [{ row: 1, reasons: ['Account owned belongs to another person in the book.'] }] });
  });

  it('adds nothing to a closed account', async () => {
    await world.importRows([row('closed')]);
    await world.database.account.updateMany({ where: { reference: 'closed' }, data: { status: 'closed', outcome: 'paid' } });
    expect(await world.importRows([row('closed'), row('closed', { debt_reference: 'closed/2' })])).toMatchObject({ unchanged: 1, rejected: [{ row: 2, reasons: ['Account closed is closed: reopen it before it takes further debts.'] }] });
  });
});

it('a dry run says the same and writes nothing', async () => {
  const file = [row('dry-1', { dispute_on: '-1d' }), row('dry-2', { due_on: 'soon' }), row('dry-3', { itemization_on: '' }, CARD_ROW), row('dry-4', { full_name: 'Person of dry-1', date_of_birth: '1980-01-31' })];
  const before = await countAllRows(world.database);
  const dry = await world.importRows(file, { dryRun: true });
  expect(await countAllRows(world.database)).toEqual(before);
  expect(dry).toMatchObject({ rows: 4, accepted: 3, accountIds: [], rejected: [{ row: 2 }], notContactable: [{ row: 3, missing: ['itemization_on'] }] });
  const wet = await world.importRows(file);
  expect({ ...wet, accountIds: [] }).toEqual(dry);
});

describe('people and what they share', () => {
  it('joint debtors and guarantors are obligors of the debt with their own kind and cap', async () => {
    await world.importRows([row('several', {
      'obligor_2.full_name': 'Joint Person', 'obligor_2.liability': 'joint', 'obligor_2.country': 'US', 'obligor_2.phone_1': '518-555-0110', 'phone_1': '(518) 555-0110', 'phone_1_textable': 'yes',
      'obligor_3.full_name': 'Guarantor Person', 'obligor_3.liability': 'guarantor', 'obligor_3.cap_amount': '50.00',
    })]);
    const { partyId, debts: [debt] } = await accountOf('several');
    expect(debt?.obligors.map(({ liability, capMinor }) => [liability, capMinor]).toSorted()).toEqual([['guarantor', 5000n], ['joint', null], ['primary', null]]);
    expect(debt?.obligors.find((obligor) => obligor.liability === 'primary')?.partyId).toBe(partyId);
  });

  it('a shared phone is one object for both, and takes texts if either row says so', async () => {
    await world.importRows([row('share-1', { phone_1: '615-555-0111' }), row('share-2', { phone_1: '+1 615 555 0111', phone_1_textable: 'true' })]);
    const points = await world.database.contactPoint.findMany({ where: { value: '+16155550111' }, include: { parties: true } });
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ kind: 'phone', textable: true });
    expect(points[0]?.parties).toHaveLength(2);
    expect(points[0]?.id).not.toContain('555');
  });

  it('one person of two creditors is one packet when name and digits agree, and both records stay', async () => {
    const person = { full_name: 'Merging Example', tax_id_last4: '4321' };
    const report = await world.importRows([row('merge-1', person), row('merge-2', { ...person, full_name: 'MERGING EXAMPLE' }, CARD_ROW)]);
    const [first, second] = [await accountOf('merge-1'), await accountOf('merge-2')];
    expect(second.partyId).toBe(first.partyId);
    expect(report.merged).toMatchObject([{ row: 2, mergedIntoId: first.partyId }]);
    expect(await world.database.party.findUniqueOrThrow({ where: { id: report.merged[0]!.partyId } })).toMatchObject({ fullName: 'MERGING EXAMPLE', mergedIntoId: first.partyId });
    expect(await world.database.partyContactPoint.count({ where: { partyId: report.merged[0]!.partyId } })).toBe(0);
  });

  it('a later file finds the person of an earlier one', async () => {
    await world.importRows([row('later-1', { full_name: 'Later Example', date_of_birth: '1970-07-07' })]);
    await world.importRows([row('later-2', { full_name: 'Later Example', date_of_birth: '1970-07-07' }, CARD_ROW)]);
    expect((await accountOf('later-2')).partyId).toBe((await accountOf('later-1')).partyId);
  });

  it('a likeness below the threshold is reported and merges nobody', async () => {
    const report = await world.importRows([row('alike-1', { full_name: 'Alike Example', phone_1: '518-555-0120' }), row('alike-2', { full_name: 'Alike Example', phone_1: '518-555-0120' }, CARD_ROW)]);
    expect(report.merged).toEqual([]);
    expect(report.suspectedDuplicates).toMatchObject([{ row: 2, otherPartyId: (await accountOf('alike-1')).partyId, score: 55, agreeing: ['full_name', 'phone'] }]);
    expect((await accountOf('alike-2')).partyId).not.toBe((await accountOf('alike-1')).partyId);
  });

  it('a group\'s parent is found wherever it stands in the file, and one who is nobody rejects the row', async () => {
    const report = await world.importRows([
      row('sub-1', { parent_reference: 'parent-1', email_1: 'ap@group.test' }, BUSINESS_ROW), row('parent-1', { email_1: 'ap@group.test' }, BUSINESS_ROW), row('sub-2', { parent_reference: 'absent' }, BUSINESS_ROW),
    ]);
    expect(report.rejected).toMatchObject([{ row: 3, reasons: ['parent_reference absent is nobody in this file or in the book.'] }]);
    expect((await accountOf('sub-1')).party.parentId).toBe((await accountOf('parent-1')).partyId);
    expect(await world.database.partyContactPoint.count({ where: { contactPoint: { value: 'ap@group.test' } } })).toBe(2);
  });
});

describe('the books open', () => {
  it.each<[string, FieldRow, number]>([
    ['cents', { current_amount: '120.50' }, 120_50], ['yen', { currency: 'JPY', current_amount: '1480000' }, 1_480_000], ['fils', { currency: 'KWD', current_amount: '2150.757' }, 2_150_757],
    ['parts', { current_amount: '100.10', principal_amount: '80.00', interest_amount: '15.05', fees_amount: '5.05' }, 100_10], ['an overpayment', { current_amount: '-40.01', original_amount: '10.00' }, -40_01],
    ['cash and credit notes not set off', { current_amount: '100.00', unapplied_cash_amount: '30.00', credit_notes_amount: '5.50' }, 64_50], ['nothing owed', { current_amount: '0' }, 0],
  ])('with the file to the last unit: %s', async (what, changes, minor) => {
    const reference = `books-${what.replaceAll(' ', '-')}`;
    expect(await world.importRows([row(reference, changes)])).toMatchObject({ accepted: 1 });
    expect(await balanceOf(reference)).toBe(minor);
  });

  it('with the parts as stated, and principal where nothing is', async () => {
    const account = await accountOf('books-parts');
    const postings = await world.database.ledgerPosting.findMany({ where: { entry: { accountId: account.id } }, orderBy: { lineNo: 'asc' } });
    expect(postings.map((posting) => [posting.ledgerAccount, Number(posting.amountMinor)]).toSorted()).toEqual([
      ['opening', -100_10], ['receivable:fees', 5_05], ['receivable:interest', 15_05], ['receivable:principal', 80_00],
    ]);
  });

  it('with a queried part of an invoice as a debt of its own, so that the rest is still owed', async () => {
    await world.importRows([row('queried', { current_amount: '900.00', query_on: '-3d', query_code: 'short_delivery', query_amount: '135.00' }, BUSINESS_ROW)]);
    const { debts, facts } = await accountOf('queried');
    expect(debts.map((debt) => [debt.reference, Number(debt.originalMinor)])).toEqual([['queried/1', 765_00], ['queried/1 (queried)', 135_00]]);
    expect(await world.database.hold.findMany({ where: { debtId: { in: debts.map((debt) => debt.id) } } })).toMatchObject([{ code: 'query', debtId: debts[1]?.id }]);
    expect(facts.map((fact) => fact.kind)).toEqual(['enrolled', 'disputeRaised']);
    expect(await balanceOf('queried')).toBe(900_00);
  });
});

describe('what stands against contact', () => {
  it('is taken over for a thousand queried invoices of one account, each with a dispute of its own', async () => {
    const report = await world.importRows(Array.from({ length: 1_000 }, (_unused, index) => ({ ...BUSINESS_ROW, account_reference: 'all-queried', debt_reference: `INV-Q-${index}`, query_on: '-3d', query_code: 'price' })));
    expect(report).toMatchObject({ accepted: 1_000, rejected: [] });
    const [accountId = ''] = report.accountIds;
    expect(await world.database.hold.count({ where: { code: 'query', debt: { accountId } } })).toBe(1_000);
    expect(await world.database.fact.count({ where: { accountId, kind: 'disputeRaised' } })).toBe(1_000);
  });

  it.each<[string, FieldRow, string]>([
    ['a cease', { cease_on: '-3d', cease_to: 'prior_collector' }, 'cease'], ['an attorney', { attorney_on: '-3d' }, 'attorney'], ['an attorney named alone', { representative_kind: 'attorney', representative_name: 'Example Legal Aid' }, 'attorney'],
    ['a bankruptcy', { bankruptcy_on: '-3d', bankruptcy_chapter: '13' }, 'bankruptcy'], ['a death', { deceased_on: '-3d' }, 'deceased'], ['active duty', { active_duty_on: '-3d' }, 'active_duty'],
    ['a guardian to be dealt with alone', { representative_kind: 'guardian', representative_name: 'Example Guardian', representative_deal_only: 'yes' }, 'deal_only_with'],
    ['hardship', { hardship_on: '-3d' }, 'hardship'], ['no contact at work', { work_contact_refused_on: '-3d' }, 'no_work_contact'], ['a dispute', { dispute_on: '-3d' }, 'dispute'],
    ['identity theft', { identity_theft_on: '-3d' }, 'identity_theft'], ['a minor', { date_of_birth: '2010-01-01' }, 'officer'], ['an opt-out', { phone_1: '518-555-0130', phone_1_opted_out_on: '-3d' }, 'opt_out'],
  ])('is a hold with its fact from the first moment: %s', async (what, changes, code) => {
    const reference = `stop-${what.replaceAll(' ', '-')}`;
    await world.importRows([row(reference, changes)]);
    const { facts } = await accountOf(reference);
    expect(await holdsOf(reference)).toEqual([code]);
    expect(facts).toMatchObject([{ seq: 1, kind: 'enrolled' }, { seq: 2, kind: code === 'dispute' || code === 'identity_theft' ? 'disputeRaised' : 'holdPlaced' }]);
  });

  it('who acts for the person is dealt with alone as long as his authority lasts, and one who only may act stops nothing', async () => {
    const counsellor = { representative_kind: 'credit_counsellor', representative_name: 'Example Counsel' };
    await world.importRows([
      row('counselled', { ...counsellor, representative_deal_only: 'yes', representative_expires_on: '+60d' }), row('counselled-once', { ...counsellor, representative_deal_only: 'yes', representative_expires_on: '-1d' }),
      row('may-counsel', counsellor),
    ]);
    expect([await holdsOf('counselled'), await holdsOf('counselled-once'), await holdsOf('may-counsel')]).toEqual([['deal_only_with'], [], []]);
    const { partyId } = await accountOf('counselled');
    const [hold, person] = [await world.database.hold.findFirstOrThrow({ where: { partyId } }), await world.database.authorisedParty.findFirstOrThrow({ where: { partyId } })];
    expect(hold.expiresOn).toBe(person.expiresOn);
    // A second file gives the authority for longer: one that ends before would leave a gap.
    const { expiresOn: first } = hold;
    const known = { ...counsellor, representative_deal_only: 'yes', person_reference: 'lasting', full_name: 'Lasting Person' };
    await world.importRows([row('lasting-1', { ...known, representative_expires_on: '+60d' })]);
    await world.importRows([row('lasting-2', { ...known, representative_expires_on: '+90d' }), row('lasting-3', { ...known, representative_expires_on: '+30d' })]);
    const lasting = await world.database.hold.findMany({ where: { partyId: (await accountOf('lasting-1')).partyId }, orderBy: { expiresOn: 'asc' } });
    expect([lasting.length, lasting[0]?.expiresOn === first, lasting[1]!.expiresOn! > first!]).toEqual([2, true, true]);
  });

  it('of a guarantor stands on the guarantor and not on the debtor', async () => {
    await world.importRows([row('guaranteed', { 'obligor_2.full_name': 'Bankrupt Guarantor', 'obligor_2.liability': 'guarantor', 'obligor_2.bankruptcy_on': '-3d' })]);
    const { debts: [debt] } = await accountOf('guaranteed');
    const guarantor = debt?.obligors.find((obligor) => obligor.liability === 'guarantor');
    expect(await holdsOf('guaranteed')).toEqual([]);
    expect(await world.database.hold.findMany({ where: { partyId: guarantor!.partyId } })).toMatchObject([{ code: 'bankruptcy' }]);
  });

  it('stands once for a person of several accounts, so that lifting it lifts it', async () => {
    const person = { person_reference: 'ceased-person', full_name: 'Ceased Person', cease_on: '-3d', cease_to: 'creditor' };
    await world.importRows([row('ceased-1', person), row('ceased-2', person)]);
    expect(await holdsOf('ceased-2')).toEqual(['cease']);
  });

  it('a debt placed twice is held for an officer', async () => {
    const debt = { original_account_reference: 'BANK-77', person_reference: 'placed-person', full_name: 'Placed Person' };
    const report = await world.importRows([row('placed-1', debt, CARD_ROW), row('placed-2', debt, CARD_ROW)]);
    expect(await holdsOf('placed-2')).toEqual(['officer']);
    expect(report.warnings).toMatchObject([{ row: 2, sentence: 'Held for an officer. Debt placed-2/1 is placed already as account placed-1: ask the creditor which of the two is right.' }]);
    const [first, second] = [await accountOf('placed-1'), await accountOf('placed-2')];
    expect([first.placements.length, second.placements.length]).toEqual([1, 1]);
    expect(first.holds).toEqual([]);
  });
});

describe('what a third party may use', () => {
  const consents = async (reference: string) => {
    const { partyId } = await accountOf(reference);
    return (await world.database.consent.findMany({ where: { partyId } })).map(({ medium, grantedTo }) => `${medium} ${grantedTo}`);
  };

  it.each<[string, FieldRow, readonly string[]]>([
    ['after the time to opt out has passed', { email_1: 'n1@example.com', email_1_notice_sent_on: '-60d', email_1_notice_deadline_on: '-1d' }, ['email us']],
    ['not on its last day', { email_1: 'n2@example.com', email_1_notice_sent_on: '-60d', email_1_notice_deadline_on: '+0d' }, []],
    ['not at an address of the employer', { email_1: 'n3@example.com', email_1_place: 'work', email_1_notice_sent_on: '-60d', email_1_notice_deadline_on: '-1d' }, []],
    ['not after an opt-out', { email_1: 'n4@example.com', email_1_opted_out_on: '-3d', email_1_notice_sent_on: '-60d', email_1_notice_deadline_on: '-1d' }, []],
    ['and what was granted to the creditor stays the creditor\'s', { email_1: 'n5@example.com', email_1_consent_on: '-60d', email_1_consent_to: 'creditor' }, ['email creditor']],
  ])('of an e-mail address under 12 CFR 1006.6(d)(4)(ii): %s', async (what, changes, expected) => {
    const reference = `notice-${what.replaceAll(/\W/g, '-')}`;
    await world.importRows([row(reference, changes, CARD_ROW)]);
    expect(await consents(reference)).toEqual(expected);
  });

  it('a debt without its validation information is taken over, listed and marked', async () => {
    const report = await world.importRows([row('thin', { fees_since_amount: '', original_creditor: '' }, CARD_ROW)]);
    expect(report).toMatchObject({ accepted: 1, rejected: [], notContactable: [{ row: 1, accountReference: 'thin', debtReference: 'thin/1', missing: ['original_creditor', 'fees_since_amount'] }] });
    expect((await accountOf('thin')).debts[0]?.missingFields).toBe('original_creditor fees_since_amount');
  });

  it('a debt gets what it lacked from a later file, and nothing else', async () => {
    await world.importRows([row('completed', { fees_since_amount: '', original_creditor: '' }, CARD_ROW)]);
    const report = await world.importRows([row('completed', {}, CARD_ROW)]);
    expect(report).toMatchObject({ accepted: 0, changed: [], notContactable: [], completed: [{ accountReference: 'completed', fields: ['fees_since_amount', 'original_creditor'] }] });
    expect((await accountOf('completed')).debts[0]).toMatchObject({ missingFields: '', feesSinceMinor: 0n, originalCreditor: 'Example Bank' });
    expect(await world.importRows([row('completed', {}, CARD_ROW)])).toMatchObject({ unchanged: 1, completed: [] });
    expect(await world.importRows([row('completed', { original_creditor: 'Another Bank' }, CARD_ROW)])).toMatchObject({ completed: [], changed: [{ fields: ['original_creditor'] }] });
  });

  it('a debt that still lacks something is listed again', async () => {
    await world.importRows([row('half-complete', { fees_since_amount: '', original_creditor: '' }, CARD_ROW)]);
    expect(await world.importRows([row('half-complete', { fees_since_amount: '' }, CARD_ROW)])).toMatchObject({ completed: [{ fields: ['original_creditor'] }], notContactable: [{ missing: ['fees_since_amount'] }] });
  });

  it('counts from the day on which we take over, for the validation notice goes out from here', async () => {
    const report = await world.importRows([row('old-placement', { placed_on: '-50d' }, CARD_ROW)]);
    const account = await accountOf('old-placement');
    expect(account.placedOn).toBe('2026-10-05');
    expect(account.facts[0]?.body).toEqual({ kind: 'enrolled', role: 'third_party', placedOn: '2026-11-24' });
    expect(report.warnings).toMatchObject([{ row: 1, sentence: expect.stringContaining('its cadence counts from today') as string }]);
  });
});

describe('agreements', () => {
  it('a living plan covers the balance to the cent; the last instalment takes the rest', async () => {
    await world.importRows([row('planned', { current_amount: '100.00', plan_instalments: '3', plan_next_due_on: '2026-11-30' })]);
    const { arrangements: [plan] } = await accountOf('planned');
    expect(plan).toMatchObject({ kind: 'plan', status: 'active', totalMinor: 10_000n });
    expect(plan?.instalments.map(({ dueOn, amountMinor }) => [dueOn, amountMinor])).toEqual([['2026-11-30', 3333n], ['2026-12-30', 3333n], ['2027-01-30', 3334n]]);
  });

  it('broken and open promises are facts in the order of their days', async () => {
    await world.importRows([row('promised', {
      broken_promise_1_on: '-12d', broken_promise_1_amount: '20.00', broken_promise_2_on: '-30d', broken_promise_2_amount: '30.00', promise_amount: '120.50', promised_on: '+3d', promise_method: 'payment_run',
    })]);
    const { facts, promises } = await accountOf('promised');
    expect(facts.map((fact) => fact.kind)).toEqual(['enrolled', 'promiseMade', 'promiseBroken', 'promiseMade', 'promiseBroken', 'promiseMade']);
    expect(promises.map((promise) => [promise.promisedOn, promise.status]).toSorted()).toEqual([['2026-10-25', 'broken'], ['2026-11-12', 'broken'], ['2026-11-27', 'open']]);
  });
});
