import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fieldGroups } from '#adapters/import/canonical-fields.ts';

it('docs/import-fields.md lists every field under its heading, marks those that have to be there, and lists no other', () => {
  const page = readFileSync('docs/import-fields.md', 'utf8');
  const listed = page.split(/^## /m).slice(1).map((section) => ({
    title: section.split('\n')[0], fields: [...section.matchAll(/^\| (\*\*)?`([^`]+)`(?:\*\*)? \|/gm)].map((match) => ({ name: match[2], required: match[1] !== undefined })),
  }));
  expect(listed.filter((group) => group.fields.length > 0)).toEqual(fieldGroups().map(({ title, fields }) => ({ title, fields: fields.map(({ name, required }) => ({ name, required })) })));
});
