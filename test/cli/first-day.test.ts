/** The program as a newcomer uses it: brought up on an empty folder, asked, told, moved ahead and stopped. Exit codes are those of docs/cli.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDunwell, type Ended } from '../support/dunwell-program.ts';
import { readLetters, readSent } from '../support/sandbox-files.ts';
import { makeHome, startUp, stillRunning, type TemporaryHome, type UpProcess } from '../support/up-process.ts';
import { until } from '../support/until.ts';

/** Cases of the example portfolio, all with a step that falls within two days, whatever the hour. */
const LEFT_ALONE = { account: 'example-home-credit/HC-1008', reference: 'HC-1008' } as const;
const CEASED = { account: 'example-home-credit/HC-1014', reference: 'HC-1014' } as const;
const PAID = { account: 'example-home-credit/HC-1010', reference: 'HC-1010', amount: '1850.00', amountMinor: 1_850_00 } as const;

type Touch = { readonly channel: string; readonly status: string };
type Status = { readonly status: string; readonly outcome: string | null; readonly balanceMinor: number; readonly lastTouches: readonly Touch[] };

describe('a first day with dunwell', () => {
  let home: TemporaryHome;
  let up: UpProcess | undefined;

  beforeAll(async () => {
    home = await makeHome();
    up = await startUp(home);
  });

  afterAll(async () => {
    await up?.stop();
    await home.remove();
  });

  const dunwell = (...args: readonly string[]): Promise<Ended> => runDunwell(args, home.settings);

  const asked = async <T>(...args: readonly string[]): Promise<T> => {
    const { exitCode, stdout, stderr } = await dunwell('--json', ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  };

  const statusOf = ({ account }: { readonly account: string }): Promise<Status> => asked('status', account);

  /** Messages that name an account, on any channel of the sandbox. */
  const messagesAbout = async ({ reference }: { readonly reference: string }): Promise<number> => (await readSent(home.home)).filter((message) => message.text.includes(reference)).length;

  it('brings everything up on an empty folder and takes over the example portfolio', () => {
    expect(up?.overview).toMatchObject({ mode: 'sandbox', api: `http://127.0.0.1:${home.settings['API_PORT']}`, book: { openAccounts: 60, newAccountIds: 60 } });
  });

  it('lists its accounts, says what the machine has, and finds the shipped cadences in order', async () => {
    const [list, findings, lint] = await Promise.all([
      asked<{ accounts: readonly { reference: string }[] }>('accounts'), asked<readonly { what: string; state: string }[]>('doctor'),
      asked<readonly { name: string; findings: readonly { severity: string }[] }[]>('cadence', 'lint'),
    ]);
    expect(list.accounts).toHaveLength(60);
    expect(list.accounts.map((account) => account.reference)).toContain(PAID.reference);
    expect(findings.filter((finding) => finding.state === 'missing')).toEqual([]);
    expect(findings.map((finding) => finding.what)).toContain('running');
    expect(lint.map((cadence) => cadence.name).toSorted()).toEqual(['business-net-30', 'first-party-consumer-early', 'third-party-consumer']);
  });

  it('ends with 2 and a sentence for what it cannot take', async () => {
    const broken = join(home.home, 'broken.yaml');
    await writeFile(broken, (await readFile('cadences/business-net-30.yaml', 'utf8')).replace('do: message', 'do: shout'));
    const [lint, unknown, command, amount] = await Promise.all([
      dunwell('cadence', 'lint', broken), dunwell('status', 'nobody'), dunwell('nothing'), dunwell('act', PAID.account, 'payment', 'amount=much'),
    ]);
    expect(lint).toMatchObject({ exitCode: 2, stderr: '' });
    expect(lint.stdout).toMatch(/broken\.yaml:\d+:\d+ error/);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('There is no account nobody.') as string });
    expect(command).toMatchObject({ exitCode: 2, stdout: '' });
    expect(amount).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('"much"') as string });
  });

  it('names a slip in one sentence instead of an empty list, a page of help or a start in vain', async () => {
    const [choice, limit, missing, portfolio, version] = await Promise.all([
      dunwell('accounts', '--status', 'opened'), dunwell('--json', 'accounts', '--limit', '0'), dunwell('act', PAID.account, 'payment'),
      dunwell('rehearse', '--portfolio', 'nowhere.csv'), dunwell('--version'),
    ]);
    expect(choice).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^option '--status <status>' argument 'opened' is invalid\. Allowed choices are open, closed\. .+\n$/) as string });
    expect({ ...limit, stderr: JSON.parse(limit.stderr) as unknown }).toMatchObject({ exitCode: 2, stdout: '', stderr: { error: { code: 'ARGUMENTS_INVALID' } } });
    expect(missing).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining('amount is missing.') as string });
    expect(portfolio).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^There is no file nowhere\.csv\. .+\n$/) as string });
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  it('takes a payment in full once per id: the account ends as paid', async () => {
    const pay = (amount: string) => dunwell('--json', 'act', PAID.account, 'payment', `amount=${amount}`, '--id', 'first-payment');
    const first = await pay(PAID.amount);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'accepted', actId: 'first-payment' });
    const [again, other] = await Promise.all([pay(PAID.amount), pay('1.00')]);
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ kind: 'duplicate' });
    expect(other.exitCode).toBe(3);
    expect(JSON.parse(other.stdout)).toMatchObject({ kind: 'conflict' });
    await until('the end of the account', async () => (await statusOf(PAID)).status === 'closed', 30_000);
    expect(await statusOf(PAID)).toMatchObject({ outcome: 'paid', balanceMinor: 0 });
  });

  it('sends nothing more after a stop or a payment in full, while the book lives through two days', async () => {
    expect((await dunwell('act', CEASED.account, 'cease', 'evidence=letter')).exitCode).toBe(0);
    // A claim stands before the acceptance or never: what is known now is all that there will be.
    const [ceased, paid] = await Promise.all([statusOf(CEASED), statusOf(PAID)]);
    const moved = await asked<{ bookStoodAt: string; bookStandsAt: string; stuckAccountIds: readonly string[]; unsettled: unknown }>('forward', '2d');
    expect(moved).toMatchObject({ stuckAccountIds: [], unsettled: { notices: 0, accountIds: [] } });
    expect(Date.parse(moved.bookStandsAt) - Date.parse(moved.bookStoodAt)).toBeGreaterThanOrEqual(2 * 86_400_000);
    const [ceasedAfter, paidAfter] = await Promise.all([statusOf(CEASED), statusOf(PAID)]);
    expect(ceasedAfter.lastTouches).toEqual(ceased.lastTouches);
    expect(paidAfter.lastTouches).toEqual(paid.lastTouches);
    expect(await messagesAbout(CEASED)).toBe(ceased.lastTouches.filter((touch) => touch.channel !== 'letter').length);
    expect(await messagesAbout(PAID)).toBe(paid.lastTouches.filter((touch) => touch.channel !== 'letter').length);
  });

  it('sent what it says that it sent, and can say why', async () => {
    const [{ lastTouches }, why] = await Promise.all([
      statusOf(LEFT_ALONE), asked<{ decision: { step: { kind: string }; reasons: readonly { ruleId: string; citation: string }[] } }>('why', CEASED.account),
    ]);
    expect(lastTouches.length).toBeGreaterThan(0);
    expect(new Set(lastTouches.map((touch) => touch.status))).toEqual(new Set(['sent']));
    expect(await messagesAbout(LEFT_ALONE)).toBe(lastTouches.filter((touch) => touch.channel !== 'letter').length);
    expect(why.decision).toMatchObject({ step: { kind: 'wait' }, reasons: [{ ruleId: 'hold:cease', citation: expect.stringContaining('15 USC 1692c(c)') as string }] });
    expect((await readLetters(home.home)).length).toBeGreaterThan(0);
  });

  it('stops everything that it started on SIGTERM', async () => {
    const processes = await up!.processes();
    expect(processes).toHaveLength(4);
    expect(await up!.stop()).toBe(0);
    expect(await stillRunning(processes)).toEqual([]);
  });
});
