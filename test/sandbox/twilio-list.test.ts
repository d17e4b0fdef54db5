/** The sandbox's list of messages, read by the real Twilio client. */
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { startTestSandbox } from './sandbox-world.ts';

const ONE = '+12125550101';
const OTHER = '+12125550102';
let sandbox: SandboxHandle;
let client: ReturnType<typeof twilio>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = twilio(sandbox.accountSid, sandbox.authToken);
  client.api.baseUrl = sandbox.twilioBaseUrl;
  for (let number = 1; number <= 120; number += 1) await client.messages.create({ to: number % 3 === 0 ? OTHER : ONE, from: sandbox.smsFrom, body: `Message ${number}` });
  await sandbox.idle();
});
afterAll(() => sandbox.stop());

const numbers = (messages: readonly { readonly body: string }[]): readonly number[] => messages.map(({ body }) => Number(body.replace('Message ', '')));
const from120 = Array.from({ length: 120 }, (_unused, index) => 120 - index);

describe('listing', () => {
  it('gives all of 120 messages over three pages, newest first, each once', async () => {
    expect(numbers(await client.messages.list({ pageSize: 50 }))).toEqual(from120);
  });

  it('stays in place while new messages arrive between two pages', async () => {
    const first = await client.messages.page({ pageSize: 50, to: ONE });
    await client.messages.create({ to: ONE, from: sandbox.smsFrom, body: 'Message 121' });
    const second = await first.nextPage()!;
    expect(numbers([...first.instances, ...second.instances])).toEqual(from120.filter((number) => number % 3 !== 0));
    expect(second.nextPageUrl).toBeUndefined();
  });

  it('filters by recipient, sender and time of sending', async () => {
    const day = 86_400_000;
    expect(await client.messages.list({ to: OTHER })).toHaveLength(40);
    expect(await client.messages.list({ from: ONE })).toEqual([]);
    expect(await client.messages.list({ to: OTHER, dateSentAfter: new Date(Date.now() - day), dateSentBefore: new Date(Date.now() + day) })).toHaveLength(40);
    expect(await client.messages.list({ to: OTHER, dateSentAfter: new Date(Date.now() + day) })).toEqual([]);
    expect(await client.messages.list({ to: OTHER, dateSentBefore: new Date(Date.now() - day) })).toEqual([]);
  });

  it('obeys a limit', async () => {
    expect(numbers(await client.messages.list({ to: OTHER, limit: 5 }))).toEqual([120, 117, 114, 111, 108]);
  });
});

describe('a message', () => {
  it('has the fields that the client reads', async () => {
    const [listed] = await client.messages.list({ to: OTHER, limit: 1 });
    const fetched = await client.messages(listed!.sid).fetch();
    expect(fetched.toJSON()).toMatchObject({
      accountSid: sandbox.accountSid, to: OTHER, from: sandbox.smsFrom, body: 'Message 120', direction: 'outbound-api', status: 'delivered', errorCode: null, numSegments: '1', apiVersion: '2010-04-01',
    });
    expect(Math.abs(fetched.dateCreated.getTime() - Date.now())).toBeLessThan(60_000);
    expect(fetched.dateSent.getTime()).toBeGreaterThanOrEqual(fetched.dateCreated.getTime());
  });

  it('that is not there is Twilio\'s 20404', async () => {
    await expect(client.messages('SM00000000000000000000000000000000').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('is refused without a recipient, a sender or words, as Twilio does', async () => {
    await expect(client.messages.create({ to: '', from: sandbox.smsFrom, body: 'x' })).rejects.toMatchObject({ status: 400, code: 21604 });
    await expect(client.messages.create({ to: ONE, body: 'x' })).rejects.toMatchObject({ code: 21603 });
    await expect(client.messages.create({ to: ONE, from: sandbox.smsFrom })).rejects.toMatchObject({ code: 21602 });
  });
});
