/** A stop is a stop on paper too: what the vendor has not mailed yet is called back, once, and what is mailed stays mailed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { raiseDispute } from '#adapters/db/accept/accept-dispute.ts';
import { acceptHold } from '#adapters/db/accept/accept-hold.ts';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import { inTransaction } from '#adapters/db/database.ts';
import { openPrintFolder, type PrintFolder } from '#adapters/letter/print-folder.ts';
import { MONDAY_TO_FRIDAY } from '#core/local-time.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import { recallLetters } from '#worker/letter-recaller.ts';
import { DUE_MS, firstReminder } from '../activities/first-reminder.ts';
import { openWorld, type World } from '../support/account-world.ts';

const log = pino({ level: 'silent' });
const CLAIMED_AT = new Date(DUE_MS);
const LATER = new Date(DUE_MS + 3_600_000).toISOString();
const LONG_AFTER = new Date(DUE_MS + 10 * 86_400_000).toISOString().slice(0, 10);

let environment: TestEnvironment;
let world: World;
let folder: string;
let vendor: PrintFolder;

beforeAll(async () => {
  environment = await openTestEnvironment();
  world = await openWorld(environment);
  folder = mkdtempSync(path.join(tmpdir(), 'recall-'));
  vendor = await openPrintFolder(folder);
});

afterAll(async () => {
  await world.close();
  await environment.close();
  rmSync(folder, { recursive: true });
});

/** An account whose first reminder went to the print shop as a letter and is not mailed yet. */
async function letterAtVendor(accountId: string, purpose: 'chase' | 'notice' = 'chase'): Promise<string> {
  const { act, decision } = await firstReminder(world, accountId);
  const touchId = `letter-${accountId}`;
  const step = { ...decision.step, act: { ...act, channel: 'letter', contactPointId: `party-${accountId}-postal`, purpose } };
  await world.database.decision.create({ data: {
    id: `decision-${accountId}`, accountId, decisionNo: 1, kind: 'claim', step: JSON.parse(JSON.stringify(step)) as object, verdict: { kind: 'allow', ruleIds: [] }, circumstances: {},
    stateHash: 'hash', policyHash: decision.policyHash, rulesHash: 'rules', tzdbVersion: 'tz', decidedAt: CLAIMED_AT,
  } });
  await vendor.submit({ letterId: touchId, pdf: new Uint8Array([1]), submittedOn: CLAIMED_AT.toISOString().slice(0, 10) });
  await world.database.touch.create({ data: {
    id: touchId, accountId, partyId: `party-${accountId}`, stepId: act.reference.stepId, cycle: 1, attemptNo: 1, channel: 'letter', purpose, contactPointId: `party-${accountId}-postal`, template: act.template,
    language: 'en', status: 'sent', balanceMinor: 250_00n, decisionId: `decision-${accountId}`, bodyHash: 'hash', provider: 'print-folder', providerId: `folder-${touchId}`,
    claimedAt: CLAIMED_AT, claimedWallAt: CLAIMED_AT, sentAt: CLAIMED_AT,
    letter: { create: { sha256: 'x', pdf: Buffer.from([1]), acceptedAt: CLAIMED_AT, vendorId: `folder-${touchId}` } },
  } });
  return touchId;
}

const pass = async (ask: Pick<PrintFolder, 'recall'> = vendor): Promise<number> => (await recallLetters({ ...world.dependencies, vendor: ask, log, now: LATER }, null)).recalled;
const stop = (accountId: string, code: string) => acceptHold(world.database, { accountId, holdId: `hold-${accountId}`, code, evidence: 'a call', source: 'officer', now: LATER });
const dispute = (accountId: string) => inTransaction(world.database, (transaction) => raiseDispute(transaction, { disputeId: `dispute-${accountId}`, code: 'dispute', accountId, debtId: `debt-${accountId}`, evidence: 'a call', source: 'officer', now: LATER }));
const pay = (accountId: string, amountMinor: number) => acceptPayment(world.database, { accountId, paymentId: `pay-${accountId}`, status: 'cleared', amountMinor, currency: 'USD', paidOn: LATER.slice(0, 10), source: 'bank', now: LATER });
const letterOf = (touchId: string) => world.database.touch.findUniqueOrThrow({ where: { id: touchId }, include: { letter: { select: { recalledAt: true, mailedOn: true } } } });
const recalls = (accountId: string) => world.database.fact.findMany({ where: { accountId, kind: 'touchFailed' } });

