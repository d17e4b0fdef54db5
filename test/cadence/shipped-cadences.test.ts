/** The three cadences that ship: sound, dated as the domain asks, and known to editors. */
import { describe, expect, it } from 'vitest';
import { cadenceJsonSchema } from '#adapters/cadence-files/cadence-schema.ts';
import { formatProblem } from '#adapters/cadence-files/cadence-problem.ts';
import { loadCadences } from '#adapters/cadence-files/load-cadence.ts';
import { loadTemplates } from '#adapters/templates/template-catalogue.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import { nominalDays } from '#core/cadence/nominal-days.ts';
import { readdirSync, readFileSync } from 'node:fs';

const templates = loadTemplates('templates');
const facts = templates.kind === 'catalogue' ? templates.catalogue.facts : [];
const loaded = loadCadences('cadences', facts);

function policy(name: string): CadencePolicy {
  const found = loaded.find((cadence) => cadence.kind === 'cadence' && cadence.policy.name === name);
  if (found?.kind !== 'cadence') throw new Error(`${name} did not load`);
  return found.policy;
}

/** Day of each step by its id. */
function days(name: string): Readonly<Record<string, number>> {
  return Object.fromEntries(nominalDays(policy(name)).map(({ step, day }) => [step.id, day]));
}

describe('the shipped cadences', () => {
  it('are three, and clean of findings', () => {
    expect(loaded.flatMap((cadence) => (cadence.kind === 'cadence' ? cadence.warnings : cadence.problems)).map(formatProblem)).toEqual([]);
    expect(loaded.map((cadence) => (cadence.kind === 'cadence' ? cadence.policy.name : cadence.file))).toEqual(['business-net-30', 'first-party-consumer-early', 'third-party-consumer']);
  });

  it('first party: the days of the domain table', () => {
    expect(days('first-party-consumer-early')).toMatchObject({
      'upcoming': -3, 'missed': 1, 'autopay-failed': 1, 'choices': 4, 'options': 8, 'call-morning': 10, 'call-evening': 12, 'statement-letter': 15, 'plan-offer': 18,
      'call-budget-evening': 21, 'call-budget-saturday': 24, 'credit-report-note': 27, 'review-self-cure': 30, 'plan-or-pause': 35, 'firm-letter': 45, 'call-firm-again': 50,
      'call-senior': 60, 'legal-review': 75, 'final-notice': 80, 'refer-to-legal': 97,
    });
  });

  it('third party: validation first, nothing pressing before day 41, the table after it', () => {
    expect(days('third-party-consumer')).toMatchObject({
      'intake-check': 0, 'validation-notice': 1, 'call-1': 8, 'call-2': 10, 'call-3': 13, 'account-message': 15, 'furnish-review': 45, 'plan-offer': 52, 'account-message-again': 66,
      'skip-refresh': 80, 'legal-review': 90, 'final-notice': 95, 'refer-to-legal': 130,
    });
    expect(policy('third-party-consumer').maximumAgeDays).toBe(180);
  });

  it('business: the days of the domain table, on business days', () => {
    expect(days('business-net-30')).toMatchObject({
      'delivery-check': -25, 'before-due': -7, 'call-payables': 7, 'blocking': 14, 'call-manager': 21, 'formal-reminder': 30, 'credit-stop': 37, 'insurer-notice': 50, 'legal-review': 52,
    });
  });

  it.each(loaded.map((cadence) => (cadence.kind === 'cadence' ? cadence.policy.name : cadence.file)))('%s answers every event', (name) => {
    const answered = new Set(policy(name).steps.flatMap((step) => step.when.event ?? []));
    expect([...answered].toSorted()).toEqual(['arrangement_broken', 'instalment_due_soon', 'partial_payment', 'payment_returned', 'promise_broken', 'promise_due_soon']);
  });

  it('a broken plan is answered by a call first', () => {
    for (const cadence of loaded) {
      if (cadence.kind !== 'cadence') continue;
      expect(cadence.policy.steps.find((step) => step.when.event === 'arrangement_broken')?.channels[0]?.channel).toBe('call');
    }
  });

  it('the deadline of a final notice has run out before the hand-over', () => {
    for (const cadence of loaded) {
      if (cadence.kind !== 'cadence') continue;
      const notice = cadence.policy.steps.find((step) => step.kind === 'final_notice');
      const referral = cadence.policy.steps.find((step) => step.kind === 'refer_to_legal');
      const deadlines = (notice?.channelsWithIntent ?? []).flatMap((attempt) => facts.filter((text) => text.templateId === attempt.template && text.channel === 'letter').map((text) => text.deadlineDays ?? Number.POSITIVE_INFINITY));
      expect(deadlines.length).toBeGreaterThan(0);
      expect(Math.max(...deadlines)).toBeLessThan(referral?.when.offsetDays ?? 0);
    }
  });
});

describe('editor support', () => {
  // After a change of the format: npx vitest run test/cadence -u
  it('the committed JSON Schema equals the one of the loader', async () => {
    await expect(`${JSON.stringify(cadenceJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../cadences/cadence.schema.json');
  });

  it('every cadence names it on its first line', () => {
    const files = readdirSync('cadences').filter((name) => name.endsWith('.yaml'));
    expect(files).toHaveLength(3);
    for (const file of files) expect(readFileSync(`cadences/${file}`, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=./cadence.schema.json');
  });
});
