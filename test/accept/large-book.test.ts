/**
 * What a question reads must not grow with the book. Rows are counted by the database itself, in whatever way it fetches them: a scan of a whole
 * table or of a whole index shows, a slow machine does not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '#adapters/db/database.ts';
import { loadCircumstances } from '#adapters/db/decision/load-circumstances.ts';
import { accountStatus } from '#adapters/db/read/account-status.ts';
import { explainAccount } from '#adapters/db/read/explain-account.ts';
import { findAccountOfMessage, findAccountOfSender } from '#adapters/db/read/find-account.ts';
import { findLagging, unreadFrom } from '#adapters/db/read/lagging-accounts.ts';
import { listAccounts, type AccountFilter } from '#adapters/db/read/list-accounts.ts';
import { listTasks } from '#adapters/db/read/list-tasks.ts';
import { timeline } from '#adapters/db/read/timeline.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { keepLetters } from '#worker/letter-keeper.ts';
import { alarmOverdueTasks } from '#worker/task-keeper.ts';
import { pino } from 'pino';
import { PLAIN_REFERENCE } from '../support/account-world.ts';
import { largeBookAccount, seedLargeBook } from '../support/large-book.ts';

const ACCOUNTS = 8_000;
const PAGE = 20;
/** Of one table, for a page of twenty: every row of the page a few times over, and far from the thousands that there are. */
const ROWS_MAX = 400;
const NOW = '2026-06-10T16:00:00.000Z';

type Counted = { readonly table: string; readonly rows: number };

let environment: TestEnvironment;
/** One connection: what it has read is counted when it says so. */
let database: Database;
let accountId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  database = openDatabase({ url: environment.databaseUrl, poolSize: 1 });
  await seedLargeBook(database, ACCOUNTS);
  accountId = await largeBookAccount(database, 4_001);
}, 60_000);

afterAll(async () => {
  await database.$disconnect();
  await environment.close();
});

async function rowsRead(): Promise<ReadonlyMap<string, number>> {
  await database.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
  const counted = await database.$queryRaw<readonly Counted[]>`
    SELECT t.relname AS table, (t.seq_tup_read + COALESCE((SELECT SUM(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid), 0))::int AS rows FROM pg_stat_user_tables t`;
  return new Map(counted.map(({ table, rows }) => [table, rows]));
}

/** The tables of which work read more rows than a question may. */
async function readsTooMuch(work: () => Promise<unknown>, most = ROWS_MAX): Promise<readonly Counted[]> {
  const before = await rowsRead();
  await work();
  const after = await rowsRead();
  return [...after].map(([table, rows]) => ({ table, rows: rows - (before.get(table) ?? 0) })).filter(({ rows }) => rows > most);
}

const list = (filter: Partial<AccountFilter>) => listAccounts(database, { limit: PAGE, ...filter });
const found = async (text: string) => (await list({ text })).accounts.map((account) => account.debtorName);

