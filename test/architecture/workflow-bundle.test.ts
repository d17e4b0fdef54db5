/** The bundle that a worker really runs: the only proof of the fences that equals production. */
import { join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';

type SourceMap = { readonly sources: readonly string[]; readonly sourcesContent: readonly string[] };

const ROOT = resolve(import.meta.dirname, '../..');
/** Temporal, and what Temporal itself brings along. */
const PACKAGES = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
/** The fold is small and slow to change: growth here is judgement that leaked in. */
const OUR_CHARACTERS_MAX = 80_000;
/** The whole script without its source map; Temporal alone takes about 545,000. */
const CODE_CHARACTERS_MAX = 700_000;

describe('the workflow bundle', () => {
  let code = '';
  let ours: { path: string; characters: number }[] = [];
  let packages: string[] = [];

  beforeAll(async () => {
    const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error };
    const bundle = await bundleWorkflowCode({ workflowsPath: join(ROOT, 'workflows/index.ts'), logger: quiet });
    const map = /\/\/# sourceMappingURL=data:application\/json;[^,]*base64,(\S+)/.exec(bundle.code);
    if (map?.[1] === undefined) throw new Error('The bundle carries no source map: this test cannot see what is in it.');
    code = bundle.code.replace(map[0], '');
    const { sources, sourcesContent } = JSON.parse(Buffer.from(map[1], 'base64').toString('utf8')) as SourceMap;
    packages = [...new Set(sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []))].sort();
    ours = sources.map((source, index) => ({ path: source.split(`${ROOT}/`).at(-1) ?? source, characters: sourcesContent[index]?.length ?? 0 }))
      .filter((each) => /\.ts$/.test(each.path) && !each.path.includes('node_modules'));
  }, 60_000);

  test('holds the workflow and its fold', () => {
    expect(ours.map((each) => each.path)).toEqual(expect.arrayContaining(['workflows/account.ts', 'src/core/account/apply.ts']));
  });

  test('holds nothing from node_modules but Temporal', () => {
    expect(packages).toContain('@temporalio/workflow');
    expect(packages.filter((name) => !PACKAGES.includes(name))).toEqual([]);
  });

  test('holds no judgement, no adapter and no activity', () => {
    const allowed = /^(workflows\/|src\/contracts\/|src\/core\/account\/(state|fact|apply|apply-[^/]+|state-changes|stable-hash)\.ts$|src\/core\/(money|assert-never)\.ts$)/;
    expect(ours.map((each) => each.path).filter((path) => !allowed.test(path))).toEqual([]);
  });

  test('stays small', () => {
    expect(ours.reduce((sum, each) => sum + each.characters, 0)).toBeLessThan(OUR_CHARACTERS_MAX);
    expect(code.length).toBeLessThan(CODE_CHARACTERS_MAX);
  });
});
