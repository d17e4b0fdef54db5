import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { officerActSchema } from '#adapters/db/accept/officer-act-schema.ts';
import { DISPOSITIONS, dispositionOf, type DispositionCode } from '#core/account/disposition-table.ts';
import { TASK_ANSWERS } from '#core/account/task-answers.ts';

const page = await readFile(fileURLToPath(new URL('../../docs/flows/officer-actions.md', import.meta.url)), 'utf8');
const row = (code: string): string => page.split('\n').find((line) => line.startsWith(`| \`${code}\` |`)) ?? '';

describe('the page on orders', () => {
  it('lists every kind of order', () => {
    const kinds = officerActSchema.options.flatMap((option) => [...option.shape.kind.values]);
    for (const kind of kinds) expect(row(kind), kind).not.toBe('');
  });

  it('says of every disposition what the table says', () => {
    for (const code of Object.keys(DISPOSITIONS) as DispositionCode[]) {
      const { label, connected, conversation, closesTask, holds } = dispositionOf(code);
      const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
      expect(row(code)).toContain(`| ${label} | ${yesNo(connected)} | ${yesNo(conversation)} | ${yesNo(closesTask)} |`);
      for (const hold of holds) expect(row(code)).toContain(hold);
    }
  });

  it('names the answers of every kind of task', () => {
    for (const [kind, answers] of Object.entries(TASK_ANSWERS)) for (const answer of answers) expect(row(kind), kind).toContain(answer);
  });
});