it('a letter of somebody who has said stop is called back before it is mailed, once, and counts as not sent', async () => {
  const touchId = await letterAtVendor('stopped');
  expect(await pass()).toBe(0);
  await stop('stopped', 'cease');
  expect([await pass(), await pass()]).toEqual([1, 0]);
  expect(await letterOf(touchId)).toMatchObject({ status: 'failed', failureCode: 'RECALLED', letter: { recalledAt: new Date(LATER), mailedOn: null } });
  expect(await recalls('stopped')).toMatchObject([{ body: { code: 'RECALLED', final: false } }]);
  expect((await vendor.mailDue(LONG_AFTER, MONDAY_TO_FRIDAY)).map((letter) => letter.letterId)).not.toContain(touchId);
});

it('a letter is called back when everything is paid, and stays its way when a part is: it says as of which day it speaks', async () => {
  const [all, part] = [await letterAtVendor('paid-all'), await letterAtVendor('paid-part')];
  await pay('paid-all', 250_00);
  await pay('paid-part', 100_00);
  expect(await pass()).toBe(1);
  expect([(await letterOf(all)).status, (await letterOf(part)).status]).toEqual(['failed', 'sent']);
});

it('a letter that asks for a debt is called back when that debt is disputed: 15 USC 1692g(b)', async () => {
  await letterAtVendor('disputed');
  await dispute('disputed');
  expect(await pass()).toBe(1);
});

it('the validation notice is none of the three that a cease leaves open, so it is called back too: 12 CFR 1006.6(c)(2)', async () => {
  await letterAtVendor('notified', 'notice');
  await stop('notified', 'cease');
  expect(await pass()).toBe(1);
});

it('a kill switch for the creditor calls back what is not mailed, and one for another channel or one that is lifted calls nothing back', async () => {
  const touchId = await letterAtVendor('switched-off');
  const { creditorId } = await world.database.account.findUniqueOrThrow({ where: { id: 'switched-off' }, select: { creditorId: true } });
  const killSwitch = { reason: 'a wrong template', placedBy: 'supervisor', placedAt: new Date(LATER), reviewOn: '2030-01-01' };
  await world.database.stop.createMany({ data: [
    { id: 'stop-sms', scope: 'channel', channel: 'sms', ...killSwitch },
    { id: 'stop-lifted', scope: 'creditor', creditorId, ...killSwitch, liftedAt: new Date(LATER) },
  ] });
  expect(await pass()).toBe(0);
  const { id } = await world.database.stop.create({ data: { id: 'stop-creditor', scope: 'creditor', creditorId, ...killSwitch } });
  expect(await pass()).toBeGreaterThanOrEqual(1);
  expect(await letterOf(touchId)).toMatchObject({ status: 'failed', failureCode: 'RECALLED' });
  await world.database.stop.deleteMany({ where: { id: { in: [id, 'stop-sms', 'stop-lifted'] } } });
});

it('what is mailed stays mailed, and the account keeps it as sent', async () => {
  const touchId = await letterAtVendor('too-late');
  await vendor.mailDue(LONG_AFTER, MONDAY_TO_FRIDAY);
  await stop('too-late', 'cease');
  expect(await pass()).toBe(0);
  expect(await letterOf(touchId)).toMatchObject({ status: 'sent', letter: { recalledAt: null } });
  expect(await recalls('too-late')).toEqual([]);
});

it('a recall of which the record got lost is recorded by the next pass', async () => {
  const touchId = await letterAtVendor('lost-record');
  await stop('lost-record', 'cease');
  await vendor.recall(touchId);
  expect(await pass()).toBe(1);
  expect(await letterOf(touchId)).toMatchObject({ status: 'failed' });
});

it('a vendor that fails about one letter keeps no other from being called back', async () => {
  const [torn, sound] = [await letterAtVendor('torn'), await letterAtVendor('sound')];
  await Promise.all([stop('torn', 'cease'), stop('sound', 'cease')]);
  expect(await pass({ recall: (letterId) => (letterId === torn ? Promise.reject(new Error('its manifest is torn')) : vendor.recall(letterId)) })).toBe(1);
  expect([(await letterOf(torn)).status, (await letterOf(sound)).status]).toEqual(['sent', 'failed']);
});
