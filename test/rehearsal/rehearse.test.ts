import '../support/quiet-temporal.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printReport } from '#rehearsal/print-report.ts';
import { rehearse, type RehearsalOptions } from '#rehearsal/rehearse.ts';
import type { RehearsalReport } from '#rehearsal/rehearsal-report.ts';

const examples = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
/** Two consumers of a creditor, one of a utility, two placed with a collector, one business. */
const SIX = ['HC-1001', 'HC-1013', 'LP-2002', 'T-3025', 'B-5031', 'G-6043'];
const DAYS = 30;

describe('a rehearsal of six accounts over thirty days', () => {
  let folder: string;
  let first: RehearsalReport;
  let second: RehearsalReport;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dunwell-six-'));
    const portfolioFile = join(folder, 'six.csv');
    const [head, ...rows] = (await readFile(examples('portfolio.csv'), 'utf8')).split('\n');
    await writeFile(portfolioFile, [head, ...rows.filter((row) => SIX.some((reference) => row.split(',')[1] === reference)), ''].join('\n'));
    const options: RehearsalOptions = {
      portfolioFile, creditorsFile: examples('creditors.yaml'), cadenceFiles: null, days: DAYS, seed: 'one', startsAt: '2027-03-01T12:00:00.000Z', onProgress: () => undefined,
    };
    [first, second] = await Promise.all([rehearse(options), rehearse(options)]);
  }, 240_000);

  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it('takes everybody over, writes to people, and keeps all seven promises', () => {
    expect(first.accounts).toBe(SIX.length);
    expect(first.rowsRejected).toBe(0);
    const messages = first.contacts.filter((contact) => ['sms', 'email', 'letter'].includes(contact.channel));
    expect(messages.length).toBeGreaterThan(SIX.length);
    expect(first.promises.map((check) => check.promise)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(first.promises.flatMap((check) => check.violations)).toEqual([]);
  });

  it('stays within the days that were asked for', () => {
    const dates = first.contacts.map((contact) => contact.date).toSorted();
    expect(dates[0]! >= '2027-02-28').toBe(true);
    expect(dates.at(-1)! <= '2027-03-31').toBe(true);
  });

  it('gives the same contacts to the minute, and the same report, for the same seed', () => {
    expect(second.contacts).toEqual(first.contacts);
    expect({ ...second, tookMs: first.tookMs }).toEqual(first);
  });

  it('adds up: every account came to some stage and has one outcome or is open', () => {
    expect(first.funnel[0]?.entered).toBe(SIX.length);
    expect(first.funnel.reduce((sum, stage) => sum + stage.endedHere + stage.openHere, 0)).toBe(SIX.length);
    expect(first.outcomes.reduce((sum, outcome) => sum + outcome.count, 0)).toBe(SIX.length);
    for (const task of first.tasks) expect(task.done + task.expired + task.cancelled + task.open).toBe(task.opened);
  });

  it('refuses a start that lies behind, before anything is brought up', async () => {
    const options = { portfolioFile: 'nowhere.csv', creditorsFile: 'nowhere.yaml', cadenceFiles: null, days: 1, seed: '1', onProgress: () => undefined };
    await expect(rehearse({ ...options, startsAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(rehearse({ ...options, startsAt: 'tomorrow' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('prints what people look for first', () => {
    const printed = printReport(first);
    for (const word of ['How far accounts came', 'Contacts by week', 'Cash', 'The seven promises', 'All seven promises held']) expect(printed).toContain(word);
    const broken = printReport({ ...first, violations: 1, promises: [{ promise: 5, title: 'A stop is a stop', looked: '1', violations: [{ accountId: 'acc-1', sentence: 'It went on.' }] }] });
    expect(broken).toContain('1 violations:\n5  acc-1  It went on.');
  });
});
