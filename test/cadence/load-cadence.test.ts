/** A wrong cadence file is refused with every fault at once, each with its line and column and a sentence that says what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatProblem } from '#adapters/cadence-files/cadence-problem.ts';
import { loadCadence, loadCadences, parseCadence, policyHash } from '#adapters/cadence-files/load-cadence.ts';
import { TEXTS } from './cadence-samples.ts';

const SOUND = `name: sample
version: 1.0.0
applies_to: { role: first_party, party: person }
languages: [en, es]
minimum_gap_days: 2
promise: { maximum_days_ahead: 14, grace_business_days: 3, tolerance_percent: 90, maximum_renewals: 2 }
arrangement: { grace_days: 5, maximum_instalments: 12, minimum_instalment_minor: 2500, revivals: 1, remind_days_before: 3 }
partial_payment: { restart_from_percent: 50, restart: by_age }
stages:
  - stage: reminder
    steps:
      - id: first
        do: message
        at: +10
        window: "10:00-18:30"
        weekdays: [mon, sat]
        if: { autopay_active: false, any: [{ balance_at_least_minor: 5000 }, { risk_in: [high] }] }
        send: [{ email: plain }, { letter: plain }]
        summary: A first step of a test.
events:
  promise_broken:
    - id: broken
      do: message
      at: { days: 1, business: true }
      send: [{ letter: plain }]
      summary: An answer to an event.
terminal: { outcome: written_off, after_days: 5 }
maximum_age_days: 90
`;

function problemsOf(text: string): readonly string[] {
  const loaded = parseCadence('sample.yaml', text, TEXTS);
  return loaded.kind === 'invalid' ? loaded.problems.map(formatProblem) : [];
}

const folders: string[] = [];
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadence-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }); });

describe('a sound file', () => {
  it('becomes the policy that it describes', () => {
    const loaded = parseCadence('sample.yaml', SOUND, TEXTS);
    if (loaded.kind === 'invalid') throw new Error(loaded.problems.map(formatProblem).join('\n'));
    expect(loaded.policy.steps).toEqual([
      {
        id: 'first', stage: 'reminder', kind: 'message', summary: 'A first step of a test.',
        when: { from: 'due', offsetDays: 10, dayKind: 'calendar', window: { fromMinute: 600, toMinute: 1110 }, weekdays: [1, 6], latestDays: 7 },
        channels: [{ channel: 'email', template: 'plain', purpose: 'chase', speaksOfLegalAction: false }, { channel: 'letter', template: 'plain', purpose: 'chase', speaksOfLegalAction: false }],
        conditions: [{ kind: 'autopay_active', value: false }, { kind: 'any', of: [{ kind: 'balance_at_least', amountMinor: 50_00 }, { kind: 'risk_in', values: ['high'] }] }],
      },
      {
        id: 'broken', stage: 'reminder', kind: 'message', summary: 'An answer to an event.',
        when: { from: 'event', event: 'promise_broken', offsetDays: 1, dayKind: 'business', latestDays: 7 },
        channels: [{ channel: 'letter', template: 'plain', purpose: 'chase', speaksOfLegalAction: false }], conditions: [],
      },
    ]);
    expect(loaded.policy.terminal).toEqual({ outcome: 'written_off', afterDays: 5 });
    expect(loaded.hash).toBe(policyHash(loaded.policy));
  });

  it('keeps its hash when only its layout changes, and changes it with its content', () => {
    const hashOf = (text: string): string => {
      const loaded = parseCadence('sample.yaml', text, TEXTS);
      return loaded.kind === 'cadence' ? loaded.hash : 'invalid';
    };
    const laidOutOtherwise = SOUND.replace('at: +10', 'at:   { days: 10,   from: due }   # ten days').replace('minimum_gap_days: 2\n', '').concat('minimum_gap_days: 2\n');
    expect(hashOf(laidOutOtherwise)).toBe(hashOf(SOUND));
    expect(hashOf(SOUND)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(SOUND.replace('at: +10', 'at: +11'))).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(SOUND.replace('at: +10', 'at: +11'))).not.toBe(hashOf(SOUND));
  });
});

describe('faults', () => {
  it('are named all at once, each with line and column', () => {
    const text = SOUND.replace('version: 1.0.0', 'version: first').replace('[en, es]', '[english]').replace('do: message\n        at: +10', 'do: massage\n        at: soon')
      .replace('"10:00-18:30"', '10 to 6').replace('revivals: 1', 'revivals: -1').replace('maximum_age_days: 90\n', 'colour: red\n');
    expect(problemsOf(text)).toEqual([
      'sample.yaml:1:1 error format: "maximum_age_days" is missing: add it.',
      'sample.yaml:2:10 error format: "version" has to be three numbers such as 1.0.0.',
      'sample.yaml:4:13 error format: Entry 1 of "languages" has to be a two-letter language code such as en.',
      'sample.yaml:7:98 error format: "revivals" has to be at least 0.',
      expect.stringMatching(/^sample\.yaml:13:13 error format \(first\): "do" has to be one of message, call, offer/),
      expect.stringMatching(/^sample\.yaml:14:13 error format \(first\): "at" has to be a number of days such as \+10 or -3/),
      'sample.yaml:15:17 error format (first): "window" has to be two times of the day such as "10:00-18:00".',
      'sample.yaml:28:1 error format: "colour" is not a key that belongs here: remove it or correct its spelling.',
    ]);
  });

  it('a cadence without an end is refused', () => {
    expect(problemsOf(SOUND.replace('terminal: { outcome: written_off, after_days: 5 }\n', ''))).toEqual(['sample.yaml:1:1 error format: "terminal" is missing: add it.']);
  });

  it('broken YAML is named where it breaks', () => {
    const [problem] = problemsOf(SOUND.replace('languages: [en, es]', 'languages: [en, es'));
    expect(problem).toMatch(/^sample\.yaml:\d+:\d+ error yaml: .+: correct the YAML here\.$/);
    expect(problemsOf(`${SOUND}name: twice\n`)).toEqual([expect.stringMatching(/^sample\.yaml:29:1 error yaml: Map keys must be unique/)]);
  });

  it('findings of the static checks stand at the id of their step', () => {
    expect(problemsOf(SOUND.replace('send: [{ email: plain }, { letter: plain }]', 'send: [{ email: plain }, { letter: nowhere }]')))
      .toEqual([expect.stringMatching(/^sample\.yaml:12:13 error missing-template \(first\): There is no templates\/nowhere\/letter\.en\.liquid/)]);
    expect(problemsOf(SOUND.replace('id: broken', 'id: first'))).toEqual([expect.stringMatching(/^sample\.yaml:22:11 error duplicate-step-id \(first\)/)]);
  });

  it.each([
    ['a message without channels', ['send: [{ email: plain }, { letter: plain }]\n        ', ''], /"send" is missing: a step that does "message" needs at least one channel/],
    ['a call that does not begin with a call', ['do: message\n        at: +10', 'do: call\n        at: +10'], /"send" has to begin with "- call: SCRIPT"/],
    ['two channels in one entry', ['{ email: plain }, ', '{ email: plain, sms: plain }, '], /Entry 1 of "send" has to name one channel with its template/],
    ['an unknown channel', ['{ email: plain }, ', '{ fax: plain }, '], /"fax" is not a key that belongs here/],
    ['an unknown condition', ['autopay_active: false', 'autopay: false'], /"autopay" is not a key that belongs here/],
    ['an intent chain on a plain message', ['send: [{ email: plain }, ', 'send_with_intent: [{ letter: plain }]\n        send: [{ email: plain }, '], /"send_with_intent" belongs to a final_notice only/],
    ['stages out of order', ['stage: reminder\n', 'stage: call\n    steps: []\n  - stage: reminder\n'], /"reminder" has to stand before "call" and only once/],
    ['a name that differs from its file', ['name: sample', 'name: other'], /The cadence is named "other", its file "sample"/],
  ] as const)('%s is refused', (_what, [before, after], expected) => {
    expect(problemsOf(SOUND.replace(before, after)).join('\n')).toMatch(expected);
  });
});

describe('files and folders', () => {
  it('a file that cannot be read is a problem, not an exception', () => {
    expect(loadCadence(path.join(tmpdir(), 'no-such-cadence.yaml'), TEXTS)).toMatchObject({ kind: 'invalid', problems: [{ line: 1, message: expect.stringMatching(/ENOENT/) as string }] });
  });

  it('a file far beyond the size of a cadence is refused unread', () => {
    const folder = folderWith({ 'sample.yaml': `# ${'x'.repeat(300_000)}\n${SOUND}` });
    expect(loadCadence(path.join(folder, 'sample.yaml'), TEXTS)).toMatchObject({ kind: 'invalid', problems: [{ message: expect.stringMatching(/at most 262144/) as string }] });
  });

  it('a folder is loaded in the order of its names, one bad file spoils no other, and no name counts twice', () => {
    const folder = folderWith({ 'sample.yaml': SOUND, 'broken.yaml': 'name: [', 'notes.txt': 'not a cadence', 'sample.yml': SOUND });
    expect(loadCadences(folder, TEXTS).map((loaded) => [path.basename(loaded.file), loaded.kind])).toEqual([['broken.yaml', 'invalid'], ['sample.yaml', 'cadence'], ['sample.yml', 'invalid']]);
  });
});
