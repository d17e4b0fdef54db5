import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { acceptOfficerAct } from '#adapters/db/accept/accept-officer-act.ts';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { openWorld, PLAIN_REFERENCE, type World } from '../support/account-world.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const today = (): string => new Date().toISOString().slice(0, 10);

describe('an account as a durable workflow', () => {
  let environment: TestEnvironment;
  let world: World;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  const sentTo = (accountId: string) => world.sent.filter((sent) => sent.accountId === accountId);

  it('sends each step of the cadence once and in order, and ends', async () => {
    await world.seed({ accountId: 'whole', dueOn: today() });
    const run = await world.start('whole');
    const { outcome } = await run.runFreely();
    expect(outcome).toBe('written_off');
    // Nobody makes the call, so its task overflows to a letter; nobody records an intent, so the last letter is a plain one and nothing is handed over.
    expect(sentTo('whole').map((sent) => `${sent.stepId}:${sent.channel}`)).toEqual([
      'first-reminder:sms', 'second-reminder:email', 'call:letter', 'offer:email', 'final-notice:letter',
    ]);
    expect(sentTo('whole').at(-1)?.text).toBe('final-reminder 25000');
    const account = await world.database.account.findUniqueOrThrow({ where: { id: 'whole' } });
    expect(account).toMatchObject({ status: 'closed', outcome: 'written_off' });
  });

  it('works a written-off account again when it is reopened, with all that was owed, and does not end at once', async () => {
    const reopened = await acceptOfficerAct(world.database, officerActSchema.parse({ kind: 'reopen', actId: 'reopen-whole', officer: 'officer', accountId: 'whole', reason: 'found_debtor' }), { referenceData: PLAIN_REFERENCE, mode: 'sandbox', now: new Date().toISOString() });
    expect(reopened).toMatchObject({ kind: 'accepted' });
    const run = await world.start('whole');
    const status = await until('a decision on all facts', async () => {
      const answer = await run.handle.query<{ status: string; cursor: number; nextActionAt: string | null }, []>('status');
      return answer.nextActionAt !== null && answer.cursor >= (reopened.kind === 'accepted' ? reopened.seq : 0) && answer;
    });
    expect(status).toMatchObject({ status: 'open' });
    await acceptPayment(world.database, { accountId: 'whole', paymentId: 'after-reopening', status: 'cleared', amountMinor: 250_00, currency: 'USD', paidOn: today(), source: 'test', now: new Date().toISOString() });
    await world.starter.wake(['whole']);
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
    const sums = await world.database.ledgerPosting.groupBy({ by: ['entryId'], where: { entry: { accountId: 'whole' } }, _sum: { amountMinor: true } });
    expect(sums.map((entry) => [entry.entryId.split(':')[0], entry._sum.amountMinor]).toSorted()).toEqual([['opening', 0n], ['payment', 0n], ['write_off', 0n], ['write_off_reversal', 0n]]);
  });

  it('says the residual balance at the moment of sending, and a payment in full beats the timer', async () => {
    await world.seed({ accountId: 'payer', dueOn: today() });
    const run = await world.start('payer');
    await run.forward(2 * DAY_MS);
    await until('the first reminder', async () => sentTo('payer').length === 1);
    const pay = async (paymentId: string, amountMinor: number) => {
      await acceptPayment(world.database, { accountId: 'payer', paymentId, status: 'cleared', amountMinor, currency: 'USD', paidOn: today(), source: 'test', now: new Date(Date.now() + 2 * DAY_MS).toISOString() });
      await world.starter.wake(['payer']);
    };
    await pay('part', 50_01);
    await run.forward(5 * DAY_MS);
    await until('the second reminder', async () => sentTo('payer').length === 2);
    expect(sentTo('payer').map((sent) => sent.text)).toEqual(['reminder 25000', 'reminder 19999']);
    await pay('rest', 199_99);
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
    expect(sentTo('payer')).toHaveLength(2);
  });

  it('sends nothing more from the instant a cease is accepted, never goes to legal for it, and ends by age', async () => {
    await world.seed({ accountId: 'ceased', dueOn: today() });
    const run = await world.start('ceased');
    await run.forward(2 * DAY_MS);
    await until('the first reminder', async () => sentTo('ceased').length === 1);
    const accepted = await acceptHold(world.database, { accountId: 'ceased', holdId: 'cease-1', code: 'cease', evidence: 'letter of the debtor', source: 'officer', now: new Date(Date.now() + 2 * DAY_MS).toISOString() });
    expect(accepted.kind).toBe('accepted');
    await world.starter.wake(['ceased']);
    const { outcome } = await run.runFreely();
    expect(outcome).toBe('written_off');
    expect(sentTo('ceased')).toHaveLength(1);
    expect(await world.database.placement.count({ where: { accountId: 'ceased' } })).toBe(0);
  });

  it('answers a payment signalled straight to the run, once, however often it is told', async () => {
    await world.seed({ accountId: 'signalled', dueOn: today() });
    const run = await world.start('signalled');
    const payment = { paymentId: 'direct', amountMinor: 250_00, currency: 'USD', paidOn: today() };
    await Promise.all([1, 2, 3].map(() => run.handle.signal('payment', payment)));
    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'paid' });
    expect(await world.database.ledgerEntry.count({ where: { accountId: 'signalled', kind: 'payment' } })).toBe(1);
  });

  it('takes a late payment of a closed account in a follow-up run, tells supervisors and sends nothing', async () => {
    const before = sentTo('payer').length;
    await acceptPayment(world.database, { accountId: 'payer', paymentId: 'late', status: 'cleared', amountMinor: 10_00, currency: 'USD', paidOn: today(), source: 'test', now: new Date().toISOString() });
    await world.starter.wake(['payer']);
    await until('the alert', () => world.database.task.findFirst({ where: { accountId: 'payer', kind: 'alert', subject: 'late_fact_on_closed_account' } }));
    await expect(world.client.workflow.getHandle('account-payer').result()).resolves.toMatchObject({ outcome: 'paid' });
    expect(sentTo('payer')).toHaveLength(before);
  });

  it('tells its status and why it does what it does', async () => {
    await world.seed({ accountId: 'asked', dueOn: today() });
    const run = await world.start('asked');
    const why = await until('a decision', async () => {
      const answer = await run.handle.query<{ step: { kind: string; reasons: { ruleId: string }[] } | null }, []>('why');
      return answer.step === null ? null : answer;
    });
    expect(why.step?.kind).toBe('act');
    expect(why.step?.reasons.map((reason) => reason.ruleId)).toContain('step:first-reminder');
    await expect(run.handle.query('status')).resolves.toMatchObject({ accountId: 'asked', status: 'open', cursor: 1 });
  });

  it('refuses an operator command that makes no sense and obeys one that does', async () => {
    await world.seed({ accountId: 'commanded', dueOn: today() });
    const run = await world.start('commanded');
    await expect(run.handle.executeUpdate('move', { args: [{ kind: 'move', commandId: 'm1', stage: 'call', reason: ' ' }] })).rejects.toThrow();
    await expect(run.handle.executeUpdate('move', { args: [{ kind: 'move', commandId: 'm2', stage: 'nowhere', reason: 'test' }] })).resolves.toMatchObject({ kind: 'refused' });
    await expect(run.handle.executeUpdate('move', { args: [{ kind: 'move', commandId: 'm3', stage: 'negotiation', reason: 'test' }] })).resolves.toMatchObject({ kind: 'accepted' });
    await until('the stage', async () => (await run.handle.query<{ stage: string | null }, []>('status')).stage === 'negotiation');
  });
});
