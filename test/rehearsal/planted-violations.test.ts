import '../support/quiet-temporal.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptPayment } from '#adapters/db/accept/accept-payment.ts';
import type { TemplateCatalogue } from '#adapters/templates/template-catalogue.ts';
import { checkPromises } from '#rehearsal/promises/check-promises.ts';
import { loadEvidence } from '#rehearsal/promises/load-evidence.ts';
import { forwardBook } from '#rehearsal/forward-book.ts';
import { openTestEnvironment, type TestEnvironment } from '#runtime/test-environment.ts';
import type { SandboxMessage } from '#sandbox/journal.ts';
import { openWorld, type World } from '../support/account-world.ts';

const DAY_MS = 86_400_000;
/** The world's own texts have no files: all of them chase. */
const CHASES = { factsOf: () => ({ purpose: 'chase', speaksOfLegalAction: false }) } as unknown as TemplateCatalogue;

/** Each violation is planted into the rows of a real book, on top of those before it; the judge has to name it. */
describe('a violation planted in the rows is found', () => {
  let environment: TestEnvironment;
  let world: World;
  let touch: { readonly id: string; readonly claimedAt: Date; readonly partyId: string; readonly decisionId: string };

  beforeAll(async () => {
    environment = await openTestEnvironment();
    world = await openWorld(environment);
    await world.seed({ accountId: 'judged', dueOn: new Date().toISOString().slice(0, 10) });
    await world.starter.wake(['judged']);
    await forwardBook({ database: world.database, client: world.client, mode: 'sandbox', startedByUs: true, by: 6 * DAY_MS, onProgress: () => undefined });
    touch = await world.database.touch.findFirstOrThrow({ where: { accountId: 'judged' }, orderBy: { claimedAt: 'asc' } });
  });

  afterAll(async () => {
    await world.close();
    await environment.close();
  });

  /** What the judge says, by promise. The stand-in providers keep no journal of addresses, so the rows themselves stand for it. */
  const found = async (): Promise<ReadonlyMap<number, string>> => {
    const touches = await world.database.touch.findMany({ include: { message: true } });
    const messages = touches.map((row) => ({ medium: row.channel, direction: 'outbound', messageId: row.providerId, address: row.message?.address, text: row.message?.text }) as SandboxMessage);
    const evidence = await loadEvidence({ database: world.database, client: world.client, templates: CHASES, messages, printedLetterIds: [], ends: [], nowMs: Date.now() + 6 * DAY_MS });
    return new Map(checkPromises(evidence).map((check) => [check.promise, check.violations.map((violation) => violation.sentence).join(' ')]));
  };

  it('nothing before anything is planted', async () => {
    expect([...(await found()).values()].join('')).toBe('');
    expect(await world.database.touch.count()).toBe(2);
  });

  it('a payment that a message should have known of', async () => {
    await acceptPayment(world.database, { accountId: 'judged', paymentId: 'early', status: 'cleared', amountMinor: 50_00, currency: 'USD', paidOn: '2026-01-01', source: 'test', now: new Date(touch.claimedAt.getTime() - 1_000).toISOString() });
    expect((await found()).get(4)).toContain('speaks of 25000 minor units; the books say 20000');
    // And its run has not heard of it: nobody woke it.
    expect((await found()).get(2)).toContain('has read facts up to');
  });

  it('a stop before a message', async () => {
    const placedAt = new Date(touch.claimedAt.getTime() - 2_000);
    await world.database.hold.create({ data: { id: 'planted', code: 'cease', scope: 'person', partyId: touch.partyId, effects: 'chase dial letter', placedAt, placedBy: 'test', owner: 'test', evidence: 'test', reviewOn: '2099-01-01' } });
    expect((await found()).get(3)).toContain('hold cease');
  });

  it('a message in the night', async () => {
    const night = new Date(`${touch.claimedAt.toISOString().slice(0, 10)}T08:00:00.000Z`);
    await world.database.touch.update({ where: { id: touch.id }, data: { claimedAt: night } });
    expect((await found()).get(3)).toContain('outside of 8:00 to 21:00 in America/New_York');
    expect((await found()).get(2)).toContain(`claimed at ${night.toISOString()}`);
  });

  it('a chase that counts as a service message', async () => {
    await world.database.touch.update({ where: { id: touch.id }, data: { purpose: 'service' } });
    expect((await found()).get(3)).toContain('counted as service; its template');
    // And what calls itself so is stopped all the same.
    expect((await found()).get(3)).toContain('hold cease');
  });

  it('a second message that the provider has and no touch knows', async () => {
    await world.database.touch.update({ where: { id: touch.id }, data: { provider: null, providerId: null } });
    expect((await found()).get(1)).toContain('messages for touch');
  });

  it('a decision without reasons', async () => {
    const decision = await world.database.decision.findUniqueOrThrow({ where: { id: touch.decisionId } });
    await world.database.decision.create({ data: { ...decision, id: 'planted', step: { kind: 'wait', until: decision.decidedAt.toISOString(), reasons: [] }, verdict: { kind: 'allow', ruleIds: [] }, circumstances: {} } });
    expect((await found()).get(6)).toContain('Decision planted (claim) has no reasons');
  });

  it('an account that waits for nothing', async () => {
    await world.database.accountNext.update({ where: { accountId: 'judged' }, data: { nextActionAt: null } });
    expect((await found()).get(7)).toContain('It waits for nothing and nobody');
  });
});
