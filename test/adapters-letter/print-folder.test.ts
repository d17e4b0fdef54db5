/** A letter is printed once, whatever is repeated; it can be called back until it is mailed, and not after. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLetterSender } from '#adapters/letter/letter-sender.ts';
import { openPrintFolder, type PrintFolder } from '#adapters/letter/print-folder.ts';
import type { ClaimedTouch } from '#adapters/db/touch/claim-touch.ts';
import { MONDAY_TO_FRIDAY } from '#core/local-time.ts';

const PAGES = new Uint8Array([1, 2, 3]);
const OTHER_PAGES = new Uint8Array([4, 5, 6]);
/** A Friday. */
const FRIDAY = '2026-11-20';

let folder = '';
let vendor: PrintFolder;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'print-'));
  vendor = await openPrintFolder(path.join(folder, 'letters'));
});
afterEach(() => { rmSync(folder, { recursive: true }); });

const submit = (letterId: string, pdf = PAGES): ReturnType<PrintFolder['submit']> => vendor.submit({ letterId, pdf, submittedOn: FRIDAY });
const files = (): readonly string[] => readdirSync(path.join(folder, 'letters')).toSorted();

describe('handing over', () => {
  it('puts pages and manifest into the folder, and nothing half-written', async () => {
    expect(await submit('letter-1')).toEqual({ kind: 'accepted', vendorLetterId: 'folder-letter-1' });
    expect(files()).toEqual(['letter-1.json', 'letter-1.pdf']);
    expect(new Uint8Array(readFileSync(path.join(folder, 'letters', 'letter-1.pdf')))).toEqual(PAGES);
    expect(JSON.parse(readFileSync(path.join(folder, 'letters', 'letter-1.json'), 'utf8'))).toMatchObject({ letterId: 'letter-1', submittedOn: FRIDAY, status: 'accepted', mailedOn: null });
  });

  it('the same letter again is the same letter; other pages under its id are refused and the first stand', async () => {
    await submit('letter-1');
    expect(await submit('letter-1')).toEqual({ kind: 'accepted', vendorLetterId: 'folder-letter-1' });
    expect(await submit('letter-1', OTHER_PAGES)).toMatchObject({ kind: 'conflict' });
    expect(new Uint8Array(readFileSync(path.join(folder, 'letters', 'letter-1.pdf')))).toEqual(PAGES);
  });

  it('of many at once with different pages one wins, and its pages and manifest belong together', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, (_unused, index) => submit('letter-1', index % 2 === 0 ? PAGES : OTHER_PAGES)));
    const accepted = results.flatMap((result, index) => (result.kind === 'accepted' ? [index % 2] : []));
    expect(new Set(accepted).size).toBe(1);
    expect(new Uint8Array(readFileSync(path.join(folder, 'letters', 'letter-1.pdf')))).toEqual(accepted[0] === 0 ? PAGES : OTHER_PAGES);
    expect(files()).toEqual(['letter-1.json', 'letter-1.pdf']);
  });

  it('a crash between pages and manifest is made good by the next try', async () => {
    writeFileSync(path.join(folder, 'letters', 'letter-1.pdf'), PAGES);
    expect(await vendor.status('letter-1')).toEqual({ kind: 'absent' });
    expect(await submit('letter-1')).toMatchObject({ kind: 'accepted' });
  });

  it('a folder that cannot be written to takes nothing and says so', async () => {
    rmSync(path.join(folder, 'letters'), { recursive: true });
    expect(await submit('letter-1')).toEqual({ kind: 'notTaken', reason: 'ENOENT' });
  });

  it('an id that leads out of the folder is refused', async () => {
    await expect(submit('../escape')).rejects.toThrow(/cannot be a file name/);
  });
});

describe('mailing and calling back', () => {
  it('a letter of Friday is mailed on Monday, once', async () => {
    await submit('letter-1');
    expect(await vendor.mailDue('2026-11-22', MONDAY_TO_FRIDAY)).toEqual([]);
    expect(await vendor.mailDue('2026-11-24', MONDAY_TO_FRIDAY)).toEqual([{ letterId: 'letter-1', vendorLetterId: 'folder-letter-1', mailedOn: '2026-11-23' }]);
    expect(await vendor.mailDue('2026-11-25', MONDAY_TO_FRIDAY)).toEqual([]);
    expect(await vendor.status('letter-1')).toEqual({ kind: 'mailed', vendorLetterId: 'folder-letter-1', mailedOn: '2026-11-23' });
  });

  it('a recalled letter is never mailed, and a mailed one not recalled', async () => {
    await submit('letter-1');
    await submit('letter-2');
    expect(await vendor.recall('letter-1')).toEqual({ kind: 'recalled' });
    expect(await vendor.recall('letter-1')).toEqual({ kind: 'recalled' });
    expect((await vendor.mailDue('2026-11-23', MONDAY_TO_FRIDAY)).map((letter) => letter.letterId)).toEqual(['letter-2']);
    expect(await vendor.recall('letter-2')).toEqual({ kind: 'tooLate', mailedOn: '2026-11-23' });
    expect(await vendor.recall('letter-3')).toEqual({ kind: 'absent' });
  });
});

describe('mailing and calling back at once', () => {
  it('each letter is either mailed or recalled, and both sides say the same', async () => {
    const ids = Array.from({ length: 12 }, (_unused, index) => `letter-${index}`);
    for (const id of ids) await submit(id);
    const [recalls, mailed] = await Promise.all([Promise.all(ids.map((id) => vendor.recall(id))), vendor.mailDue('2026-11-23', MONDAY_TO_FRIDAY)]);
    for (const [index, id] of ids.entries()) {
      const wasMailed = mailed.some((letter) => letter.letterId === id);
      expect(recalls[index]!.kind).toBe(wasMailed ? 'tooLate' : 'recalled');
      expect((await vendor.status(id)).kind).toBe(wasMailed ? 'mailed' : 'recalled');
    }
  });
});

describe('the letter channel', () => {
  const touch: ClaimedTouch = {
    touchId: 'touch-1', accountId: 'account-1', reference: { stepId: 'step', cycle: 1, attemptNo: 1, stage: 'reminder', channelIndex: 0 }, channel: 'letter', address: '7 Example Street',
    bodyHash: 'hash', claimedAt: '2026-11-20T15:00:00.000Z', claimedWallAt: '2026-11-20T15:00:00.000Z', message: { subject: 'Hello', text: 'Hello', html: null, pdf: PAGES },
  };

  it('delivers by the id of the touch, finds what it delivered and nothing else', async () => {
    const sender = createLetterSender(vendor);
    expect(await sender.find(touch)).toEqual({ kind: 'absent' });
    expect(await sender.deliver(touch)).toEqual({ kind: 'accepted', providerId: 'folder-touch-1' });
    expect(await sender.find(touch)).toEqual({ kind: 'found', providerId: 'folder-touch-1' });
  });

  it('is not sent, and may be tried later, when the folder is away', async () => {
    rmSync(path.join(folder, 'letters'), { recursive: true });
    expect(await createLetterSender(vendor).deliver(touch)).toMatchObject({ kind: 'notSent', retryAfterSeconds: 300 });
  });
});
