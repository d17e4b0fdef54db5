/** A second start shows everything of the first: messages, their states, payments, and who said stop. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxHandle } from '#sandbox/start-sandbox.ts';
import { claimed, emailSender, smsSender, startTestSandbox } from './sandbox-world.ts';

const NUMBER = '+12125550100';
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
  file = path.join(folder, 'messages.jsonl');
});
afterEach(() => { rmSync(folder, { recursive: true }); });

async function firstRun(): Promise<SandboxHandle> {
  const sandbox = await startTestSandbox({ folder });
  await smsSender(sandbox).deliver(claimed('sms', NUMBER));
  await smsSender(sandbox).deliver(claimed('sms', '+15005553003'));
  await emailSender(sandbox.smtpUrl).deliver(claimed('email', 'ana@debtor.example'));
  await sandbox.answer({ kind: 'sms', from: NUMBER, text: 'STOP' });
  await sandbox.idle();
  await sandbox.stop();
  return sandbox;
}

async function secondRun<Result>(look: (sandbox: SandboxHandle) => Result | Promise<Result>): Promise<Result> {
  const sandbox = await startTestSandbox({ folder });
  try {
    return await look(sandbox);
  } finally {
    await sandbox.stop();
  }
}

describe('the journal', () => {
  it('shows all of it again, and Twilio still knows who stopped and where we log in', async () => {
    const first = await firstRun();
    expect(first.messages()).toHaveLength(4);
    await secondRun(async (second) => {
      expect(second.messages()).toEqual(first.messages());
      expect(second.messages().map(({ status }) => status)).toEqual(['delivered', 'undelivered', 'delivered', 'received']);
      expect([second.accountSid, second.authToken]).toEqual([first.accountSid, first.authToken]);
      expect(await smsSender(second).deliver(claimed('sms', NUMBER))).toMatchObject({ kind: 'rejected', optedOut: true });
    });
  });

  it('loses only the line that was being written when the process died, and goes on after it', async () => {
    const first = await firstRun();
    appendFileSync(file, '{"kind":"message","message":{"id":"SM');
    await secondRun(async (second) => {
      expect(second.messages()).toEqual(first.messages());
      await emailSender(second.smtpUrl).deliver(claimed('email', 'bo@debtor.example'));
    });
    expect(await secondRun((third) => third.messages().length)).toBe(5);
  });

  it('that cannot be read in the middle is named, not passed over', async () => {
    await firstRun();
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], '{"kind":"message"}', ...lines.slice(2)].join('\n'));
    await expect(startTestSandbox({ folder })).rejects.toMatchObject({ code: 'JOURNAL_INVALID', message: expect.stringContaining('messages.jsonl:2') as string });
  });

  it('keeps business time beside wall time where somebody moves the clock', async () => {
    const clock = { now: () => Promise.resolve('2027-03-01T09:00:00.000Z'), forward: () => Promise.resolve({ kind: 'refused', reason: '' } as const) };
    const sandbox = await startTestSandbox({ clock });
    await smsSender(sandbox).deliver(claimed('sms', NUMBER));
    await sandbox.stop();
    expect(sandbox.messages()[0]).toMatchObject({ businessAt: '2027-03-01T09:00:00.000Z' });
    expect(Math.abs(Date.parse(sandbox.messages()[0]!.wallAt) - Date.now())).toBeLessThan(60_000);
  });

  it('is written even while the clock cannot be asked', async () => {
    const clock = { now: () => Promise.reject(new Error('database away')), forward: () => Promise.resolve({ kind: 'refused', reason: '' } as const) };
    const sandbox = await startTestSandbox({ clock });
    expect(await smsSender(sandbox).deliver(claimed('sms', NUMBER))).toMatchObject({ kind: 'accepted' });
    await sandbox.stop();
    expect(sandbox.messages()[0]).toMatchObject({ address: NUMBER, businessAt: null });
  });
});
