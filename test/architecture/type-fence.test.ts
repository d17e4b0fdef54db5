/** The type fence bites: in the core, the contracts and the workflows the host's globals are type errors. */
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const IMPORTS_TEMPORAL = "import { sleep } from '@temporalio/workflow';\nexport const nap = () => sleep(1);\n";
const IMPORTS_LUXON = "import { DateTime } from 'luxon';\nexport const day = (millis: number) => DateTime.fromMillis(millis, { zone: 'utc' }).toISODate();\n";

const USES_THE_HOST: readonly (readonly [global: string, use: string])[] = [
  ['process', 'export const mode = process.env.MODE;'],
  ['fetch', "export const page = fetch('https://example.com');"],
  ['Buffer', "export const bytes = Buffer.from('a');"],
  ['setTimeout', 'export const timer = setTimeout(() => undefined, 1);'],
  ['console', "console.log('a');"],
  ['structuredClone', 'export const copy = structuredClone({});'],
  ['node:crypto', "import { randomUUID } from 'node:crypto'; export const id = randomUUID();"],
];

const FOLDERS = [
  { folder: 'src/core', itsPackage: IMPORTS_LUXON }, { folder: 'src/contracts', itsPackage: '' }, { folder: 'workflows', itsPackage: IMPORTS_TEMPORAL },
];

describe('the type fence', () => {
  let errors = new Map<string, string[]>();

  beforeAll(() => {
    errors = errorsByFile(new Map(FOLDERS.flatMap(({ folder, itsPackage }) => [
      [`${folder}/plain.ts`, `${itsPackage}export const sorted = ['b', 'a'].toSorted();`],
      ...USES_THE_HOST.map(([global, use]) => [fixture(folder, global), itsPackage + use] as const),
    ])));
  }, 60_000);

  test.each(FOLDERS)('$folder may use its package and plain language', ({ folder }) => {
    expect(errors.get(`${folder}/plain.ts`)).toEqual([]);
  });

  test.each(FOLDERS.flatMap(({ folder }) => USES_THE_HOST.map(([global]) => ({ folder, global }))))('$folder knows no $global', ({ folder, global }) => {
    const found = errors.get(fixture(folder, global)) ?? [];
    expect(found.join('\n')).toContain(`'${global}'`);
    expect(found[0]).toMatch(/Cannot find (name|module)/);
  });
});

test('the fence covers the folders that it is for, and the whole project is checked besides', () => {
  expect(config('tsconfig.fence.json').raw.include).toEqual(['src/core', 'src/contracts', 'workflows']);
  expect(config('tsconfig.fence.json').parsed.options).toMatchObject({ types: [], strict: true, erasableSyntaxOnly: true, exactOptionalPropertyTypes: true });
  expect(config('tsconfig.json').raw.include).toEqual(expect.arrayContaining(['src', 'workflows', 'activities', 'test']));
});

function config(name: string): { raw: { include: string[] }; parsed: ts.ParsedCommandLine } {
  const raw = ts.readConfigFile(join(ROOT, name), (path) => ts.sys.readFile(path)).config as { include: string[] };
  return { raw, parsed: ts.parseJsonConfigFileContent(raw, ts.sys, ROOT) };
}

function fixture(folder: string, global: string): string {
  return `${folder}/uses-${global.replace(':', '-')}.ts`;
}

/** Type errors per text, as if each stood at its path in the repository. */
function errorsByFile(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  const { options } = config('tsconfig.fence.json').parsed;
  const planted = new Map([...texts].map(([path, text]) => [join(ROOT, path), text]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => planted.has(name) || disk.fileExists(name),
    getSourceFile: (name, language, ...rest) => {
      const text = planted.get(name);
      return text === undefined ? disk.getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language, true);
    },
  };
  const program = ts.createProgram({ rootNames: [...planted.keys()], options, host });
  return new Map([...texts.keys()].map((path) => [path, ts.getPreEmitDiagnostics(program, program.getSourceFile(join(ROOT, path)))
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))]));
}