describe('what a question reads, in a book of thousands', () => {
  it('is counted: a look through the whole book shows', async () => {
    expect(await readsTooMuch(() => database.account.count({ where: { risk: 'high' } }))).toEqual([{ table: 'account', rows: ACCOUNTS }]);
  });

  it.each<[string, Partial<AccountFilter>]>([
    ['all accounts', {}], ['a page far behind', { cursor: 'acc-c' }], ['open ones', { status: 'open' }], ['closed ones, far behind', { status: 'closed', cursor: 'acc-c' }],
    ['a common stage, far behind', { stage: 'reminder', cursor: 'acc-c' }], ['a common stage of open ones, far behind', { stage: 'reminder', status: 'open', cursor: 'acc-c' }], ['a rare stage', { stage: 'legal_escalation' }], ['a large creditor', { creditorId: 'large' }],
    ['a small creditor', { creditorId: 'small' }], ['a small creditor, far behind', { creditorId: 'small', cursor: 'acc-c' }], ['all filters', { status: 'open', stage: 'legal_escalation', creditorId: 'small' }],
  ])('is a page of the list: %s', async (_name, filter) => {
    expect((await list(filter)).accounts.length).toBeGreaterThan(0);
    expect(await readsTooMuch(() => list(filter))).toEqual([]);
  });

  it.each([
    // Person 4001: Blair Abbot4001, HC-1004001, INV-5012003, +1 2031 683 919 (2,000,000,000 + 4001 · 7919).
    ['a name, begun', 'abbot4001'], ['a name in full', 'Blair Abbot4001'], ['a reference in any case', 'hc-1004001'], ['a reference, begun', 'HC-100400'], ['the end of a reference', '04001'],
    ['an invoice number', 'INV-5012003'], ['the end of an invoice number', '5012003'], ['a telephone number in full', '+1 203 168-3919'], ['a telephone number as at home', '(203) 168-3919'],
    ['the last digits of a telephone number', '1683919'],
  ])('is what a search finds: %s', async (_name, text) => {
    expect(await found(text)).toContain('Blair Abbot4001');
    expect(await readsTooMuch(() => found(text))).toEqual([]);
  });

  it('is what a search finds, also by the id, and nothing for what nobody is called', async () => {
    expect((await list({ text: accountId })).accounts.map((account) => account.accountId)).toEqual([accountId]);
    for (const text of ['bbot4001', 'nobody', '%', '_', "z'", "'; --", '+', '&|!']) expect(await readsTooMuch(() => found(text)), text).toEqual([]);
    expect(await found('bbot4001')).toEqual([]);
  });

  it('is a page of tasks, however far behind and of however rare a kind', async () => {
    const far = await database.task.findFirstOrThrow({ where: { status: 'open' }, orderBy: { notAfter: 'desc' }, skip: 30 });
    for (const filter of [{}, { cursor: far.id }, { kind: 'legal_review' }, { kind: 'call', cursor: far.id }, { status: 'done' as const }, { accountId }]) {
      expect(await readsTooMuch(() => listTasks(database, { limit: PAGE, ...filter }, NOW)), JSON.stringify(filter)).toEqual([]);
    }
    const pages = await listTasks(database, { limit: PAGE, cursor: far.id }, NOW);
    expect(pages.tasks.map((task) => task.notAfter)).toEqual(pages.tasks.map((task) => task.notAfter).toSorted());
    for (const task of pages.tasks) expect(task.notAfter > far.notAfter.toISOString(), task.taskId).toBe(true);
    expect(pages.tasks).toHaveLength(PAGE);
  });

  it('is one account: its status, why, its timeline, and the circumstances of its decision', async () => {
    expect(await readsTooMuch(() => accountStatus(database, { accountId }))).toEqual([]);
    expect(await readsTooMuch(() => accountStatus(database, { creditorId: 'small', reference: 'HC-1004001' }))).toEqual([]);
    for (const at of [{}, { at: '2026-01-02T12:00:00.000Z' }]) expect(await readsTooMuch(() => explainAccount(database, { account: { accountId }, ...at }))).toEqual([]);
    expect(await readsTooMuch(() => timeline(database, { account: { accountId }, limit: 200 }))).toEqual([]);
    expect(await readsTooMuch(() => loadCircumstances(database, { accountId, nowMs: Date.parse(NOW), mode: 'sandbox', referenceData: PLAIN_REFERENCE }))).toEqual([]);
  });

  it('is whose message came in', async () => {
    expect(await readsTooMuch(() => findAccountOfSender(database, 'person-4001@example.com'))).toEqual([]);
    expect(await readsTooMuch(() => findAccountOfMessage(database, { provider: 'twilio', providerId: 'SM-none', touchId: 'touch-4001' }))).toEqual([]);
  });
});

describe('what the loops of a worker read, in a book of thousands', () => {
  const log = pino({ level: 'silent' });
  const question = { now: new Date(), businessNow: new Date().toISOString(), tries: 3, limit: 200 };

  it('is what lags and nothing else', async () => {
    const since = new Date(Date.now() - 60_000);
    expect(await readsTooMuch(() => findLagging(database, { ...question, since }))).toEqual([]);
    expect(await readsTooMuch(() => unreadFrom(database, since, 3))).toEqual([]);
    await database.accountNext.update({ where: { accountId }, data: { nextActionAt: new Date(Date.now() - 3_600_000) } });
    expect(await findLagging(database, { ...question, since })).toEqual([{ accountId, tries: 0 }]);
    expect(await readsTooMuch(() => findLagging(database, { ...question, since }))).toEqual([]);
  });

  it('is the letters that are not mailed, and the tasks that are overdue', async () => {
    const asked: string[] = [];
    const vendor = { status: (letterId: string) => { asked.push(letterId); return Promise.resolve({ kind: 'accepted' as const, vendorLetterId: 'v', submittedOn: '2026-01-01' }); } };
    expect(await readsTooMuch(() => keepLetters({ database, vendor, log }, null))).toEqual([]);
    expect(asked).toHaveLength(ACCOUNTS / 1_000);
    expect(await readsTooMuch(() => alarmOverdueTasks(database, NOW))).toEqual([]);
  });
});
